package lanewise.tensor.kernel.template;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Makes vector forms fast in the background. Until C2 has compiled it, a method that works on vectors is some two thousand times slower than
 * afterwards, so a kernel is handed out as a {@link Switch} in the position of its scalar twin, and a daemon thread calls the vector form on tiny
 * data ({@link Exercised}) until it is faster than a scalar loop. Then the switch is turned. Both give the same bits, so the moment does not matter.
 *
 * <p>Nothing tells a program that a method has been compiled; its time does. A few kernels are trained at once and the others wait: the longer the
 * compiler's queue, the more calls it wants to see.
 *
 * <p>A recipe that is not {@link Exercised}, and a level that was forced ({@link Ladder}), use the vector form from the first call;
 * {@code -Dlanewise.warmup=off} does the same for all kernels.
 */
public final class KernelTrainer {
  /** {@code on} or {@code off}. */
  public static final String PROPERTY = "lanewise.warmup";

  private static final System.Logger LOG = System.getLogger("lanewise.tensor");
  /** One is exercised while the compiler works on the other. */
  private static final int TOGETHER = 2;
  /** Between two looks at kernels that the compiler has been asked for. */
  private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(500);
  private static final long IDLE_MILLIS = 5000;

  private static final Queue<Trainee<?>> WAITING = new ArrayDeque<>();
  private static final List<Runnable> LISTENERS = new CopyOnWriteArrayList<>();
  /** Kernels that wait, or are in training. */
  private static int unfinished;
  private static int leftBehind;
  private static boolean running;

  private KernelTrainer() {}

  /** Whether the property switches all of it off. */
  public static boolean isOff() {
    return Setting.OFF;
  }

  /** Whether kernels are asked for that work on vectors from the first call on. */
  static boolean vectorsAtOnce() {
    return Setting.OFF || Ladder.isForced();
  }

  /** Has something told each time that no kernel waits any more: who keeps kernels forgets them then, since a switch costs a call more. */
  public static void whenAllFast(Runnable listener) {
    LISTENERS.add(listener);
  }

  /**
   * Waits until no kernel that was asked for waits any more.
   *
   * @return false if the time was over before, or the thread was interrupted
   */
  public static boolean await(long nanos) {
    long end = System.nanoTime() + nanos;
    synchronized (WAITING) {
      while (unfinished > 0) {
        long millis = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (millis <= 0) {
          return false;
        }
        try {
          WAITING.wait(millis);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return false;
        }
      }
      return true;
    }
  }

  /** How many kernels stay with their scalar twins for good, because their vector forms failed or did not become fast in time. */
  public static int leftBehind() {
    synchronized (WAITING) {
      return leftBehind;
    }
  }

  /** Trains a kernel when its turn has come. */
  static void add(Trainee<?> trainee) {
    synchronized (WAITING) {
      WAITING.add(trainee);
      unfinished++;
      if (running) {
        WAITING.notifyAll();
        return;
      }
      running = true;
    }
    try {
      Thread thread = new Thread(null, KernelTrainer::work, "lanewise-kernel-trainer", 0, false);
      thread.setDaemon(true);
      thread.setPriority(Thread.MIN_PRIORITY);
      thread.setContextClassLoader(null);
      thread.start();
    } catch (OutOfMemoryError e) {
      giveUp();
      LOG.log(System.Logger.Level.WARNING, "kernels stay with their scalar twins, because the system gives no thread for their warm-up");
    }
  }

  /** Nobody waits for a kernel any more; those that come later get a thread of their own. */
  private static void giveUp() {
    synchronized (WAITING) {
      running = false;
      leftBehind += unfinished;
      unfinished = 0;
      WAITING.clear();
      WAITING.notifyAll();
    }
  }

  private static void work() {
    boolean ended = false;
    try {
      train();
      ended = true;
    } finally {
      if (!ended) {
        giveUp();
      }
    }
  }

  private static void train() {
    Exercise data = new Exercise();
    Trainee.Clock clock = new Trainee.Clock();
    ArrayDeque<Trainee<?>> training = new ArrayDeque<>();
    while (true) {
      while (training.size() < TOGETHER) {
        Trainee<?> next = next(training.isEmpty());
        if (next == null) {
          break;
        }
        training.add(next);
      }
      Trainee<?> trainee = training.poll();
      if (trainee == null) {
        return;
      }
      if (endsAfterTurn(trainee, data, clock)) {
        finished(trainee.isFast());
      } else {
        training.add(trainee);
        if (trainee.isExercised()) {
          LockSupport.parkNanos(PAUSE_NANOS);
        }
      }
    }
  }

  private static void finished(boolean fast) {
    boolean all;
    synchronized (WAITING) {
      all = unfinished == 1;
    }
    try {
      if (all) {
        LISTENERS.forEach(Runnable::run);
      }
    } finally {
      synchronized (WAITING) {
        unfinished--;
        leftBehind += fast ? 0 : 1;
        WAITING.notifyAll();
      }
    }
  }

  private static boolean endsAfterTurn(Trainee<?> trainee, Exercise data, Trainee.Clock clock) {
    try {
      return trainee.turn(data, clock);
    } catch (RuntimeException | Error e) {
      LOG.log(System.Logger.Level.WARNING, "a kernel stays with its scalar twin, because its vector form failed: " + trainee, e);
      return true;
    }
  }

  /**
   * The kernel that has waited longest.
   *
   * @param patient waits a while if there is none
   * @return null if there is none; to a patient thread that means the end
   */
  private static Trainee<?> next(boolean patient) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(IDLE_MILLIS);
    synchronized (WAITING) {
      while (patient && WAITING.isEmpty()) {
        long millis = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (millis <= 0) {
          running = false;
          return null;
        }
        try {
          WAITING.wait(millis);
        } catch (InterruptedException e) {
          LOG.log(System.Logger.Level.DEBUG, "the warm-up of kernels is not interrupted");
        }
      }
      return WAITING.poll();
    }
  }

  /** Read when the first kernel is asked for. */
  private static final class Setting {
    static final boolean OFF = isOff();

    private static boolean isOff() {
      String text = System.getProperty(PROPERTY, "on");
      if (!text.equals("on") && !text.equals("off")) {
        LOG.log(System.Logger.Level.WARNING, "property " + PROPERTY + " is '" + text + "'; allowed: on, off; it counts as on");
      }
      return text.equals("off");
    }
  }
}
