package lanewise.nn;

import static lanewise.nn.Layers.conv1d;
import static lanewise.nn.Layers.conv2d;
import static lanewise.nn.Layers.convTranspose2d;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import lanewise.tensor.Rng;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.ops.ConvGeometry;
import org.junit.jupiter.api.Test;

/** Convolutions with groups, of lines, and transposed ones as layers. */
class ConvolutionLayersTest {
  private static final Rng RNG = Rng.seed(1);

  private static Layer ones(Blueprint blueprint) {
    Layer layer = blueprint.init(RNG);
    layer.namedParameters().forEach((name, p) -> p.value().copyFrom(Tensor.full(1, p.shape().toArray())));
    return layer;
  }

  @Test
  void groups_seeTheirOwnChannelsOnly() {
    Tensor x = Tensor.of(new float[] {1, 2, 30, 40}, 1, 4, 1, 1);
    assertArrayEquals(new float[] {3, 3, 70, 70}, ones(conv2d(4, 4, 1).groups(2).bias(false)).forward(x).toArray());
    assertArrayEquals(new float[] {1, 2, 30, 40}, ones(conv2d(4, 4, 1).groups(4).bias(false)).forward(x).toArray());
    assertEquals(Shape.of(6, 2, 3, 3), conv2d(4, 6, 3).groups(2).init(RNG).namedParameters().get("weight").shape());
  }

  @Test
  void samePadding_keepsTheSizeWithTheOddZeroAtTheEnd() {
    Tensor x = Tensor.of(new float[] {1, 2, 4}, 1, 1, 3);
    assertArrayEquals(new float[] {3, 6, 4}, ones(conv1d(1, 1, 2).samePadding().bias(false)).forward(x).toArray());
    assertEquals(Shape.of(2, 5, 7, 6), conv2d(3, 5, 4, 3).dilation(2, 3).samePadding().init(RNG).forward(Tensor.zeros(2, 3, 7, 6)).shape());
  }

  @Test
  void lines_haveThreeAxes() {
    Layer layer = conv1d(4, 6, 3).stride(2).padding(1).dilation(2).groups(2).init(RNG);
    assertEquals(Shape.of(5, 6, 4), layer.forward(Tensor.zeros(5, 4, 9)).shape());
    assertEquals(Shape.of(6, 2, 3), layer.namedParameters().get("weight").shape());
    assertEquals(Set.of("weight", "bias"), layer.namedParameters().keySet());
    var e = assertThrows(IllegalArgumentException.class, () -> layer.forward(Tensor.zeros(5, 4, 9, 1)));
    assertEquals("input of shape [5, 4, 9, 1]; this convolution takes [N, 4, L]", e.getMessage());
  }

  @Test
  void transposedConvolution_spreadsEachPixelOverAWindow() {
    Tensor x = Tensor.of(new float[] {1, 2}, 1, 1, 1, 2);
    assertArrayEquals(new float[] {1, 3, 2, 1, 3, 2}, ones(convTranspose2d(1, 1, 2).bias(false)).forward(x).toArray());
    assertArrayEquals(new float[] {2, 2, 3, 3, 2, 2, 3, 3}, ones(convTranspose2d(1, 1, 2).stride(2)).forward(x).toArray());
    Layer layer = convTranspose2d(4, 6, 3, 5).stride(2, 3).padding(1, 2).outputPadding(1, 2).groups(2).init(RNG);
    assertEquals(Shape.of(2, 6, 10, 15), layer.forward(Tensor.zeros(2, 4, 5, 5)).shape());
    assertEquals(Shape.of(4, 3, 3, 5), layer.namedParameters().get("weight").shape());
  }

  @Test
  void initialWeights_areWithinTheRootOfTheFanInOfAGroup() {
    assertWithin(conv2d(64, 32, 3).groups(4).init(RNG), 1 / Math.sqrt(144));
    assertWithin(conv1d(64, 32, 5).groups(2).init(RNG), 1 / Math.sqrt(160));
    assertWithin(convTranspose2d(32, 64, 3).groups(4).init(RNG), 1 / Math.sqrt(144));
  }

  private static void assertWithin(Layer layer, double bound) {
    float largest = 0;
    for (float v : layer.namedParameters().get("weight").value().toArray()) {
      largest = Math.max(largest, Math.abs(v));
    }
    assertTrue(largest <= bound * (1 + 1e-6) && largest > 0.98 * bound, largest + " of " + bound);
  }

  @Test
  void optionsOutsideTheirRange_areNamed() {
    for (var action : List.<Runnable>of(() -> conv2d(4, 6, 1).groups(4), () -> conv2d(4, 4, 1).groups(0),
        () -> conv2d(1, 1, 3).stride(2).samePadding(),
        () -> conv1d(0, 1, 1), () -> conv1d(1, 0, 1), () -> conv1d(1, 1, 0), () -> conv1d(1, 1, 1).stride(0), () -> conv1d(1, 1, 1).padding(-1),
        () -> conv1d(1, 1, 1).dilation(0), () -> conv1d(3, 4, 1).groups(3), () -> conv1d(1, 1, 2).samePadding().stride(2),
        () -> convTranspose2d(0, 1, 1),
        () -> new ConvTranspose2d.Options(1, 1, 1, 1, ConvGeometry.options().samePadding(), 0, 0, true),
        () -> convTranspose2d(1, 1, 1).outputPadding(-1), () -> convTranspose2d(2, 3, 1).groups(2),
        () -> convTranspose2d(1, 1, 1).padding(0, -1), () -> convTranspose2d(1, 1, 1).outputPadding(1).init(RNG).forward(Tensor.zeros(1, 1, 2, 2)))) {
      var e = assertThrows(IllegalArgumentException.class, action::run);
      assertTrue(e.getMessage().contains("allowed: "), e.getMessage());
    }
  }
}
