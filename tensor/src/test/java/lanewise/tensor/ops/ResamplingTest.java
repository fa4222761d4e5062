package lanewise.tensor.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import lanewise.tensor.KernelLevel;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.Bits;
import lanewise.tensor.kernel.Levels;
import lanewise.tensor.kernel.Values;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.kernel.workers.WorkerPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bilinear interpolation: near the definition in double, its gradient the adjoint, and the same bits at every level and in both layouts. */
class ResamplingTest {
  private static final int[][] SIZES = {{8, 10}, {7, 3}, {1, 1}, {4, 5}, {9, 2}, {2, 13}};
  private final Random random = new Random(1);
  private final int threads = WorkerPool.threads();

  @AfterEach
  void restore() {
    WorkerPool.setThreads(threads);
  }

  private static double at(int i, int size, int count, boolean aligned) {
    return aligned ? count > 1 ? i * (size - 1.0) / (count - 1) : 0 : Math.max(0, (i + 0.5) * size / count - 0.5);
  }

  @Test
  void pixels_lieBetweenTheirFourNeighbours() {
    for (int[] size : SIZES) {
      for (boolean aligned : new boolean[] {false, true}) {
        Tensor x = Values.normalTensor(random, 2, 19, 4, 5);
        Resampling r = Resampling.bilinear(x.shape(), size[0], size[1], 4.0 / size[0], 5.0 / size[1], aligned);
        assertEquals(Shape.of(2, 19, size[0], size[1]), r.outShape());
        Tensor y = r.apply(x);
        Elements.of(r.outShape().toArray(), at -> {
          double h = at(at[2], 4, size[0], aligned);
          double w = at(at[3], 5, size[1], aligned);
          double expected = 0;
          for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 5; j++) {
              double near = Math.max(0, 1 - Math.abs(i - Math.min(h, 3))) * Math.max(0, 1 - Math.abs(j - Math.min(w, 4)));
              expected += near * x.get(at[0], at[1], i, j);
            }
          }
          assertEquals(expected, y.get(at), 2e-6);
          return 0;
        });
      }
    }
  }

  @Test
  void theGradient_isTheAdjoint() {
    for (int[] size : SIZES) {
      for (boolean aligned : new boolean[] {false, true}) {
        Tensor x = Values.normalTensor(random, 2, 3, 4, 5);
        Resampling r = Resampling.bilinear(x.shape(), size[0], size[1], 4.0 / size[0], 5.0 / size[1], aligned);
        Tensor dy = Values.normalTensor(random, r.outShape().toArray());
        assertEquals(dot(r.apply(x), dy), dot(x, r.gradient(dy)), 1e-4);
      }
    }
  }

  private static double dot(Tensor a, Tensor b) {
    double sum = 0;
    float[] x = a.toArray();
    float[] y = b.toArray();
    for (int i = 0; i < x.length; i++) {
      sum += (double) x[i] * y[i];
    }
    return sum;
  }

  @Test
  void levelsLayoutsAndThreads_giveTheSameBits() {
    for (int channels : new int[] {1, 3, 16, 37}) {
      Tensor x = Values.specialTensor(random, 20, 3, channels, 4, 5);
      Resampling r = Resampling.bilinear(x.shape(), 7, 9, 4.0 / 7, 5.0 / 9, false);
      Tensor dy = Values.specialTensor(random, 20, r.outShape().toArray());
      Tensor y = Levels.scalar(() -> r.apply(x));
      Tensor dx = Levels.scalar(() -> r.gradient(dy));
      for (KernelLevel level : Levels.all()) {
        WorkerPool.setThreads(3);
        Bits.assertSame(y, Levels.at(level, () -> r.apply(TensorAccess.channelsLast(x))), "values at " + level);
        Bits.assertSame(dx, Levels.at(level, () -> r.gradient(TensorAccess.channelsLast(dy))), "gradient at " + level);
      }
    }
  }

  @Test
  void sizesThatMakeNoSense_areRefused() {
    Shape images = Shape.of(1, 2, 4, 5);
    refused(() -> Resampling.bilinear(Shape.of(2, 4, 5), 2, 2, 1, 1, false), "[2, 4, 5]");
    refused(() -> Resampling.bilinear(images, 0, 2, 1, 1, true), "to 0");
    refused(() -> Resampling.bilinear(images, 2, 2, 1, -1, false), "steps of -1.0");
    refused(() -> Resampling.bilinear(Shape.of(1, 2, 0, 5), 2, 2, 1, 1, false), "[1, 2, 0, 5]");
    refused(() -> Resampling.bilinear(images, 2, 2, 1, 1, false).apply(Tensor.zeros(1, 2, 5, 4)), "[1, 2, 5, 4]");
    refused(() -> Resampling.bilinear(images, 2, 2, 1, 1, false).gradient(Tensor.zeros(1, 2, 5, 4)), "[1, 2, 5, 4]");
  }

  private static void refused(Runnable operation, String value) {
    String message = assertThrows(IllegalArgumentException.class, operation::run).getMessage();
    assertTrue(message.contains(value) && (message.contains("takes") || message.contains("allowed")), message);
  }
}
