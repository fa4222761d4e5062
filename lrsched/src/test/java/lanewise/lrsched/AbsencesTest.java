package lanewise.lrsched;

import static lanewise.lrsched.Schedules.interpolate;
import static lanewise.lrsched.Schedules.join;
import static lanewise.lrsched.Schedules.knot;
import static lanewise.lrsched.Schedules.product;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import lanewise.lrsched.WarmupStableDecay.Shape;
import lanewise.optim.Optimizer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Arguments that are not there. */
class AbsencesTest {
  static Stream<Supplier<Object>> absences() {
    Schedule none = null;
    WarmupStableDecay wsd = WarmupStableDecay.of(1, 1, 1);
    return Stream.of(() -> new Scaled(none, 1), () -> new Offset(none, 1), () -> new Clamped(none, 0, 1), () -> new Delayed(none, 1), () ->
        new Advanced(none, 1),
        () -> new Repeated(none, 1, 1), () -> new Warmup(none, 1, 0), () -> new Lasting(none, 1), () -> new FixedBase(none, 1), () ->
        new AsFactor(none),
        () -> new WithoutMomentum(none), () -> new Raised(none, 1), () -> new LambdaSchedule("f", null), () -> new Multiplicative("f", null),
        () -> Cyclic.of(0, 1).mode(null), () -> new Cyclic(0, 1, 1, 1, Cyclic.Mode.TRIANGULAR, 1, null, 0, 0), () -> new Cyclic.ScaleFn("f", null,
        Cyclic.ScaleMode.CYCLE),
        () -> new Cyclic.ScaleFn("f", x -> 1, null), () -> new Swa(1, 1, null), () -> CosineWave.of(1).tail(null), () -> wsd.warmupType((Shape) null),
        () -> wsd.decayType(null), () -> new Interpolate(List.of(new Knot(0, 1)), null), () -> new TimmCosine(null, 1), () -> TimmTanh.of(null),
        () -> CosineAnnealing.of(1).tail(null), () -> new CosineAnnealing(1, 0, null), () -> OneCycle.of(1, 1).annealStrategy(null),
        () -> OneCycleLR.options(1, 1).annealStrategy(null), () -> new Sequential(null, List.of()), () -> new Sequential(List.of(wsd), null), () ->
        new Chained(null), () -> new MultiStep(null, 1), () -> new Piecewise(null, List.of(1.0)), () -> new Piecewise(List.of(), null), () ->
        new Interpolate(null, Annealing.COS), () -> wsd.then(null), () -> wsd.times(null), () -> join(null, List.of()),
        () -> SequentialLR.options(null, List.of()), () -> ChainedScheduler.options(null), () -> Transformers.byName(null, OptionalLong.empty(),
        OptionalLong.empty()));
  }

  @ParameterizedTest
  @MethodSource("absences")
  void whatIsMissingIsNamed(Supplier<Object> make) {
    var e = assertThrows(IllegalArgumentException.class, make::get);
    assertTrue(e.getMessage().endsWith(" null; allowed: not null"), e.getMessage());
  }

  static Stream<Supplier<Object>> gaps() {
    Schedule one = new Factor(1);
    List<Double> number = Collections.singletonList(null);
    return Stream.of(() -> new Sequential(Arrays.asList(one, null), List.of(1L)), () -> new Sequential(List.of(one, one),
        Collections.singletonList(null)), () -> new Chained(Arrays.asList(one, null)), () -> product(one, null), () -> join(Arrays.asList(one, null),
        List.of(1L)), () -> new MultiStep(Arrays.asList(1L, null), 1), () -> new Piecewise(Collections.singletonList(null), List.of(1.0, 1.0)), () ->
        new Piecewise(List.of(), number), () -> interpolate(knot(0, 1), null), () -> SequentialLR.options(Arrays.asList(one, null), List.of(1L)),
        () ->
        ChainedScheduler.options(Arrays.asList(one, null)), () -> new OneCycleLR.Options(number, 1, 0, Annealing.COS, true, List.of(0.0),
        List.of(0.0), 1, 1, false, false), () -> new ReduceLROnPlateau.Options(ReduceLROnPlateau.Mode.MIN, 0.1, 1, 1,
        ReduceLROnPlateau.ThresholdMode.ABS, 1, number, 1, false, 0));
  }

  @ParameterizedTest
  @MethodSource("gaps")
  void listsWithGapsAreRefused(Supplier<Object> make) {
    var e = assertThrows(IllegalArgumentException.class, make::get);
    assertTrue(e.getMessage().endsWith("null]; allowed: no null among them"), e.getMessage());
  }

  static Stream<Consumer<Optimizer>> schedulersOfNothing() {
    Step step = Step.of(1);
    return Stream.of(o -> new LrScheduler(o, (Schedule) null), o -> new LrScheduler(o, step, null), o -> new LrScheduler(null, step),
        o -> new LrScheduler(null, List.of(step), Start.NEW), o -> new LrScheduler(o, (List<Schedule>) null, Start.NEW),
        o -> new LambdaLR(o, (LambdaSchedule) null), o -> new MultiplicativeLR(o, (Multiplicative) null), o -> new StepLR(o, null),
        o -> new MultiStepLR(o, null), o -> new ConstantLR(o, null), o -> new LinearLR(o, null), o -> new ExponentialLR(o, null),
        o -> new PolynomialLR(o, null), o -> new CosineAnnealingLR(o, null), o -> new CosineAnnealingWarmRestartsLR(o, null),
        o -> new CyclicLR(o, null), o -> new CyclicLR(o, Cyclic.of(0, 1), null, Start.NEW), o -> new OneCycleLR(o, null),
        o -> new OneCycleLR(null, OneCycleLR.options(1, 1)), o -> new SWALR(o, (Swa) null), o -> new SequentialLR(o, (Sequential) null),
        o -> new ChainedScheduler(o, (Chained) null), o -> new ReduceLROnPlateau(o, null), o -> new ReduceLROnPlateau(null,
        ReduceLROnPlateau.options()));
  }

  @ParameterizedTest
  @MethodSource("schedulersOfNothing")
  void aSchedulerOfNothingIsRefusedBeforeTheOptimizerIsTouched(Consumer<Optimizer> make) {
    Optimizer optimizer = Fixtures.sgd(0.1, 0.2);
    var e = assertThrows(IllegalArgumentException.class, () -> make.accept(optimizer));
    assertTrue(e.getMessage().endsWith(" null; allowed: not null"), e.getMessage());
    assertEquals(Fixtures.sgd(0.1, 0.2).toString(), optimizer.toString());
  }
}
