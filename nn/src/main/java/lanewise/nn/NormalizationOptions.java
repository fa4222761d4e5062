package lanewise.nn;

import lanewise.tensor.Shape;

/** What the options of all normalisations have to be. */
final class NormalizationOptions {
  private NormalizationOptions() {}

  static void check(String name, Shape normalized, double eps) {
    boolean empty = normalized.rank() == 0 || normalized.size() == 0;
    if (empty) {
      throw new IllegalArgumentException(name + " normalizedShape " + normalized + "; allowed: rank >= 1, sizes >= 1");
    }
    check(name, eps);
  }

  static void check(String name, double eps) {
    if (!(eps >= 0) || Double.isInfinite(eps)) {
      throw new IllegalArgumentException(name + " eps " + eps + "; allowed: finite and >= 0");
    }
  }
}
