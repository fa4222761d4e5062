package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import lanewise.autograd.Parameter;
import lanewise.tensor.KernelLevel;
import lanewise.tensor.LongTensor;
import lanewise.tensor.RowSparse;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.Workers;
import lanewise.tensor.kernel.template.Ladder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GradientsTest {
  private final KernelLevel level = KernelLevel.current();
  private final int threads = Workers.threads();

  @AfterEach
  void restore() {
    Ladder.force(level);
    Workers.setThreads(threads);
  }

  private static Parameter withGradient(float... g) {
    Parameter p = Trial.parameter(new float[g.length]);
    Trial.gradient(p, g);
    return p;
  }

  private static Parameter withRows(long[] rows, float... values) {
    Parameter p = Trial.parameter(new float[10]);
    p.backward(RowSparse.of(Shape.of(10), LongTensor.of(rows, rows.length), Tensor.of(values, values.length)));
    return p;
  }

  @Test
  void threeAndFourAreClippedToANormOfOneAsPyTorchDoes() {
    Parameter p = withGradient(3, 4);
    assertEquals(5, Gradients.clipGradNorm(List.of(p), 1));
    assertArrayEquals(new float[] {0.59999988f, 0.79999984f}, p.grad().toArray());
  }

  @Test
  void gradientsBelowTheLimitKeepTheirBits() {
    Parameter p = withGradient(3, 4);
    assertEquals(5, Gradients.clipGradNorm(List.of(p), 10));
    assertArrayEquals(new float[] {3, 4}, p.grad().toArray());
  }

  @Test
  void parametersWithoutAGradientAreIgnored() {
    Parameter none = Trial.parameter(1, 2);
    Parameter p = withGradient(3, 4);
    assertEquals(5, Gradients.clipGradNorm(List.of(none, p), 1));
    assertFalse(none.hasGrad());
    assertEquals(0, Gradients.clipGradNorm(List.of(none), 1));
    assertEquals(0, Gradients.clipGradNorm(List.of(), 1));
  }

  @Test
  void rowSparseGradientsCountAndAreClippedAndStayRowSparse() {
    Parameter rows = withRows(new long[] {7, 2, 7}, 1, 4, 2);
    Parameter dense = withGradient(0, 12);
    RowSparse before = rows.rowSparseGrad();
    assertEquals(13, Gradients.clipGradNorm(List.of(rows, dense), 6.5));
    float c = (float) (6.5 / (13 + 1e-6));
    assertArrayEquals(new float[] {0, 0, c * 4, 0, 0, 0, 0, c * 3, 0, 0}, rows.rowSparseGrad().toDense().toArray());
    assertEquals(2, rows.rowSparseGrad().count());
    assertArrayEquals(new float[] {0, c * 12}, dense.grad().toArray());
    assertArrayEquals(new float[] {4, 3}, before.values().toArray(), "a row-sparse tensor that others hold is not changed");
  }

  @Test
  void aNanMakesAllGradientsNanAndAnInfinityMakesTheFiniteOnesZero() {
    Parameter nan = withGradient(Float.NaN, 1);
    Parameter other = withGradient(2);
    assertEquals(Double.NaN, Gradients.clipGradNorm(List.of(nan, other), 1));
    assertArrayEquals(new float[] {Float.NaN}, other.grad().toArray());
    Parameter infinite = withGradient(Float.POSITIVE_INFINITY, 1);
    other = withGradient(2);
    assertEquals(Double.POSITIVE_INFINITY, Gradients.clipGradNorm(List.of(infinite, other), 1));
    assertArrayEquals(new float[] {Float.NaN, 0}, infinite.grad().toArray());
    assertArrayEquals(new float[] {0}, other.grad().toArray());
  }

  @Test
  void whereANormThatIsNotFiniteIsAnErrorNothingIsChanged() {
    Parameter p = withGradient(Float.NaN, 8);
    for (double type : new double[] {1, 2, 3, Double.POSITIVE_INFINITY}) {
      var e = assertThrows(IllegalArgumentException.class, () -> Gradients.clipGradNorm(List.of(p), 1, type, true));
      assertTrue(e.getMessage().contains("NaN"), e.getMessage());
    }
    assertArrayEquals(new float[] {Float.NaN, 8}, p.grad().toArray());
  }

  @Test
  void argumentsOutsideTheirRangesAreRefusedAndChangeNothing() {
    Parameter p = withGradient(3, 4);
    List<Parameter> one = List.of(p);
    for (double bad : new double[] {-1, -Double.MIN_VALUE, Double.NaN, Double.NEGATIVE_INFINITY}) {
      assertThrows(IllegalArgumentException.class, () -> Gradients.clipGradNorm(one, bad));
      assertThrows(IllegalArgumentException.class, () -> Gradients.clipGradNorm(one, 1, bad));
      assertThrows(IllegalArgumentException.class, () -> Gradients.clipGradsWithNorm(one, bad, 1));
      assertThrows(IllegalArgumentException.class, () -> Gradients.clipGradValue(one, bad));
    }
    assertThrows(IllegalArgumentException.class, () -> Gradients.clipGradNorm(one, 1, 0));
    assertThrows(IllegalArgumentException.class, () -> Gradients.clipGradsWithNorm(one, 1, -1));
    assertThrows(IllegalArgumentException.class, () -> Gradients.scale(one, Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> Gradients.scale(one, Double.POSITIVE_INFINITY));
    List<Parameter> twice = List.of(p, p);
    List<Consumer<List<Parameter>>> calls = List.of(l -> Gradients.clipGradNorm(l, 1), l -> Gradients.getTotalNorm(l),
        l -> Gradients.clipGradsWithNorm(l, 1, 9), l -> Gradients.clipGradValue(l, 1), l -> Gradients.scale(l, 2));
    calls.forEach(call -> assertThrows(IllegalArgumentException.class, () -> call.accept(twice)));
    assertArrayEquals(new float[] {3, 4}, p.grad().toArray());
  }

  @Test
  void aLimitOfZeroMakesAllGradientsZeroAndAnInfiniteOneOnlyMeasures() {
    Parameter p = withGradient(3, 4);
    assertEquals(5, Gradients.clipGradNorm(List.of(p), Double.POSITIVE_INFINITY));
    assertArrayEquals(new float[] {3, 4}, p.grad().toArray());
    Gradients.clipGradNorm(List.of(p), 0);
    assertArrayEquals(new float[] {0, 0}, p.grad().toArray());
  }

  @Test
  void aNormComputedElsewhereMayBeGiven() {
    Parameter p = withGradient(3, 4);
    Gradients.clipGradsWithNorm(List.of(p), 1, 0.5);
    assertArrayEquals(new float[] {3, 4}, p.grad().toArray());
    Gradients.clipGradsWithNorm(List.of(p), 1, 10);
    float c = (float) (1 / (10 + 1e-6));
    assertArrayEquals(new float[] {c * 3, c * 4}, p.grad().toArray());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 128, 256, 512})
  void valuesAreLimitedOnBothSidesAndNanStays(int bits) {
    Ladder.force(List.of(KernelLevel.values()).stream().filter(l -> l.bits() == bits).findFirst().orElseThrow());
    Random random = new Random(5);
    List<Parameter> parameters = new ArrayList<>();
    for (int n : Trial.SIZES) {
      float[] g = Trial.normal(random, n);
      for (int i = 0; i < n; i += 7) {
        g[i] = new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 0.5f, -0.5f, -0f}[random.nextInt(6)];
      }
      parameters.add(withGradient(g));
    }
    List<float[]> before = parameters.stream().map(p -> p.grad().toArray()).toList();
    Gradients.clipGradValue(parameters, 0.5);
    for (int k = 0; k < parameters.size(); k++) {
      float[] expected = before.get(k);
      for (int i = 0; i < expected.length; i++) {
        expected[i] = Math.max(-0.5f, Math.min(0.5f, expected[i]));
      }
      assertArrayEquals(expected, parameters.get(k).grad().toArray());
    }
  }

  @Test
  void finiteMeansEveryElement() {
    assertTrue(Gradients.isFinite(withGradient(Float.MAX_VALUE, -Float.MAX_VALUE, Float.MAX_VALUE)));
    assertFalse(Gradients.isFinite(withGradient(1, Float.NaN, 2)));
    assertFalse(Gradients.isFinite(withGradient(1, 2, Float.NEGATIVE_INFINITY)));
    assertTrue(Gradients.isFinite(Trial.parameter(1)));
    assertFalse(Gradients.isFinite(withRows(new long[] {3}, Float.NaN)));
  }
}
