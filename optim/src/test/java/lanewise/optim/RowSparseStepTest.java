package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import lanewise.autograd.Parameter;
import lanewise.tensor.LongTensor;
import lanewise.tensor.RowSparse;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.Workers;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Gradients of some rows only, for SGD and Adagrad. "The same" means the same bits. */
class RowSparseStepTest {
  /** By then all kernels have been compiled, on a busy machine too. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(120);

  @Provide
  Arbitrary<OptimizerOptions> withoutDecay() {
    return Arbitraries.oneOf(Drawn.sgd().map(o -> o.weightDecay(0)), DrawnDescent.adagrad().map(o -> o.weightDecay(0)));
  }

  @Provide
  Arbitrary<OptimizerOptions> ofTouchedRows() {
    return Arbitraries.oneOf(Drawn.sgd().map(o -> o.nesterov(false).momentum(0).weightDecay(0)), DrawnDescent.adagrad().map(o -> o.weightDecay(0)));
  }

  @Provide
  Arbitrary<Integer> widths() {
    return Arbitraries.of(1, 3, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 1000);
  }

  /** Some rows, now and then none, in any order, some of them twice. */
  private static RowSparse rows(Random random, int count, int width) {
    long[] rows = random.longs(random.nextInt(4), 0, count).toArray();
    float[] values = Trial.wild(random, rows.length * width);
    return RowSparse.of(Shape.of(count, width), LongTensor.of(rows, rows.length), Tensor.of(values, rows.length, width));
  }

  private static Parameter table(Random random, int count, int width) {
    return new Parameter(Tensor.of(Trial.normal(random, count * width), count, width));
  }

  @Property(tries = 1200)
  void theStepIsTheSameAsThatOfTheDenseGradient(@ForAll("withoutDecay") OptimizerOptions options, @ForAll("widths") int width,
      @ForAll @IntRange(min = 1, max = 9) int count, @ForAll long seed) {
    Parameter sparse = table(new Random(seed), count, width);
    Parameter dense = table(new Random(seed), count, width);
    Optimizer ofSparse = options.build(List.of(sparse));
    Optimizer ofDense = options.build(List.of(dense));
    Random random = new Random(seed + 1);
    for (int t = 0; t < 6; t++) {
      RowSparse g = rows(random, count, width);
      sparse.zeroGrad();
      sparse.backward(g);
      dense.zeroGrad();
      dense.backward(g.toDense());
      ofSparse.step();
      ofDense.step();
      assertArrayEquals(dense.value().toArray(), sparse.value().toArray(), "step " + t);
      ofDense.state(dense).tensors()
          .forEach((name, tensor) -> assertArrayEquals(tensor.toArray(), ofSparse.state(sparse).tensors().get(name).toArray(), name));
      assertEquals(ofDense.state(dense).numbers(), ofSparse.state(sparse).numbers());
    }
  }

  @Property(tries = 1200)
  void rowsWithoutAGradientKeepEvenAParameterThatIsNotANumber(@ForAll("ofTouchedRows") OptimizerOptions options, @ForAll("widths") int width,
      @ForAll long seed) {
    Random random = new Random(seed);
    float[] values = Trial.normal(random, 5 * width);
    Arrays.fill(values, 2 * width, 3 * width, Float.POSITIVE_INFINITY);
    Arrays.fill(values, 4 * width, 5 * width, -0f);
    Parameter p = new Parameter(Tensor.of(values, 5, width));
    Optimizer optimizer = options.build(List.of(p));
    for (int t = 0; t < 3; t++) {
      p.zeroGrad();
      p.backward(RowSparse.of(p.shape(), LongTensor.of(new long[] {3, 1}, 2), Tensor.of(Trial.normal(random, 2 * width), 2, width)));
      optimizer.step();
    }
    float[] after = p.value().toArray();
    for (int row : new int[] {0, 2, 4}) {
      for (int i = row * width; i < (row + 1) * width; i++) {
        assertEquals(Float.floatToIntBits(values[i]), Float.floatToIntBits(after[i]), "element " + i);
      }
    }
  }

  @Property(tries = 1200)
  void sparseAndDenseGradientsMayAlternate(@ForAll("withoutDecay") OptimizerOptions options, @ForAll("widths") int width, @ForAll long seed) {
    Parameter mixed = table(new Random(seed), 4, width);
    Parameter dense = table(new Random(seed), 4, width);
    Optimizer ofMixed = options.build(List.of(mixed));
    Optimizer ofDense = options.build(List.of(dense));
    Random random = new Random(seed + 1);
    for (int t = 0; t < 6; t++) {
      RowSparse g = rows(random, 4, width);
      mixed.zeroGrad();
      if (random.nextBoolean()) {
        mixed.backward(g);
      } else {
        mixed.backward(g.toDense());
      }
      dense.zeroGrad();
      dense.backward(g.toDense());
      ofMixed.step();
      ofDense.step();
    }
    assertArrayEquals(dense.value().toArray(), mixed.value().toArray());
  }

  static List<OptimizerOptions> withDecay() {
    return List.of(SGD.options().weightDecay(0.5), SGD.options().momentum(0.9).weightDecay(1e-9), Adagrad.options().weightDecay(0.5));
  }

  @ParameterizedTest
  @MethodSource("withDecay")
  void weightDecayIsRefusedBeforeAnythingChanges(OptimizerOptions options) {
    Parameter first = Trial.parameter(1, 2);
    Parameter second = table(new Random(1), 3, 2);
    float[] before = second.value().toArray();
    Optimizer optimizer = options.build(List.of(first, second));
    Trial.gradient(first, 1, 1);
    second.backward(RowSparse.of(second.shape(), LongTensor.of(new long[] {1}, 1), Tensor.of(new float[] {1, 1}, 1, 2)));
    var e = assertThrows(IllegalArgumentException.class, optimizer::step);
    assertEquals("weightDecay " + ((DecaysWeights) options).weightDecay() + " with a row-sparse gradient of a parameter of shape [3, 2]; allowed: 0",
        e.getMessage());
    assertArrayEquals(new float[] {1, 2}, first.value().toArray());
    assertArrayEquals(before, second.value().toArray());
    assertTrue(optimizer.state(first).isEmpty());
    assertTrue(optimizer.state(second).isEmpty());
    assertEquals(0, optimizer.stepCount());
  }

  static List<OptimizerOptions> ofDenseOnly() {
    return List.of(Adadelta.options(), RMSprop.options(), Rprop.options(), ASGD.options(), Lion.options(), Lion.options().caution(true),
        lanewise.optim.notebook.SGD.options(0.1), lanewise.optim.notebook.MomentumSGD.options(0.1), lanewise.optim.notebook.RMSProp.options(0.1),
        lanewise.optim.notebook.Adam.options(0.1));
  }

  @ParameterizedTest
  @MethodSource("ofDenseOnly")
  void theOthersRefuseRows(OptimizerOptions options) {
    Parameter p = table(new Random(1), 3, 2);
    float[] before = p.value().toArray();
    Optimizer optimizer = options.build(List.of(p));
    p.backward(RowSparse.of(p.shape(), LongTensor.of(new long[] {1}, 1), Tensor.of(new float[] {1, 1}, 1, 2)));
    assertThrows(IllegalArgumentException.class, optimizer::step);
    assertArrayEquals(before, p.value().toArray());
    assertTrue(optimizer.state(p).isEmpty());
  }

  static List<OptimizerOptions> sparse() {
    return List.of(SGD.options(), SGD.options().momentum(0.9), Adagrad.options());
  }

  @ParameterizedTest
  @MethodSource("sparse")
  void aStepAllocatesLessThanEightBytesATensorOnceItIsWarm(OptimizerOptions options) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Random random = new Random(1);
    List<Parameter> parameters = new ArrayList<>();
    for (int i = 0; i < 14; i++) {
      parameters.add(table(random, 50, 33));
      parameters.get(i).backward(rows(new Random(i), 50, 33));
    }
    Optimizer optimizer = options.build(parameters);
    int before = Workers.threads();
    Workers.setThreads(1);
    try {
      long least = Long.MAX_VALUE;
      long end = System.nanoTime() + PATIENCE_NANOS;
      while (least >= 8 * parameters.size() && System.nanoTime() < end) {
        long start = threads.getCurrentThreadAllocatedBytes();
        for (int t = 0; t < 1000; t++) {
          optimizer.step();
        }
        least = Math.min(least, (threads.getCurrentThreadAllocatedBytes() - start) / 1000);
      }
      assertTrue(least < 8 * parameters.size(), least + " bytes a step");
    } finally {
      Workers.setThreads(before);
    }
  }

  @Test
  void adagradCountsAStepWithoutAnyRow() {
    Parameter p = table(new Random(1), 3, 2);
    Adagrad adagrad = new Adagrad(List.of(p), Adagrad.options());
    p.backward(RowSparse.of(p.shape(), LongTensor.of(new long[0], 0), Tensor.of(new float[0], 0, 2)));
    adagrad.step();
    assertEquals(1, adagrad.state(p).numbers().get("step"));
  }
}
