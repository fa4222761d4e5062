package lanewise.tensor.ops;

import lanewise.tensor.kernel.functions.Rectifier;

/**
 * A rectifier {@code (x < 0 ? leak * x : x) - sub} behind an operation, in the same pass: one whose gradient the result is enough for.
 *
 * @param leak slope below zero, finite and >= 0; 1 for no rectifier
 * @param sub subtracted from what is rectified, -1 to 1; 0 without a rectifier
 */
public record Rectification(float leak, float sub) {
  /** No rectifier. */
  public static final Rectification NONE = new Rectification(1, 0);

  /** Checks the ranges, and refuses a rectifier that only subtracts. */
  public Rectification {
    if (!isToldByResult(leak, sub)) {
      throw new IllegalArgumentException("a fused rectifier of slope " + leak + " that subtracts " + sub
          + "; allowed: a finite slope >= 0, and -1 to 1");
    }
    if (leak == 1 && sub != 0) {
      throw new IllegalArgumentException("a rectifier of slope 1 that subtracts " + sub + "; allowed: 0, or another slope");
    }
  }

  /**
   * Whether the result of a rectifier tells on which side of 0 its argument was, but for arguments of rounding size: a slope that keeps the sign, and
   * a {@code sub} of at most 1 in absolute terms.
   */
  public static boolean isToldByResult(float leak, float sub) {
    return Rectifier.isToldByResult(leak, sub);
  }

  /** True for {@link #NONE}. */
  public boolean isNone() {
    return leak == 1;
  }
}
