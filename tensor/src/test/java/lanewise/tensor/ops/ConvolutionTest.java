package lanewise.tensor.ops;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import lanewise.tensor.KernelLevel;
import lanewise.tensor.Rng;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.Bits;
import lanewise.tensor.kernel.Levels;
import lanewise.tensor.kernel.Values;
import lanewise.tensor.kernel.workers.Units;
import lanewise.tensor.kernel.workers.WorkerPool;
import lanewise.tensor.ops.Geometries.Case;
import lanewise.tensor.ops.conv.ConvDepthwise;
import org.junit.jupiter.api.Test;

/** Convolutions of any geometry, at every level, are the chain of the documented order; and that chain is near the truth. */
class ConvolutionTest {
  private static final int CASES = 240;
  private static final long PRODUCTS = 60_000;
  private static final int[] THREADS = {1, 2, 3, 5, 16};

  /** Inputs of one case. */
  private record Operands(ConvGeometry g, int batch, Tensor x, Tensor weight, Tensor bias, Tensor dy) {
    static Operands of(Case c, long seed, boolean special) {
      Random random = new Random(seed);
      ConvGeometry g = c.geometry();
      int rarity = special ? 40 : Integer.MAX_VALUE;
      return new Operands(g, c.batch(), Values.specialTensor(random, rarity, c.batch(), g.inChannels(), g.inHeight(), g.inWidth()),
          Values.specialTensor(random, rarity, g.outChannels(), g.groupInChannels(), g.kernelHeight(), g.kernelWidth()),
          Values.normalTensor(random, g.outChannels()),
          Values.specialTensor(random, rarity, c.batch(), g.outChannels(), g.outHeight(), g.outWidth()));
    }

    /** Forward, to data, to weights, to bias. */
    List<Tensor> results() {
      Convolution.WeightGradients gradients = Convolution.toWeights(x, dy, true, g);
      return List.of(Convolution.forward(x, weight, Optional.of(bias), g), Convolution.toData(dy, weight, g), gradients.weight(), gradients.bias());
    }
  }

  @Test
  void everyLevel_givesTheBitsOfTheDocumentedChain() {
    int seed = 0;
    for (Case c : Geometries.random(1, CASES, PRODUCTS)) {
      compareWithChains(Operands.of(c, seed, seed % 4 == 3), c.toString());
      seed++;
    }
  }

  private static void compareWithChains(Operands op, String what) {
    ConvGeometry g = op.g;
    NaiveConvolution naive = new NaiveConvolution(g, op.batch);
    float[] x = op.x.toArray();
    float[] w = op.weight.toArray();
    float[] dy = op.dy.toArray();
    float[] y = naive.forward(x, w, op.bias.toArray());
    float[] withoutBias = naive.forward(x, w, null);
    float[] dx = naive.toData(dy, w);
    ConvPlan plan = ConvPlan.of(g, op.batch);
    float[] dw = NaiveLanes.toWeights(plan, x, dy);
    float[] db = NaiveLanes.toBias(plan, dy);
    for (KernelLevel level : Levels.all()) {
      Levels.at(level, () -> {
        Bits.assertSame(y, Convolution.forward(op.x, op.weight, Optional.of(op.bias), g).toArray(), "forward with bias at " + level + " of " + what);
        Bits.assertSame(withoutBias, Convolution.forward(op.x, op.weight, Optional.empty(), g).toArray(), "forward at " + level + " of " + what);
        Bits.assertSame(dx, Convolution.toData(op.dy, op.weight, g).toArray(), "to data at " + level + " of " + what);
        Convolution.WeightGradients gradients = Convolution.toWeights(op.x, op.dy, true, g);
        Bits.assertSame(dw, gradients.weight().toArray(), "to weights at " + level + " of " + what);
        Bits.assertSame(db, gradients.bias().toArray(), "to bias at " + level + " of " + what);
        return null;
      });
    }
  }

  /** Level, special values, order of the chunks and number of threads change independently of each other from one shape to the next. */
  @Test
  void twoThousandShapes_haveTheBitsOfTheScalarTwinInAnyOrderOfTheChunks() {
    List<KernelLevel> levels = Levels.simd().isEmpty() ? Levels.all() : Levels.simd();
    int n = levels.size();
    int before = WorkerPool.threads();
    int number = 0;
    try {
      for (Case c : Geometries.random(3, 2000, 12_000)) {
        Operands op = Operands.of(c, number, number / n % 4 == 0);
        WorkerPool.setThreads(1);
        List<Tensor> expected = Levels.scalar(() -> op.results());
        WorkerPool.setThreads(THREADS[number % THREADS.length]);
        boolean shuffled = number / (4 * n) % 2 == 0;
        WorkerPool.shuffle(shuffled ? Rng.seed(number) : null);
        KernelLevel level = levels.get(number % n);
        compare(expected, Levels.at(level, () -> op.results()), level + (shuffled ? ", shuffled, of " : " of ") + c);
        WorkerPool.shuffle(null);
        number++;
      }
    } finally {
      WorkerPool.shuffle(null);
      WorkerPool.setThreads(before);
    }
  }

  /** Shapes with enough work to be handed over to other threads. */
  @Test
  void randomShapesOfSomeSize_haveTheBitsOfTheScalarTwinForAnyNumberOfThreads() {
    List<KernelLevel> levels = Levels.simd().isEmpty() ? Levels.all() : Levels.simd();
    List<Case> cases = Geometries.random(4, 2000, 5_000_000).stream().filter(c -> c.products() >= 2_000_000).limit(24).toList();
    assertTrue(cases.size() == 24, () -> cases.size() + " cases");
    int before = WorkerPool.threads();
    int number = 0;
    try {
      for (Case c : cases) {
        Operands op = Operands.of(c, number, number / levels.size() % 4 == 0);
        WorkerPool.setThreads(1);
        List<Tensor> expected = Levels.scalar(() -> op.results());
        KernelLevel level = levels.get(number % levels.size());
        for (int threads : THREADS) {
          WorkerPool.setThreads(threads);
          compare(expected, Levels.at(level, () -> op.results()), level + " of " + c);
        }
        WorkerPool.shuffle(Rng.seed(number));
        compare(expected, Levels.at(level, () -> op.results()), level + ", shuffled, of " + c);
        WorkerPool.shuffle(null);
        number++;
      }
    } finally {
      WorkerPool.shuffle(null);
      WorkerPool.setThreads(before);
    }
  }

  private static void compare(List<Tensor> expected, List<Tensor> actual, String what) {
    for (int i = 0; i < expected.size(); i++) {
      Bits.assertSame(expected.get(i), actual.get(i), "result " + i + " with " + WorkerPool.threads() + " threads at " + what);
    }
  }

  @Test
  void largeShapes_haveTheBitsOfTheScalarTwinForAnyNumberOfThreads() {
    ConvGeometry.Options o = ConvGeometry.options();
    List<Case> large = List.of(new Case(ConvGeometry.of(3, 66, 90, 20, 7, 7, o.stride(2).padding(3)), 2),
        new Case(ConvGeometry.of(2, 50, 61, 33, 3, 5, o.padding(2)), 9), new Case(ConvGeometry.of(70, 20, 40, 40, 3, 3, o.padding(1)), 3),
        new Case(ConvGeometry.of(300, 7, 7, 260, 3, 3, o.padding(1)), 8), new Case(ConvGeometry.of(300, 9, 9, 260, 3, 3, o.stride(2)), 11),
        new Case(ConvGeometry.of(64, 30, 30, 70, 1, 1, o), 5), new Case(ConvGeometry.of(65, 12, 300, 65, 3, 3, o.groups(65).padding(1)), 5),
        new Case(ConvGeometry.of(128, 14, 14, 128, 5, 3, o.groups(4).samePadding()), 17),
        new Case(ConvGeometry.line(40, 3000, 48, 9, o.stride(4).padding(1)), 2));
    int before = WorkerPool.threads();
    try {
      for (Case c : large) {
        Operands op = Operands.of(c, c.batch(), false);
        WorkerPool.setThreads(1);
        List<Tensor> expected = Levels.scalar(() -> op.results());
        for (KernelLevel level : Levels.simd()) {
          for (int threads : THREADS) {
            WorkerPool.setThreads(threads);
            compare(expected, Levels.at(level, () -> op.results()), level + " of " + c);
          }
        }
      }
    } finally {
      WorkerPool.setThreads(before);
    }
  }

  @Test
  void firstLayers_addTheChainsOfTheirKernelRowsToData() {
    ConvGeometry.Options o = ConvGeometry.options();
    for (ConvGeometry g : List.of(ConvGeometry.of(3, 66, 90, 20, 7, 7, o.stride(2).padding(3)), ConvGeometry.of(1, 80, 61, 16, 3, 5, o.padding(2)),
        ConvGeometry.of(4, 40, 33, 32, 2, 2, o.stride(3)))) {
      assertTrue(ConvFewChannels.suits(g), g.toString());
      Random random = new Random(8);
      Tensor dy = Values.normalTensor(random, 2, g.outChannels(), g.outHeight(), g.outWidth());
      Tensor w = Values.normalTensor(random, g.outChannels(), g.inChannels(), g.kernelHeight(), g.kernelWidth());
      float[] expected = new NaiveConvolution(g, 2).toDataByRows(dy.toArray(), w.toArray());
      for (KernelLevel level : Levels.all()) {
        Bits.assertSame(expected, Levels.at(level, () -> Convolution.toData(dy, w, g)).toArray(), level + " of " + g);
      }
    }
  }

  @Test
  void resultsInFloat_areWithinTheBoundOfTheirNumberOfTerms() {
    int seed = 1000;
    for (Case c : Geometries.random(2, CASES, PRODUCTS)) {
      Operands op = Operands.of(c, seed++, false);
      NaiveConvolution.Exact[] exact = new NaiveConvolution(c.geometry(), c.batch())
          .exact(op.x.toArray(), op.weight.toArray(), op.bias.toArray(), op.dy.toArray());
      ConvGeometry g = c.geometry();
      int taps = g.kernelHeight() * g.kernelWidth();
      Tensor y = Levels.scalar(() -> Convolution.forward(op.x, op.weight, Optional.of(op.bias), g));
      Tensor dx = Levels.scalar(() -> Convolution.toData(op.dy, op.weight, g));
      Tensor dw = Levels.scalar(() -> Convolution.toWeights(op.x, op.dy, false, g).weight());
      assertNear(exact[0], y, taps * g.groupInChannels() + 1, "forward of " + c);
      assertNear(exact[1], dx, taps * g.groupOutChannels(), "to data of " + c);
      assertNear(exact[2], dw, c.batch() * g.outHeight() * g.outWidth(), "to weights of " + c);
    }
  }

  /** A sum of n products in any order errs by at most n u / (1 - n u) times the sum of their absolute values, u = 2^-24 (Higham, chapter 3). */
  static void assertNear(NaiveConvolution.Exact exact, Tensor actual, int terms, String what) {
    double nu = (terms + 1) * 0x1p-24;
    float[] values = actual.toArray();
    for (int i = 0; i < values.length; i++) {
      double bound = nu / (1 - nu) * exact.absolute()[i] + 1e-37;
      int at = i;
      assertTrue(Math.abs(values[i] - exact.value()[i]) <= bound, () -> what + ": element " + at + " is " + values[at] + ", exact "
          + exact.value()[at]);
    }
  }

  @Test
  void aTapOutsideTheImage_isSkippedAndNotMultipliedByZero() {
    ConvGeometry g = new ConvGeometry(1, 1, 1, 1, 3, 3, 1, 1, 1, 1, 1, 1);
    float[] w = new float[9];
    Arrays.fill(w, Float.POSITIVE_INFINITY);
    w[4] = 2;
    for (KernelLevel level : Levels.all()) {
      Tensor y = Levels.at(level, () -> Convolution.forward(Tensor.full(3, 1, 1, 1, 1), Tensor.of(w, 1, 1, 3, 3), Optional.empty(), g));
      Bits.assertSame(new float[] {6}, y.toArray(), level);
    }
  }

  @Test
  void minusZeroSums_startFromPlusZero() {
    ConvGeometry g = new ConvGeometry(1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 1, 1);
    for (KernelLevel level : Levels.all()) {
      Tensor y = Levels.at(level, () -> Convolution.forward(Tensor.full(-0f, 1, 1, 1, 1), Tensor.ones(1, 1, 1, 1), Optional.empty(), g));
      Bits.assertSame(new float[] {0f}, y.toArray(), level);
    }
  }

  @Test
  void infinityBesideAnImage_staysThere() {
    ConvGeometry g = new ConvGeometry(3, 3, 3, 5, 3, 3, 1, 1, 1, 1, 1, 1);
    Random random = new Random(5);
    float[] x = Values.normal(random, 9 * 27);
    float[] poisoned = x.clone();
    Arrays.fill(poisoned, 4 * 27, 5 * 27, Float.POSITIVE_INFINITY);
    Tensor w = Values.normalTensor(random, 5, 3, 3, 3);
    for (KernelLevel level : Levels.all()) {
      Tensor clean = Levels.at(level, () -> Convolution.forward(Tensor.of(x, 9, 3, 3, 3), w, Optional.empty(), g));
      Tensor y = Levels.at(level, () -> Convolution.forward(Tensor.of(poisoned, 9, 3, 3, 3), w, Optional.empty(), g));
      Bits.assertSame(clean.slice(0, 4), y.slice(0, 4), level);
      Bits.assertSame(clean.slice(5, 9), y.slice(5, 9), level);
    }
  }

  @Test
  void emptyBatch_givesEmptyImagesAndZeroGradients() {
    ConvGeometry g = new ConvGeometry(2, 5, 5, 3, 3, 3, 1, 1, 1, 1, 1, 1);
    Tensor x = Tensor.zeros(0, 2, 5, 5);
    Tensor w = Tensor.ones(3, 2, 3, 3);
    Tensor y = Convolution.forward(x, w, Optional.empty(), g);
    Bits.assertSame(Tensor.zeros(0, 3, 5, 5), y, "forward");
    Bits.assertSame(x, Convolution.toData(y, w, g), "to data");
    Convolution.WeightGradients gradients = Convolution.toWeights(x, y, true, g);
    Bits.assertSame(Tensor.zeros(3, 2, 3, 3), gradients.weight(), "to weights");
    Bits.assertSame(Tensor.zeros(3), gradients.bias(), "to bias");
  }

  @Test
  void randomCases_coverTheRangesTheyClaim() {
    List<Case> cases = Geometries.random(1, CASES, PRODUCTS);
    assertTrue(cases.stream().mapToInt(c -> c.geometry().inChannels()).max().orElseThrow() >= 64);
    assertTrue(cases.stream().mapToInt(c -> c.geometry().outChannels()).max().orElseThrow() >= 64);
    assertTrue(cases.stream().mapToInt(Case::batch).max().orElseThrow() >= 64);
    assertTrue(cases.stream().anyMatch(c -> c.geometry().kernelHeight() == 7) && cases.stream().anyMatch(c -> c.geometry().kernelWidth() == 7));
    assertTrue(cases.stream().anyMatch(c -> ConvDepthwise.suits(c.geometry())));
    assertTrue(cases.stream().anyMatch(c -> c.geometry().groups() > 1 && c.geometry().groupInChannels() > 1));
    assertTrue(cases.stream().anyMatch(c -> c.geometry().inHeight() == 1 && c.geometry().extraW() == 1));
    assertTrue(cases.stream().anyMatch(c -> c.geometry().dilationW() == 3 && c.geometry().strideW() > 1));
    assertTrue(cases.stream().map(c -> Shape.of(c.batch() % Units.images(c.batch()))).distinct().count() == 8);
  }
}
