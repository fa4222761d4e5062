package lanewise.lrsched;

/**
 * {@link Multiplicative} with a memory: later steps go on from the product that was reached, and the one that was reached before it is at hand, too.
 * The values have the same bits.
 */
final class RememberedProduct implements Schedule {
  private final Multiplicative schedule;
  private RunningProduct product = new RunningProduct(0);
  private double base;
  private long reached;
  private long earlierStep;
  private double earlier;

  RememberedProduct(Multiplicative schedule) {
    Checks.requirePresent("schedule", schedule);
    this.schedule = schedule;
  }

  Multiplicative schedule() {
    return schedule;
  }

  @Override
  public double at(long step, double base) {
    Checks.requireStep(step);
    if (base == this.base && step == earlierStep) {
      return earlier;
    }
    if (step < reached || base != this.base) {
      product = new RunningProduct(base);
      this.base = base;
      reached = 0;
    }
    // A chainable scheduler asks for the step before at every step.
    earlierStep = reached;
    earlier = product.value();
    while (reached < step && !product.isZero()) {
      product.multiply(Checks.returned(schedule.name(), reached + 1, schedule.factor().applyAsDouble(reached + 1)));
      reached++;
    }
    reached = step;
    return product.value();
  }

  @Override
  public String toString() {
    return schedule.toString();
  }
}
