package lanewise.jmh.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
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
 * The product of two square matrices in libtorch, called from Java through DJL: the peer of {@code Sgemm}. It is there with the Maven profile {@code
 * peers} only, which fetches some 200 MB of native libraries for Linux on x86-64.
 *
 * <pre>
 * mvn -q -Ppeers package -DskipTests
 * java -jar jmh/target/benchmarks.jar "\.(Torch)?Sgemm\." -p size=512
 * </pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 2, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class TorchSgemm {
  /** Rows, columns and depth. */
  @Param({"256", "512"})
  public int size;

  /** Threads of libtorch. */
  @Param({"1", "2"})
  public int threads;

  private NDManager manager;
  private NDArray a;
  private NDArray b;

  /** Makes the operands. */
  @Setup
  public void prepare() {
    System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads));
    manager = NDManager.newBaseManager();
    a = manager.randomNormal(new Shape(size, size));
    b = manager.randomNormal(new Shape(size, size));
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
