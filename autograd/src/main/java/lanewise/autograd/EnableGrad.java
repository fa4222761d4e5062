package lanewise.autograd;

/**
 * A stretch of a program, on one thread, in which operations are recorded although a {@link NoGrad} is open around it: the closure of an optimizer's
 * step.
 */
public final class EnableGrad implements AutoCloseable {
  private final int depth;
  private boolean open = true;

  private EnableGrad(int depth) {
    this.depth = depth;
  }

  /** Records on the calling thread until the close. */
  public static EnableGrad open() {
    return new EnableGrad(NoGrad.depth(0));
  }

  /** Ends this stretch: what was before holds again. A second call does nothing. */
  @Override
  public void close() {
    if (open) {
      open = false;
      NoGrad.depth(depth);
    }
  }
}
