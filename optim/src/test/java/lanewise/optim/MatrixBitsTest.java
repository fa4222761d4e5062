package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
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

/** Adafactor and Muon have the same bits in the scalar twin and at every vector width, on any number of threads and in any order of the chunks. */
class MatrixBitsTest {
  private static final float[] SPECIAL = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, -0f, 1e-40f, Float.MAX_VALUE, 1e-23f};
  private static final int[][] LARGE = {{300, 301}, {3, 70_000}, {20_000}, {40_000, 3}, {2, 100, 100}, {64, 32, 3, 3}, {5}};

  private final KernelLevel level = KernelLevel.current();
  private final int threads = Workers.threads();

  @AfterEach
  void restore() {
    Ladder.force(level);
    Workers.setThreads(threads);
    WorkerPool.shuffle(null);
  }

  static Stream<OptimizerOptions> options() {
    Muon.Options muon = Muon.options().lr(0.1);
    return Stream.of(Adafactor.options(), Adafactor.options().lr(0.5).weightDecay(0.1).maximize(true).d(2), Adafactor.options().beta2Decay(-0.1),
        muon, muon.momentum(0.3), muon.momentum(0).nsSteps(3), muon.nesterov(false).weightDecay(0));
  }

  @ParameterizedTest
  @MethodSource("options")
  void everyVectorWidthHasTheBitsOfTheScalarTwin(OptimizerOptions options) {
    for (boolean special : new boolean[] {false, true}) {
      List<int[]> expected = run(options, KernelLevel.SCALAR, 1, special, Matrices.SHAPES);
      for (KernelLevel other : List.of(KernelLevel.SIMD128, KernelLevel.SIMD256, KernelLevel.SIMD512)) {
        assertSame(expected, run(options, other, 2, special, Matrices.SHAPES), other.label());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("options")
  void everyNumberOfThreadsHasTheBitsOfOne(OptimizerOptions options) {
    int[][] shapes = options instanceof Muon.Options ? new int[][] {{70, 300}, {200, 90}, {3, 3}} : LARGE;
    List<int[]> expected = run(options, level, 1, false, shapes);
    for (int count : new int[] {2, 5}) {
      assertSame(expected, run(options, level, count, false, shapes), count + " threads");
    }
    WorkerPool.shuffle(Rng.seed(3));
    assertSame(expected, run(options, level, 1, false, shapes), "shuffled chunks");
  }

  /** Parameters and state after three steps. */
  private static List<int[]> run(OptimizerOptions options, KernelLevel level, int threads, boolean special, int[][] shapes) {
    Ladder.force(level);
    Workers.setThreads(threads);
    Random random = new Random(7);
    boolean muon = options instanceof Muon.Options;
    List<Parameter> parameters = Matrices.parameters(random, Stream.of(shapes).filter(s -> !muon || s.length == 2).toArray(int[][]::new));
    Optimizer optimizer = options.build(parameters);
    for (int t = 0; t < 3; t++) {
      for (Parameter p : parameters) {
        float[] g = Trial.wild(random, p.shape().size());
        if (special && g.length > 0) {
          g[random.nextInt(g.length)] = SPECIAL[random.nextInt(SPECIAL.length)];
        }
        Trial.gradient(p, g);
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
