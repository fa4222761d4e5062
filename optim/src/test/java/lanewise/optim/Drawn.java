package lanewise.optim;

import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Generators of options and sizes. */
final class Drawn {
  private Drawn() {}

  static Arbitrary<SGD.Options> sgd() {
    Arbitrary<Double> lr = Arbitraries.of(0.0, 0.01, 0.1, 1.0);
    Arbitrary<Double> momenta = Arbitraries.of(0.0, 0.5, 0.9, 1.5);
    Arbitrary<Double> dampenings = Arbitraries.of(0.0, 0.1, 0.9);
    Arbitrary<Double> decays = Arbitraries.of(0.0, 0.1, 0.5);
    return Combinators.combine(lr, momenta, dampenings, decays, Arbitraries.of(true, false), Arbitraries.of(true, false))
        .as((rate, momentum, dampening, decay, nesterov, maximize) -> {
          boolean allowed = nesterov && momentum > 0;
          return new SGD.Options(rate, momentum, allowed ? 0 : dampening, decay, allowed, maximize);
        }).withoutEdgeCases();
  }

  static Arbitrary<AdamW.Options> adamW() {
    Arbitrary<Double> lr = Arbitraries.of(0.0, 0.001, 0.1);
    Arbitrary<Double> beta1 = Arbitraries.of(0.0, 0.4, 0.5, 0.6, 0.9, 0.99);
    Arbitrary<Double> beta2 = Arbitraries.of(0.0, 0.5, 0.99, 0.999);
    Arbitrary<Double> eps = Arbitraries.of(1e-8, 1e-4);
    Arbitrary<Double> decays = Arbitraries.of(0.0, 0.01, 0.5);
    return Combinators.combine(lr, beta1, beta2, eps, decays, Arbitraries.of(true, false), Arbitraries.of(true, false))
        .as(AdamW.Options::new).withoutEdgeCases();
  }

  static Arbitrary<OptimizerOptions> any() {
    return Arbitraries.oneOf(sgd(), adamW());
  }

  static Arbitrary<int[]> sizes() {
    return Arbitraries.integers().between(0, Trial.SIZES.length - 1).map(i -> Trial.SIZES[i]).list().ofMinSize(1).ofMaxSize(5)
        .map(list -> list.stream().mapToInt(i -> i).toArray()).filter(s -> Arrays.stream(s).sum() > 0).withoutEdgeCases();
  }
}
