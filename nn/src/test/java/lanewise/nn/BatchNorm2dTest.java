package lanewise.nn;

import static lanewise.nn.Layers.batchNorm2d;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import lanewise.autograd.Parameter;
import lanewise.autograd.Variable;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Rng;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;

class BatchNorm2dTest {
  private static final Rng RNG = Rng.seed(0);
  private static final Tensor ONE_TO_FOUR = Tensor.of(new float[] {1, 2, 3, 4}, 4, 1, 1, 1);
  private static final Tensor UPSTREAM = Tensor.of(new float[] {.1f, -.2f, .3f, .4f}, 4, 1, 1, 1);

  private static float state(Layer layer, String name, int channel) {
    return ((Tensor) layer.stateDict().get(name)).get(channel);
  }

  private static long counter(Layer layer) {
    return ((LongTensor) layer.stateDict().get("num_batches_tracked")).item();
  }

  private static void assertOutputAndGradient(Layer layer, float[] output, float[] gradient) {
    Parameter x = new Parameter(ONE_TO_FOUR);
    Variable y = layer.forward(x);
    assertArrayEquals(output, y.value().toArray(), 1e-5f);
    y.backward(UPSTREAM);
    assertArrayEquals(gradient, x.grad().toArray(), 1e-5f);
  }

  @Test
  void standard_dividesByTheBiasedDeviationAndItsStatisticsHaveGradients() {
    Layer layer = batchNorm2d(1).init(RNG);
    assertOutputAndGradient(layer, new float[] {-1.341635f, -.447212f, .447212f, 1.341635f}, new float[] {.143106f, -.250439f, .071554f, .035778f});
    assertEquals(.25f, state(layer, "running_mean", 0), 1e-6);
    assertEquals(1.066667f, state(layer, "running_var", 0), 1e-6);
  }

  @Test
  void detachedStatistics_divideByTheUnbiasedDeviationAndAreConstants() {
    Layer layer = batchNorm2d(1).detachedStats(true).init(RNG);
    assertOutputAndGradient(layer, new float[] {-1.16189f, -.38730f, .38730f, 1.16189f}, new float[] {.077459f, -.154919f, .232378f, .309838f});
    assertEquals(.25f, state(layer, "running_mean", 0), 1e-6);
    assertEquals(1.066667f, state(layer, "running_var", 0), 1e-6);
  }

  @Test
  void weightAndBias_getTheirGradients() {
    Layer layer = batchNorm2d(1).init(RNG);
    layer.forward(new Parameter(ONE_TO_FOUR)).backward(UPSTREAM);
    List<Parameter> p = layer.parameters();
    assertEquals(-.1341635f + .0894424f + .1341635f + .5366540f, p.get(0).grad().item(), 1e-5);
    assertEquals(.6f, p.get(1).grad().item(), 1e-6);
  }

  @Test
  void evaluation_usesTheRunningStatisticsAndLeavesThemAlone() {
    Layer layer = batchNorm2d(1).init(RNG);
    layer.forward(ONE_TO_FOUR);
    layer.eval();
    float mean = state(layer, "running_mean", 0);
    float variance = state(layer, "running_var", 0);
    Tensor y = layer.forward(Tensor.of(new float[] {7}, 1, 1, 1, 1));
    assertEquals((7 - mean) / Math.sqrt(variance + 1e-5), y.item(), 1e-5);
    assertEquals(mean, state(layer, "running_mean", 0));
    assertEquals(variance, state(layer, "running_var", 0));
    assertEquals(1, counter(layer));
  }

  @Test
  void counter_countsTrainingBatches() {
    Layer layer = batchNorm2d(1).init(RNG);
    assertEquals(0, counter(layer));
    layer.forward(ONE_TO_FOUR);
    layer.forward(ONE_TO_FOUR);
    assertEquals(2, counter(layer));
  }

  @Test
  void momentum_isTheShareOfTheNewBatch() {
    Layer layer = batchNorm2d(1).momentum(1).init(RNG);
    layer.forward(ONE_TO_FOUR);
    assertEquals(2.5f, state(layer, "running_mean", 0));
    Layer frozen = batchNorm2d(1).momentum(0).init(RNG);
    frozen.forward(ONE_TO_FOUR);
    assertEquals(0f, state(frozen, "running_mean", 0));
    assertEquals(1f, state(frozen, "running_var", 0));
  }

  @Test
  void eps_isAddedToTheVariance() {
    Layer layer = batchNorm2d(1).eps(2.75).init(RNG);
    assertArrayEquals(new float[] {-.75f, -.25f, .25f, .75f}, layer.forward(ONE_TO_FOUR).toArray(), 1e-6f);
  }

  @Test
  void oneValueAChannel_cannotTrainAndChangesNothing() {
    Layer layer = batchNorm2d(2).init(RNG);
    var e = assertThrows(IllegalArgumentException.class, () -> layer.forward(Tensor.ones(1, 2, 1, 1)));
    assertTrue(e.getMessage().contains("[1, 2, 1, 1]"), e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> layer.forward(Tensor.ones(0, 2, 1, 1)));
    assertEquals(0, counter(layer));
    layer.eval();
    assertEquals(2, layer.forward(Tensor.ones(1, 2, 1, 1)).size());
    assertEquals(0, layer.forward(Tensor.ones(0, 2, 1, 1)).size());
  }

  @Test
  void inputOfAnotherShape_isNamed() {
    Layer layer = batchNorm2d(3).init(RNG);
    var e = assertThrows(IllegalArgumentException.class, () -> layer.forward(Tensor.ones(2, 4, 2, 2)));
    assertEquals("input of shape [2, 4, 2, 2]; this normalisation takes [N, 3, H, W]", e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> layer.forward(Tensor.ones(2, 3)));
  }

  @Test
  void optionsOutsideTheirRange_areNamed() {
    for (var action : List.<Runnable>of(() -> batchNorm2d(0), () -> batchNorm2d(1).eps(0), () -> batchNorm2d(1).eps(Double.NaN),
        () -> batchNorm2d(1).eps(1 / 0.0),
        () -> batchNorm2d(1).momentum(-0.1), () -> batchNorm2d(1).momentum(1.1), () -> batchNorm2d(1).momentum(Double.NaN))) {
      var e = assertThrows(IllegalArgumentException.class, action::run);
      assertTrue(e.getMessage().startsWith("batchNorm2d ") && e.getMessage().contains("allowed: "), e.getMessage());
    }
  }

  @Test
  void inferenceLeavesItsInputAlone() {
    Layer layer = batchNorm2d(2).init(RNG);
    layer.eval();
    Tensor x = Tensor.full(3, 2, 2, 2, 2);
    layer.forward(x).toArray();
    assertArrayEquals(Tensor.full(3, 16).toArray(), x.toArray());
  }
}
