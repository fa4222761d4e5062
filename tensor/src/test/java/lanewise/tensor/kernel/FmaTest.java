package lanewise.tensor.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.Random;
import org.junit.jupiter.api.Test;

class FmaTest {
  @Test
  void emulated_equalsTheHardwares_forRandomBitPatterns() {
    Random random = new Random(1);
    for (int i = 0; i < 1_000_000; i++) {
      same(Float.intBitsToFloat(random.nextInt()), Float.intBitsToFloat(random.nextInt()), Float.intBitsToFloat(random.nextInt()));
    }
  }

  @Test
  void emulated_equalsTheHardwares_whereTheProductNearlyCancels() {
    Random random = new Random(2);
    for (int i = 0; i < 500_000; i++) {
      float a = Float.intBitsToFloat(random.nextInt());
      float b = Float.intBitsToFloat(random.nextInt());
      float c = -(a * b);
      same(a, b, c);
      same(a, b, Math.nextUp(c));
    }
  }

  @Test
  void emulated_equalsTheHardwares_whereTheSumLiesNearTheMiddleOfTwoFloats() {
    Random random = new Random(3);
    for (int i = 0; i < 500_000; i++) {
      // The product is half a unit in the last place of c, give or take very little.
      float c = Float.intBitsToFloat((127 + random.nextInt(40)) << 23 | random.nextInt(1 << 23));
      float a = 1 + random.nextInt(3) * 0x1p-23f;
      float b = Math.ulp(c) * (0.5f + (random.nextInt(3) - 1) * 0x1p-24f);
      same(a, b, c);
      same(-a, b, c);
      same(a, b, -c);
    }
  }

  @Test
  void emulated_equalsTheHardwares_forDenormalResults() {
    Random random = new Random(4);
    for (int i = 0; i < 500_000; i++) {
      float a = Float.intBitsToFloat((40 + random.nextInt(50)) << 23 | random.nextInt(1 << 23));
      float b = Float.intBitsToFloat((random.nextInt(60)) << 23 | random.nextInt(1 << 23));
      float c = Float.intBitsToFloat(random.nextInt(3 << 23) | random.nextInt(2) << 31);
      same(a, b, c);
    }
  }

  @Test
  void emulated_equalsTheHardwares_forEveryTripleOfSpecialValues() {
    float[] x = {0f, -0f, 1f, -1f, Float.MIN_VALUE, -Float.MIN_VALUE, Float.MIN_NORMAL, Float.MAX_VALUE, -Float.MAX_VALUE,
        Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN, 0.5f, Math.nextUp(1f), Math.nextDown(1f)};
    for (float a : x) {
      for (float b : x) {
        for (float c : x) {
          same(a, b, c);
        }
      }
    }
  }

  @Test
  void fma_roundsOnce() {
    float a = 1 + 0x1p-12f;
    assertEquals(0x1p-24f, Fma.fma(a, a, -(1 + 0x1p-11f)));
  }

  private static void same(float a, float b, float c) {
    float expected = Math.fma(a, b, c);
    float actual = Fma.emulated(a, b, c);
    if (Float.floatToIntBits(expected) != Float.floatToIntBits(actual)) {
      fail("fma(" + Float.toHexString(a) + ", " + Float.toHexString(b) + ", " + Float.toHexString(c) + ") is " + Float.toHexString(actual)
          + ", expected "
          + Float.toHexString(expected));
    }
  }
}
