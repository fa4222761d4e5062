package lanewise.jmh;

import java.util.Arrays;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Rng;
import lanewise.tensor.Tensor;
import lanewise.tensor.ops.Indexing;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Values that are found by random indices, with {@code GBs}: 10^9 bytes a second, each array counted once, indices with 8 bytes each.
 *
 * <pre>java -jar jmh/target/benchmarks.jar Indices.gather -p rows=1000 -p cols=3000</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 1, jvmArgsAppend = {Machine.MODULES, "-Xmx2g"})
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class Indices extends Warmed {
  /** Rows of the matrix. */
  @Param("4096")
  public int rows;

  /** Columns of the matrix. */
  @Param({"1024", "4096"})
  public int cols;

  /** Threads of the library. */
  @Param({"1", "2"})
  public int threads;

  private Tensor matrix;
  private Tensor source;
  private LongTensor columns;
  private LongTensor picked;

  /** Makes the operands. */
  @Setup
  public void prepare() {
    Machine.prepare(threads);
    Rng rng = Rng.seed(1);
    matrix = rng.uniform(-1, 1, rows, cols);
    source = rng.uniform(-1, 1, rows, cols);
    columns = random(rng, cols, rows, cols);
    picked = random(rng, rows, rows);
  }

  private static LongTensor random(Rng rng, int bound, int... shape) {
    long[] index = new long[Arrays.stream(shape).reduce(1, Math::multiplyExact)];
    Arrays.setAll(index, i -> rng.nextInt(bound));
    return LongTensor.of(index, shape);
  }

  /** As many values of each row as it has, in random order. */
  @Benchmark
  public float gather(ByteRate rate) {
    rate.add((Long.BYTES + 2.0 * Float.BYTES) * matrix.size());
    try (var _ = lanewise.tensor.Scope.open()) {
      return Indexing.gather(matrix, 1, columns).get(0, 0);
    }
  }

  /** A copy, and as many values added to each of its rows as it has, in random order. */
  @Benchmark
  public float scatterAdd(ByteRate rate) {
    rate.add((Long.BYTES + 3.0 * Float.BYTES) * matrix.size());
    try (var _ = lanewise.tensor.Scope.open()) {
      return Indexing.scatterAdd(matrix, 1, columns, source).get(0, 0);
    }
  }

  /** As many whole rows as there are, in random order: an embedding. */
  @Benchmark
  public float embedding(ByteRate rate) {
    rate.add(2.0 * Float.BYTES * matrix.size());
    try (var _ = lanewise.tensor.Scope.open()) {
      return Indexing.embedding(matrix, picked).get(0, 0);
    }
  }

  /** The sums of rows for each index: the gradient of an embedding. */
  @Benchmark
  public float embeddingGradient(ByteRate rate) {
    rate.add(2.0 * Float.BYTES * matrix.size());
    try (var _ = lanewise.tensor.Scope.open()) {
      return Indexing.rowSums(source, matrix.shape(), 0, picked, OptionalInt.empty()).get(0, 0);
    }
  }
}
