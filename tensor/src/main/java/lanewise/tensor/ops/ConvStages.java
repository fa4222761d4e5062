package lanewise.tensor.ops;

import java.util.Arrays;
import lanewise.tensor.kernel.Arithmetic;
import lanewise.tensor.kernel.ChannelSums;
import lanewise.tensor.kernel.Order;
import lanewise.tensor.kernel.Prologue;
import lanewise.tensor.kernel.Scratch;
import lanewise.tensor.kernel.UnitKernel;

/** The unit kernels of a convolution: forward, to data and to weights, each on one unit of images. Numbers of the scratch buffers that they use. */
final class ConvStages {
  static final int EDGE = 0;
  private static final int INPUT = 1;
  private static final int GRADIENT = 2;
  private static final int UNIT_WEIGHTS = 3;
  private static final int TABLE = 4;

  private ConvStages() {}

  /**
   * Images that a kernel reads, channels last: in place where it can, else copied into scratch with a pending prologue applied and the rows of the
   * last tile filled up.
   *
   * @param prologue what is applied while copying, or null
   */
  record Images(float[] array, int offset, int imageSize, Prologue.Bound prologue) {
    /** Copies {@code count} images from {@code first} on, then zeros up to {@code padded} images. */
    float[] copy(int first, int count, int padded, float[] to) {
      int from = offset + first * imageSize;
      int size = count * imageSize;
      if (prologue == null) {
        System.arraycopy(array, from, to, 0, size);
      } else {
        prologue.apply(array, from, to, 0, size);
      }
      Arrays.fill(to, size, padded * imageSize, 0);
      return to;
    }

    int at(int image) {
      return offset + image * imageSize;
    }
  }

  /** One result image each from one source image: forward, and to data. */
  record Gather(ConvPlan plan, ConvGather gather, Images source, float[] packed, float[] bias, float[] result, int ro,
      int resultSize) implements UnitKernel {
    @Override
    public void unit(int u, Scratch scratch) {
      int first = u * plan.unit;
      int images = plan.images(u);
      int target = ro + first * resultSize;
      if (source.prologue == null && gather.whole(images)) {
        gather.unit(source.array, source.at(first), images, packed, bias, result, target, scratch);
      } else {
        float[] copy = source.copy(first, images, plan.unit, scratch.floats(INPUT, plan.unit * source.imageSize));
        gather.unit(copy, 0, images, packed, bias, result, target, scratch);
      }
    }
  }

  /**
   * The gradients of weight and bias. Units are taken a group at a time, so that a group's sum is one thread's; {@link #finish} adds the groups.
   *
   * @param groupSums a unit's result for each group
   * @param biasSums [units, O] sums of the output's gradient, or null
   */
  record ToWeights(ConvPlan plan, Images input, Images gradient, float[] groupSums, int gso, double[] biasSums, float[] dw, int dwo, float[] db,
      int dbo)
      implements UnitKernel {
    @Override
    public void unit(int group, Scratch scratch) {
      ConvWeights kernel = plan.toWeights();
      int last = Math.min(plan.units, (group + 1) * plan.unitsPerGroup);
      int sums = gso + group * kernel.size();
      for (int u = group * plan.unitsPerGroup; u < last; u++) {
        int first = u * plan.unit;
        int images = plan.images(u);
        float[] x = input.array;
        int xo = input.at(first);
        if (input.prologue != null) {
          x = input.copy(first, images, images, scratch.floats(INPUT, plan.unit * input.imageSize));
          xo = 0;
        }
        float[] dy = gradient.array;
        int dyo = gradient.at(first);
        if (biasSums != null) {
          sumBias(dy, dyo, images, u, scratch);
        }
        if (kernel.paddedChannels() != plan.geometry.outChannels()) {
          dy = padChannels(dy, dyo, images, scratch);
          dyo = 0;
        }
        float[] unit = scratch.floats(UNIT_WEIGHTS, kernel.size());
        kernel.unit(x, xo, dy, dyo, images, unit, scratch);
        if (u % plan.unitsPerGroup == 0) {
          System.arraycopy(unit, 0, groupSums, sums, kernel.size());
        } else {
          new Arithmetic.Add().kernel().run(groupSums, sums, unit, 0, groupSums, sums, kernel.size());
        }
      }
    }

    @Override
    public void finish() {
      plan.toWeights().collect(groupSums, gso, plan.groups, dw, dwo);
      if (biasSums != null) {
        int channels = plan.geometry.outChannels();
        for (int c = 0; c < channels; c++) {
          double sum = 0;
          for (int u = 0; u < plan.units; u++) {
            sum += biasSums[u * channels + c];
          }
          db[dbo + c] = (float) sum;
        }
      }
    }

    private void sumBias(float[] dy, int dyo, int images, int u, Scratch scratch) {
      int channels = plan.geometry.outChannels();
      int rows = Order.channelRows(channels);
      float[] table = scratch.floats(TABLE, rows * channels);
      ChannelSums.of(ChannelSums.Of.VALUES).run(dy, dyo, dy, dyo, images * gradient.imageSize, table, 0, table, table, rows * channels);
      ChannelSums.fold(table, channels, rows, biasSums, u * channels);
    }

    private float[] padChannels(float[] dy, int dyo, int images, Scratch scratch) {
      int channels = plan.geometry.outChannels();
      int padded = plan.toWeights().paddedChannels();
      int pixels = images * (gradient.imageSize / channels);
      float[] wide = scratch.floats(GRADIENT, plan.unit * (gradient.imageSize / channels) * padded);
      for (int p = 0; p < pixels; p++) {
        System.arraycopy(dy, dyo + p * channels, wide, p * padded, channels);
        Arrays.fill(wide, p * padded + channels, (p + 1) * padded, 0);
      }
      return wide;
    }
  }
}
