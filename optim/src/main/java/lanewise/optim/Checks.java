package lanewise.optim;

/** Checks of options; each message names the option, its value and what is allowed. All comparisons are written so that NaN fails. */
final class Checks {
  private Checks() {}

  static void requireFinite(String name, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(name + " " + value + "; allowed: finite");
    }
  }

  static void requireNotNegative(String name, double value) {
    if (!(value >= 0) || value == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException(name + " " + value + "; allowed: finite and >= 0");
    }
  }

  static void requireBelowOne(String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(name + " " + value + "; allowed: >= 0 and < 1");
    }
  }
}
