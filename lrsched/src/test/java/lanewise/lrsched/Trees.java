package lanewise.lrsched;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongToDoubleFunction;
import lanewise.lrsched.CosineAnnealing.Tail;
import lanewise.lrsched.WarmupStableDecay.Shape;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Generators of schedules of every kind, and of compositions of them. */
final class Trees {
  private Trees() {}

  /** Decay factors up to 1; 1 included. */
  static Arbitrary<Double> gamma() {
    return Arbitraries.oneOf(Rates.between(0.01, 1), Rates.between(0.99, 1), Arbitraries.of(0.1, 0.5, 0.9, 1.0)).withoutEdgeCases();
  }

  static Arbitrary<Double> factor() {
    return Rates.fraction();
  }

  static Arbitrary<Long> length() {
    return Arbitraries.longs().between(1, 200).withoutEdgeCases();
  }

  /** Lengths up to 10^12. */
  static Arbitrary<Long> anyLength() {
    return Arbitraries.oneOf(length(), Rates.between(0, 12).map(e -> Math.round(Math.pow(10, e)))).withoutEdgeCases();
  }

  /** Zero to eight milestones in any order, some of them there twice. */
  static Arbitrary<List<Long>> milestones() {
    return Arbitraries.longs().between(0, 300).list().ofMaxSize(8).flatMap(Arbitraries::shuffle).map(List::copyOf).withoutEdgeCases();
  }

  static Arbitrary<LongToDoubleFunction> function() {
    return Arbitraries.of(t -> 1 / (1 + 0.1 * t), t -> 0.5 + 0.5 * (t % 7) / 7.0, t -> StrictMath.pow(0.95, t), t -> t < 40 ? 0.5 : 0.25, t -> 1);
  }

  private static Arbitrary<Double> exponent() {
    return Arbitraries.oneOf(Rates.between(0.2, 6), Arbitraries.of(1.0, 2.0, 0.5)).withoutEdgeCases();
  }

  /** Factor schedules in closed form. */
  static Arbitrary<Schedule> factorForm(Arbitrary<Long> lengths) {
    List<Arbitrary<? extends Schedule>> kinds = new ArrayList<>();
    kinds.add(function().map(f -> new LambdaSchedule("f", f)));
    kinds.add(Combinators.combine(lengths, gamma()).as(Step::new));
    kinds.add(Combinators.combine(milestones(), gamma()).as(MultiStep::new));
    kinds.add(Combinators.combine(factor(), lengths).as(Constant::new));
    kinds.add(factor().map(Factor::new));
    kinds.add(Combinators.combine(factor(), factor(), lengths).as(Linear::new));
    kinds.add(gamma().map(Exponential::new));
    kinds.add(Combinators.combine(lengths, gamma()).as(ExponentialDecay::new));
    kinds.add(Combinators.combine(lengths, exponent()).as(Polynomial::of));
    kinds.add(Combinators.combine(lengths, Arbitraries.of(Tail.class)).as((n, tail) -> CosineAnnealing.of(n).tail(tail)));
    kinds.add(Combinators.combine(lengths, Arbitraries.integers().between(1, 4)).as((n, m) -> CosineAnnealingWarmRestarts.of(n).tMult(m)));
    kinds.add(lengths.map(WarmupConstant::new));
    kinds.add(Combinators.combine(lengths, Arbitraries.oneOf(Rates.between(0.1, 5), Arbitraries.of(0.5, 1.0, 2.0)), factor(),
        Arbitraries.of(Tail.class)).as(CosineWave::new));
    kinds.add(Combinators.combine(lengths, Arbitraries.integers().between(1, 9)).as(CosineHardRestarts::new));
    kinds.add(lengths.map(InverseSqrt::new));
    kinds.add(stable(lengths));
    kinds.add(Combinators.combine(sorted(1), factor()).as((m, f) -> new Piecewise(m, falling(f, m.size() + 1))));
    kinds.add(Combinators.combine(sorted(0).filter(m -> !m.isEmpty()), factor().list().ofSize(9),
        Arbitraries.of(Annealing.class)).as(Trees::interpolate));
    return Arbitraries.oneOf(kinds).withoutEdgeCases();
  }

  /** Affine and absolute schedules in closed form. */
  static Arbitrary<Schedule> otherForm(Arbitrary<Long> lengths) {
    List<Arbitrary<? extends Schedule>> kinds = new ArrayList<>();
    kinds.add(Combinators.combine(lengths, Rates.base(), Arbitraries.of(Tail.class)).as(CosineAnnealing::new));
    kinds.add(Combinators.combine(lengths, exponent(), Rates.base()).as(Polynomial::new));
    kinds.add(Combinators.combine(lengths, Arbitraries.integers().between(1, 4), Rates.base()).as(CosineAnnealingWarmRestarts::new));
    kinds.add(warmUpRestarts(lengths));
    kinds.add(cyclic(lengths));
    kinds.add(Combinators.combine(Rates.base(), lengths, Arbitraries.of(Annealing.class)).as(Swa::new));
    kinds.add(Combinators.combine(timm(lengths), exponent()).as(TimmCosine::new));
    return Arbitraries.oneOf(kinds).withoutEdgeCases();
  }

  static Arbitrary<Schedule> closedForm(Arbitrary<Long> lengths) {
    return Arbitraries.oneOf(factorForm(lengths), otherForm(lengths));
  }

  static Arbitrary<WarmupStableDecay> stable(Arbitrary<Long> lengths) {
    return Combinators.combine(lengths, lengths, lengths, Arbitraries.of(Shape.class), Arbitraries.of(Shape.class), factor(), Rates.between(0.1, 3))
        .as(WarmupStableDecay::new).withoutEdgeCases();
  }

  static Arbitrary<CosineAnnealingWarmUpRestarts> warmUpRestarts(Arbitrary<Long> lengths) {
    return Combinators.combine(lengths, Arbitraries.integers().between(1, 4), Rates.base(), factor(), gamma())
        .as((n, m, max, up, gamma) -> new CosineAnnealingWarmUpRestarts(n, m, max, (long) (up * (n - 1)), gamma)).withoutEdgeCases();
  }

  static Arbitrary<Cyclic> cyclic(Arbitrary<Long> lengths) {
    Arbitrary<Optional<Cyclic.ScaleFn>> scale = Combinators.combine(function(), Arbitraries.of(Cyclic.ScaleMode.class))
        .as((f, mode) -> new Cyclic.ScaleFn("f", f, mode)).optional(0.2);
    return Combinators.combine(Rates.base(), Rates.base(), lengths, lengths, Arbitraries.of(Cyclic.Mode.class), gamma(), scale)
        .as((low, more, up, down, mode, gamma, fn) -> new Cyclic(low, low + more, up, down, mode, gamma, fn, 0.8, 0.9)).withoutEdgeCases();
  }

  static Arbitrary<TimmCycles> timm(Arbitrary<Long> lengths) {
    return Combinators.combine(lengths, Rates.base(), Arbitraries.of(1.0, 2.0, 3.0), gamma(), Arbitraries.longs().between(1, 5),
        Arbitraries.longs().between(0, 40),
        Rates.base(), Arbitraries.of(true, false)).as(TimmCycles::new).withoutEdgeCases();
  }

  private static Arbitrary<List<Long>> sorted(long least) {
    return Arbitraries.longs().between(least, 300).set().ofMaxSize(8).map(s -> s.stream().sorted().toList()).withoutEdgeCases();
  }

  private static List<Double> falling(double first, int n) {
    List<Double> factors = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      factors.add(first / (i + 1));
    }
    return factors;
  }

  private static Interpolate interpolate(List<Long> steps, List<Double> factors, Annealing shape) {
    List<Knot> knots = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      knots.add(new Knot(steps.get(i), factors.get(i)));
    }
    return new Interpolate(knots, shape);
  }

  /** Compositions of factor schedules. */
  static Arbitrary<Schedule> factorTree(int depth) {
    Arbitrary<Schedule> leaf = factorForm(length());
    return depth == 0 ? leaf : Arbitraries.oneOf(leaf, combined(factorTree(depth - 1)));
  }

  /** Compositions of all schedules. */
  static Arbitrary<Schedule> tree(int depth) {
    Arbitrary<Schedule> leaf = closedForm(length());
    if (depth == 0) {
      return leaf;
    }
    Arbitrary<Schedule> part = tree(depth - 1);
    Arbitrary<Schedule> offset = Combinators.combine(part, Rates.base()).as(Schedule::offset);
    Arbitrary<Schedule> clamped = Combinators.combine(part, Rates.base(), Rates.base()).as((s, low, more) -> s.clamp(low, low + more));
    Arbitrary<Schedule> fixed = Combinators.combine(part, Rates.base()).as(Schedule::withBase);
    return Arbitraries.frequencyOf(Tuple.of(2, leaf), Tuple.of(3, combined(part)), Tuple.of(1, offset), Tuple.of(1, clamped), Tuple.of(1, fixed))
        .withoutEdgeCases();
  }

  private static Arbitrary<Schedule> combined(Arbitrary<Schedule> part) {
    Arbitrary<Long> steps = Arbitraries.longs().between(1, 100);
    Arbitrary<Schedule> joined = Combinators.combine(part.list().ofMinSize(1).ofMaxSize(4), steps).as((parts, m) -> new Sequential(parts,
        multiples(m, parts.size() - 1)));
    Arbitrary<Schedule> chained = part.list().ofMinSize(1).ofMaxSize(3).map(Chained::new);
    Arbitrary<Schedule> lasting = Combinators.combine(part, steps, part).as((a, n, b) -> a.lasting(n).then(b));
    Arbitrary<Schedule> repeated = Combinators.combine(part, steps, Arbitraries.longs().between(1, 5)).as((s, n, times) ->
        s.lasting(n).repeat(times));
    Arbitrary<Schedule> scaled = Combinators.combine(part, factor()).as(Schedule::scale);
    Arbitrary<Schedule> delayed = Combinators.combine(part, steps).as(Schedule::delay);
    Arbitrary<Schedule> advanced = Combinators.combine(part, steps).as(Schedule::advance);
    Arbitrary<Schedule> warm = Combinators.combine(part, steps, factor()).as(Schedule::warmup);
    return Arbitraries.oneOf(joined, chained, lasting, repeated, scaled, delayed, advanced, warm, part.map(Schedule::asFactor)).withoutEdgeCases();
  }

  private static List<Long> multiples(long first, int n) {
    List<Long> milestones = new ArrayList<>();
    for (int i = 1; i <= n; i++) {
      milestones.add(first * i);
    }
    return milestones;
  }
}
