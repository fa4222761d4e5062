package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import lanewise.autograd.Parameter;
import lanewise.tensor.Workers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AllocationTest {
  private static final int STEPS = 2000;
  /** By then all kernels have been compiled, on a busy machine too. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(120);

  static List<OptimizerOptions> optimizers() {
    List<OptimizerOptions> all = DrawnDescent.combinations(0, false);
    all.addAll(List.of(SGD.options(), SGD.options().momentum(0.9), AdamW.options(), AdamW.options().amsgrad(true), Adam.options(),
        Adamax.options(), NAdam.options(), RAdam.options(), LARS.options().weightDecay(0.1).momentum(0.9), LAMB.options()));
    return all;
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void aStepOfTheNetworkAllocatesLessThanEightBytesATensorOnceItIsWarm(OptimizerOptions options) {
    measure(options, false);
  }

  @Test
  void soDoesAStepThatClips() {
    measure(SGD.options().momentum(0.9), true);
  }

  private static void measure(OptimizerOptions options, boolean clips) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Random random = new Random(1);
    List<Parameter> parameters = Trial.parameters(random, Trial.NETWORK);
    parameters.forEach(p -> Trial.gradient(p, Trial.normal(random, p.value().size())));
    Optimizer optimizer = options.build(parameters);
    if (clips) {
      optimizer.clipGradNorm(1);
      optimizer.errorIfNonfinite(true);
    }
    int before = Workers.threads();
    Workers.setThreads(1);
    try {
      long least = Long.MAX_VALUE;
      long end = System.nanoTime() + PATIENCE_NANOS;
      while (least >= 8 * parameters.size() && System.nanoTime() < end) {
        long start = threads.getCurrentThreadAllocatedBytes();
        for (int t = 0; t < STEPS; t++) {
          optimizer.step();
        }
        least = Math.min(least, (threads.getCurrentThreadAllocatedBytes() - start) / STEPS);
      }
      assertTrue(least < 8 * parameters.size(), least + " bytes a step");
    } finally {
      Workers.setThreads(before);
    }
  }
}
