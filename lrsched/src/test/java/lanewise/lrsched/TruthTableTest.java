package lanewise.lrsched;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.LongStream;
import lanewise.lrsched.CosineAnnealing.Tail;
import lanewise.lrsched.WarmupStableDecay.Shape;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One schedule of every kind and every shape against the oracle, step by step through all its borders and far beyond. */
class TruthTableTest {
  static List<Schedule> forever() {
    return List.of(
        new LambdaSchedule("f", t -> 1 / (1 + 0.25 * t)), new Step(3, 0.3), new MultiStep(List.of(9L, 4L, 4L, 0L, 17L), 0.4),
        new Constant(0.25, 6), new Constant(0.25, 0), new Factor(0.7), new Linear(0.2, 0.9, 11), new Linear(1, 0, 7), new Linear(0.2, 0.9, 0),
        new Exponential(0.83), new ExponentialDecay(7, 0.6),
        Polynomial.of(9, 2.5), Polynomial.of(9, 0.5), Polynomial.of(9, 1), new Polynomial(12, 2, 0.03),
        CosineAnnealing.of(8), CosineAnnealing.of(7).etaMin(0.02), CosineAnnealing.of(7).etaMin(0.02).tail(Tail.HOLD),
        new CosineAnnealingWarmRestarts(5, 1, 0.01), new CosineAnnealingWarmRestarts(3, 2, 0), new CosineAnnealingWarmRestarts(1, 3, 0.2),
        new CosineAnnealingWarmUpRestarts(9, 1, 0.5, 3, 0.8), new CosineAnnealingWarmUpRestarts(6, 2, 0.5, 2, 0.5),
        new CosineAnnealingWarmUpRestarts(4, 3, 0.05, 0, 1),
        Cyclic.of(0.1, 0.7).stepSize(4, 6), Cyclic.of(0.1, 0.7).stepSize(5, 2).mode(Cyclic.Mode.TRIANGULAR2),
        Cyclic.of(0.1, 0.7).stepSize(3, 3).mode(Cyclic.Mode.EXP_RANGE).gamma(0.9),
        Cyclic.of(0.1, 0.7).stepSize(3, 4).scaleFn(new Cyclic.ScaleFn("f", n -> 1.0 / n, Cyclic.ScaleMode.CYCLE)),
        Cyclic.of(0.1, 0.7).stepSize(3, 4).scaleFn(new Cyclic.ScaleFn("f", n -> 1 / (1.0 + n), Cyclic.ScaleMode.ITERATIONS)),
        new Swa(0.02, 8, Annealing.COS), new Swa(0.5, 8, Annealing.LINEAR), new Swa(0.02, 0, Annealing.COS),
        new WarmupConstant(7), new WarmupConstant(0),
        new CosineWave(12, 0.5, 0.1, Tail.PERIODIC), new CosineWave(12, 1.75, 0, Tail.HOLD),
        new CosineHardRestarts(20, 3), new CosineHardRestarts(9, 1),
        new InverseSqrt(5), stable(Shape.LINEAR), stable(Shape.COSINE), stable(Shape.ONE_MINUS_SQRT),
        new Piecewise(List.of(4L, 9L), List.of(1.0, 0.5, 0.2)),
        new Interpolate(List.of(new Knot(2, 0.25), new Knot(7, 1), new Knot(15, 0.125)), Annealing.LINEAR),
        new Interpolate(List.of(new Knot(2, 0.25), new Knot(7, 1), new Knot(15, 0.125)), Annealing.COS),
        new TimmCosine(cycles(1, false), 1), new TimmCosine(cycles(2, true), 1.5), new TimmTanh(cycles(1, false), -5, 2),
        new TimmTanh(cycles(2, true), -5, 2),
        new Raised(new Linear(1, 0.2, 9), 1.5),
        new Step(3, 0.3).lasting(8).then(CosineAnnealing.of(9)), new Chained(List.of(new Step(3, 0.3), CosineAnnealing.of(9).etaMin(0.01))),
        new Linear(1, 0.2, 9).scale(0.3), new Linear(1, 0.2, 9).offset(0.05), new Linear(1, 0, 9).clamp(0.04, 0.08),
        new Exponential(0.8).delay(4), new Linear(1, 0.2, 9).advance(4), new Linear(1, 0.2, 9).lasting(5).repeat(3),
        new Exponential(0.8).warmup(5, 0.2), new Linear(1, 0.2, 9).withBase(0.5), CosineAnnealing.of(9).etaMin(0.01).asFactor());
  }

  /** What grows without end, takes longer for later steps, or has an end. */
  static List<Schedule> notForever() {
    return List.of(new Multiplicative("f", t -> t < 20 ? 0.875 : 1.0625), new Step(1, 1.1), new Exponential(1.07),
        OneCycle.of(0.4, 60), OneCycle.of(0.4, 60).annealStrategy(Annealing.LINEAR).pctStart(0.26), OneCycle.of(0.4, 60).threePhase(true),
        OneCycle.of(0.4, 60).pctStart(0), OneCycle.of(0.4, 60).pctStart(1));
  }

  private static WarmupStableDecay stable(Shape shape) {
    return new WarmupStableDecay(6, 4, 8, shape, shape, 0.1, 0.5);
  }

  private static TimmCycles cycles(double mul, boolean prefix) {
    return new TimmCycles(6, 0.001, mul, 0.5, 3, 4, 0.002, prefix);
  }

  @ParameterizedTest
  @MethodSource({"forever", "notForever"})
  void everyScheduleAgreesWithTheOracleStepByStep(Schedule schedule) {
    LongStream.range(0, 60).forEach(t -> assertNear(schedule, t));
  }

  @ParameterizedTest
  @MethodSource("forever")
  void everyScheduleAgreesWithTheOracleFarBeyondItsEnd(Schedule schedule) {
    LongStream.of(1_000, 1_023, 123_457, 1_000_000_007, 1_000_000_000_000L).forEach(t -> assertNear(schedule, t));
  }

  static List<ContinuousSchedule> continuous() {
    return forever().stream().filter(ContinuousSchedule.class::isInstance).map(ContinuousSchedule.class::cast).toList();
  }

  @ParameterizedTest
  @MethodSource("continuous")
  void betweenTheStepsTheSchedulesThatHaveValuesThereAgreeWithTheOracle(ContinuousSchedule schedule) {
    for (double t = 0; t < 60; t += 0.25) {
      double truth = Truth.at(schedule, Exact.of(t), Exact.of(0.1)).doubleValue();
      assertEquals(truth, schedule.at(t, 0.1), 1e-14 * truth, "at " + t);
    }
  }

  private static void assertNear(Schedule schedule, long t) {
    AccuracyLawsTest.assertNear(schedule, t, 0.1);
    AccuracyLawsTest.assertNear(schedule, t, 3);
  }
}
