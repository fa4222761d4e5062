package lanewise.tensor.ops;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.Supplier;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Rng;
import lanewise.tensor.Scope;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.Levels;
import lanewise.tensor.kernel.Values;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.kernel.workers.WorkerPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Inside a scope, operations that move, pick or pool values allocate a few small objects; results come from the pool. */
class MovedValuesAllocationTest {
  private static final int MOST_BYTES = 6000;
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

  private static void check(String name, Supplier<Tensor> operation) {
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

  private static void inScope(Supplier<Tensor> operation) {
    try (var _ = Scope.open()) {
      assertTrue(operation.get().size() > 10_000);
    }
  }

  @Test
  void shapes() {
    Tensor x = Values.normalTensor(random, 64, 20, 14, 14);
    check("permute", () -> Permutation.permute(x, 0, 2, 3, 1));
    check("take", () -> Selection.take(x, new Selection.Range(1, 3, 9, 1)));
    check("cat", () -> Joining.cat(List.of(x, x), 1));
    check("flip", () -> Selection.flip(x, 3));
    check("roll", () -> Moving.roll(x, new int[] {2}, new int[] {1}));
    check("pad", () -> Moving.pad(x, new int[] {1, 1, 1, 1}, 0));
    check("tril", () -> Moving.tril(x, 0));
    check("layout", () -> TensorAccess.channelsLast(x));
  }

  @Test
  void indices() {
    Tensor weight = Values.normalTensor(random, 1000, 32);
    LongTensor index = LongTensor.of(random.longs(5000, 0, 1000).toArray(), 5000);
    Tensor dy = Values.normalTensor(random, 5000, 32);
    LongTensor grid = LongTensor.of(random.longs(5000 * 32, 0, 1000).toArray(), 5000, 32);
    check("embedding", () -> Indexing.embedding(weight, index));
    check("its gradient", () -> Indexing.rowSums(dy, Shape.of(1000, 32), 0, index, OptionalInt.empty()));
    check("gather", () -> Indexing.gather(weight, 0, grid));
    check("scatter add", () -> Indexing.scatterAdd(weight, 0, grid, dy));
  }

  @Test
  void windows() {
    Tensor rows = Values.normalTensor(random, 64, 20, 14, 14);
    for (Tensor x : List.of(rows, TensorAccess.channelsLast(rows))) {
      PoolPlan plan = PoolPlan.windows(x.shape(), PoolWindow.of(2, 2));
      Pooling.Maxima maxima = Pooling.maxima(x, plan);
      Tensor dy = Pooling.mean(x, plan);
      check("max", () -> Pooling.max(x, PoolPlan.windows(x.shape(), PoolWindow.of(2, 2))));
      check("maxima", () -> Pooling.maxima(x, plan).values());
      check("gradient of maxima", () -> maxima.gradient(dy));
      check("mean", () -> Pooling.mean(x, plan));
      check("gradient of the mean", () -> Pooling.meanGradient(dy, plan));
      check("bilinear", () -> Resampling.bilinear(x.shape(), 20, 20, 0.7, 0.7, false).apply(x));
    }
  }

  @Test
  void fills() {
    Rng rng = Rng.seed(1);
    check("uniform", () -> rng.uniform(-1, 1, 100_000));
    check("dropout", () -> rng.dropout(0.5, 100_000));
  }
}
