package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.math.MathContext;
import lanewise.optim.internal.BiasCorrection;
import org.junit.jupiter.api.Test;

class BiasCorrectionTest {
  private static double exact(double beta, int step) {
    return BigDecimal.ONE.subtract(new BigDecimal(beta).pow(step, new MathContext(40))).doubleValue();
  }

  @Test
  void itIsOneLessThePowerWithinAFewUnitsInTheLastPlaceOfOne() {
    BiasCorrection correction = new BiasCorrection();
    for (double beta : new double[] {0.1, 0.5, 0.9, 0.999, 0.9999999}) {
      for (int step : new int[] {1, 2, 10, 1000, 100_000}) {
        assertEquals(exact(beta, step), correction.of(beta, step), 4 * Math.ulp(1.0), beta + "^" + step);
      }
    }
    assertEquals(1, correction.of(0, 1));
    assertEquals(1, correction.of(0, 1000));
  }

  @Test
  void itIsMadeAnewWhereEitherOfTheTwoChanges() {
    BiasCorrection correction = new BiasCorrection();
    assertEquals(0.5, correction.of(0.5, 1), 1e-15);
    assertEquals(0.75, correction.of(0.25, 1), 1e-15);
    assertEquals(1 - 0.0625, correction.of(0.25, 2), 1e-15);
    assertEquals(1 - 0.0625, correction.of(0.25, 2), 1e-15);
    assertEquals(0.75, correction.of(0.25, 1), 1e-15);
  }
}
