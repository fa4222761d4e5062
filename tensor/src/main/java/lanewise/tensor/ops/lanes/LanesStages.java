package lanewise.tensor.ops.lanes;

import lanewise.tensor.kernel.channels.ChannelSums;
import lanewise.tensor.kernel.lanes.BatchLanes;
import lanewise.tensor.kernel.lanes.LaneEpilogue;
import lanewise.tensor.kernel.lanes.LaneEpilogue.Rectify;
import lanewise.tensor.kernel.lanes.LaneGradient;
import lanewise.tensor.kernel.lanes.LaneSource;
import lanewise.tensor.kernel.workers.Scratch;
import lanewise.tensor.kernel.workers.UnitKernel;
import lanewise.tensor.ops.Rectification;

/**
 * The unit kernels of a convolution with the batch in the lanes. All that belongs to a unit is done while it is in the cache: forward the pending
 * normalisation of the input, the convolution, bias, rectifier and the sums for the statistics; backward the gradients of normalisation and
 * rectifier, the sums for bias and weights, the gradient of the input and the sums for the normalisation before it.
 */
public final class LanesStages {
  /** Numbers of the scratch buffers, beside {@code ConvStages.EDGE}. */
  public static final int INPUT = 1;
  /** The gradient of a result as the kernels need it, or what the stages of a stack write. */
  public static final int GRADIENT = 2;
  /** A gradient with its output channels in the lanes, or what the stages of a stack write. */
  public static final int TURNED = 3;
  static final int FIRST = 4;
  static final int SECOND = 5;
  static final int ARRIVED = 6;
  static final int SHIFT = 7;

  private LanesStages() {}

  /**
   * The sums of d = x - k and d * d of each channel in each unit, k being the unit's first value, joined to mean and variance in double.
   *
   * @param partial 3 C doubles a unit: k, then the sums
   */
  public record Moments(int batch, int pixels, int channels, double[] partial) {
    /** Doubles of {@code partial}. */
    public static int size(int batch, int channels) {
      return BatchLanes.units(batch) * 3 * channels;
    }

    /** Fills the table with a row for each channel's first value of a unit. */
    void shift(int u, float[] shift) {
      for (int c = 0; c < channels; c++) {
        partial[u * 3 * channels + c] = shift[c * BatchLanes.WIDTH];
      }
    }

    void fold(int u, float[] first, float[] second) {
      int at = u * 3 * channels;
      int images = BatchLanes.images(batch, u);
      BatchLanes.fold(first, channels, images, partial, at + channels);
      BatchLanes.fold(second, channels, images, partial, at + 2 * channels);
    }

    /** Mean and biased variance, units in order. */
    void join(double[] mean, double[] variance) {
      int units = BatchLanes.units(batch);
      long count = (long) batch * pixels;
      for (int c = 0; c < channels; c++) {
        double sum = 0;
        for (int u = 0; u < units; u++) {
          sum += (partial[u * 3 * channels + c] - partial[c]) * n(u) + partial[(u * 3 + 1) * channels + c];
        }
        double centre = sum / count;
        double squares = 0;
        for (int u = 0; u < units; u++) {
          double d = partial[(u * 3 + 1) * channels + c] / n(u);
          double off = partial[u * 3 * channels + c] - partial[c] + d - centre;
          squares += partial[(u * 3 + 2) * channels + c] - d * d * n(u) + off * off * n(u);
        }
        mean[c] = partial[c] + centre;
        variance[c] = squares < 0 ? 0 : squares / count;
      }
    }

    private double n(int u) {
      return (double) BatchLanes.images(batch, u) * pixels;
    }
  }

  /** Sums of a batch that is there already. */
  record Statistics(ChannelSums kernel, float[] x, Moments moments) implements UnitKernel {
    @Override
    public void unit(int u, Scratch scratch) {
      int period = moments.channels * BatchLanes.WIDTH;
      int size = moments.pixels * period;
      float[] shift = scratch.floats(SHIFT, period);
      float[] first = scratch.floats(FIRST, period);
      float[] second = scratch.floats(SECOND, period);
      for (int c = 0; c < moments.channels; c++) {
        BatchLanes.spread(x, u * size + c * BatchLanes.WIDTH, 1, shift, c * BatchLanes.WIDTH);
      }
      moments.shift(u, shift);
      kernel.run(x, u * size, x, u * size, size, shift, 0, first, second, period);
      moments.fold(u, first, second);
    }
  }

  /**
   * The convolution of a unit and what follows it.
   *
   * @param bias a row of 32 for each output channel, or null
   * @param rectification the rectifier after it
   * @param moments where the sums go, or null
   */
  public record Forward(LaneSource source, LanesGather gather, float[] packed, float[] bias, Rectification rectification,
      float[] result, int channels, int pixels, Moments moments, LaneEpilogue epilogue) implements UnitKernel {
    @Override
    public void unit(int u, Scratch scratch) {
      int period = channels * BatchLanes.WIDTH;
      int at = u * pixels * period;
      float[] x = source.unit(u, scratch, INPUT);
      gather.unit(x, source.at(u), packed, result, at, scratch);
      if (moments == null) {
        if (bias != null || !rectification.isNone()) {
          epilogue.run(result, at, pixels, period, bias, rectification.leak(), rectification.sub(), bias, bias, bias);
        }
        return;
      }
      Rectify rectify = Rectify.of(rectification.leak());
      float[] shift = scratch.floats(SHIFT, period);
      float[] first = scratch.floats(FIRST, period);
      float[] second = scratch.floats(SECOND, period);
      for (int c = 0; c < channels; c++) {
        int row = c * BatchLanes.WIDTH;
        shift[row] = rectify.apply(bias == null ? result[at + row] : result[at + row] + bias[row], rectification.leak(), rectification.sub());
        BatchLanes.spread(shift, row, 1, shift, row);
      }
      moments.shift(u, shift);
      epilogue.run(result, at, pixels, period, bias, rectification.leak(), rectification.sub(), shift, first, second);
      moments.fold(u, first, second);
    }
  }

  /** The sums of dy and dy * (x - mean) of each channel in each unit, joined in unit order. */
  public record Products(ChannelSums kernel, float[] x, float[] means, int batch, int pixels, int channels, double[] partial, double[] sums) {
    /** Doubles of {@code partial}. */
    public static int size(int batch, int channels) {
      return BatchLanes.units(batch) * 2 * channels;
    }

    void take(float[] dy, int dyo, int u, Scratch scratch) {
      int period = channels * BatchLanes.WIDTH;
      float[] first = scratch.floats(FIRST, period);
      float[] second = scratch.floats(SECOND, period);
      kernel.run(dy, dyo, x, u * pixels * period, pixels * period, means, 0, first, second, period);
      int images = BatchLanes.images(batch, u);
      BatchLanes.fold(first, channels, images, partial, u * 2 * channels);
      BatchLanes.fold(second, channels, images, partial, (u * 2 + 1) * channels);
    }

    void join() {
      for (int u = 0; u < BatchLanes.units(batch); u++) {
        for (int i = 0; i < sums.length; i++) {
          sums[i] += partial[u * sums.length + i];
        }
      }
    }
  }

  /** {@link Products} of a gradient that is there already. */
  record ProductsOf(LaneSource dy, Products products) implements UnitKernel {
    @Override
    public void unit(int u, Scratch scratch) {
      products.take(dy.unit(u, scratch, ARRIVED), dy.at(u), u, scratch);
    }

    @Override
    public void finish() {
      products.join();
    }
  }

  /**
   * The gradient of a convolution's result as the kernels need it: arrived, through a pending normalisation and the rectifier, without anything in
   * lanes that hold no image.
   *
   * @param y the rectifier's result, batch in the lanes; not read where there is neither a rectifier nor a normalisation
   * @param kernel null where what arrived is used as it is
   * @param sums C sums of the gradient for each unit, or null
   */
  public record Arriving(LaneSource dy, float[] y, LaneGradient kernel, Rectification rectification, double[] sums) {
    /** The array with unit u, at {@link #at}. */
    float[] unit(int u, Scratch scratch) {
      boolean whole = dy.images(u) == BatchLanes.WIDTH;
      if (kernel == null && whole) {
        return dy.unit(u, scratch, ARRIVED);
      }
      float[] dz = scratch.floats(GRADIENT, BatchLanes.unitSize(dy.unitFloats() / BatchLanes.WIDTH));
      int stored = u * dy.unitFloats();
      boolean pending = dy.normalized() != null;
      float[] from = pending ? dy.stored() : dy.unit(u, scratch, ARRIVED);
      int at = pending ? stored : dy.at(u);
      if (kernel == null) {
        System.arraycopy(from, at, dz, 0, dy.unitFloats());
      } else {
        float[] table = sums == null ? null : scratch.floats(FIRST, dy.period());
        kernel.run(from, at, pending ? dy.normalized() : y, stored, dz, 0, dy.pixels(), dy.period(), dy.tables(),
            rectification.leak(), rectification.sub(), table);
        if (sums != null) {
          int channels = dy.period() / BatchLanes.WIDTH;
          BatchLanes.fold(table, channels, dy.images(u), sums, u * channels);
        }
      }
      if (!whole) {
        BatchLanes.clearRest(dz, 0, dy.unitFloats(), dy.images(u));
      }
      return dz;
    }

    int at(int u) {
      return kernel == null && dy.images(u) == BatchLanes.WIDTH ? dy.at(u) : 0;
    }
  }

  /** What the gradient with respect to the weights needs; the sums of all groups lie one after the other. */
  public record Weights(LaneSource x, LanesWeights kernel, float[] sums) {}

  /** What the gradient with respect to the input needs. */
  public record Data(LanesGather gather, float[] packed, float[] result, int unitFloats, Products products) {}

  /**
   * All gradients of a convolution on the units of a group, one after the other.
   *
   * @param weights or null
   * @param data or null
   */
  public record Backward(Arriving arriving, int unitsPerGroup, Weights weights, Data data) implements UnitKernel {
    @Override
    public void unit(int group, Scratch scratch) {
      int units = arriving.dy.units();
      for (int u = group * unitsPerGroup; u < Math.min(units, (group + 1) * unitsPerGroup); u++) {
        float[] dz = arriving.unit(u, scratch);
        int at = arriving.at(u);
        if (weights != null) {
          float[] x = weights.x.unit(u, scratch, INPUT);
          weights.kernel.unit(x, weights.x.at(u), dz, at, weights.x.images(u), weights.sums, group * weights.kernel.size(),
              u % unitsPerGroup == 0, scratch);
        }
        if (data != null) {
          data.gather.unit(dz, at, data.packed, data.result, u * data.unitFloats, scratch);
          if (data.products != null) {
            data.products.take(data.result, u * data.unitFloats, u, scratch);
          }
        }
      }
    }

    @Override
    public void finish() {
      if (data != null && data.products != null) {
        data.products.join();
      }
    }
  }
}
