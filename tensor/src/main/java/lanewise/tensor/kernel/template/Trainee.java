package lanewise.tensor.kernel.template;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import lanewise.tensor.kernel.Fma;

/**
 * A kernel whose vector form is not compiled yet: a {@link Switch} that is handed out, and the exercises after which it is turned.
 *
 * @param <K> the interface through which the kernel is called
 */
final class Trainee<K> {
  private static final System.Logger LOG = System.getLogger("lanewise.tensor");
  /** A vector form is compiled when a float takes less than this many scalar multiply-adds: then it takes a tenth, and before ten times as much. */
  private static final double FAST = 0.75;
  /** Exercises between two looks at the clock. */
  private static final int ROUND = 40;
  /** Before, no speed counts: the compiler wants 5000 calls, an exercise is four, and a loop compiled by itself does not last. */
  private static final int LEAST = 1500;
  /** After so many exercises all that remains is to wait for the compiler. */
  private static final int ENOUGH = 2400;
  private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  /** A vector form that is not fast by then never will be. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final Exercised<K> recipe;
  private final int bits;
  private final long patience;
  private final List<Object> pair;
  private final Object kernel;
  private K vector;
  private volatile boolean done;
  private boolean queued;
  private int exercises;
  private long firstTurn;

  Trainee(Exercised<K> recipe, int bits) {
    this(recipe, bits, PATIENCE_NANOS);
  }

  /** With another time after which the kernel stays with its scalar twin. */
  Trainee(Exercised<K> recipe, int bits, long patience) {
    this.recipe = recipe;
    this.bits = bits;
    this.patience = patience;
    pair = Arrays.asList(recipe.scalar(bits), null);
    kernel = Switch.of(recipe.lookup(), recipe.template().getInterfaces()[0], pair);
  }

  /** What to call: the switch, or the vector form itself once it is fast or must be used at once. */
  Object kernel() {
    if (!done && KernelTrainer.vectorsAtOnce()) {
      turnSwitch();
    }
    if (done) {
      return vector();
    }
    synchronized (this) {
      if (!queued) {
        queued = true;
        KernelTrainer.add(this);
      }
    }
    return kernel;
  }

  /** True if no more turns are needed. */
  boolean turn(Exercise data, Clock clock) {
    long start = System.nanoTime();
    firstTurn = firstTurn == 0 ? start : firstTurn;
    boolean fast = false;
    while (!done) {
      boolean again = round(vector(), data, clock);
      if (fast && again) {
        turnSwitch();
        LOG.log(System.Logger.Level.DEBUG, () -> "kernels: compiled after " + exercises + " exercises: " + recipe);
      } else if (!again && (exercises >= ENOUGH || System.nanoTime() - start > SLICE_NANOS)) {
        break;
      }
      fast = again;
    }
    if (!done && start - firstTurn > patience) {
      LOG.log(System.Logger.Level.WARNING, "a kernel stays with its scalar twin, because its vector form does not become fast: " + recipe);
      return true;
    }
    return done;
  }

  /** True if the vector form is compiled and in use. */
  boolean isFast() {
    return done;
  }

  /** True if there is nothing to do but to wait for the compiler. */
  boolean isExercised() {
    return exercises >= ENOUGH;
  }

  private boolean round(K vectorForm, Exercise data, Clock clock) {
    long floats = 0;
    long start = System.nanoTime();
    for (int i = 0; i < ROUND; i++) {
      floats += recipe.exercise(vectorForm, data);
    }
    long nanos = System.nanoTime() - start;
    exercises += ROUND;
    return exercises >= LEAST && nanos < FAST * clock.nanosOfAnFma() * floats;
  }

  @SuppressWarnings("unchecked") // a template implements the interface of its recipe
  private synchronized K vector() {
    if (vector == null) {
      vector = (K) Templates.specialise(recipe, bits);
    }
    return vector;
  }

  private synchronized void turnSwitch() {
    pair.set(1, vector());
    ((Switch) kernel).toVector();
    done = true;
  }

  /** The recipe. */
  @Override
  public String toString() {
    return recipe.toString();
  }

  /** How long a scalar multiply-add takes that needs the result of the one before: the same loop is timed again and again, and the best counts. */
  static final class Clock {
    private static final int CHAIN = 2048;
    private static final int FIRST_TURNS = 200;
    private double best = Double.MAX_VALUE;
    private float sink;

    Clock() {
      for (int i = 0; i < FIRST_TURNS; i++) {
        nanosOfAnFma();
      }
    }

    double nanosOfAnFma() {
      long start = System.nanoTime();
      float x = sink;
      for (int i = 0; i < CHAIN; i++) {
        x = Fma.fma(x, 0.5f, 1f);
      }
      sink = x;
      best = Math.min(best, (double) (System.nanoTime() - start) / CHAIN);
      return best;
    }
  }
}
