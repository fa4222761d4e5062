package lanewise.tensor;

import java.util.concurrent.TimeUnit;
import lanewise.tensor.kernel.template.KernelTrainer;

/**
 * Makes a program fast before it counts. The JVM compiles a method after some thousand calls, and a kernel on vectors is far slower until then. By
 * itself the library lets the scalar twin of such a kernel work meanwhile, and has the vector form compiled in the background: no call ever waits,
 * the first result comes soon, and full speed some tenths of a second later.
 *
 * <p>Who wants full speed from the first real step on runs steps of a throw-away model of the same shapes before it, best while data are being read:
 *
 * <pre>{@code
 * Thread warm = Thread.ofPlatform().daemon().start(() -> Warmup.run(() -> stepOfAThrowAwayModel()));
 * ImageSplits data = FashionMnist.load(folder);
 * warm.join();
 * }</pre>
 *
 * <p>{@code -Dlanewise.warmup=off} switches the background thread off; then every kernel works on vectors from the first call on.
 */
public final class Warmup {
  private static final int MOST_STEPS = 300;
  private static final int STEADY_STEPS = 25;
  private static final double STEADY = 1.3;
  private static final long MOST_NANOS = TimeUnit.MILLISECONDS.toNanos(2500);

  private Warmup() {}

  /** Whether a warm-up makes sense here: kernels work on vectors, and it is not switched off. */
  public static boolean isOn() {
    return KernelLevel.current() != KernelLevel.SCALAR && !KernelTrainer.isOff();
  }

  /**
   * Runs a step, which makes its kernels known, waits until their vector forms are compiled, and repeats the step until the rest is compiled, too:
   * until 25 steps in a row take little more than the fastest one each, at most 300 steps. The first step takes what it takes; the
   * wait, and the repetition, end after 2.5 seconds at the latest. Only the calling thread should be busy with it: the compiler needs the others.
   *
   * @param step computes something of no use, small, with the shapes of the later steps: a batch of 64 images instead of 512
   */
  public static void run(Runnable step) {
    long end = System.nanoTime() + MOST_NANOS;
    step.run();
    KernelTrainer.await(MOST_NANOS);
    long last = System.nanoTime();
    long fastest = Long.MAX_VALUE;
    int steady = 0;
    for (int i = 0; i < MOST_STEPS && steady < STEADY_STEPS && last < end; i++) {
      step.run();
      long now = System.nanoTime();
      fastest = Math.min(fastest, now - last);
      steady = now - last < STEADY * fastest ? steady + 1 : 0;
      last = now;
    }
  }
}
