package lanewise.jmh;

import java.util.concurrent.TimeUnit;
import lanewise.tensor.Rng;
import lanewise.tensor.Tensor;
import lanewise.tensor.ops.Permutation;
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
 * Axes in another order, copied, with {@code GBs}: 10^9 bytes read and written a second.
 *
 * <pre>java -jar jmh/target/benchmarks.jar Transpose -p rows=1000 -p cols=3000</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 2, jvmArgsAppend = Machine.MODULES)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Transpose extends Warmed {
  /** Rows of the matrix. */
  @Param({"1024", "4096"})
  public int rows;

  /** Columns of the matrix. */
  @Param("4096")
  public int cols;

  /** Threads of the library. */
  @Param({"1", "2"})
  public int threads;

  private Tensor matrix;
  private Tensor images;

  /** Makes the operands. */
  @Setup
  public void prepare() {
    Machine.prepare(threads);
    matrix = Rng.seed(1).uniform(-1, 1, rows, cols);
    images = matrix.reshape(rows / 64, 64, cols / 64, 64);
  }

  /** [rows, cols] to [cols, rows]. */
  @Benchmark
  public float transpose(ByteRate rate) {
    rate.add(2.0 * Float.BYTES * matrix.size());
    try (var _ = lanewise.tensor.Scope.open()) {
      return Permutation.transpose(matrix, 0, 1).get(0, 0);
    }
  }

  /** [N, C, H, W] to [N, H, W, C], of as many elements. */
  @Benchmark
  public float channelsToTheEnd(ByteRate rate) {
    rate.add(2.0 * Float.BYTES * matrix.size());
    try (var _ = lanewise.tensor.Scope.open()) {
      return Permutation.permute(images, 0, 2, 3, 1).get(0, 0, 0, 0);
    }
  }
}
