package lanewise.tensor.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import lanewise.tensor.Scope;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.Values;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Normalisations within a sample: near the definition in double, gradients near its central differences, the same bits everywhere. */
class LayerNormalizationTest {
  private static final double EPS = 1e-3;

  /** A normalisation whose rows are [rows, n], with the number of the weight of element i of row r. */
  private record Case(String name, int[] shape, int rows, int n, int weights, boolean centred, Weights weightOf,
      Function<Tensor[], LayerNormalization.Forward> ours) {}

  private interface Weights {
    int of(int r, int i);
  }

  private static Case layer(int[] shape, int... last) {
    int n = Tensor.zeros(last).size();
    return new Case("layer", shape, Tensor.zeros(shape).size() / n, n, n, true, (r, i) -> i,
        t -> LayerNormalization.layer(t[0], last, Optional.of(t[1].reshape(last)), Optional.of(t[2].reshape(last)), EPS));
  }

  private static Case rms(int[] shape, int last) {
    return new Case("rms", shape, Tensor.zeros(shape).size() / last, last, last, false, (r, i) -> i,
        t -> LayerNormalization.rootMeanSquare(t[0], new int[] {last}, Optional.of(t[1]), EPS));
  }

  private static Case group(int groups, int... shape) {
    int n = Tensor.zeros(shape).size() / (shape[0] * groups);
    int places = Tensor.zeros(shape).size() / (shape[0] * shape[1]);
    return new Case("group", shape, shape[0] * groups, n, shape[1], true, (r, i) -> r % groups * (shape[1] / groups) + i / places,
        t -> LayerNormalization.group(t[0], groups, Optional.of(t[1]), Optional.of(t[2]), EPS));
  }

  private static Case[] cases() {
    return new Case[] {layer(new int[] {5, 7}, 7), layer(new int[] {3, 2, 65}, 65), layer(new int[] {600, 3}, 3), layer(new int[] {3, 4, 40}, 4, 40),
        layer(new int[] {70, 130}, 130), rms(new int[] {4, 33}, 33), rms(new int[] {80, 100}, 100), group(2, 3, 8), group(2, 3, 6, 3, 3),
        group(3, 2, 3, 40), group(1, 5, 4, 9, 5), group(5, 70, 40)};
  }

  private static Tensor[] inputs(Case c) {
    Random random = new Random(c.n);
    return new Tensor[] {Values.normalTensor(random, c.shape), Values.normalTensor(random, c.weights), Values.normalTensor(random, c.weights)};
  }

  private static double[] result(Case c, double[] x, double[] w, double[] b) {
    double[] y = new double[x.length];
    for (int r = 0; r < c.rows; r++) {
      double mean = 0;
      double variance = 0;
      for (int i = 0; i < c.n; i++) {
        mean += c.centred ? x[r * c.n + i] / c.n : 0;
      }
      for (int i = 0; i < c.n; i++) {
        variance += (x[r * c.n + i] - mean) * (x[r * c.n + i] - mean) / c.n;
      }
      for (int i = 0; i < c.n; i++) {
        int k = c.weightOf.of(r, i);
        y[r * c.n + i] = (x[r * c.n + i] - mean) / Math.sqrt(variance + EPS) * w[k] + (c.centred ? b[k] : 0);
      }
    }
    return y;
  }

  private static double[] doubles(Tensor t) {
    float[] values = t.toArray();
    double[] d = new double[values.length];
    for (int i = 0; i < d.length; i++) {
      d[i] = values[i];
    }
    return d;
  }

  @Test
  void results_areNearTheDefinition() {
    for (Case c : cases()) {
      Tensor[] t = inputs(c);
      double[] truth = result(c, doubles(t[0]), doubles(t[1]), doubles(t[2]));
      float[] y = c.ours.apply(t).result().toArray();
      for (int i = 0; i < y.length; i++) {
        assertEquals(truth[i], y[i], 8 * 0x1p-24 * (4 + Math.abs(truth[i])), c.name + " of " + t[0].shape() + ", element " + i);
      }
    }
  }

  @Test
  void gradients_areNearTheCentralDifferencesOfTheDefinition() {
    Random random = new Random(9);
    for (Case c : cases()) {
      Tensor[] t = inputs(c);
      Tensor dy = Values.normalTensor(random, c.shape);
      LayerNormalization.Gradients g = c.ours.apply(t).gradient().of(dy, true, true);
      assertEquals(c.centred, g.bias().isPresent());
      Tensor[] gradients = {g.input().orElseThrow(), g.weight().orElseThrow(), g.bias().orElse(t[2])};
      double[][] values = {doubles(t[0]), doubles(t[1]), doubles(t[2])};
      double[] up = doubles(dy);
      for (int which = 0; which < (c.centred ? 3 : 2); which++) {
        for (int trial = 0; trial < 12; trial++) {
          int i = random.nextInt(values[which].length);
          double slope = (moved(c, values, up, which, i, 1e-4) - moved(c, values, up, which, i, -1e-4)) / 2e-4;
          assertEquals(slope, gradients[which].toArray()[i], 2e-5 * (1 + Math.abs(slope)), c.name + " of " + t[0].shape() + ", input " + which);
        }
      }
    }
  }

  /** sum of dy y, one number being moved. */
  private static double moved(Case c, double[][] values, double[] dy, int which, int i, double by) {
    double before = values[which][i];
    values[which][i] += by;
    double[] y = result(c, values[0], values[1], values[2]);
    values[which][i] = before;
    double sum = 0;
    for (int k = 0; k < y.length; k++) {
      sum += y[k] * dy[k];
    }
    return sum;
  }

  @Test
  void everyLevelThreadCountAndOrderOfChunks_givesTheSameBits() {
    for (Case c : cases()) {
      Tensor[] t = inputs(c);
      Tensor dy = Values.specialTensor(new Random(3), 300, c.shape);
      AxisReductionTest.assertSame(c.name, () -> c.ours.apply(t).result());
      AxisReductionTest.assertSame(c.name, () -> c.ours.apply(t).gradient().of(dy, true, false).input().orElseThrow());
      AxisReductionTest.assertSame(c.name, () -> c.ours.apply(t).gradient().of(dy, false, true).weight().orElseThrow());
    }
  }

  @Test
  void aLargeMean_costsNoAccuracy() {
    Random random = new Random(4);
    Tensor noise = Values.normalTensor(random, 3, 200);
    Tensor x = Elementwise.add(noise, Tensor.full(4096, 3, 200));
    Tensor moved = Elementwise.subtract(x, Tensor.full(4096, 3, 200));
    float[] expected = LayerNormalization.layer(moved, new int[] {200}, Optional.empty(), Optional.empty(), EPS).result().toArray();
    float[] actual = LayerNormalization.layer(x, new int[] {200}, Optional.empty(), Optional.empty(), EPS).result().toArray();
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], 1e-6 * (1 + Math.abs(expected[i])));
    }
  }

  @Test
  void emptyTensors_stayEmpty() {
    assertEquals(0, LayerNormalization.layer(Tensor.zeros(0, 3), new int[] {3}, Optional.empty(), Optional.empty(), EPS).result().size());
    assertEquals(0, LayerNormalization.group(Tensor.zeros(0, 4, 2), 2, Optional.empty(), Optional.empty(), EPS).result().size());
  }

  @Test
  void shapesThatDoNotFit_areRefused() {
    Tensor x = Tensor.zeros(2, 6, 3);
    Optional<Tensor> none = Optional.empty();
    refused("over [6]", () -> LayerNormalization.layer(x, new int[] {6}, none, none, EPS));
    refused("weight of shape [2]", () -> LayerNormalization.layer(x, new int[] {3}, Optional.of(Tensor.zeros(2)), none, EPS));
    refused("in 4 groups", () -> LayerNormalization.group(x, 4, none, none, EPS));
    refused("bias of shape [3]", () -> LayerNormalization.group(x, 2, none, Optional.of(Tensor.zeros(3)), EPS));
    refused("instance norm of shape [2, 6]", () -> LayerNormalization.instance(Tensor.zeros(2, 6), none, none, EPS));
    refused("gradient of shape [2]", () -> LayerNormalization.group(x, 2, none, none, EPS).gradient().of(Tensor.zeros(2), true, true));
  }

  private static void refused(String part, Executable action) {
    var e = assertThrows(IllegalArgumentException.class, action);
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }

  @Test
  void aNormalisationWhoseScopeHasClosed_hasNoGradient() {
    Tensor rows = Tensor.of(new float[] {1, 2, 4, 3, 5, 9}, 2, 3);
    LayerNormalization.Forward forward;
    try (var _ = Scope.open()) {
      forward = LayerNormalization.layer(rows, new int[] {3}, Optional.empty(), Optional.empty(), 1e-5);
      forward.result().keep();
    }
    Tensor dy = Tensor.ones(2, 3);
    assertThrows(IllegalStateException.class, () -> forward.gradient().of(dy, true, false));
  }
}
