package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Random;
import lanewise.autograd.Parameter;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** LARS and LAMB, whose steps depend on the norms of whole parameters. */
class LayerwiseLawsTest {
  @Provide
  Arbitrary<LARS.Options> lars() {
    return DrawnLayerwise.lars();
  }

  @Provide
  Arbitrary<LAMB.Options> lamb() {
    return DrawnLayerwise.lamb();
  }

  @Provide
  Arbitrary<OptimizerOptions> both() {
    return Arbitraries.oneOf(DrawnLayerwise.lars(), DrawnLayerwise.lamb());
  }

  @Provide
  Arbitrary<int[]> sizes() {
    return Drawn.sizes();
  }

  private static void renew(List<Parameter> parameters, long seed, boolean all) {
    Random random = new Random(seed);
    for (Parameter p : parameters) {
      p.zeroGrad();
      float[] g = Trial.normal(random, p.value().size());
      if (random.nextInt(5) > 0 || all) {
        Trial.gradient(p, g);
      }
    }
  }

  private static double norm(double... x) {
    double sum = 0;
    for (double v : x) {
      sum += v * v;
    }
    return Math.sqrt(sum);
  }

  private static double[] doubles(float... x) {
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = x[i];
    }
    return y;
  }

  private static void same(List<float[]> expected, List<float[]> actual) {
    for (int i = 0; i < expected.size(); i++) {
      assertArrayEquals(expected.get(i), actual.get(i), "parameter " + i);
    }
  }

  @Property(tries = 500)
  void lambMovesEachParameterByTheRateTimesItsNormWhereItAdapts(@ForAll("lamb") LAMB.Options options, @ForAll("sizes") int[] sizes,
      @ForAll long seed) {
    LAMB.Options adapting = options.lr(0.1).weightDecay(0.01).trustClip(false);
    List<Parameter> parameters = Trial.parameters(new Random(seed), sizes);
    LAMB optimizer = adapting.build(parameters);
    for (int t = 0; t < 4; t++) {
      renew(parameters, seed + t, true);
      List<float[]> before = Trial.values(parameters);
      optimizer.step();
      List<float[]> after = Trial.values(parameters);
      for (int k = 0; k < sizes.length; k++) {
        double[] from = doubles(before.get(k));
        double[] moved = new double[sizes[k]];
        for (int i = 0; i < moved.length; i++) {
          from[i] *= adapting.decoupledDecay() ? 1 - 0.1 * 0.01 : 1;
          moved[i] = after.get(k)[i] - from[i];
        }
        assertEquals(0.1 * norm(from), norm(moved), 2e-6 * norm(from), "size " + sizes[k]);
      }
    }
  }

  @Property(tries = 500)
  void larsIsTheMomentumRuleWithTheGradientAndTheDecayTimesTheRatio(@ForAll("lars") LARS.Options o, @ForAll("sizes") int[] sizes,
      @ForAll long seed) {
    List<Parameter> parameters = Trial.parameters(new Random(seed), sizes);
    LARS optimizer = o.build(parameters);
    double[][] buffers = new double[sizes.length][];
    for (int t = 0; t < 3; t++) {
      renew(parameters, seed + t, true);
      List<float[]> before = Trial.values(parameters);
      optimizer.step();
      for (int k = 0; k < sizes.length; k++) {
        double[] p = doubles(before.get(k));
        double[] g = doubles(parameters.get(k).grad().toArray());
        double ratio = 1;
        if ((o.weightDecay() != 0 || o.alwaysAdapt()) && norm(p) > 0 && norm(g) > 0) {
          ratio = o.trustCoeff() * norm(p) / (norm(g) + o.weightDecay() * norm(p) + o.eps());
          ratio = o.trustClip() ? o.lr() == 0 ? 1 : Math.min(ratio / o.lr(), 1) : ratio;
        }
        double[] b = t == 0 ? new double[p.length] : buffers[k];
        for (int i = 0; i < p.length; i++) {
          double d = ratio * (g[i] + o.weightDecay() * p[i]);
          b[i] = t == 0 ? d : o.momentum() * b[i] + (1 - o.dampening()) * d;
          d = o.momentum() == 0 ? d : o.nesterov() ? d + o.momentum() * b[i] : b[i];
          double expected = p[i] - o.lr() * d;
          assertEquals(expected, parameters.get(k).value().get(i), 1e-5, "step " + t);
        }
        buffers[k] = b;
      }
    }
  }

  @Property(tries = 500)
  void larsWithoutDecayIsPlainDescentBitForBit(@ForAll("lars") LARS.Options o, @ForAll("sizes") int[] sizes, @ForAll long seed) {
    List<Parameter> first = Trial.parameters(new Random(seed), sizes);
    List<Parameter> second = Trial.parameters(new Random(seed), sizes);
    LARS lars = o.weightDecay(0).alwaysAdapt(false).build(first);
    SGD sgd = new SGD.Options(o.lr(), o.momentum(), o.dampening(), 0, o.nesterov(), false).build(second);
    for (int t = 0; t < 4; t++) {
      renew(first, seed + t, false);
      renew(second, seed + t, false);
      lars.step();
      sgd.step();
    }
    same(Trial.values(second), Trial.values(first));
  }

  @Property(tries = 500)
  void lambWithoutDecayAndLimitIsAdam(@ForAll("sizes") int[] sizes, @ForAll long seed, @ForAll @IntRange(min = 1, max = 10) int steps) {
    List<Parameter> first = Trial.parameters(new Random(seed), sizes);
    List<Parameter> second = Trial.parameters(new Random(seed), sizes);
    LAMB lamb = LAMB.options().lr(0.01).weightDecay(0).noMaxGradNorm().build(first);
    Adam adam = Adam.options().lr(0.01).eps(1e-6).build(second);
    for (int t = 0; t < steps; t++) {
      renew(first, seed + t, true);
      renew(second, seed + t, true);
      lamb.step();
      adam.step();
    }
    for (int k = 0; k < sizes.length; k++) {
      assertArrayEquals(second.get(k).value().toArray(), first.get(k).value().toArray(), 1e-5f);
    }
  }

  @Property(tries = 500)
  void lambsLimitIsClippingBeforeIt(@ForAll("lamb") LAMB.Options options, @ForAll("sizes") int[] sizes, @ForAll long seed) {
    List<Parameter> first = Trial.parameters(new Random(seed), sizes);
    List<Parameter> second = Trial.parameters(new Random(seed), sizes);
    LAMB limited = options.maxGradNorm(0.5).build(first);
    LAMB plain = options.noMaxGradNorm().build(second);
    for (int t = 0; t < 3; t++) {
      renew(first, seed + t, true);
      renew(second, seed + t, true);
      limited.step();
      Gradients.scale(second, 1 / Math.max(1, Gradients.getTotalNorm(second) / 0.5));
      plain.step();
    }
    same(Trial.values(second), Trial.values(first));
  }

  @Property(tries = 1200)
  void clippingInsideTheStepHasTheBitsOfClippingBeforeIt(@ForAll("both") OptimizerOptions options, @ForAll("sizes") int[] sizes, @ForAll long seed) {
    List<Parameter> first = Trial.parameters(new Random(seed), sizes);
    List<Parameter> second = Trial.parameters(new Random(seed), sizes);
    Optimizer inside = options.build(first);
    Optimizer before = options.build(second);
    inside.clipGradNorm(0.7);
    for (int t = 0; t < 3; t++) {
      renew(first, seed + t, false);
      renew(second, seed + t, false);
      inside.step();
      Gradients.clipGradNorm(second, 0.7);
      before.step();
    }
    same(Trial.values(second), Trial.values(first));
  }

  @Property(tries = 1200)
  void zeroGradientsOnFreshStateWithoutDecayMoveNothing(@ForAll("both") OptimizerOptions options, @ForAll("sizes") int[] sizes, @ForAll long seed) {
    List<Parameter> parameters = Trial.parameters(new Random(seed), sizes);
    List<float[]> before = Trial.values(parameters);
    Optimizer optimizer = options.with(new OptionValues(Map.of("weight_decay", 0, "eps", 1e-8))).build(parameters);
    for (int t = 0; t < 3; t++) {
      parameters.forEach(p -> Trial.gradient(p, new float[p.value().size()]));
      optimizer.step();
    }
    same(before, Trial.values(parameters));
  }

  @Property(tries = 1200)
  void aParameterWithoutAGradientOrARateKeepsItsBits(@ForAll("both") OptimizerOptions options, @ForAll("sizes") int[] sizes, @ForAll long seed) {
    List<Parameter> parameters = Trial.parameters(new Random(seed), sizes);
    Optimizer optimizer = options.build(parameters);
    for (int t = 0; t < 3; t++) {
      renew(parameters, seed + t, false);
      List<float[]> before = Trial.values(parameters);
      optimizer.step();
      for (int k = 0; k < sizes.length; k++) {
        if (!parameters.get(k).hasGrad() || options.lr() == 0) {
          assertArrayEquals(before.get(k), parameters.get(k).value().toArray());
        }
      }
    }
  }

  @Property(tries = 1200)
  void aRunThatIsTakenUpFromItsStateEndsWithTheSameBits(@ForAll("both") OptimizerOptions options, @ForAll("sizes") int[] sizes, @ForAll long seed,
      @ForAll @IntRange(max = 6) int split) {
    List<Parameter> first = Trial.parameters(new Random(seed), sizes);
    List<Parameter> second = Trial.parameters(new Random(seed), sizes);
    Optimizer whole = options.build(first);
    Optimizer begun = options.build(second);
    for (int t = 0; t < 6; t++) {
      if (t == split) {
        Optimizer resumed = options.lr(7).build(second);
        resumed.loadStateDict(begun.stateDict());
        begun = resumed;
      }
      renew(first, seed + t, false);
      renew(second, seed + t, false);
      whole.step();
      begun.step();
    }
    same(Trial.values(first), Trial.values(second));
  }

  @Property(tries = 1200)
  void larsDoesNotMixParametersAndLambOnlyThroughItsLimit(@ForAll("both") OptimizerOptions drawn, @ForAll("sizes") int[] sizes, @ForAll long seed) {
    OptimizerOptions options = drawn instanceof LAMB.Options o ? o.noMaxGradNorm() : drawn;
    List<Parameter> first = Trial.parameters(new Random(seed), sizes);
    List<Parameter> second = Trial.parameters(new Random(seed), sizes);
    Optimizer together = options.build(first);
    List<Optimizer> apart = second.stream().<Optimizer>map(p -> options.build(List.of(p))).toList();
    for (int t = 0; t < 3; t++) {
      renew(first, seed + t, true);
      renew(second, seed + t, true);
      together.step();
      apart.forEach(Optimizer::step);
    }
    same(Trial.values(second), Trial.values(first));
  }

  @Property(tries = 500)
  void withTrustClipNothingMovesFurtherThanWithoutAdaptation(@ForAll("sizes") int[] sizes, @ForAll long seed) {
    List<Parameter> first = Trial.parameters(new Random(seed), sizes);
    List<Parameter> second = Trial.parameters(new Random(seed), sizes);
    var options = LARS.options().lr(0.5).trustCoeff(10).alwaysAdapt(true);
    List<float[]> before = Trial.values(first);
    renew(first, seed, true);
    renew(second, seed, true);
    options.trustClip(true).build(first).step();
    options.alwaysAdapt(false).build(second).step();
    for (int k = 0; k < sizes.length; k++) {
      for (int i = 0; i < sizes[k]; i++) {
        float start = before.get(k)[i];
        assertTrue(Math.abs(first.get(k).value().get(i) - start) <= Math.abs(second.get(k).value().get(i) - start) + 1e-6);
      }
    }
  }
}
