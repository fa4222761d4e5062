package lanewise.lrsched;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BiFunction;
import java.util.function.LongToDoubleFunction;
import lanewise.optim.Optimizer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Generators of schedulers of every kind. */
final class Schedulers {
  private Schedulers() {}

  /** A way to build a scheduler, and what is known of it. */
  record Case(Schedule lr, Optional<Schedule> momentum, OptionalDouble base, long last, boolean adam,
      BiFunction<Optimizer, Start, LrScheduler> build) {
    Optimizer optimizer(List<Double> bases) {
      return adam ? Fixtures.adamW(bases.toArray(Double[]::new)) : Fixtures.sgd(bases.toArray(Double[]::new));
    }

    LrScheduler on(Optimizer optimizer) {
      return build.apply(optimizer, Start.NEW);
    }

    double baseOf(double groupLr) {
      return base.orElse(groupLr);
    }

    /** The rates of all groups at t. */
    List<Double> rates(long t, List<Double> bases) {
      return bases.stream().map(b -> lr.at(t, b)).toList();
    }

    double momentum(long t) {
      return momentum.map(m -> m.at(t, 0.9)).orElse(0.9);
    }

    @Override
    public String toString() {
      return lr + (adam ? " on AdamW" : " on SGD");
    }
  }

  static Arbitrary<Case> any() {
    List<Arbitrary<Case>> kinds = new ArrayList<>(factors());
    kinds.add(kind(Rates.cosine(), CosineAnnealingLR::new));
    kinds.add(kind(Combinators.combine(Trees.length(), Arbitraries.integers().between(1, 3), Rates.base()).as(CosineAnnealingWarmRestarts::new),
        CosineAnnealingWarmRestartsLR::new));
    kinds.add(kind(Combinators.combine(Rates.base(), Arbitraries.longs().between(1, 50), Arbitraries.of(Annealing.class)).as(Swa::new), SWALR::new));
    Arbitrary<Sequential> joined = Trees.tree(1).list().ofMinSize(1).ofMaxSize(4)
        .map(parts -> SequentialLR.options(parts, milestones(parts.size() - 1)));
    kinds.add(kind(joined, SequentialLR::new));
    kinds.add(kind(joined.list().ofMinSize(1).ofMaxSize(3).map(ChainedScheduler::options), ChainedScheduler::new));
    kinds.add(kind(Trees.tree(2), LrScheduler::new));
    kinds.add(Combinators.combine(Trees.cyclic(Trees.length()), Arbitraries.of(true, false), Arbitraries.of(CyclicLR.CycleMomentum.class))
        .as((c, adam, cycling) -> new Case(c, cycling == CyclicLR.CycleMomentum.NEVER ? Optional.empty() : Optional.of(c.momentum()),
            OptionalDouble.of(c.baseLr()), 300, adam, (o, start) -> new CyclicLR(o, c, cycling, start))));
    kinds.add(Combinators.combine(Rates.oneCycle(), Arbitraries.of(true, false)).as((c, adam) -> {
      var options = OneCycleLR.options(c.maxLr(), c.totalSteps()).pctStart(c.pctStart()).annealStrategy(c.annealStrategy()).divFactor(c.divFactor())
          .finalDivFactor(c.finalDivFactor()).threePhase(c.threePhase()).baseMomentum(c.baseMomentum()).maxMomentum(c.maxMomentum());
      return new Case(c, Optional.of(c.momentum()), OptionalDouble.of(c.initialLr()), c.totalSteps(), adam,
          (o, start) -> new OneCycleLR(o, options, start));
    }));
    return Arbitraries.oneOf(kinds).withoutEdgeCases();
  }

  /** Schedulers whose rate is the base rate times a factor. */
  static Arbitrary<Case> factor() {
    return Arbitraries.oneOf(factors()).withoutEdgeCases();
  }

  private static List<Arbitrary<Case>> factors() {
    Arbitrary<LongToDoubleFunction> function = Trees.function();
    Arbitrary<Double> gamma = Arbitraries.oneOf(Trees.gamma(), Rates.between(1, 1.05));
    return List.of(
        kind(function.map(f -> LambdaLR.options("f", f)), LambdaLR::new),
        kind(function.map(f -> MultiplicativeLR.options("f", f)), MultiplicativeLR::new),
        kind(Combinators.combine(Trees.length(), gamma).as(StepLR::options), StepLR::new),
        kind(Combinators.combine(Trees.milestones(), gamma).as(MultiStepLR::options), MultiStepLR::new),
        kind(Combinators.combine(Rates.fraction(), Trees.length()).as(ConstantLR::options), ConstantLR::new),
        kind(Combinators.combine(Rates.fraction(), Rates.fraction(), Trees.length()).as(LinearLR::options), LinearLR::new),
        kind(gamma.map(ExponentialLR::options), ExponentialLR::new),
        kind(Combinators.combine(Trees.length(), Rates.between(0.2, 5)).as(PolynomialLR::options), PolynomialLR::new));
  }

  /** Builds a scheduler of one kind. */
  @FunctionalInterface
  private interface Build<S> {
    LrScheduler of(Optimizer optimizer, S schedule, Start start);
  }

  private static <S extends Schedule> Arbitrary<Case> kind(Arbitrary<S> schedules, Build<S> build) {
    return Combinators.combine(schedules, Arbitraries.of(true, false)).as((s, adam) ->
        new Case(s, s.cycledMomentum(), OptionalDouble.empty(), 120, adam, (o, start) -> build.of(o, s, start)));
  }

  private static List<Long> milestones(int n) {
    List<Long> milestones = new ArrayList<>();
    for (long i = 1; i <= n; i++) {
      milestones.add(17 * i);
    }
    return milestones;
  }
}
