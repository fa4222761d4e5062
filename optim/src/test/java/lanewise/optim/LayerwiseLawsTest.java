package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import lanewise.autograd.Parameter;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

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

  /** Vector and matrix of the published worked examples: parameters after steps 1, 2 and 8. */
  static Stream<Arguments> examples() {
    var lars = LARS.options().weightDecay(0.1).momentum(0.9);
    var lamb = LAMB.options().lr(0.01);
    float[] vector = {1, -2, .5f};
    float[][] three = {{.1f, -.2f, .3f}, {-.4f, .5f, 0}, {.25f, .25f, -1}, {0, -.1f, .2f}, {1, .3f, -.05f}};
    float[] matrix = {1, -2, .5f, .25f, -.75f, 1.5f};
    float[][] six = {{.1f, -.2f, .3f, -.4f, .5f, 0}, {.25f, .25f, -1, 0, -.1f, .2f}, {1, .3f, -.05f, .6f, -.7f, .8f}};
    return Stream.of(
        Arguments.of(lars, vector, three, new double[] {.9992404082, -1.998480816, .4986707144, .9993470877, -1.997904063, .4973430221, .9868662976,
            -1.987790178, .4923174693}),
        Arguments.of(lamb, vector, three, new double[] {.986793339, -1.986662513, .486858632, .9996954531, -1.996576709, .4710154563, .9488716876,
            -2.099000113, .5212891172}),
        Arguments.of(lars, matrix, six, new double[] {.9994447182, -1.998889436, .4990282568, .2510411534, -.7511799739, 1.499583539, .9982165381,
            -1.997994238, .5001313613, .2519259361, -.7518774338, 1.498480268, .9742840464, -1.989163833, .5077162337, .2546940795, -.751638486,
            1.47756963}),
        Arguments.of(lamb, matrix, six, new double[] {.9871899709, -1.987063074, .487253303, .2626515827, -.7625881724, 1.49980975, .9698451961,
            -1.988936262, .4962178525, .2747218593, -.7719237557, 1.486081107, .8557112604, -2.021225378, .5428824544, .2937460771, -.782938467,
            1.384590186}));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void theParametersFollowThePublishedRule(OptimizerOptions options, float[] initial, float[][] gradients, double[] expected) {
    Parameter p = Trial.parameter(initial);
    Optimizer optimizer = options.build(List.of(p));
    int row = 0;
    for (int t = 1; t <= 8; t++) {
      Trial.gradient(p, gradients[(t - 1) % gradients.length]);
      optimizer.step();
      if (t == 1 || t == 2 || t == 8) {
        for (int i = 0; i < initial.length; i++) {
          assertEquals(expected[row++], p.value().get(i), 1e-6, "step " + t + ", element " + i);
        }
      }
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
