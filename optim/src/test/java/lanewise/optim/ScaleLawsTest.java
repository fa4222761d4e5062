package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import lanewise.autograd.Parameter;
import lanewise.optim.notebook.MomentumSGD;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What becomes of a path when all gradients are multiplied by a power of two, which loses no bit. "The same" means the same bits. */
class ScaleLawsTest {
  @Provide
  Arbitrary<OptimizerOptions> linear() {
    Arbitrary<OptimizerOptions> momentum = Arbitraries.of(0.0, 0.5, 0.9).map(mom -> MomentumSGD.options(0.1).mom(mom));
    Arbitrary<OptimizerOptions> averaged = DrawnDescent.asgd().map(o -> o.lambd(0).weightDecay(0));
    return Arbitraries.oneOf(momentum, averaged).withoutEdgeCases();
  }

  @Provide
  Arbitrary<int[]> sizes() {
    return Drawn.sizes();
  }

  private static void gradients(List<Parameter> first, List<Parameter> second, int exponent, long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < first.size(); i++) {
      float[] g = Trial.normal(random, first.get(i).shape().size());
      Trial.gradient(first.get(i), g);
      Trial.gradient(second.get(i), Trial.scalb(g, exponent));
    }
  }

  @Property(tries = 1200)
  void averagedDescentMovesInProportionToTheGradients(@ForAll("linear") OptimizerOptions options, @ForAll("sizes") int[] sizes, @ForAll long seed,
      @ForAll @IntRange(min = -20, max = 20) int exponent) {
    List<Parameter> first = zeros(sizes);
    List<Parameter> second = zeros(sizes);
    Optimizer plain = options.build(first);
    Optimizer scaled = options.build(second);
    for (int t = 0; t < 5; t++) {
      gradients(first, second, exponent, seed + t);
      plain.step();
      scaled.step();
    }
    for (int i = 0; i < sizes.length; i++) {
      assertArrayEquals(Trial.scalb(first.get(i).value().toArray(), exponent), second.get(i).value().toArray(), "parameter " + i);
    }
  }

  private static List<Parameter> zeros(int[] sizes) {
    return Arrays.stream(sizes).mapToObj(n -> Trial.parameter(new float[n])).toList();
  }

  @Property(tries = 500)
  void muonDoesNotSeeTheScaleOfTheGradients(@ForAll @IntRange(min = 1, max = 20) int rows, @ForAll @IntRange(min = 1, max = 20) int columns,
      @ForAll boolean nesterov, @ForAll long seed, @ForAll @IntRange(min = -20, max = 20) int exponent) {
    List<Parameter> first = Matrices.parameters(new Random(seed), new int[] {rows, columns});
    List<Parameter> second = Matrices.parameters(new Random(seed), new int[] {rows, columns});
    Muon.Options options = Muon.options().lr(0.1).eps(0).weightDecay(0).nesterov(nesterov);
    Muon plain = options.build(first);
    Muon scaled = options.build(second);
    for (int t = 0; t < 2; t++) {
      gradients(first, second, exponent, seed + t);
      plain.step();
      scaled.step();
    }
    assertArrayEquals(first.getFirst().value().toArray(), second.getFirst().value().toArray());
  }

  @Property(tries = 500)
  void rectifiedStepsOfRAdamDoNotSeeTheScaleOfTheGradients(@ForAll("sizes") int[] sizes, @ForAll boolean maximize, @ForAll long seed,
      @ForAll @IntRange(min = -20, max = 20) int exponent) {
    List<Parameter> first = Trial.parameters(new Random(seed), sizes);
    List<Parameter> second = Trial.parameters(new Random(seed), sizes);
    RAdam.Options options = RAdam.options().lr(0.1).eps(0).maximize(maximize);
    RAdam plain = options.build(first);
    RAdam scaled = options.build(second);
    for (int t = 1; t <= 9; t++) {
      gradients(first, second, exponent, seed + t);
      plain.step();
      scaled.step();
      if (t == 5) { // the steps until here are plain momentum
        for (int i = 0; i < sizes.length; i++) {
          second.get(i).value().copyFrom(first.get(i).value());
        }
      }
    }
    for (int i = 0; i < sizes.length; i++) {
      assertArrayEquals(first.get(i).value().toArray(), second.get(i).value().toArray(), "parameter " + i);
    }
  }
}
