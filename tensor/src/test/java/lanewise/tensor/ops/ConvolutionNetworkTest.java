package lanewise.tensor.ops;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import lanewise.tensor.KernelLevel;
import lanewise.tensor.Rng;
import lanewise.tensor.Scope;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.Bits;
import lanewise.tensor.kernel.Levels;
import lanewise.tensor.kernel.Values;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.kernel.workers.WorkerPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The notebook's five convolutions for batches of 1 to 70, 96 and 272 images: the same bits at every level, for any number of threads, in any order
 * of chunks.
 */
class ConvolutionNetworkTest {
  private static final int LARGEST = 272;
  private static final int[] BATCHES = IntStream.concat(IntStream.rangeClosed(1, 70), IntStream.of(96, LARGEST)).toArray();

  /** Weights and the largest batch of a layer; smaller batches are its first images. */
  private record Operands(ConvGeometry g, Tensor x, Tensor weight, Tensor bias, Tensor dy) {
    static Operands of(int layer) {
      Random random = new Random(layer);
      ConvGeometry g = Geometries.NETWORK.get(layer);
      return new Operands(g, TensorAccess.channelsLast(Values.normalTensor(random, LARGEST, g.inChannels(), g.inHeight(), g.inWidth())),
          Values.normalTensor(random, g.outChannels(), g.inChannels(), g.kernelHeight(), g.kernelWidth()),
          Values.normalTensor(random, g.outChannels()),
          TensorAccess.channelsLast(Values.normalTensor(random, LARGEST, g.outChannels(), g.outHeight(), g.outWidth())));
    }

    /** The input of a batch as it is, or with a normalisation that has not been applied yet. */
    Tensor input(int batch, boolean pending) {
      Tensor images = x.slice(0, batch);
      if (!pending) {
        return images;
      }
      double[] mean = new double[g.inChannels()];
      double[] variance = new double[g.inChannels()];
      for (int c = 0; c < mean.length; c++) {
        mean[c] = 0.1 * c - 0.3;
        variance[c] = 0.5 + 0.01 * c;
      }
      return BatchNormalization.normalize(images, mean, variance, 1e-5, Tensor.full(1.5f, g.inChannels()), Tensor.full(0.25f, g.inChannels()));
    }

    /** Forward, to data, to weights, to bias. */
    List<float[]> results(int batch, boolean pending) {
      try (var _ = Scope.open()) {
        Convolution.WeightGradients w = Convolution.toWeights(input(batch, pending), dy.slice(0, batch), true, g);
        return List.of(Convolution.forward(input(batch, pending), weight, Optional.of(bias), g).toArray(),
            Convolution.toData(dy.slice(0, batch), weight, g).toArray(), w.weight().toArray(), w.bias().toArray());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void everyBatchSize_givesTheSameBitsAtEveryLevelWithAndWithoutAPendingNormalisation(int layer) {
    Operands op = Operands.of(layer);
    for (int batch : BATCHES) {
      for (boolean pending : new boolean[] {false, true}) {
        List<float[]> expected = Levels.scalar(() -> op.results(batch, pending));
        for (KernelLevel level : Levels.simd()) {
          compare(expected, Levels.at(level, () -> op.results(batch, pending)), "layer " + layer + ", " + batch + " images, " + level
              + (pending ? ", pending" : ""));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void scalarTwin_isTheDocumentedChain(int layer) {
    Operands op = Operands.of(layer);
    for (int batch : new int[] {1, 9, 70, 130, LARGEST}) {
      NaiveConvolution naive = new NaiveConvolution(op.g, batch);
      ConvPlan plan = ConvPlan.of(op.g, batch);
      float[] x = op.x.slice(0, batch).toArray();
      float[] w = op.weight.toArray();
      float[] dy = op.dy.slice(0, batch).toArray();
      compare(List.of(naive.forward(x, w, op.bias.toArray()), naive.toData(dy, w), NaiveLanes.toWeights(plan, x, dy),
          NaiveLanes.toBias(plan, dy)),
          Levels.scalar(() -> op.results(batch, false)), "layer " + layer + ", " + batch + " images");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void pendingNormalisation_isTheSameAsOneThatWasApplied(int layer) {
    Operands op = Operands.of(layer);
    for (int batch : new int[] {1, 8, 33, LARGEST}) {
      Tensor applied = Tensor.of(op.input(batch, true).toArray(), batch, op.g.inChannels(), op.g.inHeight(), op.g.inWidth());
      List<float[]> pending = op.results(batch, true);
      Convolution.WeightGradients w = Convolution.toWeights(applied, op.dy.slice(0, batch), true, op.g);
      Bits.assertSame(Convolution.forward(applied, op.weight, Optional.of(op.bias), op.g).toArray(), pending.get(0), "forward of " + batch);
      Bits.assertSame(w.weight().toArray(), pending.get(2), "to weights of " + batch);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void anyNumberOfThreadsAndAnyOrderOfChunks_givesTheSameBits(int layer) {
    Operands op = Operands.of(layer);
    int threads = WorkerPool.threads();
    try {
      for (int batch : new int[] {70, 96, LARGEST}) {
        WorkerPool.setThreads(1);
        List<float[]> expected = op.results(batch, true);
        for (int n : new int[] {2, 5}) {
          WorkerPool.setThreads(n);
          for (int repeat = 0; repeat < 4; repeat++) {
            compare(expected, op.results(batch, true), "layer " + layer + ", " + batch + " images, " + n + " threads");
          }
        }
        for (int seed = 0; seed < 4; seed++) {
          WorkerPool.shuffle(Rng.seed(seed));
          compare(expected, op.results(batch, true), "layer " + layer + ", " + batch + " images, chunks in the order of seed " + seed);
          WorkerPool.shuffle(null);
        }
      }
    } finally {
      WorkerPool.setThreads(threads);
      WorkerPool.shuffle(null);
    }
  }

  @Test
  void anImagesResult_doesNotDependOnItsCompany() {
    for (int layer = 0; layer < 5; layer++) {
      Operands op = Operands.of(layer);
      Tensor y = Convolution.forward(op.x, op.weight, Optional.of(op.bias), op.g);
      Tensor dx = Convolution.toData(op.dy, op.weight, op.g);
      for (int image : new int[] {0, 5, 31, 32, 100, 271}) {
        String what = "layer " + layer + ", image " + image;
        Bits.assertSame(y.slice(image, image + 1), Convolution.forward(op.x.slice(image, image + 1), op.weight, Optional.of(op.bias), op.g), what);
        Bits.assertSame(dx.slice(image, image + 1), Convolution.toData(op.dy.slice(image, image + 1), op.weight, op.g), what);
      }
    }
  }

  @Test
  void gradientThatIsItselfAPendingNormalisation_isAppliedFirst() {
    Operands op = Operands.of(1);
    Operands next = Operands.of(2);
    Tensor pending = next.input(5, true);
    List<Tensor> expected = new ArrayList<>();
    Tensor applied = Tensor.of(next.input(5, true).toArray(), 5, 16, 7, 7);
    for (Tensor gradient : new Tensor[] {applied, pending}) {
      Convolution.WeightGradients w = Convolution.toWeights(op.x.slice(0, 5), gradient, true, op.g);
      expected.add(w.weight());
      expected.add(w.bias());
    }
    Bits.assertSame(expected.get(0), expected.get(2), "to weights");
    Bits.assertSame(expected.get(1), expected.get(3), "to bias");
    Bits.assertSame(Convolution.toData(applied, op.weight, op.g), Convolution.toData(next.input(5, true), op.weight, op.g), "to data");
  }

  private static void compare(List<float[]> expected, List<float[]> actual, String what) {
    String[] names = {"forward", "to data", "to weights", "to bias"};
    for (int i = 0; i < names.length; i++) {
      Bits.assertSame(expected.get(i), actual.get(i), names[i] + ": " + what);
    }
  }
}
