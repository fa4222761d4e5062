package lanewise.tensor.ops;

import lanewise.tensor.Layout;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.Order;
import lanewise.tensor.kernel.access.LaneForm;
import lanewise.tensor.kernel.access.Prologue;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.kernel.channels.ChannelGradient;
import lanewise.tensor.kernel.channels.ChannelSums;
import lanewise.tensor.kernel.functions.Arithmetic;
import lanewise.tensor.kernel.lanes.LaneSource;
import lanewise.tensor.kernel.workers.Scratch;
import lanewise.tensor.kernel.workers.WorkerPool;
import lanewise.tensor.ops.NormalizationStages.Pixels;
import lanewise.tensor.ops.lanes.LanesNormalization;

/**
 * Normalisation of each channel of {@code [N, C, H, W]} by the mean and variance over N, H and W, and its gradient (Ioffe, Szegedy, 2015).
 *
 * <p>The result is a pending prologue {@code fma(x, scale[c], shift[c])}, scale = w / sqrt(var + eps), shift = b - mean * scale, both computed in
 * double and rounded once: a convolution that reads it normalises on the way. Row-major images of large planes stay so, and are normalised at once.
 *
 * <p>Order of sum: channels, or planes for row-major images (see {@code Order}), of x - k and (x - k)^2 with k the channel's first value, so that a
 * large mean costs no accuracy.
 */
public final class BatchNormalization {
  private BatchNormalization() {}

  /**
   * What a channel's values were: for the gradient and for running averages. Immutable.
   *
   * @param mean mean of each channel; copied
   * @param variance biased variance, the mean of (x - mean)^2; copied
   * @param count values of a channel, N * H * W
   */
  public record Statistics(double[] mean, double[] variance, long count) {
    /** Copies the arrays. */
    public Statistics {
      mean = mean.clone();
      variance = variance.clone();
    }

    /** A copy of the means. */
    @Override
    public double[] mean() {
      return mean.clone();
    }

    /** A copy of the biased variances. */
    @Override
    public double[] variance() {
      return variance.clone();
    }

    /** Variance with divisor count - 1; NaN for a single value. */
    public double unbiased(int channel) {
      return count == 1 ? Double.NaN : variance[channel] * count / (count - 1);
    }
  }

  /** The statistics of the channels of a batch [N, C, H, W]. */
  public static Statistics statistics(Tensor x) {
    if (TensorAccess.lanes(x) != null) {
      LaneForm.Moments m = LanesNormalization.moments(x);
      return new Statistics(m.mean(), m.variance(), x.size() / x.shape().dim(1));
    }
    if (PlaneNormalization.takes(x)) {
      return PlaneNormalization.statistics(x);
    }
    Pixels p = Pixels.of(x);
    int channels = p.channels();
    float[] shift = TensorAccess.values(TensorAccess.create(Shape.of(p.period()), Layout.ROW_MAJOR));
    System.arraycopy(p.array(), p.offset(), shift, 0, channels);
    ChannelSums.spread(shift, 0, channels, p.period());
    return statistics(sums(ChannelSums.Of.SQUARES, p, p, shift), shift, p.count());
  }

  /** From the sums of d = x - shift[c], and after them those of d * d. */
  static Statistics statistics(double[] sums, float[] shift, long count) {
    int channels = sums.length / 2;
    double[] mean = new double[channels];
    double[] variance = new double[channels];
    for (int c = 0; c < channels; c++) {
      double d = sums[c] / count;
      double v = sums[channels + c] / count - d * d;
      mean[c] = shift[c] + d;
      variance[c] = v < 0 ? 0 : v;
    }
    return new Statistics(mean, variance, count);
  }

  /**
   * Normalises: y = (x - mean) / sqrt(variance + eps) * weight + bias, not applied yet where the next reader is a convolution.
   *
   * @param variance what each channel is divided by the root of
   * @throws IllegalArgumentException unless there is one mean, variance, weight and bias for each channel
   */
  public static Tensor normalize(Tensor x, double[] mean, double[] variance, double eps, Tensor weight, Tensor bias) {
    boolean planes = PlaneNormalization.takes(x);
    Tensor images = planes ? x : TensorAccess.channelsLast(x);
    int channels = x.shape().dim(1);
    check(channels, mean, variance);
    check("weight", weight, channels);
    check("bias", bias, channels);
    if (planes) {
      float[] table = TensorAccess.values(TensorAccess.create(Shape.of(2, channels), Layout.ROW_MAJOR));
      affine(mean, variance, eps, weight, bias, table, 0, table, channels);
      return PlaneNormalization.normalize(x, table);
    }
    boolean lanes = TensorAccess.lanes(x) != null;
    int period = lanes ? channels : Order.channelRows(channels) * channels;
    Tensor scale = TensorAccess.create(Shape.of(period), Layout.ROW_MAJOR);
    Tensor shift = TensorAccess.create(Shape.of(period), Layout.ROW_MAJOR);
    float[] scales = TensorAccess.values(scale);
    float[] shifts = TensorAccess.values(shift);
    affine(mean, variance, eps, weight, bias, scales, 0, shifts, 0);
    if (lanes) {
      return LanesNormalization.pending(x, scale, shift, mean.clone());
    }
    ChannelSums.spread(scales, 0, channels, period);
    ChannelSums.spread(shifts, 0, channels, period);
    return TensorAccess.pending(images, new Prologue(scale, shift, channels, new Arithmetic.Identity()));
  }

  /** As the other one, by statistics that are tensors. */
  static Tensor normalize(Tensor x, ConvStack.Normalization n) {
    return normalize(x, doubles(n.mean()), doubles(n.variance()), n.eps(), n.weight(), n.bias());
  }

  /** Writes scale and shift of the channels of a normalisation. */
  static void affine(ConvStack.Normalization n, float[] tables, int scaleAt, int shiftAt) {
    affine(doubles(n.mean()), doubles(n.variance()), n.eps(), n.weight(), n.bias(), tables, scaleAt, tables, shiftAt);
  }

  private static void affine(double[] mean, double[] variance, double eps, Tensor weight, Tensor bias, float[] scale, int so, float[] shift, int to) {
    float[] w = TensorAccess.values(weight);
    float[] b = TensorAccess.values(bias);
    int wo = TensorAccess.offset(weight);
    int bo = TensorAccess.offset(bias);
    for (int c = 0; c < mean.length; c++) {
      double s = w[wo + c] / Math.sqrt(variance[c] + eps);
      scale[so + c] = (float) s;
      shift[to + c] = (float) (b[bo + c] - mean[c] * s);
    }
  }

  private static double[] doubles(Tensor t) {
    float[] values = TensorAccess.values(t);
    double[] doubles = new double[t.size()];
    for (int c = 0; c < doubles.length; c++) {
      doubles[c] = values[TensorAccess.offset(t) + c];
    }
    return doubles;
  }

  /**
   * The gradients of a normalisation.
   *
   * @param x what was normalised
   * @param dy gradient of the result
   * @param variance what it was divided by the root of
   * @param constant the statistics count as constants: dx = dy * w / sqrt(variance + eps). Otherwise they are those of x itself and
   *     dx = w * inv * (dy - mean(dy) - xhat * mean(dy * xhat))
   */
  public static Gradients gradients(Tensor x, Tensor dy, double[] mean, double[] variance, double eps, Tensor weight, boolean constant) {
    if (!x.shape().equals(dy.shape())) {
      throw new IllegalArgumentException("gradient of shape " + dy.shape() + " for an input of shape " + x.shape());
    }
    check(x.shape().dim(1), mean, variance);
    check("weight", weight, x.shape().dim(1));
    if (TensorAccess.lanes(x) != null) {
      return inLanes(LaneSource.settled(x), dy, mean, variance, eps, weight, constant);
    }
    if (PlaneNormalization.takes(x)) {
      return inPlanes(x, TensorAccess.rowMajor(dy), mean, variance, eps, weight, constant);
    }
    Pixels p = Pixels.of(x);
    Pixels g = Pixels.of(dy);
    int channels = p.channels();
    int period = p.period();
    float[] tables = TensorAccess.values(TensorAccess.create(Shape.of(4 * period), Layout.ROW_MAJOR));
    for (int c = 0; c < channels; c++) {
      tables[c] = (float) mean[c];
    }
    ChannelSums.spread(tables, 0, channels, period);
    double[] sums = sums(ChannelSums.Of.PRODUCTS, g, p, tables);
    Parameters parameters = parameters(sums, p.count(), mean, variance, eps, weight, constant, tables, period);
    for (int t = 1; t < 4; t++) {
      ChannelSums.spread(tables, t * period, channels, period);
    }
    Tensor dx = TensorAccess.create(x.shape(), Layout.CHANNELS_LAST);
    WorkerPool.runStage(p.units(), p.nanos(), new NormalizationStages.Gradient(ChannelGradient.kernel(), p, g, TensorAccess.values(dx), tables));
    return new Gradients(dx, parameters.weight, parameters.bias);
  }

  private static Gradients inLanes(Tensor x, Tensor dy, double[] mean, double[] variance, double eps, Tensor weight, boolean constant) {
    float[] tables = TensorAccess.values(TensorAccess.create(Shape.of(4 * mean.length), Layout.ROW_MAJOR));
    double[] sums = LanesNormalization.products(x, dy, mean);
    Parameters parameters = parameters(sums, x.size() / mean.length, mean, variance, eps, weight, constant, tables, mean.length);
    return new Gradients(LanesNormalization.pendingGradient(x, dy, tables), parameters.weight, parameters.bias);
  }

  private static Gradients inPlanes(Tensor x, Tensor dy, double[] mean, double[] variance, double eps, Tensor weight, boolean constant) {
    int channels = mean.length;
    float[] tables = TensorAccess.values(TensorAccess.create(Shape.of(4, channels), Layout.ROW_MAJOR));
    for (int c = 0; c < channels; c++) {
      tables[c] = (float) mean[c];
    }
    double[] sums = PlaneNormalization.products(dy, x, tables);
    Parameters parameters = parameters(sums, x.size() / channels, mean, variance, eps, weight, constant, tables, channels);
    return new Gradients(PlaneNormalization.gradient(x, dy, tables), parameters.weight, parameters.bias);
  }

  /** The gradients of weight and bias; fills the first entries of the four tables of {@link ChannelGradient}, each {@code period} long. */
  private static Parameters parameters(double[] sums, long count, double[] mean, double[] variance, double eps, Tensor weight, boolean constant,
      float[] tables, int period) {
    int channels = mean.length;
    Tensor dw = TensorAccess.create(Shape.of(channels), Layout.ROW_MAJOR);
    Tensor db = TensorAccess.create(Shape.of(channels), Layout.ROW_MAJOR);
    for (int c = 0; c < channels; c++) {
      tables[c] = (float) mean[c];
      double inv = 1 / Math.sqrt(variance[c] + eps);
      double rounding = tables[c] - mean[c];
      double sum = sums[c];
      double product = sums[channels + c] + rounding * sum;
      TensorAccess.values(dw)[c] = (float) (product * inv);
      TensorAccess.values(db)[c] = (float) sum;
      double a = weight.get(c) * inv;
      double b = constant ? 0 : -a * inv * inv * product / count;
      tables[period + c] = (float) a;
      tables[2 * period + c] = (float) b;
      tables[3 * period + c] = constant ? 0 : (float) (-a * sum / count + b * rounding);
    }
    return new Parameters(dw, db);
  }

  private record Parameters(Tensor weight, Tensor bias) {}

  /** running = running + momentum * (observed - running), in double, rounded once. */
  public static void updateRunning(Tensor running, double[] observed, double momentum) {
    float[] array = TensorAccess.writable(running);
    int at = TensorAccess.offset(running);
    for (int c = 0; c < observed.length; c++) {
      array[at + c] = (float) (array[at + c] + momentum * (observed[c] - array[at + c]));
    }
  }

  /**
   * Gradients of input, weight and bias.
   *
   * @param input [N, C, H, W]
   * @param weight [C]
   * @param bias [C]
   */
  public record Gradients(Tensor input, Tensor weight, Tensor bias) {}

  private static void check(String name, Tensor t, int channels) {
    if (!t.shape().equals(Shape.of(channels))) {
      throw new IllegalArgumentException(name + " of shape " + t.shape() + "; this normalisation takes [" + channels + "]");
    }
  }

  private static void check(int channels, double[] mean, double[] variance) {
    if (mean.length != channels || variance.length != channels) {
      throw new IllegalArgumentException(mean.length + " means and " + variance.length + " variances for " + channels + " channels");
    }
  }

  private static double[] sums(ChannelSums.Of what, Pixels x, Pixels y, float[] shift) {
    double[] sums = new double[2 * x.channels()];
    Scratch own = WorkerPool.lease();
    try {
      double[] partial = own.doubles(0, x.units() * sums.length);
      WorkerPool.runStage(x.units(), x.nanos(), new NormalizationStages.Sums(ChannelSums.of(what), x, y, shift, partial, sums));
    } finally {
      WorkerPool.giveBack(own);
    }
    return sums;
  }
}
