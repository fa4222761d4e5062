package lanewise.tensor.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import lanewise.tensor.LongTensor;
import lanewise.tensor.RowSparse;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;

class AdamaxStepTest {
  private final Tensor parameter = Tensor.of(new float[] {2, 2, 2, 2}, 4);
  private final Tensor gradient = Tensor.of(new float[] {3, -5, Float.NaN, 0}, 4);
  private final Tensor average = Tensor.of(new float[] {1, 1, 1, 1}, 4);
  private final Tensor maximum = Tensor.of(new float[] {16, 16, 16, Float.NaN}, 4);

  private AdamaxStep step() {
    AdamaxStep step = new AdamaxStep();
    step.begin(parameter, gradient, 1);
    return step;
  }

  private static void run(AdamaxStep step) {
    Sweep sweep = new Sweep();
    sweep.add(step);
    sweep.run();
  }

  @Test
  void theMaximumFadesUnlessTheGradientExceedsItAndNaNStays() {
    run(step().averages(average, maximum, 0.75, 0.25).update(0.5, 0.25, 0.5));
    assertArrayEquals(new float[] {1.5f, -0.5f, Float.NaN, 0.75f}, average.toArray());
    assertArrayEquals(new float[] {4, 5.5f, Float.NaN, Float.NaN}, maximum.toArray());
    assertArrayEquals(new float[] {2 - 2 * 1.5f / 4, 2 + 2 * 0.5f / 5.5f, Float.NaN, Float.NaN}, parameter.toArray(), 1e-6f);
  }

  @Test
  void aShortMemoryIsInterpolatedFromTheGradient() {
    run(step().averages(average, maximum, 0.25, 0.25).update(0, 1, 0));
    assertArrayEquals(new float[] {2.5f, -3.5f, Float.NaN, 0.25f}, average.toArray());
  }

  @Test
  void theAverageIsInterpolatedFromTheNearerEnd() {
    for (double beta1 : new double[] {0, 0.25, 0.5, 0.51, 0.75}) {
      Tensor mean = Tensor.ones(1);
      AdamaxStep step = new AdamaxStep();
      step.begin(Tensor.ones(1), Tensor.of(new float[] {Float.POSITIVE_INFINITY}, 1), 1);
      run(step.averages(mean, Tensor.ones(1), beta1, 0.5).update(0.1, 1, 0));
      assertEquals(beta1 <= 0.5 ? Float.NaN : Float.POSITIVE_INFINITY, mean.item(), "beta1 " + beta1);
    }
  }

  @Test
  void withoutDecayAnInfiniteParameterIsLeftOutOfTheGradient() {
    parameter.copyFrom(Tensor.of(new float[] {Float.POSITIVE_INFINITY, 2, 2, 2}, 4));
    run(step().weightDecay(0).averages(average, maximum, 0, 0.25).update(0.5, 1, 0));
    assertEquals(3, average.get(0));
    assertEquals(Float.POSITIVE_INFINITY, parameter.get(0));
  }

  @Test
  void aGradientOfSomeRowsIsFoundWhereItsRowsAre() {
    Tensor table = Tensor.ones(4, 2);
    RowSparse rows = RowSparse.of(table.shape(), LongTensor.of(new long[] {3, 1}, 2), Tensor.of(new float[] {1, 2, -3, 4}, 2, 2));
    AdamaxStep step = new AdamaxStep();
    step.begin(table, rows, 1);
    run(step.averages(Tensor.zeros(4, 2), Tensor.zeros(4, 2), 0, 0).update(1, 1, 0));
    assertArrayEquals(new float[] {1, 1, 2, 0, 1, 1, 0, 0}, table.toArray());
  }

  @Test
  void decayIsAddedToTheGradient() {
    run(step().weightDecay(2).averages(average, maximum, 0, 0.25).update(0, 1, 0));
    assertArrayEquals(new float[] {7, -1, Float.NaN, 4}, average.toArray());
    assertEquals(7, maximum.get(0));
  }

  @Test
  void stateOfAnotherShapeIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> step().averages(Tensor.zeros(3), maximum, 0.9, 0.999));
    assertThrows(IllegalArgumentException.class, () -> step().averages(average, Tensor.zeros(3), 0.9, 0.999));
  }
}
