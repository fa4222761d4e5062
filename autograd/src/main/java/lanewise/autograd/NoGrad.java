package lanewise.autograd;

/**
 * A stretch of a program, on one thread, in which nothing is recorded: evaluation, inference, updates by hand.
 *
 * <pre>{@code
 * try (var off = NoGrad.open()) {
 *   accuracy = evaluate(model);
 * }
 * }</pre>
 */
public final class NoGrad implements AutoCloseable {
  private static final ThreadLocal<int[]> DEPTH = ThreadLocal.withInitial(() -> new int[1]);

  private final int[] depth;
  private boolean open = true;

  private NoGrad(int[] depth) {
    this.depth = depth;
    depth[0]++;
  }

  /** Stops recording on the calling thread until the close; may be nested. */
  public static NoGrad open() {
    return new NoGrad(DEPTH.get());
  }

  /** True where the calling thread records nothing. */
  public static boolean active() {
    return DEPTH.get()[0] > 0;
  }

  /** Sets how many are open on the calling thread; returns how many were. */
  static int depth(int now) {
    int[] depth = DEPTH.get();
    int before = depth[0];
    depth[0] = now;
    return before;
  }

  /**
   * Ends this stretch; a second call does nothing.
   *
   * @throws IllegalStateException on another thread than the one that opened it
   */
  @Override
  public void close() {
    if (DEPTH.get() != depth) {
      throw new IllegalStateException("this NoGrad was opened on another thread than " + Thread.currentThread().getName());
    }
    if (open) {
      open = false;
      depth[0]--;
    }
  }
}
