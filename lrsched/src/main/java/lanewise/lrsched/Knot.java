package lanewise.lrsched;

/**
 * A point that a curve goes through.
 *
 * @param step its step, 0..2^53
 * @param factor its factor of the base rate, finite and >= 0
 */
public record Knot(long step, double factor) {
  /** Checks the values. */
  public Knot {
    Checks.requireBetween("step", step, 0, Checks.LONGEST);
    Checks.requireFinite("factor", factor, 0);
  }
}
