package lanewise.jmh;

import java.util.concurrent.TimeUnit;
import lanewise.tensor.Rng;
import lanewise.tensor.Tensor;
import lanewise.tensor.ops.Cumulative;
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
 * Sums of all elements up to each one along an axis of a matrix, with {@code GBs}: 10^9 bytes read and written a second.
 *
 * <pre>java -jar jmh/target/benchmarks.jar CumulativeSum -p rows=1 -p cols=16777216</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 1, jvmArgsAppend = {Machine.MODULES, "-Xmx2g"})
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class CumulativeSum extends Warmed {
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

  /** Makes the operand. */
  @Setup
  public void prepare() {
    Machine.prepare(threads);
    matrix = Rng.seed(1).uniform(-1, 1, rows, cols);
  }

  /** Along each row. */
  @Benchmark
  public float alongRows(ByteRate rate) {
    return sum(rate, 1);
  }

  /** Down each column. */
  @Benchmark
  public float alongColumns(ByteRate rate) {
    return sum(rate, 0);
  }

  private float sum(ByteRate rate, int axis) {
    rate.add(2.0 * Float.BYTES * matrix.size());
    try (var _ = lanewise.tensor.Scope.open()) {
      return Cumulative.sum(matrix, axis).get(rows - 1, cols - 1);
    }
  }
}
