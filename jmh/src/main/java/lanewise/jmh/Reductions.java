package lanewise.jmh;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import lanewise.tensor.Rng;
import lanewise.tensor.Tensor;
import lanewise.tensor.ops.Extremes;
import lanewise.tensor.ops.Moments;
import lanewise.tensor.ops.Reduce;
import lanewise.tensor.ops.Softmax;
import lanewise.tensor.ops.VectorNorm;
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
 * Reductions over one axis of a tensor; a tensor of one axis is reduced to a number. With {@code GBs}, 10^9 bytes read a second.
 *
 * <pre>java -jar jmh/target/benchmarks.jar Reductions -p op=sum -p shape=4096x1000 -p axis=0</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 1, jvmArgsAppend = {Machine.MODULES, "-Xmx2g"})
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class Reductions extends Warmed {
  /** What is computed. */
  @Param({"sum", "dot", "max", "argmax", "var", "norm", "logsumexp"})
  public String op;

  /** Sizes of the axes. */
  @Param({"16777216", "4096x1000"})
  public String shape;

  /** The axis; -1 is the last one. */
  @Param("-1")
  public int axis;

  /** Threads of the library. */
  @Param({"1", "2"})
  public int threads;

  private Tensor x;
  private Tensor y;

  /** Makes the operands. */
  @Setup
  public void prepare() {
    Machine.prepare(threads);
    int[] size = Arrays.stream(shape.split("x")).mapToInt(Integer::parseInt).toArray();
    Rng rng = Rng.seed(1);
    x = rng.normal(0, 1, size);
    y = rng.normal(0, 1, size);
  }

  /** The reduction; its result goes back to the pool. */
  @Benchmark
  public Object run(ByteRate rate) {
    rate.add((op.equals("dot") ? 2.0 : 1.0) * Float.BYTES * x.size());
    try (var _ = lanewise.tensor.Scope.open()) {
      return switch (op) {
        case "sum" -> Reduce.sum(x, false, axis);
        case "dot" -> Reduce.dot(x, y);
        case "max" -> Reduce.amax(x, false, axis);
        case "argmax" -> Extremes.argmax(x, axis, false);
        case "var" -> Moments.variance(x, 1, false, axis);
        case "norm" -> VectorNorm.norm(x, 2, false, axis);
        case "logsumexp" -> Softmax.logSumExp(x, false, axis);
        default -> throw new IllegalArgumentException("op " + op);
      };
    }
  }
}
