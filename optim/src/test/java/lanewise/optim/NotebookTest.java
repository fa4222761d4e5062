package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import lanewise.autograd.Parameter;
import lanewise.optim.notebook.Adam;
import lanewise.optim.notebook.MomentumSGD;
import lanewise.optim.notebook.RMSProp;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What sets the notebook's optimizers apart. */
class NotebookTest {
  @Provide
  Arbitrary<OptimizerOptions> notebook() {
    return DrawnDescent.notebook();
  }

  @Provide
  Arbitrary<int[]> sizes() {
    return Drawn.sizes();
  }

  @Property(tries = 2400)
  void zeroGradFillsWithZerosAndLeavesAnAbsentGradientAbsent(@ForAll("notebook") OptimizerOptions options, @ForAll("sizes") int[] sizes) {
    List<Parameter> parameters = Trial.parameters(new Random(1), sizes);
    Parameter never = Trial.parameter(1);
    Optimizer optimizer = options.build(Stream.concat(parameters.stream(), Stream.of(never)).toList());
    parameters.forEach(p -> Trial.gradient(p, Trial.normal(new Random(2), p.shape().size())));
    optimizer.zeroGrad();
    for (Parameter p : parameters) {
      assertTrue(p.hasGrad());
      assertArrayEquals(new float[p.shape().size()], p.grad().toArray());
    }
    assertFalse(never.hasGrad());
    optimizer.zeroGrad(true);
    assertTrue(parameters.stream().noneMatch(Parameter::hasGrad));
  }

  @Test
  void afterZeroGradTheDecayGoesOn() {
    Parameter p = Trial.parameter(8);
    Optimizer sgd = lanewise.optim.notebook.SGD.options(0.5).wd(1).build(List.of(p));
    Trial.gradient(p, 0);
    sgd.step();
    sgd.zeroGrad();
    sgd.step();
    assertEquals(2, p.value().get(0));
  }

  @Property(tries = 2400)
  void theCountOfStepsIsOneForAllParametersAndGroups(@ForAll("notebook") OptimizerOptions options, @ForAll @IntRange(min = 1, max = 9) int steps) {
    Parameter first = Trial.parameter(1);
    Parameter second = Trial.parameter(1);
    Optimizer optimizer = options.build(List.of(Group.group(List.of(first)), Group.group(List.of(Trial.parameter(1)))));
    for (int t = 0; t < steps; t++) {
      Trial.gradient(first, 1);
      optimizer.step();
    }
    optimizer.addParamGroup(Group.group(List.of(second)));
    Trial.gradient(second, 1);
    optimizer.step();
    for (ParamGroup group : optimizer.paramGroups()) {
      assertEquals(steps + 1, group.counter("i"));
    }
  }

  @Test
  void aParameterThatIsReachedLaterIsCorrectedWithTheCountOfAll() {
    Parameter early = Trial.parameter(0);
    Parameter late = Trial.parameter(0);
    Adam adam = new Adam(List.of(early, late), Adam.options(1).eps(0));
    Trial.gradient(early, 1);
    for (int t = 0; t < 4; t++) {
      adam.step();
    }
    Trial.gradient(late, 2);
    adam.step();
    double average = 0.1 * 2 / (1 - Math.pow(0.9, 5));
    double square = 0.01 * 4 / (1 - Math.pow(0.99, 5));
    assertEquals(-average / Math.sqrt(square), late.value().get(0), 1e-5);
    assertEquals(-5, early.value().get(0), 1e-5);
  }

  @Test
  void aSavedCountIsTakenOverAndAStateWithoutOneBeginsAtZero() {
    Parameter p = Trial.parameter(0);
    Adam adam = new Adam(List.of(p), Adam.options(1));
    OptimizerState fresh = adam.stateDict();
    Trial.gradient(p, 1);
    adam.step();
    adam.step();
    OptimizerState saved = adam.stateDict();
    Adam other = new Adam(List.of(Trial.parameter(0)), Adam.options(1));
    other.loadStateDict(saved);
    assertEquals(2, other.paramGroups().getFirst().counter("i"));
    assertEquals("notebook.Adam", saved.kind().orElseThrow());
    other.loadStateDict(fresh);
    assertEquals(0, other.paramGroups().getFirst().counter("i"));
  }

  @Property(tries = 500)
  void aConstantGradientMovesMomentumSgdByItsGrowingShare(@ForAll @IntRange(min = -40, max = 40) int eighths,
      @ForAll @IntRange(max = 9) int tenths) {
    double mom = tenths / 10.0;
    Parameter p = Trial.parameter(1);
    MomentumSGD sgd = new MomentumSGD(List.of(p), MomentumSGD.options(0.1).mom(mom));
    double sum = 0;
    for (int k = 1; k <= 20; k++) {
      Trial.gradient(p, eighths / 8f);
      sgd.step();
      sum += 1 - Math.pow(mom, k);
      assertEquals(1 - 0.1 * eighths / 8 * sum, p.value().get(0), 2e-6 * (1 + 0.1 * Math.abs(eighths) / 8 * sum));
    }
  }

  @Property(tries = 500)
  void aConstantGradientMovesRmsPropAndAdamByTheSameAmountInEveryStep(@ForAll @IntRange(min = -40, max = 40) int eighths,
      @ForAll("epsilons") double eps) {
    double g = eighths / 8.0;
    Parameter first = Trial.parameter(0);
    Parameter second = Trial.parameter(0);
    RMSProp rms = new RMSProp(List.of(first), RMSProp.options(0.1).eps(eps));
    Adam adam = new Adam(List.of(second), Adam.options(0.1).eps(eps));
    for (int t = 1; t <= 20; t++) {
      Trial.gradient(first, (float) g);
      Trial.gradient(second, (float) g);
      rms.step();
      adam.step();
      assertEquals(-0.1 * t * g / (Math.abs(g) + eps), first.value().get(0), 1e-6 * t);
      assertEquals(-0.1 * t * g / Math.sqrt(g * g + eps), second.value().get(0), 1e-6 * t);
    }
  }

  @Provide
  Arbitrary<Double> epsilons() {
    return Arbitraries.of(1e-5, 1e-2, 1.0);
  }

  @Property(tries = 500)
  void dampenedSgdIsAheadOfMomentumSgdByTheRestOfItsFirstGradient(@ForAll @IntRange(max = 9) int tenths, @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 20) int steps) {
    double mom = tenths / 10.0;
    Random random = new Random(seed);
    Parameter first = Trial.parameter(new float[9]);
    Parameter second = Trial.parameter(new float[9]);
    Optimizer ours = MomentumSGD.options(0.1).mom(mom).build(List.of(first));
    Optimizer torch = SGD.options().lr(0.1).momentum(mom).dampening(mom).build(List.of(second));
    float[] g1 = new float[9];
    for (int t = 1; t <= steps; t++) {
      float[] g = Trial.normal(random, 9);
      g1 = t == 1 ? g : g1;
      Trial.gradient(first, g);
      Trial.gradient(second, g);
      ours.step();
      torch.step();
    }
    for (int i = 0; i < 9; i++) {
      double ahead = mom == 0 ? 0 : -0.1 * g1[i] * mom * (1 - Math.pow(mom, steps)) / (1 - mom);
      assertEquals(ahead, (double) second.value().get(i) - first.value().get(i), 1e-5 * (1 + Math.abs(ahead)));
    }
  }

  @Property(tries = 500)
  void plainDescentIsThatOfPyTorchWithItsWeightDecay(@ForAll @IntRange(max = 9) int tenths, @ForAll long seed) {
    Random random = new Random(seed);
    Parameter first = Trial.parameter(Trial.normal(random, 17));
    Parameter second = new Parameter(first.value());
    Optimizer ours = lanewise.optim.notebook.SGD.options(0.1).wd(tenths / 10.0).build(List.of(first));
    Optimizer torch = SGD.options().lr(0.1).weightDecay(tenths / 10.0).build(List.of(second));
    for (int t = 0; t < 20; t++) {
      float[] g = Trial.normal(random, 17);
      Trial.gradient(first, g);
      Trial.gradient(second, g);
      ours.step();
      torch.step();
    }
    for (int i = 0; i < 17; i++) {
      assertEquals(second.value().get(i), first.value().get(i), 1e-5);
    }
  }

  @Test
  void epsInsideTheRootDampsTheFirstStepOfASmallGradient() {
    Parameter p = Trial.parameter(0);
    Adam adam = new Adam(List.of(p), Adam.options(0.01).eps(1e-3));
    Trial.gradient(p, 0.1f);
    adam.step();
    assertEquals(-0.00953462589, p.value().get(0), 1e-8);
  }
}
