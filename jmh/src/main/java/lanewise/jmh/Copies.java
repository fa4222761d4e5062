package lanewise.jmh;

import java.util.List;
import java.util.concurrent.TimeUnit;
import lanewise.tensor.Rng;
import lanewise.tensor.Tensor;
import lanewise.tensor.ops.Joining;
import lanewise.tensor.ops.Selection;
import lanewise.tensor.ops.Selection.Range;
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
 * Copies of a matrix or of parts of it, with {@code GBs}: 10^9 bytes read and written a second. {@link Transpose} is about axes in another order.
 *
 * <pre>java -jar jmh/target/benchmarks.jar Copies.everySecond -p rows=1000 -p cols=3000</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 1, jvmArgsAppend = {Machine.MODULES, "-Xmx2g"})
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class Copies extends Warmed {
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
  private Tensor other;
  private List<Tensor> halves;

  /** Makes the operands. */
  @Setup
  public void prepare() {
    Machine.prepare(threads);
    matrix = Rng.seed(1).uniform(-1, 1, rows, cols);
    other = Tensor.zeros(rows, cols);
    halves = List.of(Rng.seed(2).uniform(-1, 1, rows, cols / 2), Rng.seed(3).uniform(-1, 1, rows, cols - cols / 2));
  }

  /** All of it, over another matrix. */
  @Benchmark
  public Tensor copy(ByteRate rate) {
    rate.add(2.0 * Float.BYTES * matrix.size());
    other.copyFrom(matrix);
    return other;
  }

  /** The middle half of each row. */
  @Benchmark
  public float narrow(ByteRate rate) {
    return take(rate, Range.narrow(matrix.shape(), 1, cols / 4, cols / 2));
  }

  /** Every second column. */
  @Benchmark
  public float everySecond(ByteRate rate) {
    return take(rate, Range.slice(matrix.shape(), 1, 0, cols, 2));
  }

  private float take(ByteRate rate, Range columns) {
    rate.add(2.0 * Float.BYTES * rows * columns.length());
    try (var _ = lanewise.tensor.Scope.open()) {
      return Selection.take(matrix, columns).get(0, 0);
    }
  }

  /** Each row backwards. */
  @Benchmark
  public float flip(ByteRate rate) {
    rate.add(2.0 * Float.BYTES * matrix.size());
    try (var _ = lanewise.tensor.Scope.open()) {
      return Selection.flip(matrix, 1).get(0, 0);
    }
  }

  /** Two matrices side by side. */
  @Benchmark
  public float cat(ByteRate rate) {
    rate.add(2.0 * Float.BYTES * matrix.size());
    try (var _ = lanewise.tensor.Scope.open()) {
      return Joining.cat(halves, 1).get(0, 0);
    }
  }
}
