package lanewise.tensor.ops;

import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.Order;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.kernel.channels.ChannelGradient;
import lanewise.tensor.kernel.channels.ChannelSums;
import lanewise.tensor.kernel.workers.Scratch;
import lanewise.tensor.kernel.workers.UnitKernel;
import lanewise.tensor.kernel.workers.Units;

/** The unit kernels of a batch normalisation: sums of each channel, and the gradient of the input. */
final class NormalizationStages {
  private NormalizationStages() {}

  /**
   * A batch [N, C, H, W] with channels last, cut into units.
   *
   * @param array the values, at {@code offset}
   * @param size floats of the batch
   * @param unitSize floats of a unit; the last one may have fewer
   * @param units number of units
   * @param channels C
   */
  record Pixels(float[] array, int offset, int size, int unitSize, int units, int channels) {
    /** Reads the values; a pending prologue is applied first. */
    static Pixels of(Tensor t) {
      Tensor images = TensorAccess.channelsLast(t);
      int batch = t.shape().dim(0);
      if (t.size() == 0) {
        throw new IllegalArgumentException("normalisation of an empty batch of shape " + t.shape());
      }
      int unitSize = (int) Math.min(t.size(), (long) Units.images(batch) * (t.size() / batch));
      return new Pixels(TensorAccess.values(images), TensorAccess.offset(images), t.size(), unitSize, Units.count(batch), t.shape().dim(1));
    }

    /** Length of a table of channels: whole rows of it, see {@link Order#channelRows}. */
    int period() {
      return Order.channelRows(channels) * channels;
    }

    /** Values of a channel. */
    long count() {
      return size / channels;
    }

    int at(int u) {
      return offset + u * unitSize;
    }

    int size(int u) {
      return Math.min(unitSize, size - u * unitSize);
    }

    long nanos() {
      return size / 3;
    }
  }

  /**
   * Two sums of each channel over all units.
   *
   * @param shift table of the channels' shifts
   * @param partial 2 C doubles a unit
   * @param sums the result: C first sums, C second ones
   */
  record Sums(ChannelSums kernel, Pixels x, Pixels y, float[] shift, double[] partial, double[] sums) implements UnitKernel {
    @Override
    public void unit(int u, Scratch scratch) {
      int channels = x.channels;
      int rows = Order.channelRows(channels);
      float[] first = scratch.floats(0, x.period());
      float[] second = scratch.floats(1, x.period());
      kernel.run(x.array, x.at(u), y.array, y.at(u), x.size(u), shift, 0, first, second, x.period());
      ChannelSums.fold(first, channels, rows, partial, u * 2 * channels);
      ChannelSums.fold(second, channels, rows, partial, (u * 2 + 1) * channels);
    }

    @Override
    public void finish() {
      for (int u = 0; u < x.units; u++) {
        for (int i = 0; i < sums.length; i++) {
          sums[i] += partial[u * sums.length + i];
        }
      }
    }
  }

  /** dx from x and dy by the channels' tables; see {@link ChannelGradient}. */
  record Gradient(ChannelGradient kernel, Pixels x, Pixels dy, float[] dx, float[] tables) implements UnitKernel {
    @Override
    public void unit(int u, Scratch scratch) {
      kernel.run(x.array, x.at(u), dy.array, dy.at(u), dx, u * x.unitSize, x.size(u), tables, 0, x.period());
    }
  }
}
