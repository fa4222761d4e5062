package lanewise.train;

/** The loss became NaN or infinite. The run stops before an optimizer step spreads it over the weights. */
public final class LossNotFiniteException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final long step;
  private final double lr;

  /** {@code where} is epoch, split and batch in words. */
  LossNotFiniteException(double loss, String where, long step, double lr) {
    super("the loss became " + loss + " at step " + step + " (" + where + ") with learning rate " + lr + "; a smaller learning rate may help");
    this.step = step;
    this.lr = lr;
  }

  /** Number of the optimizer step, from 1: in training the one that was about to be done, in evaluation the last one. */
  public long step() {
    return step;
  }

  /** The learning rate of that step. */
  public double lr() {
    return lr;
  }
}
