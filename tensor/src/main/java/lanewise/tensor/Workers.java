package lanewise.tensor;

import lanewise.tensor.kernel.workers.WorkerPool;

/**
 * How many threads the kernels use. Their number changes nothing but the time: every result has the same bits for any of them.
 *
 * <p>The default is the number of processors, or what the property {@code lanewise.threads} says.
 */
public final class Workers {
  private Workers() {}

  /** Number of threads that work on an operation, the caller included. */
  public static int threads() {
    return WorkerPool.threads();
  }

  /**
   * Sets the number of threads for operations that begin later.
   *
   * @throws IllegalArgumentException outside 1..256
   */
  public static void setThreads(int count) {
    WorkerPool.setThreads(count);
  }
}
