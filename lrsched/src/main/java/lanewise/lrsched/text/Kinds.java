package lanewise.lrsched.text;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import lanewise.lrsched.Advanced;
import lanewise.lrsched.Annealing;
import lanewise.lrsched.AsFactor;
import lanewise.lrsched.Chained;
import lanewise.lrsched.Clamped;
import lanewise.lrsched.Constant;
import lanewise.lrsched.CosineAnnealing.Tail;
import lanewise.lrsched.CosineAnnealing;
import lanewise.lrsched.CosineAnnealingWarmRestarts;
import lanewise.lrsched.CosineAnnealingWarmUpRestarts;
import lanewise.lrsched.CosineHardRestarts;
import lanewise.lrsched.CosineWave;
import lanewise.lrsched.Cyclic;
import lanewise.lrsched.Delayed;
import lanewise.lrsched.Exponential;
import lanewise.lrsched.ExponentialDecay;
import lanewise.lrsched.Factor;
import lanewise.lrsched.FixedBase;
import lanewise.lrsched.Interpolate;
import lanewise.lrsched.InverseSqrt;
import lanewise.lrsched.Lasting;
import lanewise.lrsched.Linear;
import lanewise.lrsched.MultiStep;
import lanewise.lrsched.Offset;
import lanewise.lrsched.OneCycle;
import lanewise.lrsched.Piecewise;
import lanewise.lrsched.Polynomial;
import lanewise.lrsched.Raised;
import lanewise.lrsched.Repeated;
import lanewise.lrsched.Scaled;
import lanewise.lrsched.Schedule;
import lanewise.lrsched.Sequential;
import lanewise.lrsched.Step;
import lanewise.lrsched.Swa;
import lanewise.lrsched.TimmCosine;
import lanewise.lrsched.TimmTanh;
import lanewise.lrsched.Warmup;
import lanewise.lrsched.WarmupConstant;
import lanewise.lrsched.WarmupStableDecay.Shape;
import lanewise.lrsched.WithoutMomentum;
import lanewise.lrsched.WarmupStableDecay;

/** The kinds of schedules that have a text: all that hold no function of the user. */
final class Kinds {
  /** Where two kinds have one name, the one with fewer parameters comes first: the first that fits is taken. */
  private static final List<Kind> SCHEDULES = List.of(
      Kind.of("constant", Factor.class).needs("factor"),
      Kind.of("constant", Constant.class, "ConstantLR").usual("factor", "1/3", 1.0 / 3).usual("totalIters", "5", 5L),
      Kind.of("linear", Linear.class, "LinearLR")
          .usual("startFactor", "1/3", 1.0 / 3).usual("endFactor", "1", 1.0).usual("totalIters", "5", 5L),
      Kind.of("step", Step.class, "StepLR").needs("stepSize").option("gamma", 0.1),
      Kind.of("multi_step", MultiStep.class, "MultiStepLR").needs("milestones").option("gamma", 0.1),
      Kind.of("exponential", Exponential.class, "ExponentialLR").needs("gamma"),
      Kind.of("exponential_decay", ExponentialDecay.class).needs("transitionSteps", "rate"),
      Kind.of("polynomial", Polynomial.class, "PolynomialLR").needs("totalIters").option("power", 1.0).option("etaMin", 0.0),
      Kind.of("cosine", CosineAnnealing.class, "CosineAnnealing", "CosineAnnealingLR")
          .needs("tMax").option("etaMin", 0.0).option("tail", Tail.PERIODIC),
      Kind.of("cosine_wave", CosineWave.class).needs("steps").option("cycles", 0.5).option("minRatio", 0.0).option("tail", Tail.PERIODIC),
      Kind.of("cosine_hard_restarts", CosineHardRestarts.class).needs("steps").option("cycles", 1),
      Kind.of("warm_restarts", CosineAnnealingWarmRestarts.class, "CosineAnnealingWarmRestarts").needs("t0").option("tMult", 1).option("etaMin", 0.0),
      Kind.of("warm_up_restarts", CosineAnnealingWarmUpRestarts.class, "CosineAnnealingWarmUpRestarts")
          .needs("t0").option("tMult", 1).option("etaMax", 0.1).option("tUp", 0L).option("gamma", 1.0),
      Kind.of("cyclic", Cyclic.class, "CyclicLR").needs("baseLr", "maxLr")
          .option("stepSizeUp", 2000L).option("stepSizeDown", "step_size_up", given -> given.get("stepSizeUp"))
          .option("mode", Cyclic.Mode.TRIANGULAR).option("gamma", 1.0).fixed("scaleFn", Optional.empty())
          .option("baseMomentum", 0.8).option("maxMomentum", 0.9),
      Kind.of("one_cycle", OneCycle.class, "OneCycleLR")
          .needs("maxLr", "totalSteps").option("pctStart", 0.3).option("annealStrategy", Annealing.COS)
          .option("divFactor", 25.0).option("finalDivFactor", 1e4).option("threePhase", false)
          .option("baseMomentum", 0.85).option("maxMomentum", 0.95).option("strictOneCycle", false),
      Kind.of("swa", Swa.class, "SWALR").needs("swaLr").option("annealEpochs", 10L).option("annealStrategy", Annealing.COS),
      Kind.of("warmup_constant", WarmupConstant.class).needs("warmupSteps"),
      Kind.of("inverse_sqrt", InverseSqrt.class).needs("timescale"),
      Kind.of("warmup_stable_decay", WarmupStableDecay.class, "wsd").needs("warmupSteps", "stableSteps", "decaySteps")
          .option("warmupType", Shape.LINEAR).option("decayType", Shape.LINEAR).option("minRatio", 0.0).option("cycles", 0.5),
      Kind.of("piecewise", Piecewise.class).needs("milestones", "factors"),
      Kind.of("interpolate", Interpolate.class).needs("knots").option("shape", Annealing.LINEAR),
      timm(Kind.of("timm_cosine", TimmCosine.class)).option("kDecay", 1.0),
      timm(Kind.of("timm_tanh", TimmTanh.class)).option("lb", -7.0).option("ub", 3.0),
      Kind.of("join", Sequential.class, "SequentialLR").needs("schedules", "milestones"),
      Kind.of("product", Chained.class, "ChainedScheduler").needs("schedules"));

  /** What is done to a schedule: the first parameter may stand before a dot. */
  private static final List<Kind> METHODS = List.of(
      Kind.of("scale", Scaled.class).needs("schedule", "factor"),
      Kind.of("offset", Offset.class).needs("schedule", "amount"),
      Kind.of("clamp", Clamped.class).needs("schedule", "least", "greatest"),
      Kind.of("delay", Delayed.class).needs("schedule", "steps"),
      Kind.of("advance", Advanced.class).needs("schedule", "steps"),
      Kind.of("repeat", Repeated.class)
          .needs("schedule").option("times", "for ever", given -> Repeated.FOREVER).option("period", "its length", Kinds::period),
      Kind.of("warmup", Warmup.class).needs("schedule", "steps").option("startFactor", 0.0),
      Kind.of("lasting", Lasting.class).needs("schedule", "steps"),
      Kind.of("with_base", FixedBase.class).needs("schedule", "base"),
      Kind.of("as_factor", AsFactor.class).needs("schedule"),
      Kind.of("raised", Raised.class).needs("schedule", "exponent"),
      Kind.of("without_momentum", WithoutMomentum.class).needs("schedule"));

  private Kinds() {}

  /** The kinds of a name. */
  static List<Kind> named(String name) {
    String key = Names.key(name);
    return all().filter(k -> k.names().anyMatch(n -> Names.key(n).equals(key))).toList();
  }

  /** The operation of a name. */
  static Optional<Kind> method(String name) {
    return METHODS.stream().filter(k -> Names.key(k.name()).equals(Names.key(name))).findFirst();
  }

  /** The kind of a schedule. */
  static Optional<Kind> of(Schedule schedule) {
    return all().filter(k -> k.type() == schedule.getClass()).findFirst();
  }

  static boolean isMethod(Kind kind) {
    return METHODS.contains(kind);
  }

  static Stream<Kind> all() {
    return Stream.concat(SCHEDULES.stream(), METHODS.stream());
  }

  static List<String> names() {
    return all().map(Kind::name).distinct().toList();
  }

  static List<String> methods() {
    return Stream.concat(METHODS.stream().map(Kind::name), Stream.of("then", "times")).toList();
  }

  private static Kind timm(Kind kind) {
    return kind.needs("tInitial").option("lrMin", 0.0).option("cycleMul", 1.0).option("cycleDecay", 1.0).option("cycleLimit", 1L)
        .option("warmupT", 0L).option("warmupLrInit", 0.0).option("warmupPrefix", false);
  }

  private static Object period(Map<String, Object> given) {
    OptionalLong length = ((Schedule) given.get("schedule")).length();
    return length.orElseThrow(() ->
        new IllegalArgumentException("the schedule has no natural length; give it one with .lasting(steps), or a period"));
  }
}
