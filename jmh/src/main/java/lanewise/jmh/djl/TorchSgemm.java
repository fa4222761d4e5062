package lanewise.jmh.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
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
 * The product of two matrices in libtorch, called from Java through DJL: the peer of {@code Sgemm}. It is there with the Maven profile {@code peers}
 * only, which fetches some 100 MB of native libraries for Linux on x86-64.
 *
 * <pre>
 * mvn -q -Ppeers package -DskipTests
 * java -jar jmh/target/benchmarks.jar "\.(Torch)?Sgemm\." -p size=512
 * </pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 2, jvmArgsAppend = {Libtorch.OFFLINE, Libtorch.NO_REPORTS, Libtorch.NATIVE_ACCESS})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class TorchSgemm {
  /** Rows of the result x its columns x depth; one number for all three. */
  @Param({"256", "512", "1024"})
  public String size;

  /** Threads of libtorch. */
  @Param({"1", "2"})
  public int threads;

  private NDManager manager;
  private NDArray a;
  private NDArray b;

  /** Makes the operands. */
  @Setup
  public void prepare() {
    manager = Libtorch.start(threads);
    int[] sizes = Arrays.stream(size.split("x")).mapToInt(Integer::parseInt).toArray();
    int depth = sizes[sizes.length == 1 ? 0 : 2];
    a = Libtorch.normal(manager, sizes[0], depth);
    b = Libtorch.normal(manager, depth, sizes[sizes.length == 1 ? 0 : 1]);
  }

  /** Gives the operands back. */
  @TearDown
  public void close() {
    manager.close();
  }

  /** C = A B; reading an element makes sure that it is done. */
  @Benchmark
  public float multiply() {
    try (NDArray c = a.matMul(b)) {
      return c.getFloat(0, 0);
    }
  }
}
