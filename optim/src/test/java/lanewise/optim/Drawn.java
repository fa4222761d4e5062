package lanewise.optim;

import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Generators of options and sizes. */
final class Drawn {
  /** Tries of a law over {@link #any}: 500 and some for each of its sixteen optimizers. */
  static final int TRIES_OF_ANY = 9000;

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

  static Arbitrary<Adam.Options> adam() {
    return Combinators.combine(adamW(), Arbitraries.of(true, false))
        .as((o, decoupled) -> new Adam.Options(o.lr(), o.beta1(), o.beta2(), o.eps(), o.weightDecay(), o.amsgrad(), o.maximize(), decoupled))
        .withoutEdgeCases();
  }

  static Arbitrary<Adamax.Options> adamax() {
    return adamW().map(o -> new Adamax.Options(o.lr(), o.beta1(), o.beta2(), o.eps(), o.weightDecay(), o.maximize())).withoutEdgeCases();
  }

  static Arbitrary<NAdam.Options> nAdam() {
    return Combinators.combine(adam(), Arbitraries.of(0.0, 0.004, 0.006, 1.0, 1e300))
        .as((o, rise) -> new NAdam.Options(o.lr(), o.beta1(), o.beta2(), o.eps(), o.weightDecay(), rise, o.decoupledWeightDecay(), o.maximize()))
        .withoutEdgeCases();
  }

  static Arbitrary<RAdam.Options> rAdam() {
    return adam().map(o -> new RAdam.Options(o.lr(), o.beta1(), o.beta2(), o.eps(), o.weightDecay(), o.maximize(), o.decoupledWeightDecay()))
        .withoutEdgeCases();
  }

  static Arbitrary<SparseAdam.Options> sparseAdam() {
    return adamW().map(o -> new SparseAdam.Options(o.lr() + 1e-3, o.beta1(), o.beta2(), o.eps(), o.maximize())).withoutEdgeCases();
  }

  /** Adam and what steps like it. */
  static Arbitrary<OptimizerOptions> adamFamily() {
    return Arbitraries.oneOf(adamW(), adam(), adamax(), nAdam(), rAdam());
  }

  /** Every elementwise optimizer, as often as any other. */
  static Arbitrary<OptimizerOptions> any() {
    return Arbitraries.frequencyOf(Tuple.of(1, sgd()), Tuple.of(5, adamFamily()), Tuple.of(10, DrawnDescent.any())).withoutEdgeCases();
  }

  static Arbitrary<int[]> sizes() {
    return Arbitraries.integers().between(0, Trial.SIZES.length - 1).map(i -> Trial.SIZES[i]).list().ofMinSize(1).ofMaxSize(5)
        .map(list -> list.stream().mapToInt(i -> i).toArray()).filter(s -> Arrays.stream(s).sum() > 0).withoutEdgeCases();
  }
}
