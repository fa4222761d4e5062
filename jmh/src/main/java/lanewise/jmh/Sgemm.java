package lanewise.jmh;

import java.util.concurrent.TimeUnit;
import lanewise.tensor.Rng;
import lanewise.tensor.Tensor;
import lanewise.tensor.ops.MatMul;
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
 * The product of two square matrices.
 *
 * <pre>java -jar jmh/target/benchmarks.jar Sgemm -p size=1000</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 2, jvmArgsAppend = Machine.MODULES)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Sgemm {
  /** Rows, columns and depth. */
  @Param({"256", "512"})
  public int size;

  /** Threads of the library. */
  @Param({"1", "2"})
  public int threads;

  private Tensor a;
  private Tensor b;

  /** Makes the operands. */
  @Setup
  public void prepare() {
    Machine.prepare(threads);
    Rng rng = Rng.seed(1);
    a = rng.normal(0, 1, size, size);
    b = rng.normal(0, 1, size, size);
  }

  /** C = A B. */
  @Benchmark
  public float multiply() {
    try (var _ = lanewise.tensor.Scope.open()) {
      return MatMul.multiply(a, false, b, false).get(0, 0);
    }
  }
}
