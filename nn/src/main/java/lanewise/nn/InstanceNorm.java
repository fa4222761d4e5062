package lanewise.nn;

import java.util.Optional;
import lanewise.autograd.Functions;
import lanewise.autograd.Normalizations;
import lanewise.autograd.Variable;
import lanewise.tensor.Rng;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.ops.BatchNormalization;
import lanewise.tensor.ops.Moments;
import lanewise.tensor.ops.Reduce;

/**
 * Normalisation of each channel of each sample by itself: y = (x - mean) / sqrt(var + eps) * weight + bias (Ulyanov, Vedaldi, Lempitsky, 2016).
 * PyTorch's {@code InstanceNorm1d} takes [N, C, L] or [C, L], its {@code InstanceNorm2d} [N, C, H, W] or [C, H, W]. With {@code affine} there are
 * parameters {@code weight} [C] (1) and {@code bias} [C] (0).
 *
 * <p>By default training and evaluation are alike. With {@code trackRunningStats} there are buffers {@code running_mean} [C] (0), {@code running_var}
 * [C] (1) and {@code num_batches_tracked}, which PyTorch never counts up: training moves the first two towards the mean over the samples of their
 * means and unbiased variances, running = running + momentum * (observed - running), and evaluation normalises by them.
 */
public final class InstanceNorm extends Layer {
  private final Options options;
  private final Optional<Variable> weight;
  private final Optional<Variable> bias;
  private final Optional<Running> running;

  private record Running(Tensor mean, Tensor variance) {}

  /** Makes the layer. */
  public InstanceNorm(Options options) {
    this.options = options;
    int channels = options.numFeatures;
    weight = options.affine ? Optional.<Variable>of(parameter("weight", Tensor.ones(channels))) : Optional.empty();
    bias = options.affine ? Optional.<Variable>of(parameter("bias", Tensor.zeros(channels))) : Optional.empty();
    if (options.trackRunningStats) {
      running = Optional.of(new Running(buffer("running_mean", Tensor.zeros(channels)), buffer("running_var", Tensor.ones(channels))));
      counter("num_batches_tracked", 0);
    } else {
      running = Optional.empty();
    }
  }

  @Override
  public Variable forward(Variable x) {
    Shape s = x.shape();
    boolean single = s.rank() == options.axes + 1;
    if (!single && s.rank() != options.axes + 2 || s.dim(single ? 0 : 1) != options.numFeatures) {
      String sample = options.numFeatures + (options.axes == 1 ? ", L]" : ", H, W]");
      throw new IllegalArgumentException("input of shape " + s + "; this normalisation takes [N, " + sample + " or [" + sample);
    }
    return single ? normalize(x.unsqueeze(0)).squeeze(0) : normalize(x);
  }

  private Variable normalize(Variable x) {
    if (running.isPresent() && !training()) {
      return normalizeByRunning(x, running.get());
    }
    if (places(x.shape()) == 1) {
      throw new IllegalArgumentException("input of shape " + x.shape() + " has one value a channel; this normalisation needs more than one");
    }
    running.ifPresent(r -> move(r, x.value()));
    return Normalizations.instanceNorm(x, weight, bias, options.eps);
  }

  private void move(Running r, Tensor x) {
    if (x.size() > 0) {
      int[] all = options.axes == 1 ? new int[] {0, 2} : new int[] {0, 2, 3};
      int[] ofASample = options.axes == 1 ? new int[] {2} : new int[] {2, 3};
      BatchNormalization.updateRunning(r.mean, doubles(Reduce.mean(x, false, all)), options.momentum);
      BatchNormalization.updateRunning(r.variance, doubles(Reduce.mean(Moments.variance(x, 1, false, ofASample), false, 0)), options.momentum);
    }
  }

  private Variable normalizeByRunning(Variable x, Running r) {
    int channels = options.numFeatures;
    Variable images = options.axes == 2 ? x : x.reshape(x.shape().dim(0), channels, 1, places(x.shape()));
    Variable y = Functions.batchNorm(images, weight.orElseGet(() -> Variable.of(Tensor.ones(channels))),
        bias.orElseGet(() -> Variable.of(Tensor.zeros(channels))), doubles(r.mean), doubles(r.variance), options.eps);
    return options.axes == 2 ? y : y.reshape(x.shape().toArray());
  }

  private static int places(Shape s) {
    return s.rank() == 3 ? s.dim(2) : s.dim(2) * s.dim(3);
  }

  private static double[] doubles(Tensor t) {
    double[] values = new double[t.size()];
    for (int c = 0; c < values.length; c++) {
      values[c] = t.get(c);
    }
    return values;
  }

  @Override
  public String toString() {
    return options.toString().replaceFirst("Options\\[axes=(.), ", "InstanceNorm$1d[");
  }

  /**
   * PyTorch's arguments with its defaults.
   *
   * @param axes of places behind the channels: 1 for sequences, 2 for images
   * @param numFeatures C, >= 1
   * @param eps added to the variance, finite and >= 0; default 1e-5
   * @param momentum share of new samples in the running statistics, in [0, 1]; default 0.1
   * @param affine whether there are parameters; default false
   * @param trackRunningStats whether there are running statistics, and evaluation uses them; default false
   */
  public record Options(int axes, int numFeatures, double eps, double momentum, boolean affine, boolean trackRunningStats) implements Blueprint {
    /** Checks the ranges. */
    public Options {
      if (axes < 1 || axes > 2) {
        throw new IllegalArgumentException("instanceNorm of " + axes + " axes; allowed: 1, 2");
      }
      if (numFeatures < 1) {
        throw new IllegalArgumentException("instanceNorm numFeatures " + numFeatures + "; allowed: >= 1");
      }
      NormalizationOptions.check("instanceNorm", eps);
      if (!(momentum >= 0 && momentum <= 1)) {
        throw new IllegalArgumentException("instanceNorm momentum " + momentum + "; allowed: 0..1");
      }
    }

    /** Another eps. */
    public Options eps(double value) {
      return new Options(axes, numFeatures, value, momentum, affine, trackRunningStats);
    }

    /** Another momentum. */
    public Options momentum(double value) {
      return new Options(axes, numFeatures, eps, value, affine, trackRunningStats);
    }

    /** With or without parameters. */
    public Options affine(boolean on) {
      return new Options(axes, numFeatures, eps, momentum, on, trackRunningStats);
    }

    /** With or without running statistics. */
    public Options trackRunningStats(boolean on) {
      return new Options(axes, numFeatures, eps, momentum, affine, on);
    }

    @Override
    public Layer init(Rng rng) {
      return new InstanceNorm(this);
    }
  }
}
