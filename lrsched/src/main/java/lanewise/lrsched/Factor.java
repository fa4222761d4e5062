package lanewise.lrsched;

/**
 * The base rate times a number, at every step: lr(t) = b factor. With factor 1 it changes nothing. There is no natural length.
 *
 * <p>Source: the {@code constant} schedules of transformers and optax.
 *
 * @param factor finite and >= 0
 */
public record Factor(double factor) implements Schedule {
  /** Checks the factor. */
  public Factor {
    Checks.requireFinite("factor", factor, 0);
  }

  @Override
  public double at(long step, double base) {
    Checks.requireStep(step);
    return base * factor;
  }
}
