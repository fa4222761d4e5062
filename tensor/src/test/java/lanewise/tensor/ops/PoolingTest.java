package lanewise.tensor.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import lanewise.tensor.KernelLevel;
import lanewise.tensor.Rng;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.Bits;
import lanewise.tensor.kernel.Levels;
import lanewise.tensor.kernel.Values;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.kernel.workers.WorkerPool;
import lanewise.tensor.ops.NaivePooling.Tap;
import lanewise.tensor.ops.NaivePooling.Windows;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Poolings have the bits of their definition at every level, in both layouts, for any number of threads. */
class PoolingTest {
  private final Random random = new Random(1);
  private final int threads = WorkerPool.threads();

  /** A pooling and images for it. */
  record Case(int[] shape, PoolWindow window) {
    @Override
    public String toString() {
      return Shape.of(shape) + " " + window;
    }
  }

  static Stream<Case> cases() {
    List<Case> all = new ArrayList<>();
    all.add(new Case(new int[] {2, 3, 6, 6}, PoolWindow.of(2, 2)));
    all.add(new Case(new int[] {9, 37, 4, 5}, PoolWindow.of(2, 2).ceilMode(true)));
    all.add(new Case(new int[] {1, 16, 7, 9}, PoolWindow.of(3, 3).stride(2, 2).padding(1, 1)));
    all.add(new Case(new int[] {3, 40, 5, 5}, PoolWindow.of(5, 5)));
    all.add(new Case(new int[] {1, 1, 9, 9}, PoolWindow.of(3, 3).stride(2, 1).padding(1, 1).dilation(2, 2)));
    all.add(new Case(new int[] {2, 17, 1, 1}, PoolWindow.of(1, 1)));
    all.add(new Case(new int[] {8, 4, 1, 9}, PoolWindow.of(1, 3).stride(1, 2).padding(0, 1).ceilMode(true)));
    all.add(new Case(new int[] {1, 2, 1, 3}, PoolWindow.of(2, 2).stride(1, 1).padding(2, 1).dilation(3, 1)));
    all.add(new Case(new int[] {0, 3, 4, 4}, PoolWindow.of(2, 2)));
    all.add(new Case(new int[] {2, 0, 4, 4}, PoolWindow.of(2, 2)));
    all.add(new Case(new int[] {80, 3, 8, 8}, PoolWindow.of(2, 2)));
    Random random = new Random(5);
    while (all.size() < 60) {
      int kh = 1 + random.nextInt(4);
      int kw = 1 + random.nextInt(4);
      int dh = 1 + random.nextInt(2);
      int dw = 1 + random.nextInt(2);
      PoolWindow w = PoolWindow.of(kh, kw).stride(1 + random.nextInt(3), 1 + random.nextInt(3)).dilation(dh, dw)
          .padding(random.nextInt((dh * (kh - 1) + 1) / 2 + 1), random.nextInt((dw * (kw - 1) + 1) / 2 + 1)).ceilMode(random.nextBoolean());
      int[] shape = {1 + random.nextInt(10), 1 + random.nextInt(35), dh * (kh - 1) + 1 + random.nextInt(5), dw * (kw - 1) + 1 + random.nextInt(5)};
      all.add(new Case(shape, w));
    }
    return all.stream();
  }

  @AfterEach
  void restore() {
    WorkerPool.setThreads(threads);
  }

  /** Runs a pooling in both layouts at every level and with some threads. */
  private void everywhere(String what, Tensor x, Tensor dy, BiFunction<Tensor, Tensor, Tensor[]> operation, Tensor... expected) {
    for (KernelLevel level : Levels.all()) {
      for (int form = 0; form < 3; form++) {
        WorkerPool.setThreads(1 + form);
        Tensor images = form == 1 ? TensorAccess.channelsLast(x) : x;
        Tensor gradient = form > 0 ? TensorAccess.channelsLast(dy) : dy;
        Tensor[] actual = Levels.at(level, () -> operation.apply(images, gradient));
        for (int i = 0; i < expected.length; i++) {
          Bits.assertSame(expected[i], actual[i], what + " at " + level + ", form " + form + ", result " + i);
        }
        if (x.shape().dim(1) > 1 && x.shape().dim(2) * x.shape().dim(3) > 1 && x.size() > 0) {
          assertEquals(TensorAccess.layout(images), TensorAccess.layout(actual[0]), "layout");
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void largestValuesTheirPlacesAndGradients(Case c) {
    PoolPlan plan = PoolPlan.windows(Shape.of(c.shape), c.window);
    Tensor x = Values.specialTensor(random, 4, c.shape);
    Tensor dy = Values.specialTensor(random, 9, plan.outShape().toArray());
    Windows w = (oh, ow) -> NaivePooling.taps(c.window, c.shape[2], c.shape[3], oh, ow);
    int[] out = plan.outShape().toArray();
    Tensor expected = NaivePooling.max(x, out, w);
    everywhere(c.toString(), x, dy, (images, gradient) -> {
      Pooling.Maxima m = Pooling.maxima(images, plan);
      assertArrayEquals(NaivePooling.indices(x, out, w), m.indices().toArray());
      return new Tensor[] {Pooling.max(images, plan), m.values(), m.gradient(gradient)};
    }, expected, expected, NaivePooling.maxGradient(x, dy, w));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void meansAndTheirGradients(Case c) {
    Tensor x = Values.specialTensor(random, 30, c.shape);
    for (int mode = 0; mode < 3; mode++) {
      boolean includePad = mode == 0;
      int divisor = mode == 2 ? 3 : 0;
      PoolPlan plan = PoolPlan.windows(Shape.of(c.shape), c.window, includePad, divisor);
      Tensor dy = Values.normalTensor(random, plan.outShape().toArray());
      Windows w = new Windows() {
        @Override
        public List<Tap> taps(int oh, int ow) {
          return NaivePooling.taps(c.window, c.shape[2], c.shape[3], oh, ow);
        }

        @Override
        public float divisor(int oh, int ow) {
          int high = Math.min(oh * c.window.strideH() - c.window.paddingH() + c.window.kernelHeight(), c.shape[2] + c.window.paddingH())
              - oh * c.window.strideH() + c.window.paddingH();
          int wide = Math.min(ow * c.window.strideW() - c.window.paddingW() + c.window.kernelWidth(), c.shape[3] + c.window.paddingW())
              - ow * c.window.strideW() + c.window.paddingW();
          return divisor > 0 ? divisor : includePad ? high * wide : taps(oh, ow).size();
        }
      };
      everywhere(c + " mode " + mode, x, dy, (images, gradient) -> new Tensor[] {Pooling.mean(images, plan), Pooling.meanGradient(gradient, plan)},
          NaivePooling.mean(x, plan.outShape().toArray(), w), NaivePooling.meanGradient(c.shape, dy, w));
    }
  }

  @Test
  void adaptiveWindows_reachFromFloorToCeil() {
    for (int[] size : new int[][] {{6, 6, 1, 1}, {7, 7, 3, 3}, {5, 8, 2, 4}, {3, 3, 5, 5}, {4, 4, 4, 2}, {1, 1, 1, 1}, {20, 3, 7, 2}}) {
      int[] shape = {3, 19, size[0], size[1]};
      PoolPlan plan = PoolPlan.adaptive(Shape.of(shape), size[2], size[3]);
      Tensor x = Values.specialTensor(random, 30, shape);
      Tensor dy = Values.normalTensor(random, plan.outShape().toArray());
      Windows w = (oh, ow) -> {
        List<Tap> taps = new ArrayList<>();
        for (int h = 0; h < size[0]; h++) {
          for (int v = 0; v < size[1]; v++) {
            boolean inH = h >= Math.floor((double) oh * size[0] / size[2]) && h < Math.ceil((oh + 1.0) * size[0] / size[2]);
            boolean inW = v >= Math.floor((double) ow * size[1] / size[3]) && v < Math.ceil((ow + 1.0) * size[1] / size[3]);
            if (inH && inW) {
              taps.add(new Tap(h, v));
            }
          }
        }
        return taps;
      };
      int[] out = plan.outShape().toArray();
      assertArrayEquals(new int[] {3, 19, size[2], size[3]}, out);
      everywhere("adaptive", x, dy, (images, gradient) -> {
        Pooling.Maxima m = Pooling.maxima(images, plan);
        assertArrayEquals(NaivePooling.indices(x, out, w), m.indices().toArray());
        return new Tensor[] {Pooling.mean(images, plan), Pooling.meanGradient(gradient, plan), m.values(), m.gradient(gradient)};
      }, NaivePooling.mean(x, out, w), NaivePooling.meanGradient(shape, dy, w), NaivePooling.max(x, out, w), NaivePooling.maxGradient(x, dy, w));
    }
  }

  @Test
  void theNearestPixel_isTakenAndItsGradientsAdded() {
    int[] shape = {2, 18, 4, 5};
    Tensor x = Values.specialTensor(random, 9, shape);
    for (int[] size : new int[][] {{8, 10}, {7, 3}, {1, 1}, {4, 5}, {9, 2}}) {
      double high = 4.0 / size[0];
      double wide = 5.0 / size[1];
      PoolPlan plan = PoolPlan.nearest(Shape.of(shape), size[0], size[1], high, wide);
      Tensor dy = Values.normalTensor(random, 2, 18, size[0], size[1]);
      Windows w = (oh, ow) -> List.of(new Tap((int) Math.min(3, Math.floor(oh * high)), (int) Math.min(4, Math.floor(ow * wide))));
      Tensor expected = Elements.of(plan.outShape().toArray(), at -> {
        Tap t = w.taps(at[2], at[3]).getFirst();
        return x.get(at[0], at[1], t.h(), t.w());
      });
      everywhere("nearest", x, dy, (images, gradient) -> new Tensor[] {Pooling.mean(images, plan), Pooling.meanGradient(gradient, plan)}, expected,
          NaivePooling.meanGradient(shape, dy, w));
    }
  }

  @Test
  void everyOrderOfChunks_givesTheSameBits() {
    Tensor x = Values.normalTensor(random, 30, 40, 9, 9);
    PoolPlan plan = PoolPlan.windows(x.shape(), PoolWindow.of(3, 3).stride(2, 2).padding(1, 1));
    Tensor dy = Values.normalTensor(random, plan.outShape().toArray());
    for (Tensor images : List.of(x, TensorAccess.channelsLast(x))) {
      Tensor expected = Pooling.maxima(images, plan).gradient(dy);
      for (int seed = 0; seed < 3; seed++) {
        WorkerPool.shuffle(Rng.seed(seed));
        try {
          Bits.assertSame(expected, Pooling.maxima(images, plan).gradient(dy), "order " + seed);
        } finally {
          WorkerPool.shuffle(null);
        }
      }
    }
  }

  @Test
  void whatDoesNotFit_isRefused() {
    refused(() -> PoolWindow.of(0, 1), "kernel 0");
    refused(() -> PoolWindow.of(2, 2).stride(1, 0), "stride 0");
    refused(() -> PoolWindow.of(2, 2).dilation(-1, 1), "dilation -1");
    refused(() -> PoolWindow.of(2, 2).padding(-1, 0), "padding -1");
    refused(() -> PoolPlan.windows(Shape.of(1, 1, 9, 9), PoolWindow.of(2, 2).padding(0, 2)), "padding 2");
    refused(() -> PoolPlan.windows(Shape.of(1, 1, 3), PoolWindow.of(2, 2)), "[1, 1, 3]");
    refused(() -> PoolPlan.windows(Shape.of(1, 1, 3, 3), PoolWindow.of(4, 2)), "[1, 1, 3, 3]");
    refused(() -> PoolPlan.windows(Shape.of(1, 1, 0, 3), PoolWindow.of(1, 1)), "[1, 1, 0, 3]");
    refused(() -> PoolPlan.windows(Shape.of(1, 1, 3, 3), PoolWindow.of(1, 1), true, -2), "divisor -2");
    refused(() -> PoolPlan.adaptive(Shape.of(1, 1, 3, 3), -1, 2), "to -1");
    refused(() -> PoolPlan.adaptive(Shape.of(1, 1, 3, 0), 1, 2), "to 2");
    refused(() -> PoolPlan.nearest(Shape.of(1, 1, 3, 3), 0, 2, 1, 1), "to 0");
    refused(() -> PoolPlan.nearest(Shape.of(1, 1, 3, 3), 2, 2, 1, Double.NaN), "NaN");
    PoolPlan plan = PoolPlan.windows(Shape.of(1, 2, 4, 4), PoolWindow.of(2, 2));
    refused(() -> Pooling.max(Tensor.zeros(1, 2, 4, 5), plan), "[1, 2, 4, 5]");
    refused(() -> Pooling.maxima(Tensor.zeros(2, 2, 4, 4), plan), "[2, 2, 4, 4]");
    refused(() -> Pooling.mean(Tensor.zeros(4), plan), "[4]");
    refused(() -> Pooling.meanGradient(Tensor.zeros(1, 2, 4, 4), plan), "[1, 2, 4, 4]");
    refused(() -> Pooling.maxima(Tensor.zeros(1, 2, 4, 4), plan).gradient(Tensor.zeros(1, 2, 2, 1)), "[1, 2, 2, 1]");
  }

  private static void refused(Runnable operation, String value) {
    String message = assertThrows(IllegalArgumentException.class, operation::run).getMessage();
    assertTrue(message.contains(value), message);
  }
}
