package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import lanewise.autograd.Parameter;
import lanewise.tensor.Tensor;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Laws of clipping, as a function and inside the step. */
class ClippingLawsTest {
  @Provide
  Arbitrary<OptimizerOptions> any() {
    return Drawn.any();
  }

  @Provide
  Arbitrary<int[]> sizes() {
    return Drawn.sizes();
  }

  @Provide
  Arbitrary<Double> limits() {
    return Arbitraries.of(0.0, 1e-3, 0.1, 1.0, 30.0, 1e4, Double.POSITIVE_INFINITY);
  }

  @Provide
  Arbitrary<Double> types() {
    return Arbitraries.of(2.0, 2.0, 1.0, 3.0, 0.5, Double.POSITIVE_INFINITY);
  }

  /** Parameters of which about one in five has no gradient. */
  private static List<Parameter> drawn(Random random, int... sizes) {
    List<Parameter> parameters = Trial.parameters(random, sizes);
    parameters.forEach(p -> renew(random, p));
    return parameters;
  }

  private static void renew(Random random, Parameter p) {
    p.zeroGrad();
    float[] g = Trial.wild(random, p.value().size());
    if (random.nextInt(5) > 0) {
      Trial.gradient(p, g);
    }
  }

  private static List<float[]> gradients(List<Parameter> parameters) {
    return parameters.stream().filter(Parameter::hasGrad).map(p -> p.grad().toArray()).toList();
  }

  private static Parameter concatenated(List<Parameter> parameters) {
    List<Float> all = new ArrayList<>();
    for (float[] g : gradients(parameters)) {
      for (float x : g) {
        all.add(x);
      }
    }
    float[] g = new float[all.size()];
    for (int i = 0; i < g.length; i++) {
      g[i] = all.get(i);
    }
    Parameter p = Trial.parameter(new float[g.length]);
    Trial.gradient(p, g);
    return p;
  }

  @Property(tries = Drawn.TRIES_OF_ANY)
  void clippingInsideTheStepHasTheBitsOfClippingBeforeIt(@ForAll("any") OptimizerOptions options, @ForAll("sizes") int[] sizes,
      @ForAll("limits") double limit, @ForAll("types") double type, @ForAll long seed) {
    List<Parameter> first = Trial.parameters(new Random(seed), sizes);
    List<Parameter> second = Trial.parameters(new Random(seed), sizes);
    Optimizer inside = options.build(List.of(Group.group(first.subList(0, 1)), Group.group(first.subList(1, first.size()))));
    Optimizer before = options.build(List.of(Group.group(second.subList(0, 1)), Group.group(second.subList(1, second.size()))));
    inside.clipGradNorm(limit, type);
    for (int t = 0; t < 4; t++) {
      for (int i = 0; i < sizes.length; i++) {
        renew(new Random(seed + 10 * t + i), first.get(i));
        renew(new Random(seed + 10 * t + i), second.get(i));
      }
      List<float[]> untouched = gradients(first);
      inside.step();
      assertEquals(OptionalDouble.of(Gradients.clipGradNorm(second, limit, type)), inside.lastGradNorm());
      before.step();
      same(untouched, gradients(first));
      same(Trial.values(second), Trial.values(first));
      for (int i = 0; i < sizes.length; i++) {
        ParamState a = inside.state(first.get(i));
        ParamState b = before.state(second.get(i));
        assertEquals(b.numbers(), a.numbers());
        b.tensors().forEach((name, x) -> assertArrayEquals(x.toArray(), a.tensors().get(name).toArray(), name));
      }
    }
  }

  private static void same(List<float[]> expected, List<float[]> actual) {
    assertEquals(expected.size(), actual.size());
    for (int i = 0; i < expected.size(); i++) {
      assertArrayEquals(expected.get(i), actual.get(i), "array " + i);
    }
  }

  @Property(tries = 500)
  void afterClippingTheNormIsWithinTheLimitAndTheDirectionIsKept(@ForAll("sizes") int[] sizes, @ForAll("limits") double limit,
      @ForAll("types") double type, @ForAll long seed) {
    List<Parameter> parameters = drawn(new Random(seed), sizes);
    List<float[]> before = gradients(parameters);
    double norm = Gradients.clipGradNorm(parameters, limit, type);
    double after = Gradients.getTotalNorm(parameters, type, true);
    assertTrue(after <= Math.min(norm, limit) * (1 + 1e-6), norm + " became " + after + ", limit " + limit);
    if (norm > limit && limit > 1e-2) {
      assertTrue(after >= limit * (1 - 1e-6) - 1e-6, norm + " became " + after + ", limit " + limit);
    }
    double factor = norm == 0 ? 1 : Math.min(1, limit / (norm + 1e-6));
    List<float[]> now = gradients(parameters);
    for (int k = 0; k < before.size(); k++) {
      for (int i = 0; i < before.get(k).length; i++) {
        assertEquals(factor * before.get(k)[i], now.get(k)[i], 2e-7 * Math.abs(factor * before.get(k)[i]) + Float.MIN_VALUE);
      }
    }
  }

  @Property(tries = 500)
  void clippingTwiceIsClippingOnce(@ForAll("sizes") int[] sizes, @ForAll("limits") double limit, @ForAll("types") double type, @ForAll long seed) {
    List<Parameter> parameters = drawn(new Random(seed), sizes);
    Gradients.clipGradNorm(parameters, limit, type);
    List<float[]> once = gradients(parameters);
    Gradients.clipGradNorm(parameters, limit, type);
    List<float[]> twice = gradients(parameters);
    double slack = limit == 0 ? 0 : 1e-6 + 1e-6 / limit;
    for (int k = 0; k < once.size(); k++) {
      for (int i = 0; i < once.get(k).length; i++) {
        assertEquals(once.get(k)[i], twice.get(k)[i], slack * Math.abs(once.get(k)[i]) + Float.MIN_VALUE);
      }
    }
  }

  @Property(tries = 500)
  void theOrderOfTheParametersMakesNoDifferenceBeyondDoublesRounding(@ForAll("sizes") int[] sizes, @ForAll("types") double type, @ForAll long seed) {
    List<Parameter> parameters = drawn(new Random(seed), sizes);
    double norm = Gradients.getTotalNorm(parameters, type, true);
    Collections.shuffle(parameters, new Random(seed));
    assertEquals(norm, Gradients.getTotalNorm(parameters, type, true), 1e-14 * norm);
  }

  @Property(tries = 500)
  void theNormIsThatOfTheConcatenationAndOfTheNorms(@ForAll("sizes") int[] sizes, @ForAll("types") double type, @ForAll long seed) {
    List<Parameter> parameters = drawn(new Random(seed), sizes);
    double norm = Gradients.getTotalNorm(parameters, type, true);
    assertEquals(norm, Gradients.getTotalNorm(List.of(concatenated(parameters)), type, true), 1e-12 * norm);
    double sum = 0;
    for (Parameter p : parameters) {
      double part = Gradients.getTotalNorm(List.of(p), type, true);
      sum = type == Double.POSITIVE_INFINITY ? Math.max(sum, part) : sum + Math.pow(part, type);
    }
    assertEquals(type == Double.POSITIVE_INFINITY ? sum : Math.pow(sum, 1 / type), norm, 1e-12 * norm);
  }

  @Property(tries = 500)
  void theMeanOfMicroBatchesIsTheSumScaled(@ForAll("sizes") int[] sizes, @ForAll long seed) {
    Random random = new Random(seed);
    int k = 1 + random.nextInt(6);
    List<Parameter> parameters = Trial.parameters(random, sizes);
    double[][] mean = new double[sizes.length][];
    for (int i = 0; i < sizes.length; i++) {
      mean[i] = new double[sizes[i]];
      for (int part = 0; part < k; part++) {
        float[] g = Trial.normal(random, sizes[i]);
        parameters.get(i).backward(Tensor.of(g, sizes[i]));
        for (int j = 0; j < sizes[i]; j++) {
          mean[i][j] += g[j] / (double) k;
        }
      }
    }
    Gradients.scale(parameters, 1.0 / k);
    for (int i = 0; i < sizes.length; i++) {
      float[] g = parameters.get(i).grad().toArray();
      for (int j = 0; j < sizes[i]; j++) {
        assertEquals(mean[i][j], g[j], 1e-5);
      }
    }
  }

  @Test
  void clippingInTheStepCanBeSwitchedOffAndReportsNothingThen() {
    Parameter p = Trial.parameter(0, 0);
    SGD sgd = SGD.options().lr(1).build(List.of(p));
    assertTrue(sgd.lastGradNorm().isEmpty());
    sgd.clipGradNorm(1);
    Trial.gradient(p, 3, 4);
    sgd.step();
    assertArrayEquals(new float[] {-0.59999988f, -0.79999984f}, p.value().toArray());
    assertEquals(OptionalDouble.of(5), sgd.lastGradNorm());
    sgd.noClipGradNorm();
    assertTrue(sgd.lastGradNorm().isEmpty());
    sgd.step();
    assertArrayEquals(new float[] {-0.59999988f - 3, -0.79999984f - 4}, p.value().toArray());
  }

  @Test
  void aLimitOutsideItsRangeIsRefusedAndTheOldOneStays() {
    Parameter p = Trial.parameter(0, 0);
    SGD sgd = SGD.options().lr(1).build(List.of(p));
    sgd.clipGradNorm(5e5);
    for (double bad : new double[] {-1, Double.NaN, Double.NEGATIVE_INFINITY}) {
      assertThrows(IllegalArgumentException.class, () -> sgd.clipGradNorm(bad));
      assertThrows(IllegalArgumentException.class, () -> sgd.clipGradNorm(1, bad));
    }
    assertThrows(IllegalArgumentException.class, () -> sgd.clipGradNorm(1, 0));
    Trial.gradient(p, 3, 4);
    sgd.step();
    assertArrayEquals(new float[] {-3, -4}, p.value().toArray());
  }

  @Test
  void withErrorIfNonfiniteTheParameterIsNamedAndNothingChanges() {
    List<Parameter> parameters = List.of(Trial.parameter(1), Trial.parameter(2), Trial.parameter(3, 4));
    SGD sgd = SGD.options().lr(1).momentum(0.9).build(parameters);
    sgd.errorIfNonfinite(true);
    for (double type : new double[] {2, 3, Double.POSITIVE_INFINITY}) {
      sgd.clipGradNorm(1, type);
      Trial.gradient(parameters.get(0), 1);
      Trial.gradient(parameters.get(2), 1, Float.NEGATIVE_INFINITY);
      var e = assertThrows(IllegalArgumentException.class, sgd::step);
      assertTrue(e.getMessage().contains("parameter 2 of group 0 of shape [2]"), e.getMessage());
      assertArrayEquals(new float[] {1}, parameters.get(0).value().toArray());
      assertFalse(sgd.state(parameters.get(0)).names().contains("momentum_buffer"));
    }
  }
}
