package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Random;
import lanewise.autograd.Parameter;
import lanewise.tensor.Workers;
import org.junit.jupiter.api.Test;

/** What a step of an optimizer that looks at whole matrices allocates once it is warm. */
class MatrixAllocationTest {
  private static final long PATIENCE_NANOS = 120_000_000_000L;
  private static final int[][] NETWORK = {{8, 1, 5, 5},
      {8}, {8}, {8}, {16, 8, 3, 3}, {16}, {64, 300}, {300}, {40, 40}, {7}, {3, 3}, {40, 2}, {65}, {9}};

  @Test
  void anAdafactorStepAllocatesLessThanEightBytesHoweverManyTensorsThereAre() {
    List<Parameter> parameters = Matrices.parameters(new Random(1), NETWORK);
    assertTrue(bytes(Adafactor.options().build(parameters), parameters, 1000, 8) < 8);
  }

  /** One matrix is longer than a chunk of the workers, one is tall. */
  @Test
  void aMuonStepAllocatesLessThanEightBytesATensor() {
    List<Parameter> parameters = Matrices.parameters(new Random(1), new int[] {24, 100}, new int[] {100, 24}, new int[] {20, 20},
        new int[] {2, 33_000});
    long bytes = bytes(Muon.options().build(parameters), parameters, 200, 8 * parameters.size());
    assertTrue(bytes < 8 * parameters.size(), bytes + " bytes a step");
  }

  /**
   * The least mean of a round, until one is below what is expected: at first kernels are still being compiled, and on a machine with much else to do
   * that takes a while.
   */
  private static long bytes(Optimizer optimizer, List<Parameter> parameters, int steps, long expected) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Matrices.gradients(parameters, new Random(2), false);
    int before = Workers.threads();
    Workers.setThreads(1);
    try {
      long least = Long.MAX_VALUE;
      long end = System.nanoTime() + PATIENCE_NANOS;
      while (least >= expected && System.nanoTime() < end) {
        long start = threads.getCurrentThreadAllocatedBytes();
        for (int t = 0; t < steps; t++) {
          optimizer.step();
        }
        least = Math.min(least, (threads.getCurrentThreadAllocatedBytes() - start) / steps);
      }
      return least;
    } finally {
      Workers.setThreads(before);
    }
  }
}
