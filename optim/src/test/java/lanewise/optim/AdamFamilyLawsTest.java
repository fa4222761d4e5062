package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import lanewise.autograd.Parameter;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Laws of Adam and its relations, beside those of every update rule. "The same" means the same bits. */
class AdamFamilyLawsTest {
  private static final BiFunction<Random, Integer, float[]> WILD = Trial::wild;
  private static final BiFunction<Random, Integer, float[]> NORMAL = Trial::normal;

  @Provide
  Arbitrary<OptimizerOptions> family() {
    return Drawn.adamFamily();
  }

  @Provide
  Arbitrary<Adam.Options> adam() {
    return Drawn.adam();
  }

  @Provide
  Arbitrary<AdamW.Options> adamW() {
    return Drawn.adamW();
  }

  @Provide
  Arbitrary<Adamax.Options> adamax() {
    return Drawn.adamax();
  }

  @Provide
  Arbitrary<NAdam.Options> nAdam() {
    return Drawn.nAdam();
  }

  @Provide
  Arbitrary<RAdam.Options> rAdam() {
    return Drawn.rAdam();
  }

  @Provide
  Arbitrary<Double> betas() {
    return Arbitraries.of(0.0, 0.5, 0.8, 0.95, 0.999).withoutEdgeCases();
  }

  @Provide
  Arbitrary<int[]> sizes() {
    return Drawn.sizes();
  }

  @Property(tries = 2900)
  void everyStepFollowsThePublishedRule(@ForAll("family") OptimizerOptions options, @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 12) int steps) {
    Random random = new Random(seed);
    Parameter p = Trial.parameter(Trial.normal(random, 17));
    Optimizer optimizer = options.build(List.of(p));
    AdamRule rule = new AdamRule(options);
    for (int t = 1; t <= steps; t++) {
      float[] value = p.value().toArray();
      ParamState state = optimizer.state(p);
      float[] g = Trial.wild(random, 17);
      Trial.gradient(p, g);
      optimizer.step();
      ParamState now = optimizer.state(p);
      assertEquals(t, now.numbers().get("step"));
      for (int i = 0; i < 17; i++) {
        rule.check(AdamRule.Element.of(value, state, i), AdamRule.Element.of(p.value().toArray(), now, i), g[i], t,
            now.number("mu_product").orElse(Double.NaN));
      }
    }
  }

  /** Steps both with the same gradients and asserts that the parameters have the same bits. */
  private static void assertSame(OptimizerOptions one, OptimizerOptions other, int[] sizes, long seed, int steps,
      BiFunction<Random, Integer, float[]> gradients) {
    List<Parameter> first = Trial.parameters(new Random(seed), sizes);
    List<Parameter> second = Trial.parameters(new Random(seed), sizes);
    Optimizer ofFirst = one.build(first);
    Optimizer ofSecond = other.build(second);
    Random random = new Random(seed);
    for (int t = 0; t < steps; t++) {
      for (int i = 0; i < sizes.length; i++) {
        float[] g = gradients.apply(random, sizes[i]);
        Trial.gradient(first.get(i), g);
        Trial.gradient(second.get(i), g);
      }
      ofFirst.step();
      ofSecond.step();
    }
    for (int i = 0; i < sizes.length; i++) {
      assertArrayEquals(first.get(i).value().toArray(), second.get(i).value().toArray(), "parameter " + i);
    }
  }

  @Property(tries = 2900)
  void groupsWithOptionsOfTheirOwnDoNotMix(@ForAll("family") OptimizerOptions one, @ForAll("betas") double beta1, @ForAll("betas") double beta2,
      @ForAll("sizes") int[] sizes, @ForAll long seed) {
    OptimizerOptions other = one.with(OptionValues.of("betas", List.of(beta1, beta2)));
    List<Parameter> together = Trial.parameters(new Random(seed), sizes[0], sizes[0]);
    List<Parameter> apart = Trial.parameters(new Random(seed), sizes[0], sizes[0]);
    Optimizer both = one.build(List.of(Group.group(together.subList(0, 1)), Group.group(together.subList(1, 2)).options(other)));
    List<Optimizer> each = List.of(one.build(apart.subList(0, 1)), other.build(apart.subList(1, 2)));
    Random random = new Random(seed);
    for (int t = 0; t < 7; t++) {
      for (int i = 0; i < 2; i++) {
        float[] g = Trial.wild(random, sizes[0]);
        Trial.gradient(together.get(i), g);
        Trial.gradient(apart.get(i), g);
      }
      both.step();
      each.forEach(Optimizer::step);
    }
    for (int i = 0; i < 2; i++) {
      assertArrayEquals(apart.get(i).value().toArray(), together.get(i).value().toArray(), "parameter " + i);
    }
  }

  private static Adam.Options asAdam(AdamW.Options o) {
    return new Adam.Options(o.lr(), o.beta1(), o.beta2(), o.eps(), o.weightDecay(), o.amsgrad(), o.maximize(), false);
  }

  @Property(tries = 500)
  void adamWithDecoupledDecayIsAdamW(@ForAll("adamW") AdamW.Options options, @ForAll("sizes") int[] sizes, @ForAll long seed) {
    assertSame(options, asAdam(options).decoupledWeightDecay(true), sizes, seed, 5, WILD);
  }

  @Property(tries = 500)
  void adamWithoutDecayIsAdamWWithoutDecay(@ForAll("adamW") AdamW.Options options, @ForAll("sizes") int[] sizes, @ForAll long seed) {
    assertSame(options.weightDecay(0), asAdam(options).weightDecay(0), sizes, seed, 5, WILD);
  }

  @Property(tries = 500)
  void amsgradChangesNothingWhileTheSecondAverageGrows(@ForAll("adam") Adam.Options options, @ForAll long seed) {
    float[] factor = {1};
    Adam.Options o = options.weightDecay(0);
    assertSame(o.amsgrad(true), o.amsgrad(false), new int[] {33}, seed, 6, (_, n) -> {
      factor[0] *= 3;
      float[] g = Trial.normal(new Random(seed), n);
      for (int i = 0; i < n; i++) {
        g[i] *= factor[0];
      }
      return g;
    });
  }

  @Property(tries = 500)
  void withoutEpsAndDecayTheScaleOfTheGradientsDoesNotCount(@ForAll("adam") Adam.Options a, @ForAll("adamax") Adamax.Options b,
      @ForAll("nAdam") NAdam.Options c, @ForAll("sizes") int[] sizes, @ForAll long seed, @ForAll @IntRange(min = -20, max = 20) int exponent) {
    for (OptimizerOptions options : List.of(a.eps(0).weightDecay(0), b.eps(0).weightDecay(0), c.eps(0).weightDecay(0))) {
      List<Parameter> first = Trial.parameters(new Random(seed), sizes);
      List<Parameter> second = Trial.parameters(new Random(seed), sizes);
      Optimizer plain = options.build(first);
      Optimizer scaled = options.build(second);
      Random random = new Random(seed);
      for (int t = 0; t < 5; t++) {
        for (int i = 0; i < sizes.length; i++) {
          float[] g = NORMAL.apply(random, sizes[i]);
          Trial.gradient(first.get(i), g);
          float[] h = g.clone();
          for (int k = 0; k < h.length; k++) {
            h[k] = Math.scalb(h[k], exponent);
          }
          Trial.gradient(second.get(i), h);
        }
        plain.step();
        scaled.step();
      }
      for (int i = 0; i < sizes.length; i++) {
        assertArrayEquals(first.get(i).value().toArray(), second.get(i).value().toArray(), options.toString());
      }
    }
  }

  @Property(tries = 500)
  void anAdamaxStepIsNeverLongerThanTheGeometricSumSays(@ForAll("adamax") Adamax.Options drawn, @ForAll long seed) {
    Adamax.Options o = drawn.weightDecay(0).betas(Math.min(drawn.beta1(), 0.9), Math.max(drawn.beta2(), 0.99));
    Random random = new Random(seed);
    Parameter p = Trial.parameter(new float[33]);
    Adamax adamax = new Adamax(List.of(p), o);
    double ratio = o.beta1() / o.beta2();
    for (int t = 1; t <= 20; t++) {
      float[] before = p.value().toArray();
      Trial.gradient(p, Trial.wild(random, 33));
      adamax.step();
      double bound = o.lr() * (1 - o.beta1()) / (1 - Math.pow(o.beta1(), t)) * (1 - Math.pow(ratio, t)) / (1 - ratio);
      for (int i = 0; i < 33; i++) {
        double moved = Math.abs((double) p.value().get(i) - before[i]);
        assertTrue(moved <= bound * (1 + 1e-5) + Math.ulp(before[i]), moved + " > " + bound);
      }
    }
  }

  @Property(tries = 500)
  void rAdamsFirstFiveStepsAreCorrectedMomentum(@ForAll("rAdam") RAdam.Options drawn, @ForAll long seed) {
    RAdam.Options o = drawn.weightDecay(0).maximize(false).lr(0.1);
    Random random = new Random(seed);
    Parameter p = Trial.parameter(new float[17]);
    RAdam rAdam = new RAdam(List.of(p), o);
    double[] value = new double[17];
    double[] m = new double[17];
    for (int t = 1; t <= 5; t++) {
      float[] g = Trial.normal(random, 17);
      Trial.gradient(p, g);
      rAdam.step();
      for (int i = 0; i < 17; i++) {
        m[i] = o.beta1() * m[i] + (1 - o.beta1()) * g[i];
        value[i] -= 0.1 * m[i] / (1 - Math.pow(o.beta1(), t));
        assertEquals(value[i], p.value().get(i), 2e-6);
      }
    }
  }

  @Property(tries = 500)
  void aThousandStepsWithoutAGradientFadeTheSecondAverageByThePowerOfBeta2(@ForAll @IntRange(min = 1, max = 500) int share,
      @ForAll @IntRange(min = 1, max = 1000) int steps) {
    double beta2 = 1 - share * 1e-4;
    Parameter p = Trial.parameter(0, 0, 0);
    Adam adam = new Adam(List.of(p), Adam.options().betas(0.9, beta2));
    Trial.gradient(p, 1e3f, -3, 1e-3f);
    adam.step();
    Trial.gradient(p, 0, 0, 0);
    for (int t = 0; t < steps; t++) {
      adam.step();
    }
    double faded = (1 - beta2) * StrictMath.pow(beta2, steps);
    double[] squares = {1e6, 9, (double) 1e-3f * 1e-3f};
    for (int i = 0; i < 3; i++) {
      assertEquals(1, adam.state(p).tensors().get("exp_avg_sq").get(i) / (squares[i] * faded), 1e-7 * (3 + 2 * Math.sqrt(steps)), "element " + i);
    }
  }

  @Property(tries = 500)
  void allComeNearTheMinimumOfAQuadraticBowl(@ForAll("sizes") int[] sizes, @ForAll long seed) {
    for (OptimizerOptions options : List.of(Adam.options().lr(0.05), Adamax.options().lr(0.05), NAdam.options().lr(0.05),
        RAdam.options().lr(0.1).betas(0.9, 0.99))) {
      List<Parameter> parameters = Trial.parameters(new Random(seed), sizes);
      Optimizer optimizer = options.build(parameters);
      double before = height(parameters);
      for (int t = 0; t < 60; t++) {
        for (Parameter p : parameters) {
          float[] g = p.value().toArray();
          for (int i = 0; i < g.length; i++) {
            g[i] *= 1 + i % 10;
          }
          Trial.gradient(p, g);
        }
        optimizer.step();
      }
      assertTrue(height(parameters) < 0.2 * before + 1e-2, options + ": " + height(parameters) + " from " + before);
    }
  }

  private static double height(List<Parameter> parameters) {
    double sum = 0;
    for (float[] x : Trial.values(parameters)) {
      for (int i = 0; i < x.length; i++) {
        sum += 0.5 * (1 + i % 10) * x[i] * x[i];
      }
    }
    return sum;
  }
}
