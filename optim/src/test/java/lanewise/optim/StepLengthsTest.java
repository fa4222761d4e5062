package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.function.DoubleFunction;
import lanewise.autograd.Parameter;
import lanewise.optim.notebook.MomentumSGD;
import lanewise.optim.notebook.RMSProp;
import org.junit.jupiter.api.Test;

/** How far single steps go where the formulas become short. */
class StepLengthsTest {
  @Test
  void ofAConstantGradientRAdamsStepIsTheRateTimesTheRectification() {
    for (double beta2 : new double[] {0.6, 0.8, 0.9, 0.99}) {
      Parameter p = Trial.parameter(0);
      RAdam radam = new RAdam(List.of(p), RAdam.options().lr(0.5).betas(0.5, beta2).eps(0));
      double limit = 2 / (1 - beta2) - 1;
      for (int t = 1; t <= 30; t++) {
        float before = p.value().get(0);
        Trial.gradient(p, 1);
        radam.step();
        double power = Math.pow(beta2, t);
        double rho = limit - 2 * t * power / (1 - power);
        double expected = rho > 5 ? Math.sqrt((rho - 4) / (limit - 4) * ((rho - 2) / (limit - 2)) * (limit / rho)) : 1;
        assertEquals(0.5 * expected, before - p.value().get(0), 4e-6, "beta2 " + beta2 + ", step " + t);
      }
    }
  }

  @Test
  void theNotebooksDecayShrinksTheParameterBeforeTheRuleAndStaysOutOfIt() {
    List<DoubleFunction<OptimizerOptions>> all = List.of(lr -> lanewise.optim.notebook.SGD.options(lr), lr -> MomentumSGD.options(lr).mom(0.5),
        RMSProp::options, lanewise.optim.notebook.Adam::options);
    for (DoubleFunction<OptimizerOptions> options : all) {
      Parameter plain = Trial.parameter(8);
      Parameter decayed = Trial.parameter(8);
      Optimizer without = options.apply(0.5).build(List.of(plain));
      Optimizer with = ((DecaysWeights) options.apply(0.5)).weightDecay(0.25).build(List.of(decayed));
      double expected = 8;
      for (int t = 0; t < 3; t++) {
        float before = plain.value().get(0);
        Trial.gradient(plain, 2 + t);
        Trial.gradient(decayed, 2 + t);
        without.step();
        with.step();
        expected = expected * (1 - 0.5 * 0.25) + plain.value().get(0) - before;
        assertEquals(expected, decayed.value().get(0), 1e-5, with + ", step " + t);
      }
    }
  }
}
