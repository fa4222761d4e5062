package lanewise.jmh;

import java.util.concurrent.TimeUnit;
import java.util.function.BinaryOperator;
import lanewise.tensor.Rng;
import lanewise.tensor.Tensor;
import lanewise.tensor.ops.ElementwiseActivations;
import lanewise.tensor.ops.ElementwiseMath;
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
 * One elementwise operation on normal numbers, its result from the pool of a scope, with {@code GBs}, 10^9 bytes read and written a second, and their
 * {@code share} of what a stream reaches. Small arrays stay in the caches, where the share may exceed 1.
 *
 * <pre>java -jar jmh/target/benchmarks.jar Elementwise -p op=tanh -p size=100000</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 2, jvmArgsAppend = Machine.MODULES)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Elementwise extends Warmed {
  /** The operation, by PyTorch's name. */
  @Param({"relu", "add", "mul", "exp", "tanh", "sigmoid", "gelu", "erf", "log"})
  public String op;

  /** Elements. */
  @Param({"16384", "16777216"})
  public int size;

  /** Threads of the library. */
  @Param({"1", "2"})
  public int threads;

  private Tensor x;
  private Tensor y;
  private BinaryOperator<Tensor> operation;

  /** Makes the operands; the second one is positive. */
  @Setup
  public void prepare() {
    Machine.prepare(threads);
    x = Rng.seed(1).normal(0, 1, size);
    y = ElementwiseMath.abs(Rng.seed(2).normal(0, 1, size));
    operation = operation(op);
  }

  private static BinaryOperator<Tensor> operation(String name) {
    return switch (name) {
      case "relu" -> (a, _) -> lanewise.tensor.ops.Elementwise.rectify(a, 0, 0, Float.POSITIVE_INFINITY);
      case "add" -> lanewise.tensor.ops.Elementwise::add;
      case "mul" -> lanewise.tensor.ops.Elementwise::multiply;
      case "exp" -> (a, _) -> ElementwiseMath.exp(a);
      case "tanh" -> (a, _) -> ElementwiseMath.tanh(a);
      case "sigmoid" -> (a, _) -> ElementwiseMath.sigmoid(a);
      case "erf" -> (a, _) -> ElementwiseMath.erf(a);
      case "log" -> (_, b) -> ElementwiseMath.log(b);
      case "sin" -> (a, _) -> ElementwiseMath.sin(a);
      case "gelu" -> (a, _) -> ElementwiseActivations.gelu(a);
      case "silu" -> (a, _) -> ElementwiseActivations.silu(a);
      case "mish" -> (a, _) -> ElementwiseActivations.mish(a);
      default -> throw new IllegalArgumentException(
          "op " + name + "; allowed: relu, add, mul, exp, tanh, sigmoid, erf, log, sin, gelu, silu, mish");
    };
  }

  /** One call. */
  @Benchmark
  public int run(ByteRate rate) {
    int streams = op.equals("add") || op.equals("mul") ? 3 : 2;
    rate.add((double) streams * Float.BYTES * size);
    try (var _ = lanewise.tensor.Scope.open()) {
      return operation.apply(x, y).size();
    }
  }
}
