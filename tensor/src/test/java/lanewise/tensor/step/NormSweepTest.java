package lanewise.tensor.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import lanewise.tensor.KernelLevel;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Rng;
import lanewise.tensor.RowSparse;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.Workers;
import lanewise.tensor.kernel.template.Ladder;
import lanewise.tensor.kernel.workers.WorkerPool;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NormSweepTest {
  /** On both sides of every vector, row of lanes and block, and more than a worker takes at once. */
  private static final int[] SIZES = {0, 1, 3, 8, 31, 32, 33, 0, 63, 65, 8191, 8192, 8193, 16_384, 70_001, 5, 100_000, 0};

  private final KernelLevel level = KernelLevel.current();
  private final int threads = Workers.threads();

  @AfterEach
  void restore() {
    Ladder.force(level);
    Workers.setThreads(threads);
    WorkerPool.shuffle(null);
  }

  private static float[] values(Random random, int n, boolean special) {
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = random.nextInt(5) == 0 ? -0f : (float) (random.nextGaussian() * Math.pow(10, random.nextInt(10) - 6));
      if (special && random.nextInt(100) == 0) {
        x[i] = new float[] {Float.MIN_VALUE, -Float.MAX_VALUE, 1e-40f, 3e38f}[random.nextInt(4)];
      }
    }
    return x;
  }

  private static double[] norms(double p, List<float[]> tensors, double scale) {
    NormSweep sweep = new NormSweep();
    sweep.begin(p);
    tensors.forEach(x -> sweep.add(Tensor.of(x, x.length), scale));
    sweep.run();
    double[] norms = new double[tensors.size() + 1];
    for (int i = 0; i < tensors.size(); i++) {
      norms[i] = sweep.norm(i);
    }
    norms[tensors.size()] = sweep.total();
    return norms;
  }

  @ParameterizedTest
  @ValueSource(doubles = {2, 1, 3, 0.5, Double.POSITIVE_INFINITY})
  void everyWidthAndNumberOfThreadsHasTheBitsOfTheScalarTwin(double p) {
    Random random = new Random(3);
    List<float[]> tensors = IntStream.of(SIZES).mapToObj(n -> values(random, n, true)).toList();
    Ladder.force(KernelLevel.SCALAR);
    Workers.setThreads(1);
    double[] expected = norms(p, tensors, -0.3);
    for (KernelLevel other : List.of(KernelLevel.SIMD128, KernelLevel.SIMD256, KernelLevel.SIMD512)) {
      Ladder.force(other);
      for (int count : new int[] {1, 2, 5}) {
        Workers.setThreads(count);
        assertArrayEquals(expected, norms(p, tensors, -0.3), other.label() + ", " + count + " threads");
      }
      WorkerPool.shuffle(Rng.seed(1));
      assertArrayEquals(expected, norms(p, tensors, -0.3), other.label() + ", shuffled");
      WorkerPool.shuffle(null);
    }
  }

  @Property(tries = 500)
  void theNormIsThatOfTheFormulaWithinDoublesRounding(@ForAll long seed, @ForAll @IntRange(min = 0, max = 4) int type,
      @ForAll @IntRange(max = 5) int count) {
    double p = new double[] {2, 1, 3, 0.5, Double.POSITIVE_INFINITY}[type];
    Random random = new Random(seed);
    List<float[]> tensors = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      tensors.add(values(random, random.nextInt(3) == 0 ? 8190 + random.nextInt(5) : random.nextInt(100), false));
    }
    float scale = random.nextBoolean() ? 1 : (float) random.nextGaussian();
    double[] actual = norms(p, tensors, scale);
    for (int i = 0; i <= count; i++) {
      List<float[]> part = i < count ? List.of(tensors.get(i)) : tensors;
      double sum = 0;
      for (float[] x : part) {
        for (float v : x) {
          double y = Math.abs((double) (scale * v));
          sum = p == Double.POSITIVE_INFINITY ? Math.max(sum, y) : sum + StrictMath.pow(y, p);
        }
      }
      double expected = p == Double.POSITIVE_INFINITY ? sum : StrictMath.pow(sum, 1 / p);
      assertEquals(expected, actual[i], 1e-11 * expected);
    }
  }

  @Property(tries = 500)
  void aTensorsNormDoesNotDependOnItsNeighbours(@ForAll long seed) {
    Random random = new Random(seed);
    float[] x = values(random, 20_000 + random.nextInt(100), false);
    double alone = norms(2, List.of(x), 1)[0];
    float[] before = values(random, random.nextInt(9000), false);
    assertEquals(alone, norms(2, List.of(before, x), 1)[1]);
  }

  @ParameterizedTest
  @ValueSource(doubles = {2, 1, 3, 0.5, Double.POSITIVE_INFINITY})
  void aNanWinsOverEverythingAndAnInfinityOverWhatIsFinite(double p) {
    for (KernelLevel each : List.of(KernelLevel.SCALAR, KernelLevel.SIMD256)) {
      Ladder.force(each);
      for (int at : new int[] {0, 40, 8195, 8199}) {
        float[] x = new float[8200];
        Arrays.fill(x, 2);
        x[at] = Float.NEGATIVE_INFINITY;
        assertEquals(Double.POSITIVE_INFINITY, norms(p, List.of(new float[3], x), 1)[2]);
        x[8199 - at] = Float.NaN;
        assertEquals(Double.NaN, norms(p, List.of(new float[3], x), 1)[2]);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {2, 1, 3, 0.5, 100, Double.POSITIVE_INFINITY})
  void theLargestAndTheSmallestFloatsNeitherOverflowNorVanish(double p) {
    float[] large = {Float.MAX_VALUE, -Float.MAX_VALUE, Float.MAX_VALUE, Float.MAX_VALUE};
    float[] small = {Float.MIN_VALUE, -Float.MIN_VALUE, Float.MIN_VALUE, Float.MIN_VALUE};
    double factor = p == Double.POSITIVE_INFINITY ? 1 : StrictMath.pow(4, 1 / p);
    assertEquals(factor * Float.MAX_VALUE, norms(p, List.of(large), 1)[0], 1e-13 * factor * Float.MAX_VALUE);
    assertEquals(factor * Float.MIN_VALUE, norms(p, List.of(small), 1)[0], 1e-13 * factor * Float.MIN_VALUE);
  }

  @Test
  void ofARowSparseTensorTheRowsThatAreThereCount() {
    NormSweep sweep = new NormSweep();
    sweep.begin(2);
    sweep.add(RowSparse.of(Shape.of(9, 2), LongTensor.of(new long[] {7, 1, 7}, 3), Tensor.of(new float[] {1, 1, 0, 4, 2, -1}, 3, 2)), 1);
    sweep.run();
    assertEquals(5, sweep.total());
  }

  @Test
  void withoutTensorsTheNormIsZero() {
    assertArrayEquals(new double[] {0}, norms(2, List.of(), 1));
    assertArrayEquals(new double[] {0, 0}, norms(0.5, List.of(new float[4]), 1));
  }

  @Test
  void aNormTypeThatIsNotAboveZeroIsRefused() {
    for (double p : new double[] {0, -1, Double.NaN, Double.NEGATIVE_INFINITY}) {
      assertThrows(IllegalArgumentException.class, () -> new NormSweep().begin(p));
    }
    new NormSweep().begin(Double.MIN_VALUE);
  }
}
