package lanewise.tensor.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.Random;
import lanewise.tensor.KernelLevel;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Rng;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.Bits;
import lanewise.tensor.kernel.Levels;
import lanewise.tensor.kernel.Values;
import lanewise.tensor.kernel.workers.WorkerPool;
import org.junit.jupiter.api.Test;

class CrossEntropyTest {
  private static final float INF = Float.POSITIVE_INFINITY;

  private static LongTensor targets(Random random, int rows, int classes) {
    return LongTensor.of(random.longs(rows, 0, classes).toArray(), rows);
  }

  @Test
  void lossAndGradient_areNearTheTruth() {
    Random random = new Random(1);
    for (int[] size : new int[][] {{1, 1}, {1, 2}, {5, 4}, {64, 10}, {65, 10}, {7, 64}, {3, 65}, {200, 130}}) {
      for (float spread : new float[] {1, 30}) {
        Tensor logits = Elementwise.scale(Values.normalTensor(random, size), spread);
        LongTensor targets = targets(random, size[0], size[1]);
        CrossEntropy.Forward f = CrossEntropy.forward(logits, targets);
        Tensor gradient = f.gradient().apply(Tensor.scalar(0.5f));
        double loss = 0;
        for (int n = 0; n < size[0]; n++) {
          double[] p = softmax(logits, n);
          loss -= Math.log(p[(int) targets.at(n)]) / size[0];
          for (int c = 0; c < size[1]; c++) {
            assertEquals((p[c] - (c == targets.at(n) ? 1 : 0)) * 0.5 / size[0], gradient.get(n, c), 8e-7 * 0.5 / size[0]);
          }
        }
        assertEquals(loss, f.loss().item(), 4e-7 + 4e-7 * spread);
        assertEquals(Shape.of(), f.loss().shape());
      }
    }
  }

  private static double[] softmax(Tensor logits, int n) {
    double[] p = new double[logits.shape().dim(1)];
    double max = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < p.length; c++) {
      max = Math.max(max, logits.get(n, c));
    }
    double sum = 0;
    for (int c = 0; c < p.length; c++) {
      p[c] = Math.exp(logits.get(n, c) - max);
      sum += p[c];
    }
    for (int c = 0; c < p.length; c++) {
      p[c] /= sum;
    }
    return p;
  }

  @Test
  void everyLevelThreadCountAndOrderOfChunks_givesTheSameBits() {
    Random random = new Random(2);
    int threads = WorkerPool.threads();
    for (int[] size : new int[][] {{1, 3}, {63, 10}, {300, 10}, {130, 67}}) {
      Tensor logits = Values.specialTensor(random, 500, size);
      LongTensor targets = targets(random, size[0], size[1]);
      CrossEntropy.Forward expected = Levels.scalar(() -> CrossEntropy.forward(logits, targets));
      Tensor gradient = Levels.scalar(() -> expected.gradient().apply(Tensor.scalar(1)));
      for (KernelLevel level : Levels.all()) {
        for (int n : new int[] {1, 2, 5}) {
          try {
            WorkerPool.setThreads(n);
            WorkerPool.shuffle(n == 2 ? Rng.seed(n) : null);
            Levels.at(level, () -> {
              CrossEntropy.Forward actual = CrossEntropy.forward(logits, targets);
              Bits.assertSame(expected.loss(), actual.loss(), level);
              Bits.assertSame(gradient, actual.gradient().apply(Tensor.scalar(1)), level);
              return null;
            });
          } finally {
            WorkerPool.setThreads(threads);
            WorkerPool.shuffle(null);
          }
        }
      }
    }
  }

  @Test
  void aRowsGradient_doesNotDependOnItsCompany() {
    Random random = new Random(3);
    Tensor logits = Values.normalTensor(random, 150, 10);
    LongTensor targets = targets(random, 150, 10);
    Tensor all = gradientOfSum(logits, targets);
    for (int n : new int[] {0, 63, 64, 149}) {
      Bits.assertSame(all.slice(n, n + 1), gradientOfSum(logits.slice(n, n + 1), LongTensor.of(new long[] {targets.at(n)}, 1)), n);
    }
  }

  private static Tensor gradientOfSum(Tensor logits, LongTensor targets) {
    CrossEntropy.Options sum = new CrossEntropy.Options(Optional.empty(), -100, 0, LossReduction.SUM);
    return CrossEntropy.forward(logits, targets, sum).gradient().apply(Tensor.scalar(1));
  }

  @Test
  void hugeLogits_giveFiniteLosses() {
    Tensor logits = Tensor.of(new float[] {3e38f, 0, -3e38f, 1000, -1000, 0}, 2, 3);
    assertEquals(0f, CrossEntropy.forward(logits, LongTensor.of(new long[] {0, 0}, 2)).loss().item());
    assertEquals((3e38f + 1000) / 2, CrossEntropy.forward(logits, LongTensor.of(new long[] {1, 2}, 2)).loss().item(), 1e32);
  }

  @Test
  void minusInfinity_isAClassThatCannotBe() {
    Tensor logits = Tensor.of(new float[] {0, -INF, 0}, 1, 3);
    assertEquals(Math.log(2), CrossEntropy.forward(logits, LongTensor.of(new long[] {2}, 1)).loss().item(), 1e-7);
    assertEquals(INF, CrossEntropy.forward(logits, LongTensor.of(new long[] {1}, 1)).loss().item());
  }

  @Test
  void aNaNInARow_makesTheLossAndThatRowNaNOnly() {
    Tensor logits = Tensor.of(new float[] {0, 1, Float.NaN, 2, 0, 1}, 3, 2);
    CrossEntropy.Forward f = CrossEntropy.forward(logits, LongTensor.of(new long[] {0, 0, 1}, 3));
    assertTrue(Float.isNaN(f.loss().item()));
    Tensor g = f.gradient().apply(Tensor.scalar(1));
    assertTrue(Float.isNaN(g.get(1, 0)) && Float.isNaN(g.get(1, 1)));
    assertEquals(0, g.get(0, 0) + g.get(0, 1), 1e-6);
    assertTrue(Float.isNaN(CrossEntropy.forward(Tensor.full(-INF, 1, 2), LongTensor.of(new long[1], 1)).loss().item()));
  }

  @Test
  void noRows_haveTheLossNaN() {
    assertTrue(Float.isNaN(CrossEntropy.forward(Tensor.zeros(0, 3), LongTensor.of(new long[0], 0)).loss().item()));
  }

  @Test
  void logitsStayUnchanged() {
    float[] x = Values.normal(new Random(4), 30);
    Tensor logits = Tensor.of(x, 3, 10);
    CrossEntropy.forward(logits, LongTensor.of(new long[3], 3));
    Bits.assertSame(x, logits.toArray(), "logits");
  }

  @Test
  void targetsThatAreNoClasses_areNamedWithTheirRow() {
    for (long wrong : new long[] {3, -1, -101, Long.MAX_VALUE}) {
      var e = assertThrows(IllegalArgumentException.class, () -> CrossEntropy.forward(Tensor.zeros(2, 3), LongTensor.of(new long[] {0, wrong}, 2)));
      assertEquals("target " + wrong + " of row 1; allowed: 0..2", e.getMessage());
    }
  }

  @Test
  void optionsOutsideTheirRange_areRefused() {
    for (double smoothing : new double[] {-0.1, 1.1, Double.NaN}) {
      assertThrows(IllegalArgumentException.class, () -> new CrossEntropy.Options(Optional.empty(), 0, smoothing, LossReduction.MEAN));
    }
    assertThrows(IllegalArgumentException.class, () -> new CrossEntropy.Options(Optional.empty(), 0, 0, LossReduction.BATCH_MEAN));
    CrossEntropy.Options weighted = new CrossEntropy.Options(Optional.of(Tensor.zeros(4)), -100, 0, LossReduction.MEAN);
    var e = assertThrows(IllegalArgumentException.class, () -> CrossEntropy.forward(Tensor.zeros(2, 3), LongTensor.of(new long[2], 2), weighted));
    assertTrue(e.getMessage().contains("[4]") && e.getMessage().contains("[3]"), e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> CrossEntropy.forward(Tensor.zeros(2, 3), Tensor.zeros(3, 2), CrossEntropy.Options.DEFAULT));
  }

  @Test
  void shapesThatDoNotFit_areRefused() {
    var e = assertThrows(IllegalArgumentException.class, () -> CrossEntropy.forward(Tensor.zeros(2, 3), LongTensor.of(new long[3], 3)));
    assertTrue(e.getMessage().contains("[2, 3]") && e.getMessage().contains("[3]"), e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> CrossEntropy.forward(Tensor.zeros(2, 3, 1), LongTensor.of(new long[2], 2)));
    assertThrows(IllegalArgumentException.class, () -> CrossEntropy.forward(Tensor.zeros(2, 3), LongTensor.of(new long[2], 2, 1)));
  }
}
