package lanewise.nn;

import static lanewise.nn.Layers.adaptiveAvgPool2d;
import static lanewise.nn.Layers.adaptiveMaxPool2d;
import static lanewise.nn.Layers.avgPool2d;
import static lanewise.nn.Layers.flatten;
import static lanewise.nn.Layers.maxPool2d;
import static lanewise.nn.Layers.unflatten;
import static lanewise.nn.Layers.upsample;
import static lanewise.nn.Layers.zeroPad2d;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalInt;
import lanewise.autograd.Pooling;
import lanewise.autograd.Pooling.Interpolation;
import lanewise.autograd.Variable;
import lanewise.tensor.Rng;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Layers without parameters that pool, shape and pad, with PyTorch's options and defaults. */
class ShapeLayersTest {
  private static final Tensor X = Tensor.of(new float[] {1, 5, 2, 0, 3, 4, 9, 8, 7, 6, -1, -2, 0, 2, -4, -3}, 1, 1, 4, 4);

  private static Tensor run(Blueprint blueprint, Tensor x) {
    return blueprint.init(Rng.seed(1)).forward(x);
  }

  @Test
  void maxPool_takesTheLargestOfEachWindow() {
    assertArrayEquals(new float[] {5, 9, 7, -1}, run(maxPool2d(2), X).toArray());
    assertArrayEquals(new float[] {5, 9, 9, 7, 9, 9, 7, 6, -1}, run(maxPool2d(2).stride(1), X).toArray());
    assertArrayEquals(new float[] {1, 5, 0, 7, 9, 8, 0, 2, -3}, run(maxPool2d(2).padding(1), X).toArray());
    assertArrayEquals(new float[] {7, 0}, run(maxPool2d(2, 1).dilation(2, 1).stride(2, 3).ceilMode(false), X).toArray());
    assertEquals(Shape.of(1, 1, 2, 2), run(maxPool2d(3).ceilMode(true), X).shape());
    assertEquals(Shape.of(1, 1, 1, 1), run(maxPool2d(3), X).shape());
  }

  @Test
  void maxPoolWithIndices_tellsWhereTheyWere() {
    Pooling.Maxima m = new MaxPool2d(maxPool2d(2)).forwardWithIndices(Variable.of(X));
    assertArrayEquals(new long[] {1, 6, 8, 10}, m.indices().toArray());
    assertArrayEquals(new float[] {5, 9, 7, -1}, m.values().value().toArray());
  }

  @Test
  void avgPool_dividesByTheWindowThePaddingOrTheDivisor() {
    assertArrayEquals(new float[] {3.25f, 4.75f, 3.75f, -2.5f}, run(avgPool2d(2), X).toArray());
    assertArrayEquals(new float[] {0.25f, 1.75f, 0}, slice(run(avgPool2d(2).padding(1), X)));
    assertArrayEquals(new float[] {1, 3.5f, 0}, slice(run(avgPool2d(2).padding(1).countIncludePad(false), X)));
    assertArrayEquals(new float[] {6.5f, 9.5f, 7.5f, -5}, run(avgPool2d(2).divisorOverride(2), X).toArray());
    assertEquals(Shape.of(1, 1, 3, 2), run(avgPool2d(2, 3).stride(1, 2).ceilMode(true), X).shape());
  }

  private static float[] slice(Tensor t) {
    return t.reshape(3, 3).slice(0, 1).toArray();
  }

  @Test
  void adaptivePools_giveTheSizeThatIsAskedFor() {
    assertArrayEquals(new float[] {37 / 16f}, run(adaptiveAvgPool2d(1), X).toArray());
    assertArrayEquals(new float[] {9}, run(adaptiveMaxPool2d(1), X).toArray());
    assertEquals(Shape.of(1, 1, 3, 2), run(adaptiveAvgPool2d(3, 2), X).shape());
    assertEquals(Shape.of(1, 1, 4, 2), run(new AdaptiveMaxPool2d.Options(OptionalInt.empty(), OptionalInt.of(2)), X).shape());
    assertEquals(Shape.of(1, 1, 2, 4), run(new AdaptiveAvgPool2d.Options(OptionalInt.of(2), OptionalInt.empty()), X).shape());
  }

  @Test
  void oneImageWithoutABatchAxis_willDo() {
    Tensor image = X.reshape(1, 4, 4);
    assertEquals(Shape.of(1, 2, 2), run(maxPool2d(2), image).shape());
    assertEquals(Shape.of(1, 2, 2), run(avgPool2d(2), image).shape());
    assertEquals(Shape.of(1, 1, 1), run(adaptiveAvgPool2d(1), image).shape());
    assertEquals(Shape.of(1, 8, 8), run(upsample(2), image).shape());
    assertEquals(Shape.of(1, 6, 6), run(zeroPad2d(1), image).shape());
  }

  @Test
  void flattenAndUnflatten_undoEachOther() {
    Tensor x = Rng.seed(1).normal(0, 1, 2, 3, 4, 5);
    assertEquals(Shape.of(2, 60), run(flatten(), x).shape());
    assertEquals(Shape.of(2, 60), new Flatten().forward(x).shape());
    assertEquals(Shape.of(2, 12, 5), run(flatten(1, 2), x).shape());
    assertEquals(Shape.of(120), run(flatten(0, -1), x).shape());
    Tensor back = run(unflatten(1, 3, -1), run(flatten(1, 2), x));
    assertEquals(x.shape(), back.shape());
    assertArrayEquals(x.toArray(), back.toArray());
  }

  @Test
  void upsample_repeatsOrInterpolates() {
    Tensor x = Tensor.of(new float[] {1, 2, 3, 4}, 1, 1, 2, 2);
    assertArrayEquals(new float[] {1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4}, run(upsample(2), x).toArray());
    assertArrayEquals(new float[] {1, 1.5f, 2, 2, 2.5f, 3, 3, 3.5f, 4}, run(upsample(3, 3).mode(Interpolation.BILINEAR_ALIGNED), x).toArray());
    assertArrayEquals(new float[] {1, 1.25f, 1.75f, 2}, run(upsample(2).mode(Interpolation.BILINEAR), x).reshape(4, 4).slice(0, 1).toArray());
  }

  @Test
  void zeroPad_surroundsImages() {
    Tensor y = run(zeroPad2d(1, 0, 0, 2), Tensor.of(new float[] {1, 2, 3, 4}, 1, 1, 2, 2));
    assertArrayEquals(new float[] {0, 1, 2, 0, 3, 4, 0, 0, 0, 0, 0, 0}, y.toArray());
    assertArrayEquals(new float[] {4}, run(zeroPad2d(-1, 0, -1, 0), Tensor.of(new float[] {1, 2, 3, 4}, 1, 1, 2, 2)).toArray());
  }

  @Test
  void optionsOutsideTheirRange_areRefused() {
    refused(() -> maxPool2d(0), "kernel 0");
    refused(() -> avgPool2d(2).stride(0), "stride 0");
    refused(() -> avgPool2d(2).divisorOverride(0), "divisorOverride 0");
    refused(() -> adaptiveAvgPool2d(-1), "-1");
    refused(() -> adaptiveMaxPool2d(1, -2), "-2");
    refused(() -> upsample(0, 3), "0 x 3");
    refused(() -> upsample(-1), "-1.0");
    refused(() -> unflatten(1), "[]");
    refused(() -> unflatten(1, -1, -1), "[-1, -1]");
    refused(() -> run(unflatten(1, 3, 3), Tensor.zeros(2, 12)), "[3, 3]");
    refused(() -> run(flatten(2, 1), X), "flatten(2, 1)");
    refused(() -> run(zeroPad2d(1), Tensor.zeros(2, 2)), "[2, 2]");
    refused(() -> run(maxPool2d(2), Tensor.zeros(2, 2)), "[2, 2]");
  }

  private static void refused(Runnable operation, String value) {
    String message = assertThrows(IllegalArgumentException.class, operation::run).getMessage();
    assertTrue(message.contains(value) && message.contains("allowed"), message);
  }
}
