package lanewise.tensor.kernel.functions;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RectifierTest {
  private static final float INF = Float.POSITIVE_INFINITY;
  private static final float NAN = Float.NaN;

  @Test
  void leaky_multipliesWhatIsBelowZero() {
    var leaky = new Rectifier.Forward(0.1f, 0, INF);
    assertEquals(3f, leaky.apply(3));
    assertEquals(0.1f * -3, leaky.apply(-3));
    assertEquals(-INF, leaky.apply(-INF));
    assertEquals(INF, leaky.apply(INF));
    assertEquals(NAN, leaky.apply(NAN));
  }

  @Test
  void withoutALeak_everythingBelowZeroIsZeroMinusInfinityToo() {
    var relu = new Rectifier.Forward(0, 0, INF);
    assertEquals(3f, relu.apply(3));
    assertEquals(0f, relu.apply(-3));
    assertEquals(0f, relu.apply(-INF));
    assertEquals(INF, relu.apply(INF));
    assertEquals(NAN, relu.apply(NAN));
  }

  @Test
  void shiftComesBeforeTheCeiling() {
    var general = new Rectifier.Forward(0.1f, 0.4f, 1);
    assertEquals(1f, general.apply(1.5f));
    assertEquals(1.25f - 0.4f, general.apply(1.25f));
    assertEquals(0.1f * -2 - 0.4f, general.apply(-2));
    assertEquals(1f, general.apply(INF));
    assertEquals(-INF, general.apply(-INF));
    assertEquals(NAN, general.apply(NAN));
  }

  @Test
  void gradientOfLeaky_isTheSlopeAtZeroAndForNaN() {
    var leaky = new Rectifier.Backward(0.1f, 0, INF);
    assertEquals(5f, leaky.apply(2, 5));
    assertEquals(0.5f, leaky.apply(-2, 5));
    assertEquals(0.5f, leaky.apply(0, 5));
    assertEquals(0.5f, leaky.apply(NAN, 5));
  }

  @Test
  void gradientOfRelu_isZeroFromZeroDownAndPassesForNaN() {
    var relu = new Rectifier.Backward(0, 0, INF);
    assertEquals(5f, relu.apply(2, 5));
    assertEquals(0f, relu.apply(-2, 5));
    assertEquals(0f, relu.apply(0, 5));
    assertEquals(0f, relu.apply(-2, INF));
    assertEquals(0f, relu.apply(-INF, NAN));
    assertEquals(5f, relu.apply(NAN, 5));
    assertEquals(INF, relu.apply(1, INF));
  }

  @Test
  void gradientAboveTheCeiling_isZeroAndOneAtIt() {
    var general = new Rectifier.Backward(0.1f, 0.5f, 1);
    assertEquals(0f, general.apply(2, 5));
    assertEquals(5f, general.apply(1.5f, 5));
    assertEquals(5f, general.apply(1, 5));
    assertEquals(0.5f, general.apply(-1, 5));
  }
}
