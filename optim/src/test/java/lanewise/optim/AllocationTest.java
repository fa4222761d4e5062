package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Random;
import lanewise.autograd.Parameter;
import lanewise.tensor.Workers;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AllocationTest {
  private static final int STEPS = 2000;

  static List<OptimizerOptions> optimizers() {
    return List.of(SGD.options(), SGD.options().momentum(0.9), AdamW.options(), AdamW.options().amsgrad(true));
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void aStepOfTheNetworkAllocatesLessThanEightBytesATensorOnceItIsWarm(OptimizerOptions options) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Random random = new Random(1);
    List<Parameter> parameters = Trial.parameters(random, Trial.NETWORK);
    parameters.forEach(p -> Trial.gradient(p, Trial.normal(random, p.value().size())));
    Optimizer optimizer = options.build(parameters);
    int before = Workers.threads();
    Workers.setThreads(1);
    try {
      long least = Long.MAX_VALUE;
      for (int round = 0; round < 10; round++) {
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
