package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import lanewise.autograd.Parameter;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** When a step ends, on functions of one number whose course is exact: a line, along which every step is the same, and a parabola. */
class LbfgsEndsTest {
  private static final LBFGS.Options ENDLESS = LBFGS.options().maxIter(10).maxEval(100).tolerances(0, 0);

  private final Parameter p = Trial.parameter(10);
  private LBFGS optimizer;

  private void step(LBFGS.Options options, Objectives.Function function) {
    optimizer = new LBFGS(List.of(p), options);
    optimizer.step(Objectives.closure(List.of(p), function));
  }

  private static Objectives.Function line(double slope) {
    return (x, g) -> {
      g[0] = slope;
      return slope * x[0];
    };
  }

  private void assertEnds(double x, int iterations, int evaluations) {
    Map<String, Double> numbers = optimizer.state(p).numbers();
    assertEquals(x, p.value().get(0));
    assertEquals(iterations, numbers.get("n_iter"));
    assertEquals(evaluations, numbers.get("func_evals"));
  }

  @Test
  void aGradientAsSmallAsItsToleranceEndsTheStepBeforeItBegins() {
    step(ENDLESS.tolerances(0.5, 0), line(0.5));
    assertEnds(10, 0, 1);
    step(ENDLESS.tolerances(0.25, 0).maxIter(2), line(0.5));
    assertEnds(9, 2, 2);
  }

  @Test
  void aSlopeAsFlatAsItsToleranceIsFollowedAndAFlatterOneEndsTheStep() {
    step(ENDLESS.tolerances(0, 0.25).maxIter(1), line(0.5));
    assertEnds(9.5, 1, 1);
    step(ENDLESS.tolerances(0, 0.3), line(0.5));
    assertEnds(9.5, 1, 1);
  }

  @Test
  void theIterationsAreTheMostThatAreAllowed() {
    step(ENDLESS.maxIter(3), line(1));
    assertEnds(7, 3, 3);
  }

  @Test
  void noIterationBeginsWhenTheEvaluationsAreSpent() {
    step(ENDLESS.maxEval(3), line(1));
    assertEnds(8, 2, 3);
  }

  @Test
  void aGradientThatVanishesEndsTheStep() {
    p.value().copyFrom(Tensor.of(new float[] {1}, 1));
    step(ENDLESS, (x, g) -> {
      g[0] = x[0];
      return x[0] * x[0] / 2;
    });
    assertEnds(0, 1, 2);
  }

  @Test
  void aMoveAsSmallAsItsToleranceEndsTheStep() {
    step(ENDLESS.lr(0.25).tolerances(0, 0.25), line(1));
    assertEnds(9.75, 1, 2);
    step(ENDLESS.lr(0.25).tolerances(0, 0.125).maxIter(4), line(1));
    assertEnds(8.75, 4, 4);
  }

  @Test
  void aValueThatChangesByLessThanTheToleranceEndsTheStep() {
    step(ENDLESS.tolerances(0, 0.25).maxIter(3), line(0.5));
    assertEnds(8.5, 3, 3);
    step(ENDLESS.lr(0.5).tolerances(0, 0.2), line(0.5));
    assertEnds(8.25, 1, 2);
  }

  @Test
  void theLengthOfTheLastMoveIsRemembered() {
    step(ENDLESS.lr(0.5).maxIter(1), line(4));
    assertEquals(0.125, optimizer.state(p).numbers().get("t"));
    optimizer.step(Objectives.closure(List.of(p), line(4)));
    assertEquals(0.5, optimizer.state(p).numbers().get("t"));
    assertEnds(10 - 4 * 0.125 - 4 * 0.5, 2, 2);
  }

  @Test
  void theLineSearchMayTryAsOftenAsEvaluationsAreLeft() {
    step(ENDLESS.strongWolfe(true).maxEval(5), line(1));
    assertEquals(6, optimizer.state(p).numbers().get("func_evals"));
    assertEquals(1, optimizer.state(p).numbers().get("n_iter"));
  }
}
