package lanewise.tensor.ops;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.Bits;
import lanewise.tensor.kernel.Values;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.ops.Geometries.Case;
import org.junit.jupiter.api.Test;

/** Windows as columns and back, against the definition. */
class UnfoldingTest {
  @Test
  void columns_areTheWindowsOfEachChannel() {
    Random random = new Random(1);
    for (Case c : Geometries.random(11, 60, 20_000)) {
      ConvGeometry g = c.geometry();
      Tensor x = Values.specialTensor(random, 9, c.batch(), g.inChannels(), g.inHeight(), g.inWidth());
      int taps = g.kernelHeight() * g.kernelWidth();
      Tensor columns = Elements.of(new int[] {c.batch(), g.inChannels() * taps, g.outHeight() * g.outWidth()}, at -> {
        int h = at[2] / g.outWidth() * g.strideH() - g.padH() + at[1] % taps / g.kernelWidth() * g.dilationH();
        int w = at[2] % g.outWidth() * g.strideW() - g.padW() + at[1] % g.kernelWidth() * g.dilationW();
        return h < 0 || h >= g.inHeight() || w < 0 || w >= g.inWidth() ? 0 : x.get(at[0], at[1] / taps, h, w);
      });
      Bits.assertSame(columns, Unfolding.unfold(x, g), c + " unfolded");
      Bits.assertSame(columns, Unfolding.unfold(TensorAccess.channelsLast(x), g), c + " unfolded, channels last");
    }
  }

  @Test
  void folding_addsEachColumnWhereItCameFrom() {
    Random random = new Random(2);
    for (Case c : Geometries.random(12, 60, 20_000)) {
      ConvGeometry g = c.geometry();
      int taps = g.kernelHeight() * g.kernelWidth();
      Tensor y = Values.normalTensor(random, c.batch(), g.inChannels() * taps, g.outHeight() * g.outWidth());
      float[] sums = new float[c.batch() * g.inChannels() * g.inHeight() * g.inWidth()];
      Elements.of(y.shape().toArray(), at -> {
        int h = at[2] / g.outWidth() * g.strideH() - g.padH() + at[1] % taps / g.kernelWidth() * g.dilationH();
        int w = at[2] % g.outWidth() * g.strideW() - g.padW() + at[1] % g.kernelWidth() * g.dilationW();
        if (h >= 0 && h < g.inHeight() && w >= 0 && w < g.inWidth()) {
          sums[((at[0] * g.inChannels() + at[1] / taps) * g.inHeight() + h) * g.inWidth() + w] += y.get(at);
        }
        return 0;
      });
      Bits.assertSame(Tensor.of(sums, c.batch(), g.inChannels(), g.inHeight(), g.inWidth()), Unfolding.fold(y, g), c + " folded");
    }
  }

  @Test
  void otherShapes_areRefused() {
    ConvGeometry g = new ConvGeometry(2, 4, 5, 1, 3, 3, 1, 1, 1, 1, 1, 1);
    for (Tensor wrong : new Tensor[] {Tensor.zeros(1, 2, 4, 6), Tensor.zeros(2, 4, 5), Tensor.zeros(1, 3, 4, 5)}) {
      assertTrue(assertThrows(IllegalArgumentException.class, () -> Unfolding.unfold(wrong, g)).getMessage().contains(wrong.shape().toString()));
    }
    for (Tensor wrong : new Tensor[] {Tensor.zeros(1, 18, 21), Tensor.zeros(18, 20), Tensor.zeros(1, 17, 20)}) {
      assertTrue(assertThrows(IllegalArgumentException.class, () -> Unfolding.fold(wrong, g)).getMessage().contains(wrong.shape().toString()));
    }
  }
}
