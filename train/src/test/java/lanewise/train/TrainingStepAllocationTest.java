package lanewise.train;

import static lanewise.nn.Losses.crossEntropy;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import lanewise.autograd.Variable;
import lanewise.nn.Layer;
import lanewise.optim.AdamW;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Rng;
import lanewise.tensor.Scope;
import lanewise.tensor.Tensor;
import lanewise.tensor.Workers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Training in steady state makes next to no garbage, on all threads together. A vector that the compiler keeps as an object would show: every turn
 * of a loop makes it.
 */
class TrainingStepAllocationTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final long MOST_BYTES = 64 << 10;
  private static final int STEPS = 50;
  /** By then all kernels have been compiled, on a busy machine too. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(120);

  private int before;

  @BeforeEach
  void remember() {
    before = Workers.threads();
  }

  @AfterEach
  void workAsBefore() {
    Workers.setThreads(before);
  }

  @ParameterizedTest
  @CsvSource({"63, 1", "32, 1", "8, 1", "1, 1", "64, 1", "512, 2"})
  void stepOfTheNotebooksNetwork_allocatesLessThan64KilobytesOnceCompiled(int batch, int threads) {
    Workers.setThreads(threads);
    Rng rng = Rng.seed(1);
    Layer model = new NotebookCnn().init(rng.split("model"));
    AdamW optimizer = new AdamW(model.parameters(), AdamW.options().lr(1e-3));
    Tensor images = rng.normal(0, 1, batch, 1, 28, 28);
    LongTensor labels = LongTensor.of(new long[batch], batch);
    long end = System.nanoTime() + PATIENCE_NANOS;
    long bytes;
    do {
      long start = THREADS.getTotalThreadAllocatedBytes();
      for (int i = 0; i < STEPS; i++) {
        try (var _ = Scope.open()) {
          Variable loss = crossEntropy(model.forward(Variable.of(images)), labels);
          optimizer.zeroGrad();
          loss.backward();
          optimizer.step();
        }
      }
      bytes = (THREADS.getTotalThreadAllocatedBytes() - start) / STEPS;
    } while (bytes >= MOST_BYTES && System.nanoTime() < end);

    assertTrue(bytes < MOST_BYTES, bytes + " bytes a step");
  }
}
