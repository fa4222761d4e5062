package lanewise.jmh;

import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Rng;
import lanewise.tensor.Tensor;
import lanewise.tensor.ops.CrossEntropy;
import lanewise.tensor.ops.LayerNormalization;
import lanewise.tensor.ops.Softmax;
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
 * Operations on the rows of a matrix, with {@code GBs}: 10^9 bytes a second, the matrix and each result counted as often as a rule that keeps nothing
 * but them has to read or write it.
 *
 * <pre>java -jar jmh/target/benchmarks.jar Rows -p op=softmax -p shape=4096x1000</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 1, jvmArgsAppend = {Machine.MODULES, "-Xmx2g"})
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class Rows extends Warmed {
  /** What is computed; the last two with their gradients. */
  @Param({"softmax", "log_softmax", "layer_norm", "rms_norm", "layer_norm_gradient", "cross_entropy_gradient"})
  public String op;

  /** Rows x columns. */
  @Param({"4096x1000", "4096x768", "512x10"})
  public String shape;

  /** Threads of the library. */
  @Param({"1", "2"})
  public int threads;

  private Tensor x;
  private Tensor dy;
  private Optional<Tensor> weight;
  private Optional<Tensor> bias;
  private LongTensor targets;
  private int columns;
  private int passes;

  /** Makes the operands. */
  @Setup
  public void prepare() {
    Machine.prepare(threads);
    int[] size = Arrays.stream(shape.split("x")).mapToInt(Integer::parseInt).toArray();
    columns = size[1];
    passes = switch (op) {
      case "cross_entropy_gradient" -> 3;
      case "layer_norm_gradient" -> 5;
      default -> 2;
    };
    Rng rng = Rng.seed(1);
    x = rng.normal(0, 1, size);
    dy = rng.normal(0, 1, size);
    weight = Optional.of(rng.normal(0, 1, columns));
    bias = Optional.of(rng.normal(0, 1, columns));
    long[] classes = new long[size[0]];
    Arrays.setAll(classes, i -> i * 2654435761L % columns);
    targets = LongTensor.of(classes, size[0]);
  }

  /** The operation; its result goes back to the pool. */
  @Benchmark
  public Tensor run(ByteRate rate) {
    rate.add((double) passes * Float.BYTES * x.size());
    try (var _ = lanewise.tensor.Scope.open()) {
      return switch (op) {
        case "softmax" -> Softmax.softmax(x, 1);
        case "log_softmax" -> Softmax.logSoftmax(x, 1);
        case "layer_norm" -> layerNorm().result();
        case "rms_norm" -> LayerNormalization.rootMeanSquare(x, new int[] {columns}, weight, 1e-5).result();
        case "layer_norm_gradient" -> layerNorm().gradient().of(dy, true, true).input().orElseThrow();
        case "cross_entropy_gradient" -> CrossEntropy.forward(x, targets).gradient().apply(Tensor.scalar(1));
        default -> throw new IllegalArgumentException("op " + op);
      };
    }
  }

  private LayerNormalization.Forward layerNorm() {
    return LayerNormalization.layer(x, new int[] {columns}, weight, bias, 1e-5);
  }
}
