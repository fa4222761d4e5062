package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import lanewise.autograd.Parameter;
import lanewise.tensor.Tensor;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Laws of the update rules. "The same" means the same bits unless a tolerance is given. */
class OptimizerLawsTest {
  @Provide
  Arbitrary<SGD.Options> sgd() {
    return Combinators.combine(Arbitraries.of(0.0, 0.01, 0.1, 1.0), Arbitraries.of(0.0, 0.5, 0.9, 1.5), Arbitraries.of(0.0, 0.1, 0.9), Arbitraries.of(0.0, 0.1, 0.5),
        Arbitraries.of(true, false), Arbitraries.of(true, false)).as((lr, momentum, dampening, decay, nesterov, maximize) -> {
          boolean allowed = nesterov && momentum > 0;
          return new SGD.Options(lr, momentum, allowed ? 0 : dampening, decay, allowed, maximize);
        }).withoutEdgeCases();
  }

  @Provide
  Arbitrary<AdamW.Options> adamW() {
    return Combinators.combine(Arbitraries.of(0.0, 0.001, 0.1), Arbitraries.of(0.0, 0.4, 0.5, 0.6, 0.9, 0.99), Arbitraries.of(0.0, 0.5, 0.99, 0.999),
        Arbitraries.of(1e-8, 1e-4), Arbitraries.of(0.0, 0.01, 0.5), Arbitraries.of(true, false), Arbitraries.of(true, false)).as(AdamW.Options::new).withoutEdgeCases();
  }

  @Provide
  Arbitrary<OptimizerOptions> any() {
    return Arbitraries.oneOf(sgd(), adamW());
  }

  @Provide
  Arbitrary<int[]> sizes() {
    return Arbitraries.integers().between(0, Trial.SIZES.length - 1).map(i -> Trial.SIZES[i]).list().ofMinSize(1).ofMaxSize(5)
        .map(list -> list.stream().mapToInt(i -> i).toArray()).filter(s -> Arrays.stream(s).sum() > 0).withoutEdgeCases();
  }

  private static void gradients(List<Parameter> parameters, Random random, boolean negated) {
    for (Parameter p : parameters) {
      float[] g = Trial.wild(random, p.value().size());
      Trial.gradient(p, negated ? Trial.negated(g) : g);
    }
  }

  private static void assertSame(List<float[]> expected, List<float[]> actual) {
    for (int i = 0; i < expected.size(); i++) {
      assertArrayEquals(expected.get(i), actual.get(i), "parameter " + i);
    }
  }

  @Property(tries = 500)
  void aParameterWithoutAGradientKeepsItsValueAndState(@ForAll("any") OptimizerOptions options, @ForAll("sizes") int[] sizes, @ForAll long seed) {
    Random random = new Random(seed);
    List<Parameter> parameters = Trial.parameters(random, sizes);
    Optimizer optimizer = options.build(parameters);
    for (int t = 0; t < 4; t++) {
      optimizer.zeroGrad();
      List<Parameter> skipped = new ArrayList<>();
      for (Parameter p : parameters) {
        if (random.nextBoolean()) {
          Trial.gradient(p, Trial.wild(random, p.value().size()));
        } else {
          skipped.add(p);
        }
      }
      List<float[]> values = Trial.values(skipped);
      List<ParamState> states = skipped.stream().map(optimizer::state).toList();
      optimizer.step();
      assertSame(values, Trial.values(skipped));
      for (int i = 0; i < skipped.size(); i++) {
        ParamState now = optimizer.state(skipped.get(i));
        assertEquals(states.get(i).numbers(), now.numbers());
        assertSame(arrays(states.get(i)), arrays(now));
      }
    }
  }

  private static List<float[]> arrays(ParamState state) {
    return state.tensors().sequencedValues().stream().map(Tensor::toArray).toList();
  }

  @Property(tries = 500)
  void zeroGradientsOnFreshStateWithoutDecayMoveNothing(@ForAll("any") OptimizerOptions options, @ForAll("sizes") int[] sizes, @ForAll long seed) {
    List<Parameter> parameters = Trial.parameters(new Random(seed), sizes);
    List<float[]> before = Trial.values(parameters);
    Optimizer optimizer = ((DecaysWeights) options).weightDecay(0).build(parameters);
    for (int t = 0; t < 3; t++) {
      parameters.forEach(p -> Trial.gradient(p, new float[p.value().size()]));
      optimizer.step();
    }
    assertSame(before, Trial.values(parameters));
  }

  @Property(tries = 500)
  void maximizingIsMinimizingWithTheNegatedGradient(@ForAll("any") OptimizerOptions options, @ForAll("sizes") int[] sizes, @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 30) int steps) {
    OptimizerOptions up = options instanceof SGD.Options s ? s.maximize(true) : ((AdamW.Options) options).maximize(true);
    OptimizerOptions down = options instanceof SGD.Options s ? s.maximize(false) : ((AdamW.Options) options).maximize(false);
    List<Parameter> first = Trial.parameters(new Random(seed), sizes);
    List<Parameter> second = Trial.parameters(new Random(seed), sizes);
    Optimizer climbing = up.build(first);
    Optimizer descending = down.build(second);
    for (int t = 0; t < steps; t++) {
      gradients(first, new Random(seed + t), false);
      gradients(second, new Random(seed + t), true);
      climbing.step();
      descending.step();
    }
    assertSame(Trial.values(first), Trial.values(second));
  }

  @Property(tries = 500)
  void aRateOfZeroChangesNothing(@ForAll("any") OptimizerOptions options, @ForAll("sizes") int[] sizes, @ForAll long seed) {
    List<Parameter> parameters = Trial.parameters(new Random(seed), sizes);
    List<float[]> before = Trial.values(parameters);
    Optimizer optimizer = options.lr(0).build(parameters);
    for (int t = 0; t < 3; t++) {
      gradients(parameters, new Random(seed + t), false);
      optimizer.step();
    }
    assertSame(before, Trial.values(parameters));
  }

  @Property(tries = 500)
  void oneTensorIsTheSameAsItsParts(@ForAll("any") OptimizerOptions options, @ForAll("sizes") int[] sizes, @ForAll long seed) {
    Random random = new Random(seed);
    List<Parameter> parts = Trial.parameters(random, sizes);
    Parameter whole = Trial.parameter(concatenated(Trial.values(parts)));
    Optimizer ofParts = options.build(parts);
    Optimizer ofWhole = options.build(List.of(whole));
    for (int t = 0; t < 5; t++) {
      List<float[]> gradients = parts.stream().map(p -> Trial.wild(random, p.value().size())).toList();
      for (int i = 0; i < parts.size(); i++) {
        Trial.gradient(parts.get(i), gradients.get(i));
      }
      Trial.gradient(whole, concatenated(gradients));
      ofParts.step();
      ofWhole.step();
    }
    assertArrayEquals(concatenated(Trial.values(parts)), whole.value().toArray());
  }

  @Property(tries = 500)
  void theOrderOfParametersAndTheirGroupsMakesNoDifference(@ForAll("any") OptimizerOptions options, @ForAll("sizes") int[] sizes, @ForAll long seed) {
    List<Parameter> first = Trial.parameters(new Random(seed), sizes);
    List<Parameter> second = Trial.parameters(new Random(seed), sizes);
    List<Parameter> shuffled = new ArrayList<>(second);
    Collections.shuffle(shuffled, new Random(seed));
    Optimizer together = options.build(first);
    Optimizer apart = options.build(shuffled.subList(0, 1));
    shuffled.stream().skip(1).forEach(p -> apart.addParamGroup(Group.group(List.of(p))));
    for (int t = 0; t < 5; t++) {
      gradients(first, new Random(seed + t), false);
      gradients(second, new Random(seed + t), false);
      together.step();
      apart.step();
    }
    assertSame(Trial.values(first), Trial.values(second));
  }

  @Property(tries = 500)
  void adamWithoutEpsAndDecayDoesNotSeeTheScaleOfTheGradients(@ForAll("adamW") AdamW.Options options, @ForAll("sizes") int[] sizes, @ForAll long seed,
      @ForAll @IntRange(min = -20, max = 20) int exponent) {
    List<Parameter> first = Trial.parameters(new Random(seed), sizes);
    List<Parameter> second = Trial.parameters(new Random(seed), sizes);
    Optimizer plain = options.eps(0).weightDecay(0).build(first);
    Optimizer scaled = options.eps(0).weightDecay(0).build(second);
    for (int t = 0; t < 5; t++) {
      Random random = new Random(seed + t);
      for (int i = 0; i < first.size(); i++) {
        float[] g = Trial.normal(random, first.get(i).value().size());
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
    assertSame(Trial.values(first), Trial.values(second));
  }

  @Property(tries = 500)
  void sgdMovesInProportionToTheGradients(@ForAll("sgd") SGD.Options options, @ForAll("sizes") int[] sizes, @ForAll long seed,
      @ForAll @IntRange(min = -20, max = 20) int exponent) {
    List<Parameter> first = new ArrayList<>();
    List<Parameter> second = new ArrayList<>();
    for (int n : sizes) {
      first.add(Trial.parameter(new float[n]));
      second.add(Trial.parameter(new float[n]));
    }
    Optimizer plain = options.weightDecay(0).build(first);
    Optimizer scaled = options.weightDecay(0).build(second);
    for (int t = 0; t < 5; t++) {
      Random random = new Random(seed + t);
      for (int i = 0; i < first.size(); i++) {
        float[] g = Trial.normal(random, sizes[i]);
        Trial.gradient(first.get(i), g);
        Trial.gradient(second.get(i), times(g, Math.scalb(1f, exponent)));
      }
      plain.step();
      scaled.step();
    }
    assertSame(Trial.values(first).stream().map(x -> times(x, Math.scalb(1f, exponent))).toList(), Trial.values(second));
  }

  @Property(tries = 500)
  void anAdamStepIsNeverLongerThanCauchyAndSchwarzSay(@ForAll("adamW") AdamW.Options drawn, @ForAll long seed) {
    AdamW.Options o = drawn.weightDecay(0).betas(Math.min(drawn.beta1(), 0.9), Math.max(drawn.beta2(), 0.99));
    Random random = new Random(seed);
    Parameter p = Trial.parameter(new float[33]);
    AdamW adam = new AdamW(List.of(p), o);
    double rho = o.beta1() * o.beta1() / o.beta2();
    for (int t = 1; t <= 20; t++) {
      float[] before = p.value().toArray();
      Trial.gradient(p, Trial.wild(random, 33));
      adam.step();
      double bound = o.lr() * (1 - o.beta1()) / Math.sqrt(1 - o.beta2()) * Math.sqrt((1 - Math.pow(rho, t)) / (1 - rho))
          * Math.sqrt(1 - Math.pow(o.beta2(), t)) / (1 - Math.pow(o.beta1(), t));
      for (int i = 0; i < 33; i++) {
        double moved = Math.abs((double) p.value().get(i) - before[i]);
        assertTrue(moved <= bound * (1 + 1e-5) + Math.ulp(before[i]), moved + " > " + bound);
      }
    }
  }

  @Property(tries = 500)
  void aConstantGradientMovesAdamByTheSameAmountInEveryStep(@ForAll("adamW") AdamW.Options drawn, @ForAll @IntRange(min = -40, max = 40) int g) {
    AdamW.Options o = drawn.weightDecay(0).maximize(false);
    Parameter p = Trial.parameter(0, 0);
    AdamW adam = new AdamW(List.of(p), o);
    double step = -o.lr() * (g / 8.0) / (Math.abs(g / 8.0) + o.eps());
    for (int t = 1; t <= 20; t++) {
      Trial.gradient(p, g / 8f, -g / 8f);
      adam.step();
      assertEquals(g == 0 ? 0 : t * step, p.value().get(0), 1e-5 * t * o.lr());
      assertEquals(g == 0 ? 0 : -t * step, p.value().get(1), 1e-5 * t * o.lr());
    }
  }

  @Property(tries = 500)
  void aConstantGradientMovesSgdByTheGeometricSum(@ForAll("sgd") SGD.Options drawn, @ForAll @IntRange(min = -40, max = 40) int g) {
    SGD.Options o = drawn.weightDecay(0).dampening(0).nesterov(false).maximize(false).momentum(Math.min(drawn.momentum(), 0.9));
    Parameter p = Trial.parameter(1);
    SGD sgd = new SGD(List.of(p), o);
    double sum = 0;
    for (int n = 1; n <= 20; n++) {
      Trial.gradient(p, g / 8f);
      sgd.step();
      sum += (1 - Math.pow(o.momentum(), n)) / (1 - o.momentum());
      assertEquals(1 - o.lr() * g / 8 * sum, p.value().get(0), 2e-6 * (1 + o.lr() * sum * Math.abs(g)));
    }
  }

  @Property(tries = 500)
  void dampeningWithoutMomentumIsPlainDescent(@ForAll("sgd") SGD.Options options, @ForAll("sizes") int[] sizes, @ForAll long seed) {
    List<Parameter> first = Trial.parameters(new Random(seed), sizes);
    List<Parameter> second = Trial.parameters(new Random(seed), sizes);
    Optimizer damped = options.nesterov(false).momentum(0).dampening(0.7).build(first);
    Optimizer plain = options.nesterov(false).momentum(0).dampening(0).build(second);
    for (int t = 0; t < 4; t++) {
      gradients(first, new Random(seed + t), false);
      gradients(second, new Random(seed + t), false);
      damped.step();
      plain.step();
    }
    assertSame(Trial.values(first), Trial.values(second));
  }

  @Property(tries = 500)
  void amsgradChangesNothingWhileTheSecondAverageGrows(@ForAll("adamW") AdamW.Options options, @ForAll("sizes") int[] sizes, @ForAll long seed) {
    List<Parameter> first = Trial.parameters(new Random(seed), sizes);
    List<Parameter> second = Trial.parameters(new Random(seed), sizes);
    Optimizer amsgrad = options.amsgrad(true).build(first);
    Optimizer plain = options.amsgrad(false).build(second);
    for (int t = 0; t < 5; t++) {
      for (int i = 0; i < sizes.length; i++) {
        float[] g = times(Trial.normal(new Random(seed + i), sizes[i]), (float) Math.pow(3, t));
        Trial.gradient(first.get(i), g);
        Trial.gradient(second.get(i), g);
      }
      amsgrad.step();
      plain.step();
    }
    assertSame(Trial.values(first), Trial.values(second));
  }

  @Property(tries = 500)
  void aGradientThatIsNotFiniteSpoilsNoOtherElement(@ForAll("any") OptimizerOptions options, @ForAll("sizes") int[] sizes, @ForAll long seed) {
    Random random = new Random(seed);
    List<Parameter> clean = Trial.parameters(new Random(seed), sizes);
    List<Parameter> spoilt = Trial.parameters(new Random(seed), sizes);
    int victim = random.nextInt(sizes.length);
    int element = sizes[victim] == 0 ? -1 : random.nextInt(sizes[victim]);
    float poison = List.of(Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY).get(random.nextInt(3));
    Optimizer first = options.build(clean);
    Optimizer second = options.build(spoilt);
    for (int t = 0; t < 3; t++) {
      for (int i = 0; i < sizes.length; i++) {
        float[] g = Trial.wild(random, sizes[i]);
        Trial.gradient(clean.get(i), g);
        if (i == victim && element >= 0 && t == 1) {
          g[element] = poison;
        }
        Trial.gradient(spoilt.get(i), g);
      }
      first.step();
      second.step();
    }
    List<float[]> expected = Trial.values(clean);
    if (element >= 0) {
      expected.get(victim)[element] = spoilt.get(victim).value().get(element);
    }
    assertSame(expected, Trial.values(spoilt));
  }

  @Property(tries = 500)
  void sgdFollowsTheTextbookInDoublePrecision(@ForAll("sgd") SGD.Options o, @ForAll long seed, @ForAll @IntRange(min = 1, max = 20) int steps) {
    Random random = new Random(seed);
    Parameter p = Trial.parameter(Trial.normal(random, 17));
    SGD sgd = new SGD(List.of(p), o);
    double[] value = doubles(p.value().toArray());
    double[] buffer = new double[17];
    double largest = 1;
    for (int t = 1; t <= steps; t++) {
      float[] gradient = Trial.normal(random, 17);
      Trial.gradient(p, gradient);
      sgd.step();
      for (int i = 0; i < 17; i++) {
        double g = (o.maximize() ? -gradient[i] : gradient[i]) + o.weightDecay() * value[i];
        buffer[i] = t == 1 ? g : o.momentum() * buffer[i] + (1 - o.dampening()) * g;
        double d = o.momentum() == 0 ? g : o.nesterov() ? g + o.momentum() * buffer[i] : buffer[i];
        value[i] -= o.lr() * d;
        largest = Math.max(largest, Math.max(Math.abs(value[i]), Math.abs(o.lr() * d)));
      }
      assertArrayEquals(value, doubles(p.value().toArray()), 1e-5 * largest);
    }
  }

  @Property(tries = 500)
  void adamWFollowsTheTextbookInDoublePrecision(@ForAll("adamW") AdamW.Options o, @ForAll long seed, @ForAll @IntRange(min = 1, max = 20) int steps) {
    Random random = new Random(seed);
    Parameter p = Trial.parameter(Trial.normal(random, 17));
    AdamW adam = new AdamW(List.of(p), o);
    double[] value = doubles(p.value().toArray());
    double[] m = new double[17];
    double[] v = new double[17];
    double[] x = new double[17];
    double[] scale = new double[17];
    for (int t = 1; t <= steps; t++) {
      float[] gradient = Trial.normal(random, 17);
      Trial.gradient(p, gradient);
      adam.step();
      for (int i = 0; i < 17; i++) {
        double g = o.maximize() ? -gradient[i] : gradient[i];
        value[i] -= o.lr() * o.weightDecay() * value[i];
        m[i] = o.beta1() * m[i] + (1 - o.beta1()) * g;
        v[i] = o.beta2() * v[i] + (1 - o.beta2()) * g * g;
        x[i] = Math.max(x[i], v[i]);
        double root = Math.sqrt((o.amsgrad() ? x[i] : v[i]) / (1 - Math.pow(o.beta2(), t)));
        double rate = o.lr() / (1 - Math.pow(o.beta1(), t)) / (root + o.eps());
        value[i] -= rate * m[i];
        scale[i] = Math.max(scale[i], Math.max(Math.abs(value[i]), 4 * rate));
        assertEquals(value[i], p.value().get(i), 1e-5 * scale[i], "step " + t + ", element " + i);
      }
    }
  }

  @Property(tries = 500)
  void bothComeNearTheMinimumOfAQuadraticBowl(@ForAll("sizes") int[] sizes, @ForAll long seed) {
    for (OptimizerOptions options : List.of(SGD.options().lr(0.1).momentum(0.5), AdamW.options().lr(0.05).weightDecay(0))) {
      List<Parameter> parameters = Trial.parameters(new Random(seed), sizes);
      Optimizer optimizer = options.build(parameters);
      double before = height(parameters);
      for (int t = 0; t < 40; t++) {
        for (Parameter p : parameters) {
          float[] g = p.value().toArray();
          for (int i = 0; i < g.length; i++) {
            g[i] *= 1 + i % 10;
          }
          Trial.gradient(p, g);
        }
        optimizer.step();
      }
      assertTrue(height(parameters) < 0.2 * before + 1e-3, options + ": " + height(parameters) + " from " + before);
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

  private static float[] times(float[] x, float factor) {
    float[] y = x.clone();
    for (int i = 0; i < y.length; i++) {
      y[i] *= factor;
    }
    return y;
  }

  private static double[] doubles(float[] x) {
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = x[i];
    }
    return y;
  }

  private static float[] concatenated(List<float[]> parts) {
    float[] all = new float[parts.stream().mapToInt(x -> x.length).sum()];
    int at = 0;
    for (float[] x : parts) {
      System.arraycopy(x, 0, all, at, x.length);
      at += x.length;
    }
    return all;
  }
}
