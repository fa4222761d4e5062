package lanewise.tensor.ops;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import java.util.Random;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Scope;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.Levels;
import lanewise.tensor.kernel.Values;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.kernel.workers.WorkerPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Inside a scope an operation allocates a few small objects, however large its tensors are: their memory comes from the pool. */
class OperationAllocationTest {
  private static final int MOST_BYTES = 6000;
  private static final int BATCH = 256;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final Random random = new Random(1);
  private final int threads = WorkerPool.threads();

  @BeforeEach
  void oneThread() {
    WorkerPool.setThreads(1);
  }

  @AfterEach
  void restore() {
    WorkerPool.setThreads(threads);
  }

  private static void check(String name, Runnable operation) {
    Levels.scalar(() -> {
      for (int i = 0; i < 3; i++) {
        inScope(operation);
      }
      long before = THREADS.getCurrentThreadAllocatedBytes();
      inScope(operation);
      long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
      assertTrue(bytes < MOST_BYTES, name + " allocates " + bytes + " bytes");
      return null;
    });
  }

  private static void inScope(Runnable operation) {
    try (var _ = Scope.open()) {
      operation.run();
    }
  }

  private Tensor images(int channels, int size) {
    return TensorAccess.channelsLast(Values.normalTensor(random, BATCH, channels, size, size));
  }

  @Test
  void convolution() {
    ConvGeometry g = Geometries.NETWORK.get(1);
    Tensor x = images(8, 14);
    Tensor dy = images(16, 7);
    Tensor w = Values.normalTensor(random, 16, 8, 3, 3);
    Optional<Tensor> bias = Optional.of(Values.normalTensor(random, 16));
    check("forward", () -> Convolution.forward(x, w, bias, g));
    check("to data", () -> Convolution.toData(dy, w, g));
    check("to weights", () -> Convolution.toWeights(x, dy, true, g));
  }

  @Test
  void normalisation() {
    Tensor x = images(16, 7);
    Tensor dy = images(16, 7);
    Tensor w = Values.normalTensor(random, 16);
    BatchNormalization.Statistics s = BatchNormalization.statistics(x);
    check("statistics", () -> BatchNormalization.statistics(x));
    check("normalise", () -> TensorAccess.values(BatchNormalization.normalize(x, s.mean(), s.variance(), 1e-5, w, w)));
    check("gradients", () -> BatchNormalization.gradients(x, dy, s.mean(), s.variance(), 1e-5, w, false));
    Tensor rows = Values.normalTensor(random, BATCH, 16, 7, 7);
    check("statistics of planes", () -> BatchNormalization.statistics(rows));
    check("normalise planes", () -> BatchNormalization.normalize(rows, s.mean(), s.variance(), 1e-5, w, w));
    check("gradients of planes", () -> BatchNormalization.gradients(rows, rows, s.mean(), s.variance(), 1e-5, w, false));
  }

  @Test
  void elementwiseAndReductions() {
    Tensor x = images(16, 7);
    Tensor flat = x.reshape(BATCH, -1);
    check("rectify", () -> Elementwise.rectify(x, 0.1f, 0, Float.POSITIVE_INFINITY));
    check("add", () -> Elementwise.add(x, x));
    check("add to", () -> Elementwise.addTo(x, x));
    check("sum", () -> Reduce.sum(flat));
  }

  @Test
  void productAndCrossEntropy() {
    Tensor x = Values.normalTensor(random, BATCH, 300);
    Tensor w = Values.normalTensor(random, 10, 300);
    Tensor bias = Values.normalTensor(random, 10);
    Tensor logits = MatMul.linear(x, w, bias);
    LongTensor targets = LongTensor.of(random.longs(BATCH, 0, 10).toArray(), BATCH);
    CrossEntropy.Forward f = CrossEntropy.forward(logits, targets);
    check("linear", () -> MatMul.linear(x, w, bias));
    check("loss", () -> CrossEntropy.forward(logits, targets));
    check("its gradient", () -> f.gradient().apply(Tensor.scalar(1)));
  }
}
