package lanewise.lrsched;

/** {@link Multiplicative} with a memory: later steps go on from the product that was reached. The values have the same bits. */
final class RememberedProduct implements Schedule {
  private final Multiplicative schedule;
  private RunningProduct product = new RunningProduct(0);
  private double base;
  private long reached;

  RememberedProduct(Multiplicative schedule) {
    this.schedule = schedule;
  }

  Multiplicative schedule() {
    return schedule;
  }

  @Override
  public double at(long step, double base) {
    Checks.requireStep(step);
    if (step < reached || base != this.base) {
      product = new RunningProduct(base);
      this.base = base;
      reached = 0;
    }
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
