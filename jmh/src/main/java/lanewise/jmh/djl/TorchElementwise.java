package lanewise.jmh.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Activation;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * An elementwise operation in libtorch, called from Java through DJL: the peer of {@code Elementwise}, with the same parameters. DJL gives every
 * result memory of its own, which for large arrays costs as much as the operation. It is there with the Maven profile {@code peers} only.
 *
 * <pre>java -jar jmh/target/benchmarks.jar "\.(Torch)?Elementwise\." -p op=tanh -p size=16384</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 2, jvmArgsAppend = {Libtorch.OFFLINE, Libtorch.NO_REPORTS, Libtorch.NATIVE_ACCESS})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class TorchElementwise {
  /** The operation. */
  @Param({"relu", "add", "mul", "exp", "tanh", "sigmoid", "log"})
  public String op;

  /** Elements. */
  @Param({"16384", "16777216"})
  public int size;

  /** Threads of libtorch. */
  @Param({"1", "2"})
  public int threads;

  private NDManager manager;
  private NDArray x;
  private NDArray y;

  /** Makes the operands; the second one is positive. */
  @Setup
  public void prepare() {
    manager = Libtorch.start(threads);
    x = Libtorch.normal(manager, size);
    y = Libtorch.normal(manager, size).abs();
  }

  /** Gives the operands back. */
  @TearDown
  public void close() {
    manager.close();
  }

  /** One call. */
  @Benchmark
  public long run() {
    try (NDArray z = result()) {
      return z.size();
    }
  }

  private NDArray result() {
    return switch (op) {
      case "relu" -> Activation.relu(x);
      case "add" -> x.add(y);
      case "mul" -> x.mul(y);
      case "exp" -> x.exp();
      case "tanh" -> x.tanh();
      case "sigmoid" -> Activation.sigmoid(x);
      case "log" -> y.log();
      default -> throw new IllegalArgumentException("op " + op + "; allowed: relu, add, mul, exp, tanh, sigmoid, log");
    };
  }
}
