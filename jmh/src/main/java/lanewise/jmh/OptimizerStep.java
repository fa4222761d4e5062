package lanewise.jmh;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import lanewise.autograd.Parameter;
import lanewise.optim.Optimizer;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Rng;
import lanewise.tensor.RowSparse;
import lanewise.tensor.Shape;
import lanewise.train.NotebookCnn;
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
 * One step of an optimizer. With {@code -prof gc} the row {@code gc.alloc.rate.norm} tells the bytes allocated a step. {@code
 * jmh/peers/optimizers.py} sets the rows beside PyTorch's.
 *
 * <pre>java -jar jmh/target/benchmarks.jar OptimizerStep -p optimizer=AdamW -p parameters=16777216x1 -prof gc</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = {Machine.MODULES, "-Xmx3g"})
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class OptimizerStep extends Warmed {
  /** A name of {@link Optimizers}. */
  @Param({"SGD", "SGD-momentum", "Adam", "AdamW", "RMSprop"})
  public String optimizer;

  /** {@code cnn}: the 18 tensors of the notebook's network; else elements of a tensor x number of tensors, square matrices for some optimizers. */
  @Param({"cnn", "1048576x1", "16777216x1", "156250x160"})
  public String parameters;

  /** Threads of the library. */
  @Param({"1", "2"})
  public int threads;

  private Optimizer stepped;

  /** Makes parameters and gradients of noise. */
  @Setup
  public void prepare() {
    Machine.prepare(threads);
    Rng rng = Rng.seed(1);
    List<Parameter> list = new ArrayList<>();
    for (int[] shape : shapes()) {
      Parameter p = new Parameter(rng.normal(0, 1, shape));
      if (optimizer.equals("SparseAdam")) {
        p.backward(someRows(rng, shape));
      } else {
        p.backward(rng.normal(0, 0.01f, shape));
      }
      list.add(p);
    }
    stepped = Optimizers.of(optimizer).build(list);
  }

  /** The step. */
  @Benchmark
  public void step() {
    stepped.step();
  }

  /** Every sixteenth row. */
  private static RowSparse someRows(Rng rng, int[] shape) {
    long[] rows = LongStream.range(0, Math.ceilDiv(shape[0], 16)).map(i -> 16 * i).toArray();
    int[] values = shape.clone();
    values[0] = rows.length;
    return RowSparse.of(Shape.of(shape), LongTensor.of(rows, rows.length), rng.normal(0, 0.01f, values));
  }

  private int[][] shapes() {
    if (parameters.equals("cnn")) {
      return new NotebookCnn().init(Rng.seed(1)).parameters().stream().map(p -> p.shape().toArray()).toArray(int[][]::new);
    }
    int[] numbers = Arrays.stream(parameters.split("x")).mapToInt(Integer::parseInt).toArray();
    int[][] shapes = new int[numbers[1]][];
    int side = (int) Math.round(Math.sqrt(numbers[0]));
    Arrays.fill(shapes, optimizer.equals("Muon") || optimizer.equals("SparseAdam") ? new int[] {side, side} : new int[] {numbers[0]});
    return shapes;
  }
}
