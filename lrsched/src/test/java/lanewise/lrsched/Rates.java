package lanewise.lrsched;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;

/** Generators of rates, steps and schedules. The borders that matter are listed where a generator has them. */
final class Rates {
  private Rates() {}

  /** Fractions with all their digits, 0 and 1 included. */
  static Arbitrary<Double> fraction() {
    Arbitrary<Double> inside = Arbitraries.longs().between(0, (1L << 53) - 1).withDistribution(RandomDistribution.uniform()).map(n -> n * 0x1p-53);
    return Arbitraries.frequencyOf(Tuple.of(8, inside), Tuple.of(1, Arbitraries.of(0.0, 1.0))).withoutEdgeCases();
  }

  static Arbitrary<Double> between(double least, double greatest) {
    return fraction().map(f -> least + (greatest - least) * f);
  }

  /** Base rates from 1e-6 to 10, evenly in the exponent, and 0. */
  static Arbitrary<Double> base() {
    return Arbitraries.frequencyOf(Tuple.of(1, Arbitraries.just(0.0)), Tuple.of(9, positive())).withoutEdgeCases();
  }

  static Arbitrary<Double> positive() {
    return between(-6, 1).map(e -> Math.pow(10, e));
  }

  static Arbitrary<Long> step() {
    return Arbitraries.oneOf(Arbitraries.longs().between(0, 400), Arbitraries.of(10_000L, 100_000L, 1_000_000L)).withoutEdgeCases();
  }

  static Arbitrary<CosineAnnealing> cosine() {
    return Combinators.combine(Arbitraries.longs().between(1, 200), base(), Arbitraries.of(CosineAnnealing.Tail.class))
        .as(CosineAnnealing::new).withoutEdgeCases();
  }

  /** 1cycle policies of 1 to 300 steps with every kind of border: no rise, no fall, phases that end between two steps. */
  static Arbitrary<OneCycle> oneCycle() {
    Arbitrary<Double> pct = Arbitraries.oneOf(fraction(), Arbitraries.of(0.0, 0.1, 0.25, 0.3, 0.5, 1.0));
    Arbitrary<Double> factor = between(0, 4).map(e -> Math.pow(10, e));
    Arbitrary<double[]> momenta = Combinators.combine(between(0, 0.99), between(0, 0.99)).as((a, b) -> new double[] {Math.min(a, b), Math.max(a, b)});
    Arbitrary<Boolean> threePhases = Arbitraries.of(true, false);
    Arbitrary<Long> steps = Arbitraries.longs().between(1, 300);
    return Combinators.combine(positive(), steps, pct, factor, factor, Arbitraries.of(Annealing.class), threePhases, momenta)
        .as((max, total, p, div, finalDiv, shape, three, m) ->
            OneCycle.of(max, total).pctStart(p).divFactor(div).finalDivFactor(finalDiv).annealStrategy(shape)
                .threePhase(three && 2 * p * total - 2 < total - 1).momentum(m[0], m[1]))
        .withoutEdgeCases();
  }
}
