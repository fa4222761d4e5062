package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import lanewise.autograd.Parameter;
import lanewise.tensor.KernelLevel;
import lanewise.tensor.Rng;
import lanewise.tensor.Tensor;
import lanewise.tensor.Workers;
import lanewise.tensor.kernel.template.Ladder;
import lanewise.tensor.kernel.workers.WorkerPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A step has the same bits in the scalar twin and at every vector width, on any number of threads and in any order of the chunks. */
class SameBitsTest {
  private static final float[] SPECIAL = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, -0f, Float.MIN_VALUE, -1e-40f,
      Float.MAX_VALUE, 3e19f, 1e-23f};
  private static final Data SMALL = Data.of(Trial.SIZES);
  private static final Data NETWORK = Data.of(Trial.NETWORK);
  /** Sizes on both sides of the sweep's cuts, large enough to be handed to other threads. */
  private static final Data LARGE = Data.of(70_001, 5, 16_384, 8_192, 8_191, 8_193, 1);

  private final KernelLevel level = KernelLevel.current();
  private final int threads = Workers.threads();

  @AfterEach
  void restore() {
    Ladder.force(level);
    Workers.setThreads(threads);
    WorkerPool.shuffle(null);
  }

  static Stream<OptimizerOptions> everyCombination() {
    List<OptimizerOptions> all = new ArrayList<>();
    for (boolean maximize : new boolean[] {false, true}) {
      for (double decay : new double[] {0, 0.1}) {
        all.addAll(DrawnDescent.combinations(decay, maximize));
        all.add(SGD.options().lr(0.1).weightDecay(decay).maximize(maximize));
        all.add(SGD.options().lr(0.1).momentum(0.9).dampening(0.3).weightDecay(decay).maximize(maximize));
        all.add(SGD.options().lr(0.1).momentum(0.9).nesterov(true).weightDecay(decay).maximize(maximize));
        all.add(LARS.options().lr(0.1).momentum(0.9).weightDecay(decay).alwaysAdapt(true));
        all.add(LAMB.options().lr(0.1).weightDecay(decay).alwaysAdapt(true).decoupledDecay(maximize).gradAveraging(maximize));
        all.add(LAMB.options().lr(0.1).betas(0.3, 0.99).weightDecay(decay).noMaxGradNorm());
        for (double beta1 : new double[] {0.3, 0.9}) {
          for (boolean amsgrad : new boolean[] {false, true}) {
            all.add(AdamW.options().lr(0.1).betas(beta1, 0.99).weightDecay(decay).maximize(maximize).amsgrad(amsgrad));
            all.add(Adam.options().lr(0.1).betas(beta1, 0.99).weightDecay(decay).maximize(maximize).amsgrad(amsgrad));
          }
          all.add(Adamax.options().lr(0.1).betas(beta1, 0.99).weightDecay(decay).maximize(maximize));
          all.add(NAdam.options().lr(0.1).betas(beta1, 0.99).weightDecay(decay).maximize(maximize));
          all.add(RAdam.options().lr(0.1).betas(beta1, 0.99).weightDecay(decay).maximize(maximize));
        }
      }
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("everyCombination")
  void everyVectorWidthHasTheBitsOfTheScalarTwin(OptimizerOptions options) {
    List<int[]> expected = run(options, KernelLevel.SCALAR, 1, SMALL);
    List<int[]> network = run(options, KernelLevel.SCALAR, 1, NETWORK);
    for (KernelLevel other : List.of(KernelLevel.SIMD128, KernelLevel.SIMD256, KernelLevel.SIMD512)) {
      assertSame(expected, run(options, other, 1, SMALL), other.label());
      assertSame(network, run(options, other, 2, NETWORK), other.label() + ", network");
    }
  }

  @ParameterizedTest
  @MethodSource("everyCombination")
  void everyNumberOfThreadsHasTheBitsOfOne(OptimizerOptions options) {
    List<int[]> expected = run(options, level, 1, LARGE);
    for (int count : new int[] {2, 5}) {
      assertSame(expected, run(options, level, count, LARGE), count + " threads");
    }
    for (int seed = 0; seed < 3; seed++) {
      WorkerPool.shuffle(Rng.seed(seed));
      assertSame(expected, run(options, level, 1, LARGE), "shuffled chunks, seed " + seed);
      WorkerPool.shuffle(null);
    }
  }

  /** Parameters and state after three steps. */
  private static List<int[]> run(OptimizerOptions options, KernelLevel level, int threads, Data data) {
    Ladder.force(level);
    Workers.setThreads(threads);
    List<Parameter> parameters = data.initial.stream().map(Trial::parameter).toList();
    Optimizer optimizer = options.build(parameters);
    for (List<float[]> gradients : data.gradients) {
      for (int i = 0; i < parameters.size(); i++) {
        Trial.gradient(parameters.get(i), gradients.get(i));
      }
      optimizer.step();
    }
    List<int[]> bits = new ArrayList<>();
    for (Parameter p : parameters) {
      bits.add(bits(p.value()));
      optimizer.state(p).tensors().sequencedValues().forEach(s -> bits.add(bits(s)));
    }
    return bits;
  }

  /** Initial values, and three gradients for each that hold every kind of number. */
  private record Data(List<float[]> initial, List<List<float[]>> gradients) {
    static Data of(int... sizes) {
      Random random = new Random(7);
      List<List<float[]>> gradients = new ArrayList<>();
      for (int t = 0; t < 3; t++) {
        gradients.add(IntStream.of(sizes).mapToObj(n -> special(random, n)).toList());
      }
      return new Data(IntStream.of(sizes).mapToObj(n -> Trial.normal(random, n)).toList(), gradients);
    }

    private static float[] special(Random random, int n) {
      float[] g = Trial.wild(random, n);
      for (int i = 0; i < n; i++) {
        if (random.nextInt(40) == 0) {
          g[i] = SPECIAL[random.nextInt(SPECIAL.length)];
        }
      }
      return g;
    }
  }

  /** All NaNs are one. */
  private static int[] bits(Tensor t) {
    float[] x = t.toArray();
    int[] bits = new int[x.length];
    for (int i = 0; i < x.length; i++) {
      bits[i] = Float.floatToIntBits(x[i]);
    }
    return bits;
  }

  private static void assertSame(List<int[]> expected, List<int[]> actual, String what) {
    assertEquals(expected.size(), actual.size());
    for (int i = 0; i < expected.size(); i++) {
      assertArrayEquals(expected.get(i), actual.get(i), what + ", array " + i);
    }
  }
}
