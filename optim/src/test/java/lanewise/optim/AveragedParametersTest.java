package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import lanewise.autograd.Parameter;
import lanewise.tensor.KernelLevel;
import lanewise.tensor.Tensor;
import lanewise.tensor.Workers;
import lanewise.tensor.kernel.template.Ladder;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AveragedParametersTest {
  private final KernelLevel level = KernelLevel.current();
  private final int threads = Workers.threads();

  @AfterEach
  void restore() {
    Ladder.force(level);
    Workers.setThreads(threads);
  }

  @Provide
  Arbitrary<int[]> sizes() {
    return Drawn.sizes();
  }

  private static void renew(List<Parameter> parameters, Random random) {
    parameters.forEach(p -> p.value().copyFrom(Tensor.of(Trial.normal(random, p.value().size()), p.value().size())));
  }

  private static List<float[]> arrays(List<Tensor> tensors) {
    return tensors.stream().map(Tensor::toArray).toList();
  }

  private static void same(List<float[]> expected, List<float[]> actual) {
    assertEquals(expected.size(), actual.size());
    for (int i = 0; i < expected.size(); i++) {
      assertArrayEquals(expected.get(i), actual.get(i), "tensor " + i);
    }
  }

  /** Weight of the i-th of n updates, from 1. */
  private static double weight(double decay, int i, int n) {
    return decay < 0 ? 1.0 / n : Math.pow(decay, n - i) * (i == 1 ? 1 : 1 - decay);
  }

  @Property(tries = 500)
  void meanAndMovingAverageHaveTheirClosedForms(@ForAll("sizes") int[] sizes, @ForAll long seed, @ForAll @IntRange(min = 1, max = 15) int updates,
      @ForAll @IntRange(min = -1, max = 10) int tenths) {
    double decay = tenths / 10.0;
    List<Parameter> parameters = Trial.parameters(new Random(seed), sizes);
    AveragedParameters averages = new AveragedParameters(parameters, tenths < 0 ? Averaging.swa() : Averaging.ema(decay));
    double[][] expected = new double[sizes.length][];
    List<float[]> first = List.of();
    for (int n = 1; n <= updates; n++) {
      renew(parameters, new Random(seed + n));
      first = n == 1 ? Trial.values(parameters) : first;
      averages.update();
      for (int k = 0; k < sizes.length; k++) {
        expected[k] = n == 1 ? new double[sizes[k]] : expected[k];
        for (int i = 0; i < sizes[k]; i++) {
          expected[k][i] += weight(decay, n, updates) * parameters.get(k).value().get(i);
        }
      }
    }
    assertEquals(updates, averages.nAveraged());
    List<float[]> actual = arrays(averages.values());
    for (int k = 0; k < sizes.length; k++) {
      for (int i = 0; i < sizes[k]; i++) {
        assertEquals(expected[k][i], actual.get(k)[i], 2e-6);
      }
    }
    if (tenths == 0) {
      same(Trial.values(parameters), actual);
    }
    if (tenths == 10) {
      same(first, actual);
    }
  }

  @Property(tries = 500)
  void swappingTwiceIsNothingAndOnceExchanges(@ForAll("sizes") int[] sizes, @ForAll long seed) {
    List<Parameter> parameters = Trial.parameters(new Random(seed), sizes);
    AveragedParameters averages = new AveragedParameters(parameters, Averaging.swa());
    averages.update();
    renew(parameters, new Random(seed + 1));
    averages.update();
    List<float[]> own = Trial.values(parameters);
    List<float[]> mean = arrays(averages.values());
    averages.swap();
    same(mean, Trial.values(parameters));
    assertThrows(IllegalStateException.class, averages::update);
    assertThrows(IllegalStateException.class, averages::values);
    averages.swap();
    same(own, Trial.values(parameters));
    same(mean, arrays(averages.values()));
  }

  @Test
  void everyWidthAndNumberOfThreadsHasTheBitsOfTheScalarTwin() {
    List<List<float[]>> results = new ArrayList<>();
    for (KernelLevel each : List.of(KernelLevel.SCALAR, KernelLevel.SIMD128, KernelLevel.SIMD256, KernelLevel.SIMD512)) {
      Ladder.force(each);
      for (int count : new int[] {1, 2, 5}) {
        Workers.setThreads(count);
        for (Averaging rule : List.of(Averaging.swa(), Averaging.ema(0.9), Averaging.ema(0.3))) {
          List<Parameter> parameters = Trial.parameters(new Random(1), 70_001, 5, 8193, 31);
          AveragedParameters averages = new AveragedParameters(parameters, rule);
          for (int t = 0; t < 3; t++) {
            renew(parameters, new Random(t));
            averages.update();
          }
          results.add(arrays(averages.values()));
        }
      }
    }
    for (int i = 3; i < results.size(); i++) {
      same(results.get(i % 3), results.get(i));
    }
  }

  @Test
  void aDecayOutsideItsRangeIsRefused() {
    for (double bad : new double[] {-Double.MIN_VALUE, Math.nextUp(1.0), Double.NaN}) {
      assertThrows(IllegalArgumentException.class, () -> Averaging.ema(bad));
    }
  }

  @Test
  void savedAveragesGoOnAndOthersAreRefused() {
    List<Parameter> parameters = Trial.parameters(new Random(1), 3, 4);
    AveragedParameters averages = new AveragedParameters(parameters, Averaging.swa());
    averages.update();
    averages.update();
    AveragedParameters other = new AveragedParameters(parameters, Averaging.swa());
    other.restore(averages.values(), averages.nAveraged());
    renew(parameters, new Random(2));
    averages.update();
    other.update();
    same(arrays(averages.values()), arrays(other.values()));
    assertThrows(IllegalArgumentException.class, () -> other.restore(averages.values(), -1));
    assertThrows(IllegalArgumentException.class, () -> other.restore(averages.values().subList(0, 1), 1));
    assertEquals(3, other.nAveraged());
  }

  @Test
  void aParameterThatOccursTwiceIsRefused() {
    Parameter p = Trial.parameter(1, 2);
    assertThrows(IllegalArgumentException.class, () -> new AveragedParameters(List.of(p, Trial.parameter(3), p), Averaging.swa()));
  }

  @Test
  void anUpdateWhoseRuleFailsDoesNotCount() {
    AveragedParameters averages = new AveragedParameters(List.of(Trial.parameter(1)), Averaging.each((_, _, _) -> {
      throw new IllegalStateException("no rule");
    }));
    averages.update();
    assertThrows(IllegalStateException.class, averages::update);
    assertEquals(1, averages.nAveraged());
  }
}
