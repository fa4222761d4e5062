package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import lanewise.autograd.Parameter;
import lanewise.tensor.Tensor;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** The rules outside Adam's family against the published formulas, closed forms, bounds and one another. */
class DescentLawsTest {
  @Provide
  Arbitrary<OptimizerOptions> any() {
    return DrawnDescent.any();
  }

  @Provide
  Arbitrary<Lion.Options> lion() {
    return DrawnDescent.lion();
  }

  @Provide
  Arbitrary<Rprop.Options> rprop() {
    return DrawnDescent.rprop();
  }

  @Provide
  Arbitrary<ASGD.Options> asgd() {
    return DrawnDescent.asgd();
  }

  @Provide
  Arbitrary<Adagrad.Options> adagrad() {
    return DrawnDescent.adagrad();
  }

  @Provide
  Arbitrary<RMSprop.Options> rmsprop() {
    return DrawnDescent.rmsprop();
  }

  @Provide
  Arbitrary<OptimizerOptions> scaleFree() {
    return Arbitraries.oneOf(
        DrawnDescent.rmsprop().map(o -> o.eps(0).weightDecay(0)),
        DrawnDescent.adagrad().map(o -> o.eps(0).weightDecay(0).initialAccumulatorValue(0)),
        DrawnDescent.rprop(), DrawnDescent.lion());
  }

  @Provide
  Arbitrary<int[]> sizes() {
    return Drawn.sizes();
  }

  @Property(tries = 5700)
  void everyRuleFollowsTheTextbookInDoublePrecision(@ForAll("any") OptimizerOptions options, @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 20) int steps) {
    Random random = new Random(seed);
    Parameter p = Trial.parameter(Trial.normal(random, 17));
    Optimizer optimizer = options.build(List.of(p));
    double[] expected = new double[17];
    double[] scale = new double[17];
    List<DescentRule> rules = new ArrayList<>();
    for (int i = 0; i < 17; i++) {
      expected[i] = p.value().get(i);
      scale[i] = Math.abs(expected[i]);
      rules.add(DescentRule.of(options));
    }
    for (int t = 1; t <= steps; t++) {
      float[] g = Trial.normal(random, 17);
      Trial.gradient(p, g);
      optimizer.step();
      for (int i = 0; i < 17; i++) {
        double next = rules.get(i).after(expected[i], options.maximize() ? -g[i] : g[i]);
        scale[i] += Math.abs(next - expected[i]);
        expected[i] = next;
        if (!rules.get(i).undecided) {
          assertEquals(next, p.value().get(i), 3e-5 * scale[i], options + ", step " + t + ", element " + i);
        }
      }
    }
  }

  @Property(tries = 2400)
  void theScaleOfTheGradientsDoesNotCountWithoutEps(@ForAll("scaleFree") OptimizerOptions options, @ForAll("sizes") int[] sizes, @ForAll long seed,
      @ForAll @IntRange(min = -20, max = 20) int exponent) {
    List<Parameter> first = Trial.parameters(new Random(seed), sizes);
    List<Parameter> second = Trial.parameters(new Random(seed), sizes);
    Optimizer plain = options.build(first);
    Optimizer scaled = options.build(second);
    for (int t = 0; t < 5; t++) {
      Random random = new Random(seed + t);
      for (int i = 0; i < first.size(); i++) {
        float[] g = Trial.normal(random, sizes[i]);
        Trial.gradient(first.get(i), g);
        Trial.gradient(second.get(i), Trial.scalb(g, exponent));
      }
      plain.step();
      scaled.step();
    }
    assertSame(first, second);
  }

  @Property(tries = 500)
  void asgdWithoutDecaysIsPlainDescent(@ForAll("asgd") ASGD.Options o, @ForAll("sizes") int[] sizes, @ForAll long seed) {
    List<Parameter> first = Trial.parameters(new Random(seed), sizes);
    List<Parameter> second = Trial.parameters(new Random(seed), sizes);
    Optimizer averaged = o.lambd(0).build(first);
    Optimizer plain = SGD.options().lr(o.lr()).weightDecay(o.weightDecay()).maximize(o.maximize()).build(second);
    for (int t = 0; t < 5; t++) {
      for (int i = 0; i < sizes.length; i++) {
        float[] g = Trial.wild(new Random(seed + t + i), sizes[i]);
        Trial.gradient(first.get(i), g);
        Trial.gradient(second.get(i), g);
      }
      averaged.step();
      plain.step();
    }
    assertSame(first, second);
  }

  @Property(tries = 500)
  void fromStepT0OnTheAverageIsTheMeanOfTheParameters(@ForAll("asgd") ASGD.Options drawn, @ForAll long seed,
      @ForAll @IntRange(max = 6) int t0) {
    ASGD.Options o = drawn.t0(t0);
    Random random = new Random(seed);
    Parameter p = Trial.parameter(Trial.normal(random, 9));
    ASGD asgd = new ASGD(List.of(p), o);
    double[] sum = new double[9];
    int counted = 0;
    double largest = 1;
    for (int t = 1; t <= 12; t++) {
      Trial.gradient(p, Trial.normal(random, 9));
      asgd.step();
      if (t - 1 - t0 <= 1) {
        sum = new double[9];
        counted = 0;
      }
      counted++;
      float[] average = asgd.state(p).tensors().get("ax").toArray();
      for (int i = 0; i < 9; i++) {
        sum[i] += p.value().get(i);
        largest = Math.max(largest, Math.abs(p.value().get(i)));
        assertEquals(sum[i] / counted, average[i], 1e-5 * largest, "step " + t);
      }
    }
  }

  @Property(tries = 500)
  void everyElementMovesByLionsRate(@ForAll("lion") Lion.Options drawn, @ForAll long seed) {
    Lion.Options o = drawn.weightDecay(0).lr(0.25);
    Random random = new Random(seed);
    Parameter p = Trial.parameter(new float[33]);
    Lion lion = new Lion(List.of(p), o);
    for (int t = 0; t < 20; t++) {
      float[] before = p.value().toArray();
      Trial.gradient(p, Trial.normal(random, 33));
      lion.step();
      for (int i = 0; i < 33; i++) {
        assertEquals(0.25f, Math.abs(p.value().get(i) - before[i]));
      }
    }
  }

  @Property(tries = 500)
  void cautiousElementsAgreeWithTheGradientAndShareTheRateOfAll(@ForAll("lion") Lion.Options drawn, @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 70) int size) {
    Lion.Options o = drawn.weightDecay(0).lr(0.5).caution(true);
    Random random = new Random(seed);
    Parameter p = Trial.parameter(new float[size]);
    Lion lion = new Lion(List.of(p), o);
    for (int t = 0; t < 8; t++) {
      p.value().copyFrom(Tensor.zeros(size));
      float[] g = Trial.normal(random, size);
      Trial.gradient(p, g);
      lion.step();
      double moved = 0;
      int taking = 0;
      for (int i = 0; i < size; i++) {
        float d = p.value().get(i);
        moved += Math.abs(d);
        taking += d != 0 ? 1 : 0;
        assertTrue(d * (o.maximize() ? -g[i] : g[i]) <= 0, "element " + i);
      }
      assertEquals(taking == 0 ? 0 : 0.5 * size, moved, 1e-5 * size);
    }
  }

  @Property(tries = 500)
  void stepsOfRpropAreNothingOrWithinTheirBounds(@ForAll("rprop") Rprop.Options o, @ForAll long seed) {
    Random random = new Random(seed);
    Parameter p = Trial.parameter(new float[33]);
    Rprop rprop = new Rprop(List.of(p), o);
    for (int t = 0; t < 20; t++) {
      float[] before = p.value().toArray();
      Trial.gradient(p, Trial.wild(random, 33));
      rprop.step();
      for (int i = 0; i < 33; i++) {
        double moved = Math.abs((double) p.value().get(i) - before[i]);
        double rounding = 2 * Math.ulp(Math.max(Math.abs(before[i]), Math.abs(p.value().get(i))));
        double least = o.stepSizeMin() * (1 - 1e-6) - rounding;
        double most = o.stepSizeMax() * (1 + 1e-6) + rounding;
        assertTrue(moved == 0 || moved >= least && moved <= most, "moved " + moved);
      }
    }
  }

  @Property(tries = 500)
  void aConstantGradientMovesAdagradByTheInverseRoots(@ForAll("adagrad") Adagrad.Options drawn, @ForAll @IntRange(min = 1, max = 80) int eighths) {
    Adagrad.Options o = drawn.weightDecay(0).lrDecay(0).initialAccumulatorValue(0).maximize(false);
    Parameter p = Trial.parameter(0);
    Adagrad adagrad = new Adagrad(List.of(p), o);
    double expected = 0;
    for (int k = 1; k <= 20; k++) {
      Trial.gradient(p, eighths / 8f);
      adagrad.step();
      expected -= o.lr() * eighths / 8 / (Math.sqrt(k) * eighths / 8 + o.eps());
      assertEquals(expected, p.value().get(0), 1e-5 * k * o.lr());
    }
  }

  @Property(tries = 500)
  void aConstantGradientMakesRpropStepsGrowToTheirLargest(@ForAll("rprop") Rprop.Options drawn, @ForAll boolean up) {
    Rprop.Options o = drawn.maximize(false).stepSizes(1e-6, 3).lr(0.01);
    Parameter p = Trial.parameter(0);
    Rprop rprop = new Rprop(List.of(p), o);
    double expected = 0;
    for (int k = 1; k <= 40; k++) {
      Trial.gradient(p, up ? -0.3f : 0.3f);
      rprop.step();
      expected += (up ? 1 : -1) * Math.min(3, 0.01 * Math.pow(o.etaPlus(), k - 1));
      assertEquals(expected, p.value().get(0), 2e-6 * k * Math.abs(expected) + 1e-9);
    }
  }

  @Property(tries = 500)
  void withoutMemoryRmspropDividesByTheGradientItself(@ForAll("rmsprop") RMSprop.Options drawn, @ForAll long seed) {
    RMSprop.Options o = drawn.alpha(0).momentum(0).centered(false).weightDecay(0).maximize(false);
    Random random = new Random(seed);
    Parameter p = Trial.parameter(new float[17]);
    RMSprop rmsprop = new RMSprop(List.of(p), o);
    for (int t = 0; t < 5; t++) {
      float[] before = p.value().toArray();
      float[] g = Trial.normal(random, 17);
      Trial.gradient(p, g);
      rmsprop.step();
      for (int i = 0; i < 17; i++) {
        assertEquals(before[i] - o.lr() * g[i] / (Math.abs(g[i]) + o.eps()), p.value().get(i), 2e-6 * (o.lr() + Math.abs(before[i])));
      }
    }
  }

  @Property(tries = 500)
  void theVarianceOfAlternatingGradientsIsNearTheirSquare(@ForAll @IntRange(min = 1, max = 100) int tenths) {
    Parameter centered = Trial.parameter(0);
    Parameter plain = Trial.parameter(0);
    RMSprop first = new RMSprop(List.of(centered), RMSprop.options().centered(true));
    RMSprop second = new RMSprop(List.of(plain), RMSprop.options());
    float before = 0;
    float beforePlain = 0;
    for (int t = 0; t < 400; t++) {
      before = centered.value().get(0);
      beforePlain = plain.value().get(0);
      float g = (t % 2 == 0 ? tenths : -tenths) / 10f;
      Trial.gradient(centered, g);
      Trial.gradient(plain, g);
      first.step();
      second.step();
    }
    double step = plain.value().get(0) - beforePlain;
    assertEquals(step, centered.value().get(0) - before, 1e-3 * Math.abs(step));
  }

  private static void assertSame(List<Parameter> expected, List<Parameter> actual) {
    List<float[]> e = Trial.values(expected);
    List<float[]> a = Trial.values(actual);
    for (int i = 0; i < e.size(); i++) {
      assertArrayEquals(e.get(i), a.get(i), "parameter " + i);
    }
  }
}
