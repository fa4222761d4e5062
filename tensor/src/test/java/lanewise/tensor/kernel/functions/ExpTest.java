package lanewise.tensor.kernel.functions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import lanewise.tensor.kernel.Levels;
import org.junit.jupiter.api.Test;

class ExpTest {
  /** Largest error in units of the last place that the dense sample below has shown. */
  private static final double MOST_ULPS = 0.92;

  private final Exp exp = new Exp();

  @Test
  void normalResults_areWithinOneUnitInTheLastPlace() {
    double worst = 0;
    for (float x = -87.3f; x < 88.72f; x += 1e-4f) {
      worst = Math.max(worst, error(x));
    }
    for (float x = 1e-30f; x < 80; x *= 1.001f) {
      worst = Math.max(worst, Math.max(error(x), error(-x)));
    }
    assertTrue(worst <= MOST_ULPS, "largest error " + worst + " ulp");
  }

  @Test
  void denormalResults_areWithinOneUnitOfTheSmallestDenormal() {
    double worst = 0;
    for (float x = -104.5f; x < -87.2f; x += 1e-4f) {
      worst = Math.max(worst, Math.abs(exp.apply(x) - StrictMath.exp(x)) / Float.MIN_VALUE);
    }
    assertTrue(worst <= MOST_ULPS, "largest error " + worst + " smallest denormals");
  }

  @Test
  void ends_areZeroAndInfinity() {
    assertEquals(Float.POSITIVE_INFINITY, exp.apply(88.8f));
    assertEquals(Float.POSITIVE_INFINITY, exp.apply(Float.MAX_VALUE));
    assertEquals(Float.POSITIVE_INFINITY, exp.apply(Float.POSITIVE_INFINITY));
    assertEquals(0f, exp.apply(-104.1f));
    assertEquals(0f, exp.apply(-Float.MAX_VALUE));
    assertEquals(0f, exp.apply(Float.NEGATIVE_INFINITY));
    assertEquals(Float.NaN, exp.apply(Float.NaN));
  }

  @Test
  void lastFiniteResult_isTheLastFloatWhoseExponentialFits() {
    float last = Float.intBitsToFloat(Float.floatToIntBits(88.7f));
    while (StrictMath.exp(Math.nextUp(last)) < 0x1.ffffffp127) {
      last = Math.nextUp(last);
    }
    assertTrue(exp.apply(last) < Float.POSITIVE_INFINITY, "exp(" + last + ") overflows");
    assertEquals(Float.POSITIVE_INFINITY, exp.apply(Math.nextUp(last)));
  }

  @Test
  void zeroAndTheSmallestNumbers_giveOne() {
    for (float x : new float[] {0f, -0f, Float.MIN_VALUE, -Float.MIN_VALUE, Float.MIN_NORMAL, 1e-9f, -1e-9f}) {
      assertEquals(1f, exp.apply(x));
    }
  }

  @Test
  void vectors_equalTheTwinOverAllBitPatternsInStrides() {
    int n = 4096;
    for (int block = 0; block < 64; block++) {
      float[] x = new float[n];
      for (int i = 0; i < n; i++) {
        x[i] = Float.intBitsToFloat((block * n + i) * 16381);
      }
      Levels.compare("exp, block " + block, () -> new float[n], y -> exp.kernel().run(x, 0, y, 0, n));
    }
  }

  @Test
  void vectors_equalTheTwinOverTheRangeThatMatters() {
    int n = 4096;
    for (int block = 0; block < 48; block++) {
      float[] x = new float[n];
      for (int i = 0; i < n; i++) {
        x[i] = -105 + (block * n + i) * 0.001f;
      }
      Levels.compare("exp, block " + block, () -> new float[n], y -> exp.kernel().run(x, 0, y, 0, n));
    }
  }

  private double error(float x) {
    double exact = StrictMath.exp(x);
    return Math.abs(exp.apply(x) - exact) / Math.ulp((float) exact);
  }
}
