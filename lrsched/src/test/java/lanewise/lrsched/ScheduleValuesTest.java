package lanewise.lrsched;

import static lanewise.lrsched.Schedules.constant;
import static lanewise.lrsched.Schedules.cosine;
import static lanewise.lrsched.Schedules.cyclic;
import static lanewise.lrsched.Schedules.exponential;
import static lanewise.lrsched.Schedules.exponentialDecay;
import static lanewise.lrsched.Schedules.interpolate;
import static lanewise.lrsched.Schedules.inverseSqrt;
import static lanewise.lrsched.Schedules.join;
import static lanewise.lrsched.Schedules.knot;
import static lanewise.lrsched.Schedules.lambda;
import static lanewise.lrsched.Schedules.linear;
import static lanewise.lrsched.Schedules.multiStep;
import static lanewise.lrsched.Schedules.multiplicative;
import static lanewise.lrsched.Schedules.oneCycle;
import static lanewise.lrsched.Schedules.piecewise;
import static lanewise.lrsched.Schedules.polynomial;
import static lanewise.lrsched.Schedules.product;
import static lanewise.lrsched.Schedules.step;
import static lanewise.lrsched.Schedules.swa;
import static lanewise.lrsched.Schedules.timmCosine;
import static lanewise.lrsched.Schedules.timmTanh;
import static lanewise.lrsched.Schedules.warmRestarts;
import static lanewise.lrsched.Schedules.warmUpRestarts;
import static lanewise.lrsched.Schedules.warmupConstant;
import static lanewise.lrsched.Schedules.warmupStableDecay;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Values that someone else computed, and borders. */
class ScheduleValuesTest {
  private static void assertValues(Schedule s, double base, long[] steps, double... expected) {
    for (int i = 0; i < steps.length; i++) {
      assertEquals(expected[i], s.at(steps[i], base), 1e-9 * expected[i] + 1e-17, s + " at " + steps[i]);
    }
  }

  private static void assertFromZero(Schedule s, double base, double... expected) {
    for (int t = 0; t < expected.length; t++) {
      assertEquals(expected[t], s.at(t, base), 1e-9 * expected[t] + 1e-17, s + " at " + t);
    }
  }

  @Test
  void decaysHaveTheValuesOfPyTorchsTests() {
    assertFromZero(step(3, 0.1), .05, .05, .05, .05, .005, .005, .005, .0005, .0005, .0005, 5e-5);
    assertFromZero(Step.of(2), 1, 1, 1, .1, .1, .01);
    assertFromZero(multiStep(0.1, 5, 2, 9), .05, .05, .05, .005, .005, .005, .0005, .0005, .0005, .0005, 5e-5);
    assertFromZero(constant(0.5, 5), .05, .025, .025, .025, .025, .025, .05, .05);
    assertFromZero(linear(0.5, 1, 4), .05, .025, .03125, .0375, .04375, .05, .05);
    assertFromZero(linear(0.25, 0.6, 4), .05, .0125, .016875, .02125, .025625, .03, .03);
    assertFromZero(exponential(0.9), .05, .05, .045, .0405, .03645);
    assertFromZero(polynomial(5, 0.9), .05, .05, .0409026073010, .0315722933731, .0219191645350, .0117461894308, 0, 0);
    assertFromZero(exponentialDecay(2, 0.25), 1, 1, .5, .25, .125);
    assertFromZero(inverseSqrt(4), 1, 1, 1 / Math.sqrt(1.25), 1 / Math.sqrt(1.5));
    assertFromZero(swa(0.1, 2), 0.3, .3, .2, .1, .1);
    assertFromZero(Swa.of(0.1), 0.3, .3, .1 + .2 * (1 + Math.cos(Math.PI / 10)) / 2);
    assertFromZero(warmupConstant(4), 2, 0, .5, 1, 1.5, 2, 2);
    assertFromZero(lambda("halves", t -> Math.pow(0.5, t)), 1, 1, .5, .25);
    assertFromZero(multiplicative("shares", t -> 1.0 / t), 6, 6, 6, 3, 1);
    assertFromZero(warmupStableDecay(2, 1, 2), 1, 0, .5, 1, 1, .5, 0);
    assertFromZero(timmCosine(TimmCycles.of(2)), 1, 1, .5, 0);
    assertFromZero(timmTanh(TimmCycles.of(2)), 1, 1 / (1 + Math.exp(-14)), 1 / (1 + Math.exp(-4)), 0);
    assertFromZero(Schedules.cosineWave(4, 1), 1, 1, .5, 0, .5, 1);
    assertFromZero(Schedules.cosineHardRestarts(4, 2), 1, 1, .5, 1, .5, 0);
  }

  @Test
  void compositionsHaveTheValuesOfPyTorchsTests() {
    assertFromZero(exponential(0.8).lasting(3).then(step(4, 0.1)), .05, .05, .04, .032, .05, .05, .05, .05, .005, .005, .005, .005, .0005);
    assertFromZero(join(List.of(constant(0.1, 3), exponential(0.8), step(2, 0.1)), List.of(3L, 6L)), .05,
        .005, .005, .005, .05, .04, .032, .05, .05, .005, .005, .0005, .0005);
    assertFromZero(linear(0.1, 1, 5).times(constant(0.1, 5)).then(constant(0.5, 5)), .05, .0005, .0014, .0023, .0032, .0041, .025, .025, .025, .025,
        .025);
    assertFromZero(linear(0.1, 0.8, 4).then(linear(0.8, 0.1, 4)), 2, .2, .55, .9, 1.25, 1.6, 1.25, .9, .55);
    assertFromZero(product(linear(0.4, 1, 3), multiStep(0.1, 4, 8, 10)), .05, .02, .03, .04, .05, .005, .005, .005, .005, .0005, .0005, 5e-5);
    assertFromZero(exponential(0.9).times(constant(0.2, 4)).times(step(3, 0.1)), .05,
        .01, .009, .0081, .000729, .0032805, .00295245, 2.657205e-4, 2.3914845e-4, 2.15233605e-4);
    assertFromZero(product(polynomial(5, 0.9), constant(0.1, 5)), .05, .005, .0040902607301, .00315722933731, .00219191645350, .00117461894308, 0, 0);
  }

  @Test
  void theFirstExampleReadsAsItIsWritten() {
    Schedule s = linear(0.1, 1, 100).then(cosine(900));
    assertEquals(0.001, s.at(0, 0.01));
    assertEquals(0.0055, s.at(50, 0.01), 1e-17);
    assertEquals(0.01, s.at(100, 0.01));
    assertEquals(0.01 * (1 + Math.cos(Math.PI / 6)) / 2, s.at(250, 0.01), 1e-16);
    assertEquals(0, s.at(1000, 0.01));
    assertEquals(OptionalLong.of(1000), s.length());
    assertEquals("Sequential[schedules=[Linear[startFactor=0.1, endFactor=1.0, totalIters=100], "
        + "CosineAnnealing[tMax=900, etaMin=0.0, tail=PERIODIC]], milestones=[100]]",
        s.toString());
  }

  @Test
  void restartsHaveTheValuesOfTheFormulas() {
    assertValues(warmRestarts(10, 2), 0.1, new long[] {0, 5, 9, 10, 20, 29, 30, 69, 70}, .1, .05, .002447174185, .1, .05, .0006155829702, .1,
        .0001541333133, .1);
    assertValues(warmRestarts(50, 2).etaMin(0.001), 0.1, new long[] {25, 49, 50, 100, 149, 150, 349, 350},
        .0505, .001097676943, .1, .0505, .001024425262, .1, .001006106692, .1);
    assertEquals(0.05, CosineAnnealingWarmRestarts.of(1).at(0.5, 0.1), 1e-17);
    assertEquals(0.05, CosineAnnealingWarmRestarts.of(1).tMult(2).at(2.0, 0.1), 1e-17);
  }

  @Test
  void restartsAreFoundAtTheGreatestSteps() {
    long last = Long.MAX_VALUE;
    assertEquals(0.1, warmRestarts(1, 2).at(last, 0.1));
    assertEquals(0.1, warmRestarts(1, 2).at((1L << 62) - 1, 0.1));
    assertTrue(warmRestarts(1L << 53, Integer.MAX_VALUE).at(last, 0.1) > 0.09);
    assertTrue(warmUpRestarts(1L << 53, Integer.MAX_VALUE, 0.1, 0, 1).at(last, 0) > 0.09);
    assertEquals(0.1, warmUpRestarts(1, 2, 0.1, 0, 1).at(last, 0.2));
    assertEquals(0.2, warmUpRestarts(2, 2, 0.1, 1, 1).at(2, 0.2));
    assertEquals(0, warmUpRestarts(2, 2, 0.1, 1, 0.5).at(last, 0), 1e-15);
  }

  @Test
  void warmUpRestartsHaveTheValuesOfTheFormulas() {
    assertValues(warmUpRestarts(150, 1, 0.1, 10, 0.5), 0.001, new long[] {0, 5, 9, 10, 75, 149, 150, 155, 160, 161, 299, 310},
        .001, .0505, .0901, .1, .05604224157, .00101246237, .001, .0255, .05, .04999383176, .001006168244, .025);
    assertValues(warmUpRestarts(50, 2, 0.1, 10, 0.5), 0.001, new long[] {25, 49, 50, 60, 61, 139, 140, 150, 309, 320},
        .0694428299, .00115259198, .001, .05, .04998111139, .001018888612, .001, .025, .001002313114, .0125);
    assertFromZero(warmUpRestarts(10, 1, 1, 2, 1), 0, 0, .5, 1, .9619397663, .8535533906, .6913417162, .5, .3086582838, .1464466094, .03806023374, 0,
        .5);
    assertFromZero(CosineAnnealingWarmUpRestarts.of(2), 0, .1, .05, .1);
    assertEquals(new CosineAnnealingWarmUpRestarts(9, 3, 2, 4, 0.5), CosineAnnealingWarmUpRestarts.of(9).tMult(3).etaMax(2).tUp(4).gamma(0.5));
  }

  @Test
  void zigzagsHaveTheValuesOfPyTorchsTests() {
    Cyclic c = cyclic(1, 5, 4, 4).momentum(1, 5);
    assertFromZero(c, 0.1, 1, 2, 3, 4, 5, 4, 3, 2, 1, 2, 3);
    assertFromZero(c.momentum(), 0.1, 5, 4, 3, 2, 1, 2, 3, 4, 5, 4, 3);
    assertFromZero(c.mode(Cyclic.Mode.TRIANGULAR2), 0.1, 1, 2, 3, 4, 5, 4, 3, 2, 1, 1.5, 2, 2.5, 3, 2.5, 2, 1.5, 1, 1.25, 1.5, 1.75, 2, 1.75);
    assertFromZero(c.mode(Cyclic.Mode.EXP_RANGE).gamma(0.9), 0.1, 1, 1 + 4 * .25 * .9, 1 + 4 * .5 * .81, 1 + 4 * .75 * .729, 1 + 4 * .6561);
    assertFromZero(c.stepSize(4, 6), 0.1, 1, 2, 3, 4, 5, 13 / 3.0, 11 / 3.0, 3, 7 / 3.0, 5 / 3.0, 1);
    assertValues(cyclic(0.001, 0.1, 50, 50).mode(Cyclic.Mode.EXP_RANGE).gamma(0.995), 9, new long[] {25, 50, 100, 150, 250},
        .04466990203, .07805294315, .001, .047676395, .02927518018);
    assertEquals(new Cyclic(1, 2, 2000, 2000, Cyclic.Mode.TRIANGULAR, 1, Optional.empty(), 0.8, 0.9), Cyclic.of(1, 2));
    assertEquals(OptionalLong.of(10), c.stepSize(4, 6).length());
  }

  @Test
  void aHeightOfOnesOwnScalesRateAndMomentumAlike() {
    Cyclic c = cyclic(0, 1, 2, 2).scaleFn(new Cyclic.ScaleFn("half", n -> 0.5, Cyclic.ScaleMode.CYCLE)).momentum(0.8, 0.9);
    assertEquals(0.9, c.momentum().at(0));
    assertEquals(0.85, c.momentum().at(2), 2e-16);
    assertEquals(0.5, c.at(2));
  }

  @Test
  void pointsAndStairsAreWhereTheyAreGiven() {
    assertFromZero(interpolate(knot(1, 0.5), knot(3, 1), knot(5, 0)), 2, 1, 1, 1.5, 2, 1, 0, 0);
    assertFromZero(interpolate(Annealing.COS, knot(0, 1), knot(4, 0)), 1, 1, (2 + Math.sqrt(2)) / 4, .5, (2 - Math.sqrt(2)) / 4, 0);
    assertFromZero(piecewise(List.of(2L, 3L), List.of(1.0, 0.5, 0.1)), 2, 2, 2, 1, .2, .2);
    assertEquals(OptionalLong.of(5), interpolate(knot(1, 0.5), knot(5, 1)).length());
    assertEquals(OptionalLong.of(3), piecewise(List.of(2L, 3L), List.of(1.0, 0.5, 0.1)).length());
    assertEquals(OptionalLong.of(0), piecewise(List.of(), List.of(1.0)).length());
  }

  @Test
  void everyScheduleHasItsNaturalLength() {
    List<Schedule> ten = List.of(constant(0.5, 10), linear(0, 1, 10), polynomial(10, 1), cosine(10), cosine(10, 0.1), oneCycle(0.1, 10), swa(0.1,
        10), warmupConstant(10),
        warmRestarts(10, 2), warmUpRestarts(10, 2, 1, 3, 1), Schedules.cosineWave(10, 2), Schedules.cosineHardRestarts(10, 2), exponentialDecay(10,
        0.5),
        multiStep(0.1, 10, 5), warmupStableDecay(3, 4, 3), cyclic(0, 1, 4, 6));
    ten.forEach(s -> assertEquals(OptionalLong.of(10), s.length(), s.toString()));
    List<Schedule> endless = List.of(constant(0.5), exponential(0.5), step(3, 0.5), inverseSqrt(4), lambda("f", t -> 1), multiplicative("f", t -> 1));
    endless.forEach(s -> assertEquals(OptionalLong.empty(), s.length(), s.toString()));
    assertEquals(OptionalLong.of(0), multiStep(0.1).length());
  }

  @Test
  void withoutALengthThenAndRepeatSayWhatToDo() {
    var e = assertThrows(IllegalArgumentException.class, () -> exponential(0.9).then(cosine(5)));
    assertEquals("schedule Exponential[gamma=0.9] has no natural length, which then needs; "
        + "give it one with lasting(steps), or use join(schedules, milestones)", e.getMessage());
    assertTrue(assertThrows(IllegalArgumentException.class, () -> constant(1).repeat()).getMessage().contains("which repeat needs"));
  }

  @Test
  void aProductCostsOneCallOfTheFunctionAStepAndStopsAtZero() {
    AtomicLong calls = new AtomicLong();
    Schedule s = multiplicative("counted", t -> calls.incrementAndGet() == 0 ? 1 : 0.5);
    assertEquals(0x1p-60, s.at(60, 1));
    assertEquals(60, calls.get());
    calls.set(0);
    assertEquals(0, multiplicative("zero", t -> calls.incrementAndGet() == 3 ? 0 : 2).at(1000, 1));
    assertEquals(3, calls.get());
    assertEquals(0, multiplicative("zero", t -> 2).at(5000, 0));
    assertEquals(Double.POSITIVE_INFINITY, multiplicative("two", t -> 2).at(5000, 1));
    assertEquals(0, multiplicative("half", t -> 0.5).at(5000, 1));
    assertEquals(Double.MAX_VALUE * 0.95, multiplicative("up, then down", t -> t == 1 ? 1.9 : 0.5).at(2, Double.MAX_VALUE), 1e293);
    assertEquals(0, multiplicative("least", t -> Double.MIN_VALUE).at(2, 1));
    assertEquals(Double.MIN_VALUE, multiplicative("least", t -> Double.MIN_VALUE).at(1, 1));
    assertEquals(1, multiplicative("tiny, then huge", t -> t <= 5 ? Double.MIN_NORMAL : 1 / Double.MIN_NORMAL).at(10, 1));
  }

  @Test
  void aLongProductIsTheExactOneRounded() {
    double factor = 0.99999;
    double truth = Exact.pow(factor, 100_000).doubleValue();
    assertEquals(truth, multiplicative("slow", t -> factor).at(100_000, 1));
  }

  @Test
  void returnedFactorsThatAreNotRatesAreRefused() {
    for (double bad : new double[] {-1e-300, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
      var e = assertThrows(IllegalArgumentException.class, () -> lambda("odd", t -> bad).at(4, 1));
      assertEquals("function odd returned " + bad + " for 4; allowed: finite and >= 0", e.getMessage());
      assertThrows(IllegalArgumentException.class, () -> multiplicative("odd", t -> bad).at(1, 1));
      assertThrows(IllegalArgumentException.class, () -> cyclic(0, 1, 2, 2).scaleFn(new Cyclic.ScaleFn("odd", n -> bad,
          Cyclic.ScaleMode.CYCLE)).at(1));
    }
    assertEquals(0, lambda("zero", t -> 0).at(4, 1));
    assertEquals(3, multiplicative("odd at 0", t -> t == 0 ? -1 : 1).at(5, 3));
  }

  @Test
  void anOffsetBelowZeroIsRefusedAtItsStep() {
    Schedule s = linear(1, 0, 10).offset(-0.5);
    assertEquals(0, s.at(5, 1));
    var e = assertThrows(IllegalArgumentException.class, () -> s.at(6, 1));
    assertTrue(e.getMessage().contains("at step 6 with the offset -0.5; allowed: >= 0"), e.getMessage());
  }
}
