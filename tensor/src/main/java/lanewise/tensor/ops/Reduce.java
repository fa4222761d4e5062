package lanewise.tensor.ops;

import lanewise.tensor.Layout;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.ChannelSums;
import lanewise.tensor.kernel.LaneSum;
import lanewise.tensor.kernel.Order;
import lanewise.tensor.kernel.TensorAccess;
import lanewise.tensor.kernel.WorkerPool;

/** Sums, means and counts over tensors. The values are taken in row-major order, whatever the layout. */
public final class Reduce {
  private Reduce() {}

  /** The sum of all elements. Order of sum: lanes (see {@link Order}); 0 for an empty tensor. */
  public static float sum(Tensor t) {
    return (float) exactSum(t);
  }

  /** The mean of all elements: the sum in double, divided, rounded once; NaN for an empty tensor. */
  public static float mean(Tensor t) {
    return (float) (exactSum(t) / t.size());
  }

  private static double exactSum(Tensor t) {
    Tensor x = TensorAccess.rowMajor(t);
    float[] array = TensorAccess.values(x);
    int offset = TensorAccess.offset(x);
    int n = t.size();
    double[] partial = new double[Math.ceilDiv(n, Order.CHUNK)];
    LaneSum kernel = LaneSum.kernel();
    WorkerPool.run(partial.length, n / 8, (c, scratch) -> {
      float[] lanes = scratch.floats(0, Order.LANES);
      kernel.run(array, offset + c * Order.CHUNK, Math.min(Order.CHUNK, n - c * Order.CHUNK), lanes);
      partial[c] = Order.tree(lanes, 0);
    });
    double sum = 0;
    for (double p : partial) {
      sum += p;
    }
    return sum;
  }

  /** The sum of the rows of [N, C]: a tensor [C]. Order of sum: channels (see {@link Order}), in units of {@link Order#ROWS} rows. */
  public static Tensor sumRows(Tensor t) {
    if (t.shape().rank() != 2) {
      throw new IllegalArgumentException("rows of shape " + t.shape() + "; allowed: [N, C]");
    }
    int channels = t.shape().dim(1);
    if (t.size() == 0) {
      return Tensor.zeros(channels);
    }
    Tensor x = TensorAccess.rowMajor(t);
    float[] array = TensorAccess.values(x);
    int offset = TensorAccess.offset(x);
    int rows = Order.channelRows(channels);
    int units = Math.ceilDiv(t.shape().dim(0), Order.ROWS);
    double[] partial = new double[units * channels];
    ChannelSums kernel = ChannelSums.of(ChannelSums.Of.VALUES);
    WorkerPool.run(units, t.size() / 4, (u, scratch) -> {
      float[] table = scratch.floats(0, rows * channels);
      int from = u * Order.ROWS * channels;
      kernel.run(array, offset + from, array, offset + from, Math.min(Order.ROWS * channels, t.size() - from),
          table, 0, table, table, rows * channels);
      ChannelSums.fold(table, channels, rows, partial, u * channels);
    });
    Tensor sums = TensorAccess.create(Shape.of(channels), Layout.ROW_MAJOR);
    for (int c = 0; c < channels; c++) {
      double sum = 0;
      for (int u = 0; u < units; u++) {
        sum += partial[u * channels + c];
      }
      TensorAccess.values(sums)[c] = (float) sum;
    }
    return sums;
  }

  /** How many rows of scores [N, C] have their largest value (the first of equals; a NaN counts as the largest) at the target [N]. */
  public static int countCorrect(Tensor scores, LongTensor targets) {
    if (scores.shape().rank() != 2 || !targets.shape().equals(Shape.of(scores.shape().dim(0)))) {
      throw new IllegalArgumentException("scores of shape " + scores.shape() + " and targets of shape " + targets.shape()
          + "; allowed: [N, C] and [N]");
    }
    Tensor x = TensorAccess.rowMajor(scores);
    float[] array = TensorAccess.values(x);
    int classes = scores.shape().dim(1);
    int correct = 0;
    for (int n = 0; n < scores.shape().dim(0); n++) {
      int row = TensorAccess.offset(x) + n * classes;
      int best = 0;
      for (int c = 1; c < classes; c++) {
        float v = array[row + c];
        float most = array[row + best];
        if (v > most || v != v && most == most) {
          best = c;
        }
      }
      if (best == targets.at(n)) {
        correct++;
      }
    }
    return correct;
  }
}
