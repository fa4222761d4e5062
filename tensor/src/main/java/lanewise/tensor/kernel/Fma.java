package lanewise.tensor.kernel;

/**
 * The fused multiply-add of the scalar twins: a * b + c, rounded once.
 *
 * <p>{@link Math#fma} is one instruction where the JVM uses the hardware's, and a detour over {@link java.math.BigDecimal} where it does not. There
 * the product is taken in double (exact, 48 bits), the sum is rounded to odd (its error decides the last bit), and the second rounding to float is
 * then harmless. Both forms give the same bits, so the choice may be made by the clock.
 */
public final class Fma {
  /** True where {@link Math#fma} is an instruction. */
  public static final boolean HARDWARE = isFast();

  private Fma() {}

  /** a * b + c with one rounding. */
  public static float fma(float a, float b, float c) {
    return HARDWARE ? Math.fma(a, b, c) : emulated(a, b, c);
  }

  static float emulated(float a, float b, float c) {
    double product = (double) a * b;
    double sum = product + c;
    double rest = sum - product;
    double error = (product - (sum - rest)) + (c - rest);
    if (error != 0 && Math.abs(sum) <= Double.MAX_VALUE) {
      long bits = Double.doubleToRawLongBits(sum);
      if ((bits & 1) == 0) {
        sum = Double.longBitsToDouble(error > 0 == sum > 0 ? bits + 1 : bits - 1);
      }
    }
    return (float) sum;
  }

  private static boolean isFast() {
    float x = 1;
    long best = Long.MAX_VALUE;
    for (int round = 0; round < 5; round++) {
      long start = System.nanoTime();
      for (int i = 0; i < 100; i++) {
        x = Math.fma(x, 0.999f, 0.001f);
      }
      best = Math.min(best, System.nanoTime() - start);
    }
    return best < 100_000 && x > 0;
  }
}
