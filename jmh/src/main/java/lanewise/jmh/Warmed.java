package lanewise.jmh;

import java.util.concurrent.TimeUnit;
import lanewise.tensor.kernel.template.KernelTrainer;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What every benchmark of kernels begins an iteration with: it waits until the kernels that the iteration before has asked for are compiled. Only the
 * first iteration, which belongs to the warm-up, meets scalar twins. If a kernel stays with its scalar twin for good the benchmark fails: it would
 * measure that.
 */
@State(Scope.Benchmark)
public abstract class Warmed {
  /** Two kernels, one after the other, for which the library has waited as long as it does. */
  private static final long PATIENCE_SECONDS = 150;

  /** Waits; fails if a kernel is not compiled, or never will be. */
  @Setup(Level.Iteration)
  public void awaitKernels() {
    if (!KernelTrainer.await(TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS))) {
      throw new IllegalStateException("kernels are not compiled after " + PATIENCE_SECONDS + " s");
    }
    if (KernelTrainer.leftBehind() > 0) {
      throw new IllegalStateException(KernelTrainer.leftBehind() + " kernels stay with their scalar twins; the log names them");
    }
  }
}
