package lanewise.nn;

import static lanewise.nn.Layers.instanceNorm1d;
import static lanewise.nn.Layers.instanceNorm2d;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import lanewise.autograd.Parameter;
import lanewise.autograd.Variable;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Rng;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;

class InstanceNormTest {
  /** Two samples of two channels of four values. */
  private static final float[] VALUES = {1, 2, 4, 8, -1, 0, 0.5f, 3, 2, 2, 3, 5, -4, 1, 1, 6};

  private static final float[] MEANS_ONCE = {0.84375f, 0.203125f};
  private static final float[] VARIANCES_ONCE = {2.197916666666667f, 3.1953125f};
  private static final float[] MEANS_TWICE = {1.4765625f, 0.35546875f};
  private static final float[] VARIANCES_TWICE = {3.096354166666667f, 4.841796875f};
  private static final float[] EVALUATED = {-0.27082818f, 0.29746702f, 1.4340574f, 3.70723818f, -0.61600719f, -0.16154655f, 0.06568376f, 1.20183534f,
      0.29746702f, 0.29746702f, 0.86576221f, 2.0023526f, -1.97938908f, 0.29291408f, 0.29291408f, 2.56521724f};

  private static Layer make(Blueprint options) {
    return options.init(Rng.seed(1));
  }

  private static float[] state(Layer layer, String name) {
    return ((Tensor) layer.stateDict().get(name)).toArray();
  }

  @Test
  void oneSampleIsABatchOfOneWithoutItsAxis() {
    Tensor images = Tensor.of(VALUES, 2, 2, 2, 2);
    Tensor lines = Tensor.of(VALUES, 2, 2, 4);
    for (int n = 0; n < 2; n++) {
      Tensor image = make(instanceNorm2d(2)).forward(images.slice(n, n + 1).reshape(2, 2, 2));
      assertEquals(Shape.of(2, 2, 2), image.shape());
      assertArrayEquals(make(instanceNorm2d(2)).forward(images).slice(n, n + 1).toArray(), image.toArray());
      Tensor line = make(instanceNorm1d(2)).forward(lines.slice(n, n + 1).reshape(2, 4));
      assertEquals(Shape.of(2, 4), line.shape());
      assertArrayEquals(image.toArray(), line.toArray());
    }
    assertArrayEquals(make(instanceNorm2d(2)).forward(images).toArray(), make(instanceNorm1d(2)).forward(lines).toArray());
  }

  @Test
  void eachChannelOfASampleHasMean0AndVariance1_thenWeightAndBias() {
    Layer layer = make(instanceNorm2d(2).affine(true));
    layer.parameters().get(0).value().copyFrom(Tensor.of(new float[] {2, -1}, 2));
    layer.parameters().get(1).value().copyFrom(Tensor.of(new float[] {0.5f, 3}, 2));
    float[] y = layer.forward(Tensor.of(VALUES, 2, 2, 2, 2)).toArray();
    for (int row = 0; row < 4; row++) {
      double[] m = moments(row);
      for (int i = 0; i < 4; i++) {
        double normal = (VALUES[4 * row + i] - m[0]) / Math.sqrt(m[1] + 1e-5);
        assertEquals(row % 2 == 0 ? 2 * normal + 0.5 : 3 - normal, y[4 * row + i], 2e-6);
      }
    }
  }

  /** Mean and biased variance of four values. */
  private static double[] moments(int row) {
    double mean = 0;
    double variance = 0;
    for (int i = 0; i < 4; i++) {
      mean += VALUES[4 * row + i] / 4.0;
    }
    for (int i = 0; i < 4; i++) {
      variance += (VALUES[4 * row + i] - mean) * (VALUES[4 * row + i] - mean) / 4;
    }
    return new double[] {mean, variance};
  }

  /** The figures are those of PyTorch 2.15. */
  @Test
  void runningStatistics_moveInTrainingAndCountInEvaluation() {
    for (boolean images : new boolean[] {true, false}) {
      Layer layer = make((images ? instanceNorm2d(2) : instanceNorm1d(2)).trackRunningStats(true).momentum(0.25));
      int[] shape = images ? new int[] {2, 2, 2, 2} : new int[] {2, 2, 4};
      Tensor x = Tensor.of(VALUES, shape);
      assertEquals(List.of("running_mean", "running_var", "num_batches_tracked"), List.copyOf(layer.stateDict().keySet()));
      assertArrayEquals(make(instanceNorm2d(2)).forward(Tensor.of(VALUES, 2, 2, 2, 2)).toArray(), layer.forward(x).toArray());
      assertArrayEquals(MEANS_ONCE, state(layer, "running_mean"), 1e-6f);
      assertArrayEquals(VARIANCES_ONCE, state(layer, "running_var"), 1e-6f);
      layer.forward(x);
      assertArrayEquals(MEANS_TWICE, state(layer, "running_mean"), 1e-6f);
      assertArrayEquals(VARIANCES_TWICE, state(layer, "running_var"), 2e-6f);
      assertEquals(0, ((LongTensor) layer.stateDict().get("num_batches_tracked")).item());
      layer.eval();
      assertArrayEquals(EVALUATED, layer.forward(x).toArray(), 1e-6f);
      assertArrayEquals(MEANS_TWICE, state(layer, "running_mean"), 1e-6f);
      Layer twin = make((images ? instanceNorm2d(2) : instanceNorm1d(2)).trackRunningStats(true));
      twin.loadStateDict(layer.stateDict());
      twin.eval();
      assertArrayEquals(layer.forward(x).toArray(), twin.forward(x).toArray());
    }
  }

  @Test
  void inEvaluation_theGradientTakesTheRunningStatisticsForConstants() {
    Layer layer = make(instanceNorm2d(2).trackRunningStats(true).affine(true));
    layer.forward(Tensor.of(VALUES, 2, 2, 2, 2));
    layer.eval();
    Parameter x = new Parameter(Tensor.of(VALUES, 2, 2, 2, 2));
    Variable y = layer.forward(x);
    y.sum().backward();
    for (int i = 0; i < VALUES.length; i++) {
      assertEquals(1 / Math.sqrt(state(layer, "running_var")[i / 4 % 2] + 1e-5), x.grad().toArray()[i], 1e-6);
    }
    assertArrayEquals(new float[] {8, 8}, layer.parameters().get(1).grad().toArray());
  }

  @Test
  void inEvaluationWithRunningStatistics_oneValueAChannelIsEnough() {
    Layer layer = make(instanceNorm2d(2).trackRunningStats(true));
    Tensor pixel = Tensor.of(new float[] {3, -2}, 2, 1, 1);
    assertThrows(IllegalArgumentException.class, () -> layer.forward(pixel));
    layer.eval();
    assertArrayEquals(new float[] {3, -2}, layer.forward(pixel).toArray(), 1e-4f);
    assertArrayEquals(new float[] {0, 0}, state(layer, "running_mean"));
  }

  @Test
  void otherShapesAndOptionsOutOfRange_areRefused() {
    String shape = assertThrows(IllegalArgumentException.class, () -> make(instanceNorm2d(2)).forward(Tensor.ones(2, 3, 4, 4))).getMessage();
    assertEquals("input of shape [2, 3, 4, 4]; this normalisation takes [N, 2, H, W] or [2, H, W]", shape);
    assertThrows(IllegalArgumentException.class, () -> make(instanceNorm2d(2)).forward(Tensor.ones(3, 4, 4)));
    assertThrows(IllegalArgumentException.class, () -> make(instanceNorm2d(2)).forward(Tensor.ones(2, 4)));
    assertThrows(IllegalArgumentException.class, () -> make(instanceNorm1d(2)).forward(Tensor.ones(2, 2, 4, 4)));
    assertThrows(IllegalArgumentException.class, () -> make(instanceNorm1d(2)).forward(Tensor.ones(2)));
    for (double bad : new double[] {-0.1, 1.1, Double.NaN}) {
      String momentum = assertThrows(IllegalArgumentException.class, () -> instanceNorm1d(2).momentum(bad)).getMessage();
      assertTrue(momentum.contains("momentum " + bad + "; allowed: 0..1"), momentum);
    }
    assertThrows(IllegalArgumentException.class, () -> instanceNorm1d(0));
    assertThrows(IllegalArgumentException.class, () -> new InstanceNorm.Options(3, 2, 1e-5, 0.1, false, false));
    assertEquals("InstanceNorm1d[numFeatures=2, eps=1.0E-5, momentum=0.1, affine=false, trackRunningStats=true]",
        make(instanceNorm1d(2).trackRunningStats(true)).toString());
  }
}
