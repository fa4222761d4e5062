package lanewise.lrsched;

/**
 * How a scheduler begins.
 *
 * @param lastEpoch the t that was reached before, or -1 to start; t = lastEpoch + 1 is applied at once, from the groups'
 *     {@code initial_lr}; -1..2^53. Unlike PyTorch's {@code last_epoch}, the rate of that t is written by every scheduler
 * @param reuseInitialLr whether the base rate of a group is its {@code initial_lr} where an earlier scheduler has left one, as PyTorch does, and not
 *     its current rate
 * @param chainable whether changes of a rate by others are kept: a step multiplies the group's current rate by lr(t) / lr(t - 1). So several
 *     schedulers can drive one optimizer, and a rate multiplied by hand stays multiplied. Where lr(t - 1) is 0, lr(t) itself is written
 */
public record Start(long lastEpoch, boolean reuseInitialLr, boolean chainable) {
  /** From t = 0 and the current rates; rates set by others are overwritten. */
  public static final Start NEW = new Start(-1, false, false);

  /** Checks the step. */
  public Start {
    Checks.requireBetween("lastEpoch", lastEpoch, -1, Checks.LONGEST);
  }

  /** Going on after a t that was reached before. */
  public static Start after(long lastEpoch) {
    return new Start(lastEpoch, false, false);
  }

  /** From the rates that an earlier scheduler has noted in the groups, or not. */
  public Start reuseInitialLr(boolean reuseInitialLr) {
    return new Start(lastEpoch, reuseInitialLr, chainable);
  }

  /** Keeping what others do to the rates, or not. */
  public Start chainable(boolean chainable) {
    return new Start(lastEpoch, reuseInitialLr, chainable);
  }
}
