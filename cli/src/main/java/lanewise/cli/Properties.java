package lanewise.cli;

import java.util.function.Supplier;

/** Values that a system property may set to something that cannot be had. */
final class Properties {
  private Properties() {}

  /**
   * The value.
   *
   * @throws BadInput with the property, its value and what is allowed
   */
  static <T> T value(Supplier<T> value) {
    try {
      return value.get();
    } catch (IllegalStateException e) {
      throw new BadInput(Failures.message(e), e);
    }
  }
}
