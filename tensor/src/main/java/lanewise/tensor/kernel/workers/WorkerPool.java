package lanewise.tensor.kernel.workers;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import lanewise.tensor.Rng;

/**
 * The threads that kernels run on. A run is cut into chunks whose number and bounds come from the problem alone; a chunk writes what no other chunk
 * writes, so the number of threads changes nothing but the time.
 *
 * <p>The caller takes part. Of several callers at once one gets the helpers and the others run all of their chunks themselves: nobody waits for
 * another caller. A run inside a chunk is run by that chunk's thread. Helpers are daemon threads that spin for two milliseconds, then sleep, and
 * leave after {@value #IDLE_SECONDS} idle seconds; their working memory stays for the next ones.
 *
 * <p>{@code -Dlanewise.threads=N} sets the number of threads; the default is the number of processors.
 */
public final class WorkerPool {
  private static final int MAX_THREADS = 256;
  private static final int IDLE_SECONDS = 5;
  /** Threads that go to sleep between its operations make a training step a tenth slower. */
  static final long SPIN_NANOS = 2_000_000;
  /** Work below this estimate is not worth a hand-over. */
  private static final long SERIAL_NANOS = 20_000;

  private static final AtomicBoolean BUSY = new AtomicBoolean();
  private static final AtomicReferenceArray<Scratch> SPARE = new AtomicReferenceArray<>(MAX_THREADS + 1);
  private static final Helper[] HELPERS = new Helper[MAX_THREADS - 1];

  /** 0 until it is asked for: a property that cannot be used shows there, as an exception of its own. */
  private static final AtomicInteger THREADS = new AtomicInteger();
  private static volatile Run current;
  private static volatile Rng testOrder;

  private WorkerPool() {}

  /** One piece of a run. */
  @FunctionalInterface
  public interface Chunks {
    /** Treats chunk {@code index}; {@code scratch} is this thread's own until it returns. */
    void chunk(int index, Scratch scratch);
  }

  /**
   * Number of threads that take part in a run, the caller included.
   *
   * @throws IllegalStateException if the property is no number in 1..256, and {@link #setThreads} has not been called
   */
  public static int threads() {
    int n = THREADS.get();
    if (n == 0) {
      THREADS.compareAndSet(0, initialThreads());
      n = THREADS.get();
    }
    return n;
  }

  /**
   * Sets the number of threads for runs that begin later; working memory that fewer threads do not need is given up.
   *
   * @throws IllegalArgumentException outside 1..256
   */
  public static void setThreads(int count) {
    if (count < 1 || count > MAX_THREADS) {
      throw new IllegalArgumentException("threads " + count + "; allowed: 1.." + MAX_THREADS);
    }
    THREADS.set(count);
    for (int i = count + 1; i < SPARE.length(); i++) {
      SPARE.set(i, null);
    }
  }

  /**
   * From now on runs all chunks on the caller in an order drawn from this stream (null: back to normal). Finds every dependence on the order of
   * chunks.
   */
  public static void shuffle(Rng rng) {
    testOrder = rng;
  }

  /**
   * Runs {@code task} for each chunk and returns when all are done.
   *
   * @param chunks number of chunks, a function of the problem alone
   * @param nanos rough estimate of the whole work on one thread; small work is not handed over
   * @throws RuntimeException what the lowest failing chunk threw, after all others have stopped
   */
  public static void run(int chunks, long nanos, Chunks task) {
    Rng order = testOrder;
    if (order != null) {
      runShuffled(order.permutation(chunks), task);
      return;
    }
    int helpers = Math.min(threads(), chunks) - 1;
    if (helpers < 1 || nanos < SERIAL_NANOS || !BUSY.compareAndSet(false, true)) {
      runHere(chunks, task);
      return;
    }
    Run run = new Run(chunks, task, Thread.currentThread(), helpers + 1);
    Scratch scratch = lease();
    try {
      current = run;
      wake(helpers);
      run.work(0, scratch);
      run.awaitOthers();
    } finally {
      current = null;
      BUSY.set(false);
      giveBack(scratch);
    }
    run.rethrow();
  }

  /** Runs a stage over all its units, then its {@link UnitKernel#finish}. */
  public static void runStage(int units, long nanos, UnitKernel stage) {
    run(units, nanos, stage::unit);
    stage.finish();
  }

  private static void runHere(int chunks, Chunks task) {
    Scratch scratch = lease();
    try {
      for (int i = 0; i < chunks; i++) {
        task.chunk(i, scratch);
      }
    } finally {
      giveBack(scratch);
    }
  }

  private static void runShuffled(int[] order, Chunks task) {
    Scratch scratch = lease();
    try {
      for (int i : order) {
        task.chunk(i, scratch);
      }
    } finally {
      giveBack(scratch);
    }
  }

  /** Working memory for the caller of an operation, from here to {@link #giveBack}; what was given back last comes first. */
  public static Scratch lease() {
    for (int i = threads(); i >= 0; i--) {
      Scratch s = SPARE.get(i) == null ? null : SPARE.getAndSet(i, null);
      if (s != null) {
        return s;
      }
    }
    return new Scratch();
  }

  /** Ends a lease; no more are kept than there are threads, and one. */
  public static void giveBack(Scratch scratch) {
    for (int i = 0; i <= threads(); i++) {
      if (SPARE.compareAndSet(i, null, scratch)) {
        return;
      }
    }
  }

  /** Called by the one caller that holds {@link #BUSY}. */
  private static void wake(int helpers) {
    for (int i = 0; i < helpers; i++) {
      Helper h = HELPERS[i];
      if (h == null || h.gone) {
        if (!hire(i)) {
          return;
        }
      } else if (h.asleep) {
        LockSupport.unpark(h);
      }
    }
  }

  /** Starts a helper; false where the system gives no more threads, and the others do its chunks. */
  private static boolean hire(int number) {
    try {
      Helper h = new Helper(number);
      h.start();
      HELPERS[number] = h;
      return true;
    } catch (OutOfMemoryError e) {
      return false;
    }
  }

  private static int initialThreads() {
    String text = System.getProperty("lanewise.threads");
    if (text == null) {
      return Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors());
    }
    try {
      int n = Integer.parseInt(text);
      if (n >= 1 && n <= MAX_THREADS) {
        return n;
      }
    } catch (NumberFormatException e) {
      // falls through to the message below, which names the value
    }
    throw new IllegalStateException("property lanewise.threads is '" + text + "'; allowed: 1.." + MAX_THREADS);
  }

  /** A thread that joins runs. It may miss one: then others do its chunks. */
  private static final class Helper extends Thread {
    private final int number;
    private final Scratch scratch = lease();
    volatile boolean asleep;
    volatile boolean gone;

    Helper(int number) {
      super(null, null, "lanewise-worker-" + (number + 1), 0, false);
      this.number = number;
      setDaemon(true);
      setContextClassLoader(null);
    }

    @Override
    public void run() {
      Run last = null;
      long idleSince = System.nanoTime();
      while (true) {
        Run r = current;
        if (r != null && r != last && number < THREADS.get() - 1) {
          last = r;
          r.work(number + 1, scratch);
          idleSince = System.nanoTime();
        } else if (System.nanoTime() - idleSince < SPIN_NANOS) {
          Thread.onSpinWait();
        } else if (System.nanoTime() - idleSince > TimeUnit.SECONDS.toNanos(IDLE_SECONDS)) {
          giveBack(scratch);
          gone = true;
          return;
        } else {
          asleep = true;
          if (current == r) {
            LockSupport.parkNanos(this, TimeUnit.SECONDS.toNanos(IDLE_SECONDS));
          }
          asleep = false;
          Thread.interrupted();
          if (current != r) {
            idleSince = System.nanoTime();
          }
        }
      }
    }
  }
}
