package lanewise.tensor.kernel.functions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import lanewise.tensor.kernel.Values;
import lanewise.tensor.kernel.elementwise.MapOp;
import lanewise.tensor.kernel.elementwise.ZipOp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The largest error of every function, in units in the last place of the exact result, stays below what its javadoc says, and a zero has the sign of
 * the exact result; only ln(1 + x) is +0 for zeros of both signs. By default every {@value #SAMPLE}th of all 2^32 floats is tried, with
 * {@code -Dlanewise.test.everyFloat=true} every one (some minutes a function).
 */
class UlpTest {
  private static final long SAMPLE = 9973;
  private static final long STRIDE = Boolean.getBoolean("lanewise.test.everyFloat") ? 1 : SAMPLE;
  private static final int BLOCK = 1 << 14;
  private static final int PARTS_LOG = 6;
  private static final long PARTS = 1L << PARTS_LOG;
  private static final double INF = Double.POSITIVE_INFINITY;
  private static final float[] SPECIAL = {
      0f, -0f, Float.MIN_VALUE, -Float.MIN_VALUE, Float.MIN_NORMAL, -Float.MIN_NORMAL, 1, -1, -3, 3, Math.nextUp(-3f), -7, -50, -14.5f, 20, 90, -90,
      110, -110, 1000, -1000, Float.MAX_VALUE, -Float.MAX_VALUE, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN
  };

  /**
   * A function and the largest allowed errors.
   *
   * @param ulps in units in the last place, from {@code from} upwards
   * @param absolute below {@code from}
   */
  record Claim(MapOp op, DoubleUnaryOperator exact, double ulps, double from, double absolute) {
    Claim(MapOp op, DoubleUnaryOperator exact, double ulps) {
      this(op, exact, ulps, -INF, 0);
    }

    @Override
    public String toString() {
      return op.toString();
    }
  }

  static Stream<Claim> claims() {
    return Stream.of(new Claim(new Exp(), Math::exp, 0.892), new Claim(new Log(), Math::log, 0.848),
        new Claim(new Expm1(), Math::expm1, 1.466), new Claim(new Log1p(), Math::log1p, 1.43),
        new Claim(new Tanh(), Math::tanh, 1.75),
        new Claim(new Sigmoid(), Exact::sigmoid, 1.71), new Claim(new Erf(), Exact::erf, 1.02),
        new Claim(new Trigonometry.Sin(), Math::sin, 1.53),
        new Claim(new Trigonometry.Cos(), Math::cos, 1.54), new Claim(new Roots.Sqrt(), Math::sqrt, 0.5),
        new Claim(new Roots.Rsqrt(), x -> 1 / Math.sqrt(x), 1.5), new Claim(new Roots.Reciprocal(), x -> 1 / x, 0.5),
        new Claim(new Roots.Square(), x -> x * x, 0.5),
        new Claim(new Softplus(1, 20), Exact::softplus, 1.83), new Claim(new Softplus.LogSigmoid(), x -> -Exact.softplus(-x), 1.83),
        new Claim(Elu.elu(1), x -> x > 0 ? x : Math.expm1(x), 0.95),
        new Claim(Elu.selu(), x -> 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * Math.expm1(x)), 1.91),
        new Claim(new HardActivations.Hardsigmoid(), x -> Math.min(Math.max(x + 3, 0), 6) / 6, 1),
        new Claim(new HardActivations.Hardswish(), x -> x < -3 ? -0.0 : x > 3 ? x : x * Math.min(Math.max(x + 3, 0), 6) / 6, 1.88),
        new Claim(new Gelu(), x -> x < -50 ? -0.0 : x * Exact.share(x), 2.26, -1, 3.5e-8),
        new Claim(new Gelu.Approximate(), x -> x < -50 ? -0.0 : Exact.geluTanh(x), 1.86, -0.25, 6.2e-8),
        new Claim(new Silu(), x -> x < -200 ? -0.0 : x * Exact.sigmoid(x), 2.59, -87, 2e-43),
        new Claim(new Mish(), x -> x < -200 ? -0.0 : Exact.mish(x), 2.71, -0.5, 5.4e-8));
  }

  @ParameterizedTest
  @MethodSource("claims")
  void errors_areBelowWhatIsSaid(Claim claim) {
    Worst worst = LongStream.range(0, PARTS).parallel().mapToObj(part -> worst(claim, part << 32 - PARTS_LOG, part + 1 << 32 - PARTS_LOG))
        .reduce(Worst::or).orElseThrow();
    System.out.printf("%s: %.4f ulp at %s; absolute error below %s: %.3g%n", claim, worst.ulps, worst.at, claim.from, worst.absolute);
    assertTrue(worst.ulps <= claim.ulps, claim + ": " + worst.ulps + " ulp at " + worst.at);
    assertTrue(worst.absolute <= claim.absolute, claim + ": " + worst.absolute + " below " + claim.from);
  }

  @ParameterizedTest
  @MethodSource("claims")
  void specialValues_haveTheErrorsThatAreSaidAndTheSignsOfZero(Claim claim) {
    Worst worst = worst(claim, SPECIAL);
    assertTrue(worst.ulps <= claim.ulps, claim + ": " + worst.ulps + " ulp at " + worst.at);
    assertTrue(worst.absolute <= claim.absolute, claim + ": " + worst.absolute + " below " + claim.from);
  }

  @Test
  void aZeroOfTheWrongSign_isAnError() {
    assertEquals(INF, ulps(0f, -0.0));
    assertEquals(INF, ulps(-0f, 0.0));
    assertEquals(INF, ulps(0f, -1e-60));
    assertEquals(0, ulps(-0f, -0.0));
    assertTrue(ulps(-0f, -1e-46) < 0.5);
  }

  /**
   * The largest errors of a function.
   *
   * @param at where the error in units in the last place is largest
   */
  private record Worst(double ulps, float at, double absolute) {
    Worst or(Worst other) {
      Worst larger = other.ulps > ulps ? other : this;
      return new Worst(larger.ulps, larger.at, Math.max(absolute, other.absolute));
    }
  }

  /** The largest errors for the bit patterns from one to another. */
  private static Worst worst(Claim claim, long from, long to) {
    float[] x = new float[BLOCK];
    Worst worst = new Worst(0, 0, 0);
    for (long pattern = Math.ceilDiv(from, STRIDE) * STRIDE; pattern < to; ) {
      int n = 0;
      for (; n < BLOCK && pattern < to; pattern += STRIDE) {
        x[n++] = Float.intBitsToFloat((int) pattern);
      }
      worst = worst.or(worst(claim, n == BLOCK ? x : Arrays.copyOf(x, n)));
    }
    return worst;
  }

  /** The largest errors for these floats. */
  private static Worst worst(Claim claim, float[] x) {
    float[] y = new float[x.length];
    claim.op.kernel().run(x, 0, y, 0, x.length);
    double worst = 0;
    float at = 0;
    double worstLow = 0;
    for (int i = 0; i < x.length; i++) {
      double exact = claim.exact.applyAsDouble(x[i]);
      if (x[i] < claim.from) {
        worstLow = Math.max(worstLow, isWrongZero(y[i], exact) ? INF : Math.abs(y[i] - exact));
      } else {
        double ulps = ulps(y[i], exact);
        if (ulps > worst) {
          worst = ulps;
          at = x[i];
        }
      }
    }
    return new Worst(worst, at, worstLow);
  }

  /** Two functions of two inputs in random samples: of any bit patterns, and of numbers of ordinary size. */
  static Stream<Object[]> pairs() {
    return Stream.of(new Object[] {new Atan2(), (DoubleBinaryOperator) Math::atan2, 1.6},
        new Object[] {new Pow(), (DoubleBinaryOperator) (x, y) -> x == 1 ? 1 : Math.pow(x, y), 1.8});
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void errorsOfTwoInputs_areBelowWhatIsSaid(ZipOp op, DoubleBinaryOperator exact, double ulps) {
    Random random = new Random(1);
    ZipOp.Kernel kernel = op.kernel();
    float[] z = new float[BLOCK];
    int blocks = STRIDE == 1 ? 20_000 : 20;
    for (int block = 0; block < blocks; block++) {
      float[] x = block % 2 == 0 ? Values.patterns(random, BLOCK) : Values.normal(random, BLOCK);
      float[] y = block % 2 == 0 ? Values.patterns(random, BLOCK) : Values.normal(random, BLOCK);
      if (block % 4 == 3) {
        for (int i = 0; i < BLOCK; i++) {
          x[i] = Math.abs(x[i]);
          y[i] *= 20;
        }
      }
      kernel.run(x, 0, y, 0, z, 0, BLOCK);
      for (int i = 0; i < BLOCK; i++) {
        double error = ulps(z[i], exact.applyAsDouble(x[i], y[i]));
        assertTrue(error <= ulps, op + " of " + x[i] + " and " + y[i] + " is " + z[i] + ": " + error + " ulp");
      }
    }
  }

  private static boolean isWrongZero(float y, double exact) {
    return y == 0 && Math.copySign(1, y) != Math.copySign(1, exact);
  }

  /**
   * Infinity where one is NaN and the other not, where only the exact one is infinite, or for a zero of the wrong sign; else an infinite float counts
   * as 2^128.
   */
  static double ulps(float y, double exact) {
    float nearest = (float) exact;
    if (Float.isNaN(nearest) || Float.isNaN(y)) {
      return Float.isNaN(nearest) && Float.isNaN(y) ? 0 : INF;
    }
    if (isWrongZero(y, exact)) {
      return INF;
    }
    if (nearest == y) {
      return Float.isInfinite(y) ? 0 : Math.abs(y - exact) / Math.ulp(nearest);
    }
    double value = Float.isInfinite(y) ? Math.copySign(0x1p128, y) : y;
    return Math.abs(value - exact) / Math.ulp(Float.isInfinite(nearest) ? Float.MAX_VALUE : nearest);
  }
}
