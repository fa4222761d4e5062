package lanewise.lrsched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OneCycleTest {
  private static void requireValues(Schedule s, double... expected) {
    for (int t = 0; t < expected.length; t++) {
      assertEquals(expected[t], s.at(t), 1e-8, "t = " + t);
    }
  }

  @Test
  void tenStepsLinear() {
    OneCycle c = OneCycle.of(25, 10).finalDivFactor(2).annealStrategy(Annealing.LINEAR).momentum(1, 22);
    requireValues(c, 1, 13, 25, 21.5, 18, 14.5, 11, 7.5, 4, .5);
    requireValues(c.momentum(), 22, 11.5, 1, 4, 7, 10, 13, 16, 19, 22);
  }

  @Test
  void tenStepsLinearInThreePhases() {
    OneCycle c = OneCycle.of(25, 10).pctStart(0.4).finalDivFactor(4).annealStrategy(Annealing.LINEAR).threePhase(true).momentum(1, 22);
    requireValues(c, 1, 9, 17, 25, 17, 9, 1, .75, .5, .25);
    requireValues(c.momentum(), 22, 15, 8, 1, 8, 15, 22, 22, 22, 22);
  }

  @Test
  void tenStepsCosine() {
    OneCycle c = OneCycle.of(25, 10).finalDivFactor(2).momentum(1, 22);
    requireValues(c, 1, 13, 25, 23.78686863, 20.38775007, 15.47588144, 10.02411856, 5.112249927, 1.713131368, .5);
    requireValues(c.momentum(), 22, 11.5, 1, 2.039826887, 4.95335708, 9.163530193, 13.83646981, 18.04664292, 20.96017311, 22);
  }

  @ParameterizedTest
  @CsvSource({"0, .004, .95", "1, .004281378057, .9497068979", "15, .05459866761, .8972930546", "29, .1, .85", "30, .09994965353, .8500503467",
      "60, .05892800903, .8910721553", "98, 5.074647155e-05, .9499496533", "99, 4e-07, .95", "100, 4e-07, .95"})
  void aHundredStepsWithTheDefaults(long t, double lr, double momentum) {
    assertEquals(lr, OneCycle.of(0.1, 100).at(t), 1e-9 * lr);
    assertEquals(momentum, OneCycle.of(0.1, 100).momentum().at(t), 1e-9);
  }

  @ParameterizedTest
  @CsvSource({"29, .1, .85", "30, .09971862194, .8502931021", "58, .004, .95", "59, .003994132189, .95", "80, .001770856086, .95", "99, 4e-07, .95"})
  void aHundredStepsInThreePhases(long t, double lr, double momentum) {
    OneCycle c = OneCycle.of(0.1, 100).threePhase(true);
    assertEquals(lr, c.at(t), 1e-9 * lr);
    assertEquals(momentum, c.momentum().at(t), 1e-9);
  }

  @Test
  void withoutARiseItStartsAtTheTop() {
    OneCycle c = OneCycle.of(0.1, 10).pctStart(0.1);
    requireValues(c, .1, .09698464310, .08830226894, .0750001, .05868257415, .04131782584, .02500030, .01169813105, .00301575689, 4e-7, 4e-7);
    requireValues(c.momentum(), .85, .85301536896, .86169777784, .875, .89131759111, .90868240888, .925, .93830222215, .94698463103, .95, .95);
    assertEquals(c.at(4), c.pctStart(0).at(4));
    assertEquals(c.at(4), c.pctStart(0).threePhase(true).at(4));
    assertEquals(c.at(4), c.threePhase(true).at(4));
  }

  @Test
  void withoutAFallItEndsAtTheTop() {
    OneCycle c = OneCycle.of(0.1, 10).pctStart(1);
    requireValues(c, .004, .00689475420, .01522986673, .028, .04366488747, .06033511252, .076, .08877013326, .09710524579, .1, .1);
    assertEquals(0.1, c.at(9));
    assertEquals(0.85, c.momentum().at(9));
  }

  @Test
  void aSingleStepIsAtTheTop() {
    OneCycle c = OneCycle.of(0.1, 1);
    assertEquals(0.1, c.at(0));
    assertEquals(0.1, c.at(1));
    assertEquals(0.85, c.momentum().at(0));
  }

  @Test
  void twoStepsAreTheTopAndTheEnd() {
    OneCycle c = OneCycle.of(0.1, 2);
    assertEquals(0.1, c.at(0));
    assertEquals(c.minLr(), c.at(1));
  }

  @Test
  void theBaseRateIsIgnored() {
    assertEquals(OneCycle.of(0.1, 10).at(4, 1), OneCycle.of(0.1, 10).at(4, 1e9));
  }

  @Test
  void aStepBeyondTheTotalIsRefusedWithTheRemedy() {
    OneCycle c = OneCycle.of(0.1, 10);
    assertEquals(c.at(9), c.at(10));
    var e = assertThrows(IllegalArgumentException.class, () -> c.at(11));
    assertEquals("step 11 of a 1cycle of 10 steps; allowed: 0..10. Build it with the number of all optimizer steps: epochs times batches in an epoch",
        e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> c.momentum().at(11));
    assertThrows(IllegalArgumentException.class, () -> c.at(-1));
  }

  @Test
  void threePhasesThatLeaveNothingForTheThirdAreRefused() {
    assertEquals(0.1 / 25, OneCycle.of(0.1, 10).pctStart(0.5).threePhase(true).at(8));
    var e = assertThrows(IllegalArgumentException.class, () -> OneCycle.of(0.1, 10).pctStart(0.6).threePhase(true));
    assertTrue(e.getMessage().startsWith("pctStart 0.6 with three phases and totalSteps 10"), e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> OneCycle.of(0.1, 10).pctStart(0.55).threePhase(true), "2 pT - 2 = T - 1");
  }

  @ParameterizedTest
  @ValueSource(doubles = {-Double.MIN_VALUE, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void ratesAndMomentaMustBeFiniteAndNotNegative(double bad) {
    requireRefused("maxLr " + bad + "; allowed: finite and >= 0.0", () -> OneCycle.of(bad, 10));
    requireRefused("baseMomentum " + bad + "; allowed: finite and >= 0.0", () -> OneCycle.of(1, 10).momentum(bad, 0.95));
    requireRefused("maxMomentum " + bad + "; allowed: finite and >= 0.0", () -> OneCycle.of(1, 10).momentum(0.85, bad));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void factorsMustBePositive(double bad) {
    requireRefused("divFactor " + bad + "; allowed: finite and > 0", () -> OneCycle.of(1, 10).divFactor(bad));
    requireRefused("finalDivFactor " + bad + "; allowed: finite and > 0", () -> OneCycle.of(1, 10).finalDivFactor(bad));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1e-9, 1.0000001, Double.NaN})
  void pctStartMustBeAFraction(double bad) {
    requireRefused("pctStart " + bad + "; allowed: 0.0..1.0", () -> OneCycle.of(1, 10).pctStart(bad));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, (1L << 53) + 1})
  void totalStepsMustBeAtLeastOne(long bad) {
    requireRefused("totalSteps " + bad + "; allowed: 1.." + (1L << 53), () -> OneCycle.of(1, bad));
  }

  @Test
  void factorsThatMakeARateInfiniteAreRefused() {
    requireRefused("first rate maxLr / divFactor = Infinity; allowed: finite and >= 0.0", () -> OneCycle.of(1e300, 10).divFactor(1e-300));
    requireRefused("last rate maxLr / divFactor / finalDivFactor = Infinity; allowed: finite and >= 0.0",
        () -> OneCycle.of(1e300, 10).divFactor(1).finalDivFactor(1e-300));
  }

  @Test
  void theStepAfterTheLastIsTheLastOnceMoreUnlessThePolicyIsStrict() {
    OneCycle cycle = OneCycle.of(0.1, 10);
    assertEquals(cycle.minLr(), cycle.at(10, 0.5));
    OneCycle strict = cycle.strictOneCycle(true);
    assertEquals(cycle.at(9, 0.5), strict.at(9, 0.5));
    assertThrows(IllegalArgumentException.class, () -> strict.at(10, 0.5));
    assertEquals(cycle, strict.strictOneCycle(false));
  }

  @Test
  void aHugeRateThatItsFactorsBringDownIsAllowed() {
    assertEquals(1e290, OneCycle.of(1e300, 10).divFactor(1).finalDivFactor(1e10).minLr(), 1e276);
  }

  private static void requireRefused(String message, Runnable made) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, made::run).getMessage());
  }
}
