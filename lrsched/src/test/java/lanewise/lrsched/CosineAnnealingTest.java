package lanewise.lrsched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import lanewise.lrsched.CosineAnnealing.Tail;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CosineAnnealingTest {
  @ParameterizedTest
  @CsvSource({"0, .1", "25, .08550178567", "50, .0505", "99, .001024425262", "100, .001", "101, .001024425262", "150, .0505", "200, .1"})
  void theArticlesScheduleHasTheArticlesValues(long t, double lr) {
    assertEquals(lr, CosineAnnealing.of(100).etaMin(0.001).at(t, 0.1), 1e-11);
  }

  @Test
  void fiveStepsDownToZeroAndUpAgain() {
    double[] expected = {
        .05, .04522542486, .03272542486, .01727457514, .004774575141, 0, .004774575141, .01727457514, .03272542486, .04522542486, .05};
    for (int t = 0; t < expected.length; t++) {
      assertEquals(expected[t], CosineAnnealing.of(5).at(t, 0.05), 1e-11, "t = " + t);
    }
  }

  @Test
  void tMaxOneAlternatesBetweenBaseAndEtaMin() {
    Schedule s = CosineAnnealing.of(1).etaMin(0.02);
    for (long t = 0; t < 6; t++) {
      assertEquals(t % 2 == 0 ? 0.1 : 0.02, s.at(t, 0.1), "t = " + t);
    }
  }

  @Test
  void holdStaysAtEtaMin() {
    Schedule s = CosineAnnealing.of(10).etaMin(0.001).tail(Tail.HOLD);
    assertTrue(s.at(9, 0.1) > 0.001);
    assertEquals(0.001, s.at(10, 0.1));
    assertEquals(0.001, s.at(11, 0.1));
    assertEquals(0.001, s.at(Long.MAX_VALUE, 0.1));
  }

  @Test
  void aBaseOfZeroRisesToEtaMin() {
    Schedule s = CosineAnnealing.of(10).etaMin(0.05);
    assertEquals(0, s.at(0, 0));
    assertEquals(0.025, s.at(5, 0), 1e-17);
    assertEquals(0.05, s.at(10, 0));
  }

  @Test
  void aBaseEqualToEtaMinIsConstant() {
    Schedule s = CosineAnnealing.of(8).etaMin(0.1);
    for (long t = 0; t < 20; t++) {
      assertEquals(0.1, s.at(t, 0.1), "t = " + t);
    }
  }

  @Test
  void withoutABaseItIsTheFactor() {
    assertEquals(CosineAnnealing.of(7).at(3, 1), CosineAnnealing.of(7).at(3));
  }

  @Test
  void theTextbookFormsLossNearTheEndOfALongScheduleIsNotHere() {
    long tMax = 1_000_000_000_000L;
    double lr = CosineAnnealing.of(tMax).at(tMax - 1, 1);
    assertEquals(Math.PI * Math.PI / 4 * 1e-24, lr, 1e-38);
  }

  @ParameterizedTest
  @CsvSource({"280, 186, 0.9720985845608016, 0.0011407404183682887", "408178, 378204, 0.017475121641247853, 1.5929281289204358E-6"})
  void whereTheQuotientOfStepsIsRoundedBadlyTheErrorStaysSmall(long tMax, long t, double base, double etaMin) {
    double lr = CosineAnnealing.of(tMax).etaMin(etaMin).at(t, base);
    assertTrue(Oracle.ulps(lr, Oracle.cosineAnnealing(tMax, etaMin, Tail.PERIODIC, t, base)) <= 4);
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, -1, 0, (1L << 53) + 1, Long.MAX_VALUE})
  void tMaxOutsideItsRangeIsRefused(long tMax) {
    var e = assertThrows(IllegalArgumentException.class, () -> CosineAnnealing.of(tMax));
    assertEquals("tMax " + tMax + "; allowed: 1.." + (1L << 53), e.getMessage());
  }

  @Test
  void tMaxAtTheBordersOfItsRangeIsAccepted() {
    assertEquals(1, CosineAnnealing.of(1).tMax());
    assertEquals(0.5, CosineAnnealing.of(1L << 53).at(1L << 52), 1e-16);
    assertEquals(1, CosineAnnealing.of(1L << 53).at(1L << 54));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.01, -Double.MIN_VALUE, Double.NaN, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY})
  void etaMinThatIsNegativeOrNotFiniteIsRefused(double etaMin) {
    var e = assertThrows(IllegalArgumentException.class, () -> CosineAnnealing.of(5).etaMin(etaMin));
    assertEquals("etaMin " + etaMin + "; allowed: finite and >= 0.0", e.getMessage());
  }

  @Test
  void aNegativeStepIsRefused() {
    var e = assertThrows(IllegalArgumentException.class, () -> CosineAnnealing.of(5).at(-1, 0.1));
    assertEquals("step -1; allowed: >= 0", e.getMessage());
  }

  @Test
  void aScheduleOfOneMethodIsALambda() {
    Schedule halved = (t, base) -> base / 2;
    assertEquals(0.5, halved.at(3));
    Schedule chained = (t, base) -> halved.at(t, CosineAnnealing.of(4).at(t, base));
    assertEquals(0.25, chained.at(2), 1e-17);
  }
}
