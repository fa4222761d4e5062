package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import lanewise.autograd.Parameter;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every optimizer gets down: on Rosenbrock's valley in 1800 steps, on a quadratic of condition 10,000 in 10 dimensions whose axes are not the
 * coordinates', in 2000 steps, and on a logistic regression in 500. The rate is one that suits rule and problem; the bound is what is left of the
 * height above the minimum, some three times what a run leaves. Plain descent cannot do better on the quadratic: a rate above 2 / 10,000 diverges.
 */
class ConvergenceTest {
  private static final Problem VALLEY = Problem.rosenbrock();
  private static final Problem QUADRATIC = Problem.quadratic(10, 1e4);
  private static final Problem LOGISTIC = Problem.logistic();

  /** Rates and bounds of the three problems. */
  private record Case(OptimizerOptions options, double valleyRate, double valley, double quadraticRate, double quadratic, double logisticRate,
      double logistic) {}

  private static List<Case> cases() {
    return List.of(
        new Case(SGD.options().momentum(0.9), 1e-3, 1e-8, 1e-4, 2e-3, 0.1, 1e-10),
        new Case(SGD.options().momentum(0.9).nesterov(true), 1e-4, 1e-3, 1e-4, 2e-3, 0.1, 1e-10),
        new Case(Adam.options(), 0.1, 1e-8, 0.01, 1e-12, 0.1, 1e-10),
        new Case(AdamW.options().weightDecay(0), 0.1, 1e-8, 0.01, 1e-12, 0.1, 1e-10),
        new Case(SparseAdam.options(), 0.1, 1e-8, 0.01, 1e-12, 0.1, 1e-10),
        new Case(Adamax.options(), 1, 1e-5, 0.1, 1e-5, 1, 1e-10),
        new Case(NAdam.options(), 0.01, 3e-3, 0.003, 1e-3, 0.1, 1e-10),
        new Case(RAdam.options(), 0.001, 3e-3, 0.001, 0.3, 1, 1e-10),
        new Case(Adadelta.options(), 0.3, 2e-3, 0.1, 0.1, 10, 1e-10),
        new Case(Adagrad.options(), 0.5, 1e-3, 0.15, 1e-2, 5, 1e-10),
        new Case(RMSprop.options(), 0.001, 2e-3, 0.001, 5e-3, 0.01, 1e-6),
        new Case(Rprop.options(), 0.01, 1e-4, 0.01, 1e-6, 0.01, 1e-10),
        new Case(ASGD.options(), 1e-3, 1e-3, 1e-4, 0.1, 0.1, 1e-3),
        new Case(Lion.options(), 1e-3, 1e-4, 1e-3, 5e-3, 0.01, 5e-3),
        new Case(Adafactor.options(), 0.003, 1e-3, 0.1, 1e-3, 0.1, 1e-10),
        new Case(Muon.options().weightDecay(0), 1e-3, 1e-5, 1e-3, 1e-2, 0.01, 1e-5),
        new Case(LARS.options().momentum(0.9), 1e-3, 1e-8, 1e-4, 2e-3, 0.1, 1e-10),
        new Case(LAMB.options().weightDecay(0).maxGradNorm(1e9), 0.1, 1e-8, 0.01, 1e-12, 0.1, 1e-10),
        new Case(LBFGS.options().strongWolfe(true), 1, 1e-11, 1, 1e-11, 1, 1e-10),
        new Case(lanewise.optim.notebook.SGD.options(0), 1e-3, 1e-3, 1e-4, 0.1, 0.1, 1e-3),
        new Case(lanewise.optim.notebook.MomentumSGD.options(0), 0.01, 1e-8, 1e-3, 2e-3, 0.1, 1e-3),
        new Case(lanewise.optim.notebook.RMSProp.options(0), 0.001, 2e-3, 0.001, 1e-2, 0.1, 1e-10),
        new Case(lanewise.optim.notebook.Adam.options(0), 0.01, 1e-4, 0.001, 1e-4, 0.1, 1e-10));
  }

  @TestFactory
  Stream<DynamicTest> everyOptimizerGetsDown() {
    return cases().stream().flatMap(c -> Stream.of(
        test(c.options, "Rosenbrock", VALLEY, 1800, c.valleyRate, c.valley),
        test(c.options, "quadratic", QUADRATIC, 2000, c.quadraticRate, c.quadratic),
        test(c.options, "logistic regression", LOGISTIC, 500, c.logisticRate, c.logistic)));
  }

  private static DynamicTest test(OptimizerOptions options, String name, Problem problem, int steps, double lr, double bound) {
    OptimizerOptions with = options.lr(lr);
    String kind = options.getClass().getName().replaceAll("lanewise.optim.|.Options", "");
    return DynamicTest.dynamicTest(kind + ", " + name, () -> {
      double left = remaining(with, problem, steps);
      assertTrue(left <= bound, with + " leaves " + left + " of the height; allowed: " + bound);
    });
  }

  /** The height above the minimum after some steps, as a share of what it was. */
  private static double remaining(OptimizerOptions options, Problem problem, int steps) {
    Parameter p = problem.parameter();
    Optimizer optimizer = options.build(List.of(p));
    boolean sparse = options instanceof SparseAdam.Options;
    double first = problem.evaluate(p, sparse) - problem.minimum();
    for (int t = 0; t < steps; t++) {
      optimizer.step(() -> problem.evaluate(p, sparse));
    }
    return (problem.evaluate(p, sparse) - problem.minimum()) / first;
  }
}
