package lanewise.tensor.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Arrays;
import java.util.List;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Vectors and matrices that the workers take in several pieces, in cases where every element is known. */
class LargeVectorsTest {
  private static Tensor filled(float value, int n) {
    float[] x = new float[n];
    Arrays.fill(x, value);
    return Tensor.of(x, n);
  }

  @Test
  void alongItsOnlyPairTheDirectionIsScaledByTheCurvatureOfThePair() {
    int n = 200_001;
    Tensor direction = Tensor.zeros(n);
    new TwoLoop().direction(List.of(filled(1, n)), List.of(filled(1, n)), List.of(Tensor.scalar(1f / n)), 0.5, filled(2, n), direction);
    for (float x : direction.toArray()) {
      assertEquals(-2, x, 1e-5);
    }
  }

  @Test
  void theSingularValuesOfAMultipleOfTheUnitMatrixFollowThePolynomial() {
    int n = 300;
    float[] x = new float[n * n];
    for (int i = 0; i < n; i++) {
      x[i * n + i] = 5;
    }
    double unit = 1 / Math.sqrt(n);
    double expected = 3.4445 * unit - 4.775 * Math.pow(unit, 3) + 2.0315 * Math.pow(unit, 5);
    float[] result = new NewtonSchulz(Shape.of(n, n)).iterate(Tensor.of(x, n, n), 3.4445, -4.775, 2.0315, 1e-7, 1).toArray();
    for (int i = 0; i < n * n; i++) {
      assertEquals(i % (n + 1) == 0 ? expected : 0, result[i], 1e-6, "element " + i);
    }
  }

  @Test
  void describingTheTrustRatioGoesOnWithTheSameStep() {
    SgdStep step = new SgdStep();
    assertSame(step, step.trust(0.5));
  }
}
