package lanewise.tensor.ops.conv;

import lanewise.tensor.kernel.Order;
import lanewise.tensor.kernel.channels.ChannelSums;
import lanewise.tensor.kernel.workers.Scratch;
import lanewise.tensor.kernel.workers.WorkerPool;

/**
 * The gradient of a convolution with respect to its bias: the sums of the channels of the output's gradient. Order of sum: channels (see {@link
 * Order}); a unit is one image, or as many as have {@value #UNIT} floats.
 */
public final class ConvBias {
  private static final int UNIT = 1 << 15;
  private static final int SUMS = 0;

  private ConvBias() {}

  /** Images of a unit. */
  public static int unit(int imageSize) {
    return Math.max(1, UNIT / imageSize);
  }

  /** Overwrites {@code db[dbo + c]} with the sum of channel c of some images. */
  public static void run(ConvSource dy, int batch, float[] db, int dbo) {
    int channels = dy.channels();
    int rows = Order.channelRows(channels);
    int unit = unit(dy.imageSize());
    int units = (batch + unit - 1) / unit;
    Scratch own = WorkerPool.lease();
    try {
      double[] sums = own.doubles(SUMS, Math.multiplyExact(units, channels));
      WorkerPool.run(units, (long) batch * dy.imageSize() / 4, (u, scratch) -> {
        float[] table = scratch.floats(ConvStages.TABLE, rows * channels);
        int images = Math.min(unit, batch - u * unit);
        ChannelSums.of(ChannelSums.Of.VALUES).run(dy.array(), dy.at(u * unit, 0), dy.array(), 0, images * dy.imageSize(), table, 0, table, table,
            rows * channels);
        ChannelSums.fold(table, channels, rows, sums, u * channels);
      });
      for (int c = 0; c < channels; c++) {
        double sum = 0;
        for (int u = 0; u < units; u++) {
          sum += sums[u * channels + c];
        }
        db[dbo + c] = (float) sum;
      }
    } finally {
      WorkerPool.giveBack(own);
    }
  }
}
