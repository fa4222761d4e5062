package lanewise.jmh;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import lanewise.tensor.Rng;
import lanewise.tensor.Tensor;
import lanewise.tensor.ops.Epilogue;
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
 * The product of two matrices into a third, with {@code GFLOPs} (10^9 floating point operations a second, a multiply-add being two) and their
 * {@code share} of what the same process reaches with multiply-adds on registers.
 *
 * <pre>
 * java -jar jmh/target/benchmarks.jar Sgemm -p size=1000
 * java -jar jmh/target/benchmarks.jar Sgemm -p size=64x3136x576 -p transpose=none,b
 * </pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 2, jvmArgsAppend = Machine.MODULES)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class Sgemm extends Warmed {
  /** Rows of the result x its columns x depth; one number for all three. */
  @Param({"256", "512", "1024"})
  public String size;

  /** Operands that are stored transposed: none, a, b or ab. */
  @Param("none")
  public String transpose;

  /** Threads of the library. */
  @Param({"1", "2"})
  public int threads;

  private Tensor a;
  private Tensor b;
  private Tensor c;
  private boolean transposeA;
  private boolean transposeB;
  private double operations;

  /** Makes the operands. */
  @Setup
  public void prepare() {
    Machine.prepare(threads);
    int[] sizes = Arrays.stream(size.split("x")).mapToInt(Integer::parseInt).toArray();
    int rows = sizes[0];
    int columns = sizes[sizes.length == 1 ? 0 : 1];
    int depth = sizes[sizes.length == 1 ? 0 : 2];
    transposeA = transpose.contains("a");
    transposeB = transpose.contains("b");
    Rng rng = Rng.seed(1);
    a = transposeA ? rng.normal(0, 1, depth, rows) : rng.normal(0, 1, rows, depth);
    b = transposeB ? rng.normal(0, 1, columns, depth) : rng.normal(0, 1, depth, columns);
    c = Tensor.zeros(rows, columns);
    operations = 2.0 * rows * columns * depth;
  }

  /** C = op(A) op(B). */
  @Benchmark
  public Tensor multiply(FlopRate rate) {
    MatMul.multiplyInto(c, a, transposeA, b, transposeB, Epilogue.none());
    rate.add(operations);
    return c;
  }
}
