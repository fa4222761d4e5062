package lanewise.tensor.ops;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import lanewise.tensor.KernelLevel;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.Bits;
import lanewise.tensor.kernel.Levels;
import lanewise.tensor.kernel.Values;
import lanewise.tensor.kernel.access.TensorAccess;
import org.junit.jupiter.api.Test;

/** What follows convolutions with the batch in the lanes: the bits are those of other layouts, and the layout stays. */
class LanesElementwiseTest {
  private static final int[] BATCHES = {64, 65, 96, 270};
  private static final float INF = Float.POSITIVE_INFINITY;

  private static Tensor lanes(Tensor x) {
    int c = x.shape().dim(1);
    float[] identity = new float[c * c];
    for (int i = 0; i < c; i++) {
      identity[i * c + i] = 1;
    }
    ConvGeometry same = new ConvGeometry(c, x.shape().dim(2), x.shape().dim(3), c, 1, 1, 1, 1, 0, 0, 1, 1);
    Tensor y = Convolution.forward(x, Tensor.of(identity, c, c, 1, 1), Optional.empty(), same);
    assertNotNull(TensorAccess.lanes(y));
    return y;
  }

  private static Tensor inLanes(Tensor y) {
    assertNotNull(TensorAccess.lanes(y));
    return y;
  }

  @Test
  void sumsAndTheirRectifiers_keepTheLayoutAndTheBits() {
    for (int batch : BATCHES) {
      Random random = new Random(batch);
      Tensor x = Values.normalTensor(random, batch, 5, 6, 7);
      Tensor y = Values.normalTensor(random, batch, 5, 6, 7);
      Tensor dy = Values.normalTensor(random, batch, 5, 6, 7);
      for (float[] act : List.of(new float[] {0, 0}, new float[] {0.1f, 0}, new float[] {0.1f, 0.4f}, new float[] {0, 0.3f})) {
        Tensor sum = Elementwise.add(x, y);
        Tensor rectified = Elementwise.rectify(sum, act[0], act[1], INF);
        Tensor gradient = Elementwise.rectifyGradient(sum, dy, act[0], act[1], INF);
        for (KernelLevel level : Levels.all()) {
          Levels.at(level, () -> {
            Bits.assertSame(sum, inLanes(Elementwise.add(lanes(x), y)), "sum");
            Bits.assertSame(sum, Elementwise.add(x, lanes(y)), "sum");
            Bits.assertSame(rectified, inLanes(Elementwise.rectifiedSum(lanes(x), lanes(y), act[0], act[1])), "rectified sum in lanes");
            Bits.assertSame(rectified, Elementwise.rectifiedSum(x, y, act[0], act[1]), "rectified sum");
            Tensor result = inLanes(Elementwise.rectifiedSum(lanes(x), y, act[0], act[1]));
            Bits.assertSame(gradient, inLanes(Elementwise.rectifiedGradient(result, dy, act[0], act[1])), "gradient in lanes");
            Bits.assertSame(gradient, Elementwise.rectifiedGradient(rectified, lanes(dy), act[0], act[1]), "gradient");
            return null;
          });
        }
      }
    }
  }

  @Test
  void meansOfWindows_keepTheLayoutAndTheBits() {
    for (int batch : BATCHES) {
      Random random = new Random(batch + 1);
      Tensor x = Values.normalTensor(random, batch, 3, 7, 9);
      for (PoolWindow window : List.of(PoolWindow.of(2, 2).ceilMode(true), PoolWindow.of(3, 3).stride(2, 2).padding(1, 1),
          PoolWindow.of(4, 2).stride(1, 1))) {
        PoolPlan plan = PoolPlan.windows(x.shape(), window);
        Tensor dy = Values.normalTensor(random, plan.outShape().toArray());
        Tensor mean = Pooling.mean(x, plan);
        Tensor gradient = Pooling.meanGradient(dy, plan);
        for (KernelLevel level : Levels.all()) {
          Levels.at(level, () -> {
            Bits.assertSame(mean, inLanes(Pooling.mean(lanes(x), plan)), "mean");
            Bits.assertSame(gradient, inLanes(Pooling.meanGradient(lanes(dy), plan)), "gradient");
            return null;
          });
        }
      }
      PoolPlan whole = PoolPlan.adaptive(x.shape(), 1, 1);
      Bits.assertSame(Pooling.mean(x, whole), Pooling.mean(lanes(x), whole), "mean of a plane");
    }
  }

  @Test
  void aValueThatIsLostInTheSubtraction_countsAsZero() {
    float lost = 1e-9f;
    Tensor x = Tensor.of(new float[] {lost, -lost, 0, 1e-3f}, 4);
    Tensor dy = Tensor.of(new float[] {1, 1, 1, 1}, 4);
    Bits.assertSame(new float[] {0.1f, 0.1f, 0.1f, 1}, Elementwise.rectifyGradient(x, dy, 0.1f, 0.4f, INF).toArray(), "with a shift");
    Bits.assertSame(new float[] {1, 0.1f, 0.1f, 1}, Elementwise.rectifyGradient(x, dy, 0.1f, 0, INF).toArray(), "without");
    Tensor y = Elementwise.rectify(x, 0.1f, 0.4f, INF);
    Bits.assertSame(new float[] {0.1f, 0.1f, 0.1f, 1}, Elementwise.rectifiedGradient(y, dy, 0.1f, 0.4f).toArray(), "from the result");
  }
}
