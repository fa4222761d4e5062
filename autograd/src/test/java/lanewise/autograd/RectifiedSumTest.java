package lanewise.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;

class RectifiedSumTest {
  @Test
  void rectifiedSum_isTheSumAndThenTheRectifierForBothInputs() {
    Parameter x = new Parameter(Tensor.of(new float[] {-3, -1, 0, 1, 3, 1e-9f}, 6));
    Parameter y = new Parameter(Tensor.of(new float[] {1, 1, 0, -0.5f, 1, 0}, 6));
    Tensor direction = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 6);
    Variable expected = Functions.generalRelu(x.add(y), 0.25f, 0.5f, Float.POSITIVE_INFINITY);
    expected.backward(direction);
    float[] gradient = x.grad().toArray();
    x.zeroGrad();
    y.zeroGrad();
    Variable sum = Functions.rectifiedSum(x, y, 0.25f, 0.5f);
    assertArrayEquals(expected.value().toArray(), sum.value().toArray());
    sum.backward(direction);
    assertArrayEquals(new float[] {0.25f, 0.5f, 0.75f, 4, 5, 1.5f}, gradient);
    assertArrayEquals(gradient, x.grad().toArray());
    assertArrayEquals(gradient, y.grad().toArray());
  }

  @Test
  void gradientsGoByTheInputWhereTheResultDoesNotTellItsSign() {
    for (float[] act : new float[][] {{-0.1f, 0.4f}, {-0.1f, 0}, {0.1f, 1e6f}}) {
      Parameter x = new Parameter(Tensor.of(new float[] {-1, 0.01f, 2}, 3));
      Parameter y = new Parameter(Tensor.zeros(3));
      float[] expected = {act[0], 1, 1};
      Functions.rectifiedSum(x, y, act[0], act[1]).backward(Tensor.ones(3));
      assertArrayEquals(expected, x.grad().toArray());
      assertArrayEquals(expected, y.grad().toArray());
      x.zeroGrad();
      Functions.generalRelu(x, act[0], act[1], Float.POSITIVE_INFINITY).backward(Tensor.ones(3));
      assertArrayEquals(expected, x.grad().toArray());
    }
  }

  @Test
  void withoutGradientsNothingIsRecorded() {
    Tensor direction = Tensor.ones(6);
    assertFalse(Functions.rectifiedSum(Variable.of(direction), Variable.of(direction), 0, 0).requiresGrad());
  }
}
