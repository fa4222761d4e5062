package lanewise.optim;

import java.util.ArrayList;
import java.util.List;
import lanewise.optim.notebook.MomentumSGD;
import lanewise.optim.notebook.RMSProp;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Generators of options of the elementwise optimizers outside Adam's family, and of the notebook's. */
final class DrawnDescent {
  private static final Arbitrary<Double> RATES = Arbitraries.of(0.0, 0.01, 0.1, 1.0);
  private static final Arbitrary<Double> DECAYS = Arbitraries.of(0.0, 0.1, 0.5);
  private static final Arbitrary<Double> EPS = Arbitraries.of(1e-8, 1e-2);
  private static final Arbitrary<Double> SHARES = Arbitraries.of(0.0, 0.4, 0.5, 0.6, 0.9, 0.99);
  private static final Arbitrary<Boolean> EITHER = Arbitraries.of(true, false);

  private DrawnDescent() {}

  static Arbitrary<Adadelta.Options> adadelta() {
    return Combinators.combine(RATES, Arbitraries.of(0.0, 0.5, 0.9, 1.0), Arbitraries.of(1e-6, 1e-3), DECAYS, EITHER)
        .as(Adadelta.Options::new).withoutEdgeCases();
  }

  static Arbitrary<Adagrad.Options> adagrad() {
    return Combinators.combine(RATES, Arbitraries.of(0.0, 0.5), DECAYS, Arbitraries.of(0.0, 0.1), Arbitraries.of(1e-10, 1e-2), EITHER)
        .as(Adagrad.Options::new).withoutEdgeCases();
  }

  static Arbitrary<RMSprop.Options> rmsprop() {
    return Combinators.combine(RATES, SHARES, EPS, DECAYS, Arbitraries.of(0.0, 0.5, 0.9), EITHER, EITHER)
        .as(RMSprop.Options::new).withoutEdgeCases();
  }

  static Arbitrary<Rprop.Options> rprop() {
    return Combinators.combine(RATES, Arbitraries.of(List.of(0.5, 1.2), List.of(0.25, 2.0)),
            Arbitraries.of(List.of(1e-6, 50.0), List.of(0.008, 0.02), List.of(0.0, 1.0)), EITHER)
        .as((lr, etas, sizes, maximize) -> new Rprop.Options(lr, etas.get(0), etas.get(1), sizes.get(0), sizes.get(1), maximize))
        .withoutEdgeCases();
  }

  static Arbitrary<ASGD.Options> asgd() {
    return Combinators.combine(RATES, Arbitraries.of(0.0, 1e-4, 0.1), Arbitraries.of(0.0, 0.75, 1.0), Arbitraries.of(0.0, 2.0, 1e6), DECAYS, EITHER)
        .as(ASGD.Options::new).withoutEdgeCases();
  }

  /** Without caution, which is not elementwise. */
  static Arbitrary<Lion.Options> lion() {
    return Combinators.combine(RATES, SHARES, SHARES, DECAYS, EITHER)
        .as((lr, beta1, beta2, decay, maximize) -> new Lion.Options(lr, beta1, beta2, decay, false, maximize)).withoutEdgeCases();
  }

  static Arbitrary<OptimizerOptions> notebook() {
    return Arbitraries.oneOf(
        Combinators.combine(RATES, DECAYS).as(lanewise.optim.notebook.SGD.Options::new),
        Combinators.combine(RATES, DECAYS, SHARES).as(MomentumSGD.Options::new),
        Combinators.combine(RATES, DECAYS, SHARES, EPS).as(RMSProp.Options::new),
        Combinators.combine(RATES, DECAYS, SHARES, SHARES, EPS).as(lanewise.optim.notebook.Adam.Options::new));
  }

  /** Each of the ten as often as any other. */
  static Arbitrary<OptimizerOptions> any() {
    return Arbitraries.frequencyOf(Tuple.of(1, adadelta()), Tuple.of(1, adagrad()), Tuple.of(1, rmsprop()), Tuple.of(1, rprop()), Tuple.of(1, asgd()),
        Tuple.of(1, lion()), Tuple.of(4, notebook())).withoutEdgeCases();
  }

  /** Options that choose every combination of the lines of each rule, with a weight decay and a sign of their own. */
  static List<OptimizerOptions> combinations(double decay, boolean maximize) {
    List<OptimizerOptions> all = new ArrayList<>();
    all.add(Adadelta.options().weightDecay(decay).maximize(maximize));
    all.add(Adagrad.options().lr(0.1).lrDecay(0.1).initialAccumulatorValue(0.1).weightDecay(decay).maximize(maximize));
    for (double alpha : new double[] {0.3, 0.9}) {
      for (double momentum : new double[] {0, 0.9}) {
        for (boolean centered : new boolean[] {false, true}) {
          all.add(RMSprop.options().alpha(alpha).momentum(momentum).centered(centered).weightDecay(decay).maximize(maximize));
        }
      }
      all.add(Lion.options().lr(0.1).betas(0.9, alpha).weightDecay(decay).maximize(maximize));
      all.add(Lion.options().lr(0.1).betas(0.9, alpha).weightDecay(decay).maximize(maximize).caution(true));
    }
    all.add(Rprop.options().maximize(maximize));
    all.add(ASGD.options().lr(0.1).t0(1).weightDecay(decay).maximize(maximize));
    all.add(lanewise.optim.notebook.SGD.options(0.1).wd(decay));
    all.add(MomentumSGD.options(0.1).wd(decay));
    all.add(RMSProp.options(0.1).wd(decay));
    all.add(lanewise.optim.notebook.Adam.options(0.1).wd(decay));
    return all;
  }
}
