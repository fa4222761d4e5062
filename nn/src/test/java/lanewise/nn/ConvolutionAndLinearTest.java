package lanewise.nn;

import static lanewise.nn.Layers.conv2d;
import static lanewise.nn.Layers.linear;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import lanewise.autograd.Parameter;
import lanewise.tensor.Rng;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;

class ConvolutionAndLinearTest {
  private static final Rng RNG = Rng.seed(1);

  private static Layer onesWithBias(Blueprint blueprint, float bias) {
    Layer layer = blueprint.init(RNG);
    layer.namedParameters().forEach((name, p) -> p.value().copyFrom(Tensor.full(name.equals("bias") ? bias : 1, p.shape().toArray())));
    return layer;
  }

  @Test
  void convolution_sumsItsWindowAndAddsTheBias() {
    Tensor x = Tensor.of(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9}, 1, 1, 3, 3);
    assertArrayEquals(new float[] {22, 26, 34, 38}, onesWithBias(conv2d(1, 1, 2), 10).forward(x).toArray());
    assertArrayEquals(new float[] {12, 24}, onesWithBias(conv2d(1, 1, 2, 2).stride(1, 2).bias(false), 0).forward(x).toArray());
    assertArrayEquals(new float[] {1, 5, 11, 28}, onesWithBias(conv2d(1, 1, 2).stride(2).padding(1).bias(false), 0).forward(x).toArray());
    assertArrayEquals(new float[] {20}, onesWithBias(conv2d(1, 1, 2).dilation(2).bias(false), 0).forward(x).toArray());
  }

  @Test
  void convolution_sizesItsOutputAsPyTorchDoes() {
    Layer layer = conv2d(3, 5, 5, 3).stride(2, 3).padding(2, 1).dilation(1, 2).init(RNG);
    assertEquals(Shape.of(2, 5, 14, 9), layer.forward(Tensor.zeros(2, 3, 28, 27)).shape());
    assertEquals(Shape.of(1, 5, 3, 1), layer.forward(Tensor.zeros(1, 3, 5, 3)).shape());
    assertEquals(Shape.of(1, 5, 3, 3), layer.forward(Tensor.zeros(1, 3, 5, 9)).shape());
    assertEquals(Shape.of(2, 5, 14, 9), layer.forward(Tensor.zeros(2, 3, 28, 27)).shape());
  }

  @Test
  void parameters_areWeightAndBiasByName() {
    assertEquals(List.of("weight", "bias"), List.copyOf(conv2d(3, 5, 2).init(RNG).namedParameters().keySet()));
    assertEquals(Set.of("weight"), conv2d(3, 5, 2).bias(false).init(RNG).namedParameters().keySet());
    assertEquals(List.of("weight", "bias"), List.copyOf(linear(3, 5).init(RNG).namedParameters().keySet()));
    assertEquals(Set.of("weight"), linear(3, 5).bias(false).init(RNG).namedParameters().keySet());
    assertEquals(Shape.of(5, 3, 2, 4), conv2d(3, 5, 2, 4).init(RNG).namedParameters().get("weight").shape());
    assertEquals(Shape.of(5, 3), linear(3, 5).init(RNG).namedParameters().get("weight").shape());
  }

  @Test
  void initialWeightsAndBiases_areUniformWithinTheRootOfTheFanIn() {
    assertUniform(conv2d(8, 64, 5).init(RNG), 1 / Math.sqrt(200));
    assertUniform(linear(300, 200).init(RNG), 1 / Math.sqrt(300));
  }

  private static void assertUniform(Layer layer, double bound) {
    for (Parameter p : layer.parameters()) {
      double squares = 0;
      for (float v : p.value().toArray()) {
        assertTrue(Math.abs(v) <= bound * (1 + 1e-6));
        squares += (double) v * v / p.value().size();
      }
      double expected = bound * bound / 3;
      assertEquals(expected, squares, 5 * expected * Math.sqrt(0.8 / p.value().size()));
    }
  }

  @Test
  void equalSeeds_giveEqualWeightsAndOtherSeedsOthers() {
    Tensor first = conv2d(2, 3, 3).init(Rng.seed(1)).namedParameters().get("weight").value();
    assertArrayEquals(first.toArray(), conv2d(2, 3, 3).init(Rng.seed(1)).namedParameters().get("weight").value().toArray());
    assertFalse(Arrays.equals(first.toArray(), conv2d(2, 3, 3).init(Rng.seed(2)).namedParameters().get("weight").value().toArray()));
  }

  @Test
  void linear_isTheProductWithTheTransposedWeightPlusBias() {
    Layer layer = onesWithBias(linear(3, 2), 10);
    assertArrayEquals(new float[] {16, 16, 25, 25}, layer.forward(Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3)).toArray());
    assertEquals(Shape.of(0, 2), layer.forward(Tensor.zeros(0, 3)).shape());
  }

  @Test
  void inputOfAnotherShape_isNamed() {
    var e = assertThrows(IllegalArgumentException.class, () -> conv2d(3, 5, 2).init(RNG).forward(Tensor.zeros(1, 2, 4, 4)));
    assertEquals("input of shape [1, 2, 4, 4]; this convolution takes [N, 3, H, W]", e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> conv2d(3, 5, 2).init(RNG).forward(Tensor.zeros(2, 4, 4)));
    assertThrows(IllegalArgumentException.class, () -> conv2d(3, 5, 2).init(RNG).forward(Tensor.zeros(4, 4)));
    assertThrows(IllegalArgumentException.class, () -> conv2d(3, 5, 5).init(RNG).forward(Tensor.zeros(1, 3, 4, 4)));
    var wrong = assertThrows(IllegalArgumentException.class, () -> linear(3, 5).init(RNG).forward(Tensor.zeros(1, 4)));
    assertTrue(wrong.getMessage().contains("[1, 4]"), wrong.getMessage());
  }

  @Test
  void optionsOutsideTheirRange_areNamed() {
    for (var action : List.<Runnable>of(() -> conv2d(0, 1, 1), () -> conv2d(1, 0, 1), () -> conv2d(1, 1, 0), () -> conv2d(1, 1, 1, -1),
        () -> conv2d(1, 1, 1).stride(0),
        () -> conv2d(1, 1, 1).stride(1, 0), () -> conv2d(1, 1, 1).padding(-1), () -> conv2d(1, 1, 1).padding(0, -1),
        () -> conv2d(1, 1, 1).dilation(0),
        () -> conv2d(1, 1, 1).dilation(1, 0), () -> linear(0, 1), () -> linear(1, 0))) {
      var e = assertThrows(IllegalArgumentException.class, action::run);
      assertTrue(e.getMessage().contains("allowed: >= "), e.getMessage());
    }
  }
}
