package lanewise.optim;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Generators of the options of LARS and LAMB. */
final class DrawnLayerwise {
  private DrawnLayerwise() {}

  static Arbitrary<LARS.Options> lars() {
    Arbitrary<Boolean> flags = Arbitraries.of(true, false);
    return Combinators.combine(Arbitraries.of(0.0, 0.1, 1.0), Arbitraries.of(0.0, 0.5, 0.9), Arbitraries.of(0.0, 0.3), Arbitraries.of(0.0, 0.01, 0.5),
        flags, Arbitraries.of(1e-3, 0.5), flags, flags).as((lr, momentum, dampening, decay, nesterov, trust, clip, always) -> {
          boolean allowed = nesterov && momentum > 0;
          return new LARS.Options(lr, momentum, allowed ? 0 : dampening, decay, allowed, trust, 1e-8, clip, always);
        }).withoutEdgeCases();
  }

  static Arbitrary<LAMB.Options> lamb() {
    Arbitrary<Boolean> flags = Arbitraries.of(true, false);
    Arbitrary<LAMB.Options> numbers = Combinators.combine(Arbitraries.of(0.0, 0.001, 0.1), Arbitraries.of(0.0, 0.4, 0.5, 0.9),
        Arbitraries.of(0.0, 0.9, 0.999), Arbitraries.of(1e-6, 1e-3), Arbitraries.of(0.0, 0.01, 0.5), Arbitraries.of(0.0, 0.5, 10.0))
        .as((lr, beta1, beta2, eps, decay, norm) -> {
          LAMB.Options o = LAMB.options().lr(lr).betas(beta1, beta2).eps(eps).weightDecay(decay);
          return norm == 0 ? o.noMaxGradNorm() : o.maxGradNorm(norm);
        });
    return Combinators.combine(numbers, flags, flags, flags, flags, flags)
        .as((o, correct, average, clip, always, decoupled) -> o.biasCorrection(correct).gradAveraging(average).trustClip(clip).alwaysAdapt(always)
            .decoupledDecay(decoupled)).withoutEdgeCases();
  }
}
