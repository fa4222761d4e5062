package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import lanewise.autograd.Parameter;
import lanewise.tensor.KernelLevel;
import lanewise.tensor.LongTensor;
import lanewise.tensor.RowSparse;
import lanewise.tensor.Tensor;
import lanewise.tensor.Workers;
import lanewise.tensor.kernel.template.Ladder;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Adam over the rows that a gradient has. */
class SparseAdamTest {
  private final KernelLevel level = KernelLevel.current();
  private final int threads = Workers.threads();

  @AfterEach
  @AfterProperty
  void restore() {
    Ladder.force(level);
    Workers.setThreads(threads);
  }

  @Provide
  Arbitrary<SparseAdam.Options> options() {
    return Drawn.sparseAdam();
  }

  @Provide
  Arbitrary<Integer> widths() {
    return Arbitraries.of(1, 3, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 1000);
  }

  private static Parameter table(Random random, int rows, int width) {
    return new Parameter(Tensor.of(Trial.normal(random, rows * width), rows, width));
  }

  private static void gradient(Parameter p, long[] rows, float[] values) {
    p.zeroGrad();
    p.backward(RowSparse.of(p.shape(), LongTensor.of(rows, rows.length), Tensor.of(values, rows.length, p.shape().dim(1))));
  }

  private static long[] someRows(Random random, int count) {
    return random.longs(random.nextInt(4), 0, count).distinct().sorted().toArray();
  }

  @Property(tries = 500)
  void rowsOfTheGradientFollowTheRuleAndTheOthersKeepEveryBit(@ForAll("options") SparseAdam.Options o, @ForAll("widths") int width,
      @ForAll long seed) {
    Random random = new Random(seed);
    int count = 5;
    Parameter p = table(random, count, width);
    SparseAdam adam = new SparseAdam(List.of(p), o);
    for (int t = 1; t <= 6; t++) {
      float[] before = p.value().toArray();
      float[] m = t == 1 ? new float[count * width] : array(adam, p, "exp_avg");
      float[] v = t == 1 ? new float[count * width] : array(adam, p, "exp_avg_sq");
      long[] rows = someRows(random, count);
      float[] values = Trial.wild(random, rows.length * width);
      gradient(p, rows, values);
      adam.step();
      assertEquals(t, adam.state(p).numbers().get("step"), "counted also for a gradient without rows");
      float[] after = p.value().toArray();
      float[] mNow = array(adam, p, "exp_avg");
      float[] vNow = array(adam, p, "exp_avg_sq");
      double rate = o.lr() * Math.sqrt(1 - Math.pow(o.beta2(), t)) / (1 - Math.pow(o.beta1(), t));
      for (int i = 0; i < count * width; i++) {
        int entry = Arrays.binarySearch(rows, i / width);
        if (entry < 0) {
          assertEquals(before[i], after[i]);
          assertEquals(m[i], mNow[i]);
          assertEquals(v[i], vNow[i]);
        } else {
          double g = (o.maximize() ? -1.0 : 1.0) * values[entry * width + i % width];
          double first = o.beta1() * m[i] + (1 - o.beta1()) * g;
          double second = o.beta2() * v[i] + (1 - o.beta2()) * g * g;
          double move = rate * mNow[i] / (Math.sqrt(vNow[i]) + o.eps());
          assertEquals(first, mNow[i], 4e-7 * (o.beta1() * Math.abs(m[i]) + Math.abs(g)));
          assertEquals(second, vNow[i], 4e-7 * second + 1e-43);
          assertEquals(before[i] - move, after[i], 1e-6 * Math.abs(move) + 2e-7 * Math.abs(before[i]));
        }
      }
    }
  }

  private static float[] array(SparseAdam adam, Parameter p, String name) {
    return adam.state(p).tensors().get(name).toArray();
  }

  @Property(tries = 500)
  void everyVectorWidthHasTheBitsOfTheScalarTwin(@ForAll("options") SparseAdam.Options o, @ForAll("widths") int width, @ForAll long seed) {
    List<float[]> expected = run(o, 6, width, seed, KernelLevel.SCALAR, 1);
    for (KernelLevel other : List.of(KernelLevel.SIMD128, KernelLevel.SIMD256, KernelLevel.SIMD512)) {
      assertSame(expected, run(o, 6, width, seed, other, 1), other.label());
    }
  }

  @Test
  void everyNumberOfThreadsHasTheBitsOfOne() {
    for (int width : new int[] {1, 33, 65}) {
      List<float[]> expected = run(SparseAdam.options(), 4000, width, 7, level, 1);
      for (int n : new int[] {2, 5}) {
        assertSame(expected, run(SparseAdam.options(), 4000, width, 7, level, n), n + " threads");
      }
    }
  }

  private static void assertSame(List<float[]> expected, List<float[]> actual, String what) {
    for (int i = 0; i < expected.size(); i++) {
      assertArrayEquals(expected.get(i), actual.get(i), what + ", array " + i);
    }
  }

  /** Parameters and state after three steps with most of the rows. */
  private static List<float[]> run(SparseAdam.Options o, int count, int width, long seed, KernelLevel level, int threads) {
    Ladder.force(level);
    Workers.setThreads(threads);
    Random random = new Random(seed);
    Parameter p = table(random, count, width);
    SparseAdam adam = new SparseAdam(List.of(p), o);
    for (int t = 0; t < 3; t++) {
      long[] rows = random.longs(count, 0, count).toArray();
      gradient(p, rows, Trial.wild(random, rows.length * width));
      adam.step();
    }
    List<float[]> arrays = new ArrayList<>(List.of(p.value().toArray()));
    adam.state(p).tensors().sequencedValues().forEach(x -> arrays.add(x.toArray()));
    return arrays;
  }

  @Test
  void entriesOfOneRowAreAddedBeforeTheyAreSquared() {
    Parameter p = new Parameter(Tensor.of(new float[] {1, 1, 1}, 3, 1));
    SparseAdam adam = new SparseAdam(List.of(p), SparseAdam.options().betas(0, 0.5));
    gradient(p, new long[] {2, 0, 2}, new float[] {1, 4, 2});
    adam.step();
    assertArrayEquals(new float[] {4, 0, 3}, array(adam, p, "exp_avg"));
    assertArrayEquals(new float[] {8, 0, 4.5f}, array(adam, p, "exp_avg_sq"), 1e-6f);
  }

  @Test
  void aRowThatIsMetLateIsStillCorrectedByTheParametersCount() {
    Parameter p = new Parameter(Tensor.zeros(2, 1));
    SparseAdam adam = new SparseAdam(List.of(p), SparseAdam.options().lr(1));
    gradient(p, new long[] {0}, new float[] {3});
    adam.step();
    assertEquals(-1, p.value().get(0, 0), 1e-6);
    gradient(p, new long[] {1}, new float[] {3});
    adam.step();
    double second = Math.sqrt(1 - 0.999 * 0.999) / (1 - 0.81) * 0.1 / Math.sqrt(0.001);
    assertEquals(-second, p.value().get(1, 0), 1e-5);
    assertEquals(-1, p.value().get(0, 0), 1e-6);
  }

  @Test
  void aDenseGradientIsRefusedBeforeAnythingChanges() {
    Parameter sparse = table(new Random(1), 3, 2);
    Parameter dense = table(new Random(2), 3, 2);
    float[] before = sparse.value().toArray();
    SparseAdam adam = new SparseAdam(List.of(sparse, dense), SparseAdam.options());
    gradient(sparse, new long[] {1}, new float[] {1, 2});
    dense.backward(Tensor.ones(3, 2));
    var e = assertThrows(IllegalArgumentException.class, adam::step);
    assertEquals("dense gradient of parameter 1 of group 0 of shape [3, 2]; SparseAdam does not take it", e.getMessage());
    assertArrayEquals(before, sparse.value().toArray());
    assertEquals(ParamState.EMPTY, adam.state(sparse));
  }

  @Test
  void itsRelativesRefuseARowSparseGradient() {
    for (OptimizerOptions options : List.of(Adam.options(), AdamW.options(), Adamax.options(), NAdam.options(), RAdam.options())) {
      Parameter p = table(new Random(1), 3, 2);
      Optimizer optimizer = options.build(List.of(p));
      gradient(p, new long[] {1}, new float[] {1, 2});
      assertThrows(IllegalArgumentException.class, optimizer::step, options.toString());
    }
  }
}
