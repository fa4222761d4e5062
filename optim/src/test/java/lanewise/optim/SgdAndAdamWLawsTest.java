package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import lanewise.autograd.Parameter;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Laws of SGD alone, and of AdamW alone. "The same" means the same bits. */
class SgdAndAdamWLawsTest {
  @Provide
  Arbitrary<SGD.Options> sgd() {
    return Drawn.sgd();
  }

  @Provide
  Arbitrary<AdamW.Options> adamW() {
    return Drawn.adamW();
  }

  @Provide
  Arbitrary<int[]> sizes() {
    return Drawn.sizes();
  }

  private static void gradients(List<Parameter> parameters, Random random) {
    for (Parameter p : parameters) {
      Trial.gradient(p, Trial.wild(random, p.value().size()));
    }
  }

  private static void assertSame(List<float[]> expected, List<float[]> actual) {
    for (int i = 0; i < expected.size(); i++) {
      assertArrayEquals(expected.get(i), actual.get(i), "parameter " + i);
    }
  }

  private static float[] times(float[] x, float factor) {
    float[] y = x.clone();
    for (int i = 0; i < y.length; i++) {
      y[i] *= factor;
    }
    return y;
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
  void dampeningWithoutMomentumIsPlainDescent(@ForAll("sgd") SGD.Options options, @ForAll("sizes") int[] sizes, @ForAll long seed) {
    List<Parameter> first = Trial.parameters(new Random(seed), sizes);
    List<Parameter> second = Trial.parameters(new Random(seed), sizes);
    Optimizer damped = options.nesterov(false).momentum(0).dampening(0.7).build(first);
    Optimizer plain = options.nesterov(false).momentum(0).dampening(0).build(second);
    for (int t = 0; t < 4; t++) {
      gradients(first, new Random(seed + t));
      gradients(second, new Random(seed + t));
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
}
