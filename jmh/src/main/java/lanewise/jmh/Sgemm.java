package lanewise.jmh;

import java.util.concurrent.TimeUnit;
import lanewise.tensor.Rng;
import lanewise.tensor.Tensor;
import lanewise.tensor.ops.Epilogue;
import lanewise.tensor.ops.MatMul;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The product of two matrices into a third, as {@code GFLOPs} (10^9 floating point operations a second, a multiply-add being two) and as {@code
 * share} of what the same process reaches with multiply-adds on registers.
 *
 * <pre>
 * java -jar jmh/target/benchmarks.jar Sgemm -p size=1000
 * java -jar jmh/target/benchmarks.jar Sgemm -p m=64 -p n=3136 -p k=576 -p size=0 -p transpose=none,b
 * </pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 2, jvmArgsAppend = Machine.MODULES)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class Sgemm {
  /** Rows, columns and depth where they are not said. */
  @Param({"256", "512", "1024"})
  public int size;

  /** Rows of the result; 0 for {@link #size}. */
  @Param("0")
  public int m;

  /** Columns of the result; 0 for {@link #size}. */
  @Param("0")
  public int n;

  /** Depth; 0 for {@link #size}. */
  @Param("0")
  public int k;

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
  private double ceiling;
  private double gflop;

  /** Makes the operands, and measures the ceiling. */
  @Setup
  public void prepare() {
    Machine.prepare(threads);
    ceiling = Machine.gflopsOfFma();
    int rows = m == 0 ? size : m;
    int columns = n == 0 ? size : n;
    int depth = k == 0 ? size : k;
    transposeA = transpose.contains("a");
    transposeB = transpose.contains("b");
    Rng rng = Rng.seed(1);
    a = transposeA ? rng.normal(0, 1, depth, rows) : rng.normal(0, 1, rows, depth);
    b = transposeB ? rng.normal(0, 1, columns, depth) : rng.normal(0, 1, depth, columns);
    c = Tensor.zeros(rows, columns);
    gflop = 2.0 * rows * columns * depth * 1e-9;
  }

  /** The secondary results. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Rate {
    /** 10^9 floating point operations a second. */
    public double GFLOPs;
    /** The same, the ceiling being 1. */
    public double share;

    /** Begins again. */
    @Setup(Level.Iteration)
    public void clear() {
      GFLOPs = 0;
      share = 0;
    }
  }

  /** C = op(A) op(B). */
  @Benchmark
  public Tensor multiply(Rate rate) {
    MatMul.multiplyInto(c, a, transposeA, b, transposeB, Epilogue.none());
    rate.GFLOPs += gflop;
    rate.share += gflop / ceiling;
    return c;
  }
}
