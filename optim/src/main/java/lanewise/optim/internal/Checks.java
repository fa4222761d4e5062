package lanewise.optim.internal;

/** Checks of options; each message names the option, its value and what is allowed. All comparisons are written so that NaN fails. */
public final class Checks {
  private Checks() {}

  /** Neither NaN nor infinite. */
  public static void requireFinite(String name, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(name + " " + value + "; allowed: finite");
    }
  }

  /** Finite and >= 0. */
  public static void requireNotNegative(String name, double value) {
    if (!(value >= 0) || value == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException(name + " " + value + "; allowed: finite and >= 0");
    }
  }

  public static void requirePositive(String name, double value) {
    if (!(value > 0) || value == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException(name + " " + value + "; allowed: finite and > 0");
    }
  }

  /** At least 0 and below 1. */
  public static void requireBelowOne(String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(name + " " + value + "; allowed: >= 0 and < 1");
    }
  }

  /** Whatever {@code allowed} says; the caller has decided. */
  public static void require(boolean fits, String name, double value, String allowed) {
    if (!fits) {
      throw new IllegalArgumentException(name + " " + value + "; allowed: " + allowed);
    }
  }

  public static void requireAtLeastOne(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " " + value + "; allowed: >= 1");
    }
  }
}
