package lanewise.jmh;

import java.util.concurrent.TimeUnit;
import lanewise.tensor.Rng;
import lanewise.tensor.Tensor;
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
 * Tensors of random numbers, with {@code GBs}: 10^9 bytes written a second.
 *
 * <pre>java -jar jmh/target/benchmarks.jar RandomFill.normal -p size=100000</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 1, jvmArgsAppend = {Machine.MODULES, "-Xmx2g"})
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class RandomFill extends Warmed {
  /** Elements. */
  @Param({"16777216", "16384"})
  public int size;

  /** Threads of the library. */
  @Param({"1", "2"})
  public int threads;

  private Rng rng;

  /** Makes the generator. */
  @Setup
  public void prepare() {
    Machine.prepare(threads);
    rng = Rng.seed(1);
  }

  /** Uniform numbers between -1 and 1. */
  @Benchmark
  public int uniform(ByteRate rate) {
    rate.add((double) Float.BYTES * size);
    try (var _ = lanewise.tensor.Scope.open()) {
      return rng.uniform(-1, 1, size).size();
    }
  }

  /** Normal numbers, the fast ones. */
  @Benchmark
  public int normal(ByteRate rate) {
    rate.add((double) Float.BYTES * size);
    try (var _ = lanewise.tensor.Scope.open()) {
      return rng.normal(0, 1, size).size();
    }
  }

  /** Normal numbers with the resolution of doubles, as initial weights are made. */
  @Benchmark
  public int gaussians(ByteRate rate) {
    rate.add((double) Float.BYTES * size);
    try (var _ = lanewise.tensor.Scope.open()) {
      return rng.gaussians(0, 1, size).size();
    }
  }

  /** A mask of dropout that keeps 9 in 10. */
  @Benchmark
  public int dropout(ByteRate rate) {
    rate.add((double) Float.BYTES * size);
    try (var _ = lanewise.tensor.Scope.open()) {
      return rng.dropout(0.1, size).size();
    }
  }
}
