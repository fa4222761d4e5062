package lanewise.tensor.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import lanewise.tensor.KernelLevel;
import lanewise.tensor.Rng;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.Bits;
import lanewise.tensor.kernel.Levels;
import lanewise.tensor.kernel.Values;
import lanewise.tensor.kernel.workers.WorkerPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Reductions over any axes against a walk over all elements in double, and the same bits at every level, number of threads and order of chunks. */
class AxisReductionTest {
  private static final int[][] SHAPES = {{}, {1}, {7}, {130}, {5, 3}, {3, 70}, {300, 5}, {2, 300, 3}, {3, 2, 65, 2}, {2, 3, 2, 3, 4}};

  /** A reduction of the library, and the same of one line of doubles. */
  private record Case(String name, Reduction ours, Oracle oracle, double bound) {}

  private interface Reduction {
    Tensor of(Tensor x, boolean keepdim, int... dims);
  }

  private interface Oracle {
    double of(double[] line);
  }

  /** Bounds are in units of 2^-24 times the sum of magnitudes of a line, which has at most 900 elements: 14 in a lane and 6 merges. */
  private static List<Case> cases() {
    return List.of(
        new Case("sum", Reduce::sum, line -> Arrays.stream(line).sum(), 24),
        new Case("mean", Reduce::mean, line -> Arrays.stream(line).sum() / line.length, 24),
        new Case("amax", Reduce::amax, line -> Arrays.stream(line).max().orElseThrow(), 0),
        new Case("amin", Reduce::amin, line -> Arrays.stream(line).min().orElseThrow(), 0),
        new Case("prod", Reduce::prod, line -> Arrays.stream(line).reduce(1, (a, b) -> a * b), 24),
        new Case("var", (x, k, d) -> Moments.variance(x, 1, k, d), line -> variance(line, 1), 8),
        new Case("std", (x, k, d) -> Moments.deviation(x, 0, k, d), line -> Math.sqrt(variance(line, 0)), 8),
        new Case("logsumexp", Softmax::logSumExp, line -> Math.log(Arrays.stream(line).map(Math::exp).sum()), 8),
        new Case("norm 2", (x, k, d) -> VectorNorm.norm(x, 2, k, d), line -> norm(line, 2), 8),
        new Case("norm 1", (x, k, d) -> VectorNorm.norm(x, 1, k, d), line -> norm(line, 1), 24),
        new Case("norm 3", (x, k, d) -> VectorNorm.norm(x, 3, k, d), line -> norm(line, 3), 8),
        new Case("norm inf", (x, k, d) -> VectorNorm.norm(x, 1 / 0.0, k, d), line -> Arrays.stream(line).map(Math::abs).max().orElseThrow(), 0),
        new Case("norm -inf", (x, k, d) -> VectorNorm.norm(x, -1 / 0.0, k, d), line -> Arrays.stream(line).map(Math::abs).min().orElseThrow(), 0),
        new Case("norm 0", (x, k, d) -> VectorNorm.norm(x, 0, k, d), line -> Arrays.stream(line).filter(v -> v != 0).count(), 0));
  }

  private static double variance(double[] line, int correction) {
    double mean = Arrays.stream(line).average().orElseThrow();
    return Arrays.stream(line).map(v -> (v - mean) * (v - mean)).sum() / Math.max(0, line.length - correction);
  }

  private static double norm(double[] line, double p) {
    return Math.pow(Arrays.stream(line).map(v -> Math.pow(Math.abs(v), p)).sum(), 1 / p);
  }

  /** Every choice of axes, as bits of a number; the empty one means all. */
  private static int[] axes(int choice, int rank) {
    return IntStream.range(0, rank).filter(i -> (choice >> i & 1) == 1).map(i -> i % 2 == 0 ? i : i - rank).toArray();
  }

  @Test
  void everyReductionOverAllChoicesOfAxes_isNearTheTruth() {
    Random random = new Random(1);
    for (int[] shape : SHAPES) {
      Tensor x = Values.normalTensor(random, shape);
      for (int choice = 0; choice < 1 << shape.length; choice++) {
        int[] dims = axes(choice, shape.length);
        for (Case c : cases()) {
          Tensor kept = c.ours.of(x, true, dims);
          Tensor gone = c.ours.of(x, false, dims);
          String what = c.name + " of " + Arrays.toString(shape) + " over " + Arrays.toString(dims);
          Bits.assertSame(kept.toArray(), gone.toArray(), what);
          assertNear(c, x, dims, kept, gone, what);
        }
      }
    }
  }

  private static void assertNear(Case c, Tensor x, int[] dims, Tensor kept, Tensor gone, String what) {
    List<List<Double>> lines = lines(x, dims);
    assertEquals(lines.size(), gone.size(), what);
    assertEquals(x.shape().rank(), kept.shape().rank(), what);
    for (int axis = 0; axis < x.shape().rank(); axis++) {
      boolean reduced = dims.length == 0 || named(dims, axis, x.shape().rank());
      assertEquals(reduced ? 1 : x.shape().dim(axis), kept.shape().dim(axis), what + ", axis " + axis);
    }
    for (int j = 0; j < lines.size(); j++) {
      double[] line = lines.get(j).stream().mapToDouble(v -> v).toArray();
      double truth = c.oracle.of(line);
      double magnitude = c.name.equals("sum") || c.name.equals("mean") ? norm(line, 1) / (c.name.equals("sum") ? 1 : line.length) : Math.abs(truth);
      double actual = gone.toArray()[j];
      double scale = c.name.equals("logsumexp") ? Math.max(1, magnitude) : magnitude;
      assertTrue(Double.isNaN(truth) ? Double.isNaN(actual) : Math.abs(actual - truth) <= (c.bound + 1) * 0x1p-24 * scale + Float.MIN_NORMAL,
          what + ", line " + j + " is " + actual + ", expected " + truth);
    }
  }

  private static boolean named(int[] dims, int axis, int rank) {
    return Arrays.stream(dims).anyMatch(d -> d == axis || d + rank == axis);
  }

  /** The elements of each line, the lines in row-major order of the axes that stay. */
  private static List<List<Double>> lines(Tensor x, int[] dims) {
    int rank = x.shape().rank();
    float[] values = x.toArray();
    List<List<Double>> lines = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      int line = 0;
      int rest = i;
      int scale = 1;
      for (int axis = rank - 1; axis >= 0; axis--) {
        int at = rest % x.shape().dim(axis);
        rest /= x.shape().dim(axis);
        if (dims.length > 0 && !named(dims, axis, rank)) {
          line += at * scale;
          scale *= x.shape().dim(axis);
        }
      }
      while (lines.size() <= line) {
        lines.add(new ArrayList<>());
      }
      lines.get(line).add((double) values[i]);
    }
    return lines;
  }

  @Test
  void everyLevelThreadCountAndOrderOfChunks_givesTheSameBits() {
    Random random = new Random(2);
    for (int[] shape : new int[][] {{66_000}, {14_000, 5}, {2, 515, 260}, {9, 129}, {3, 5, 4, 6}}) {
      Tensor x = Values.specialTensor(random, shape[0] == 9 ? 20 : 100_000_000, shape);
      int[] dims = shape.length < 3 ? new int[] {0} : shape.length == 3 ? new int[] {1} : new int[] {0, 2};
      for (Case c : cases()) {
        if (!c.name.equals("norm 3")) {
          assertSame(c.name + " of " + Arrays.toString(shape) + " over " + Arrays.toString(dims), () -> c.ours.of(x, false, dims));
        }
      }
    }
  }

  /** The same bits at every level, with one thread and three, and with the chunks in another order. */
  static void assertSame(String what, Supplier<Tensor> work) {
    int threads = WorkerPool.threads();
    Tensor expected = Levels.scalar(work);
    try {
      for (KernelLevel level : Levels.all()) {
        Bits.assertSame(expected, Levels.at(level, work), what + " at " + level);
      }
      for (int n : new int[] {1, 3}) {
        WorkerPool.setThreads(n);
        Bits.assertSame(expected, work.get(), what + " with " + n + " threads");
      }
      WorkerPool.shuffle(Rng.seed(3));
      Bits.assertSame(expected, work.get(), what + " shuffled");
    } finally {
      WorkerPool.setThreads(threads);
      WorkerPool.shuffle(null);
    }
  }

  @Test
  void sumOverRows_addsRowJToRowJModRAndBlocksInDouble() {
    for (int[] size : new int[][] {{5, 3}, {100, 10}, {513, 300}, {1100, 260}, {70_000, 2}}) {
      Tensor x = Values.normalTensor(new Random(size[0]), size);
      int repeat = Math.min(size[0], (256 + size[1] - 1) / size[1]);
      float[] expected = new float[size[1]];
      for (int c = 0; c < size[1]; c++) {
        double total = 0;
        for (int block = 0; block < size[0]; block += 512 * repeat) {
          float[] table = new float[repeat];
          Arrays.fill(table, -0f);
          for (int j = block; j < Math.min(size[0], block + 512 * repeat); j++) {
            table[(j - block) % repeat] += x.get(j, c);
          }
          double sum = 0;
          for (float row : table) {
            sum += row;
          }
          total += sum;
        }
        expected[c] = (float) total;
      }
      Bits.assertSame(expected, Reduce.sum(x, false, 0).toArray(), Arrays.toString(size));
    }
  }

  @Test
  void axesOfSizeZero_giveTheValueOfNothing() {
    Tensor none = Tensor.zeros(2, 0, 3);
    Bits.assertSame(Tensor.zeros(2, 3), Reduce.sum(none, false, 1), "sum");
    Bits.assertSame(Tensor.ones(2, 1, 3), Reduce.prod(none, true, 1), "prod");
    Bits.assertSame(Tensor.full(Float.NaN, 2, 3), Reduce.mean(none, false, 1), "mean");
    Bits.assertSame(Tensor.full(Float.NEGATIVE_INFINITY, 2, 3), Softmax.logSumExp(none, false, 1), "logsumexp");
    Bits.assertSame(Tensor.zeros(2, 3), VectorNorm.norm(none, 2, false, 1), "norm");
    Bits.assertSame(Tensor.zeros(0, 3), Reduce.sum(none, false, 0).reshape(0, 3), "empty result");
    Bits.assertSame(Tensor.zeros(2, 0), Reduce.amax(none, false, 2), "no lines");
    for (int dim : new int[] {1, -2}) {
      assertRefused("axis of size 0", () -> Reduce.amax(none, false, dim));
      assertRefused("axis of size 0", () -> Reduce.amin(none, false, dim));
      assertRefused("axis of size 0", () -> Extremes.argmax(none, dim, false));
      assertRefused("axis of size 0", () -> Extremes.min(none, dim, false));
      assertRefused("axis of size 0", () -> VectorNorm.norm(none, 1 / 0.0, false, dim));
    }
  }

  @Test
  void axesThatDoNotExistOrAreNamedTwice_areRefused() {
    Tensor x = Tensor.zeros(2, 3);
    assertRefused("axis 2 of shape [2, 3]; allowed: -2..1", () -> Reduce.sum(x, false, 2));
    assertRefused("axis -3 of shape [2, 3]; allowed: -2..1", () -> Softmax.softmax(x, -3));
    assertRefused("name axis 1 twice", () -> Reduce.mean(x, false, 1, -1));
    assertRefused("correction -1.0; allowed: >= 0", () -> Moments.variance(x, -1, false));
    assertRefused("order NaN", () -> VectorNorm.norm(x, Double.NaN, false));
    assertRefused("[2, 3] and [3]", () -> Reduce.dot(x, Tensor.zeros(3)));
    assertRefused("shape [2]", () -> Reduce.spread(Tensor.zeros(2), x.shape(), 1, 0));
  }

  private static void assertRefused(String part, Executable action) {
    var e = assertThrows(IllegalArgumentException.class, action);
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }
}
