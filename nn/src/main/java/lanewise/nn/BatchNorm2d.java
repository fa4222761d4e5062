package lanewise.nn;

import java.util.Optional;
import java.util.OptionalDouble;
import lanewise.autograd.Functions;
import lanewise.autograd.Parameter;
import lanewise.autograd.Variable;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Rng;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.ops.BatchNormalization;
import lanewise.tensor.ops.ConvStack;

/**
 * Batch normalisation of each channel of [N, C, H, W]: y = (x - mean) / sqrt(var + eps) * weight + bias (Ioffe, Szegedy, 2015).
 *
 * <p>Training: mean and biased variance of the batch; running = running + momentum * (batch - running), the running variance with the unbiased one;
 * without a momentum ({@link #momentum(OptionalDouble)}) the running ones are the mean over all batches.
 * Evaluation: the running ones. Parameters {@code weight} [C] (1) and {@code bias} [C] (0); buffers {@code running_mean} [C] (0), {@code running_var}
 * [C] (1) and {@code num_batches_tracked}.
 *
 * <p>{@link Options#detachedStats} is the variant of the course notebook: training divides by the root of the unbiased variance, and the gradient
 * takes mean and variance for constants.
 */
public final class BatchNorm2d extends Layer {
  private static final String COUNTER = "num_batches_tracked";

  private final Options options;
  private final Parameter weight;
  private final Parameter bias;
  private final Tensor runningMean;
  private final Tensor runningVar;
  private final ConvStack.Normalization running;
  private OptionalDouble momentum;

  /** Makes the layer. */
  public BatchNorm2d(Options options) {
    this.options = options;
    momentum = OptionalDouble.of(options.momentum);
    int channels = options.numFeatures;
    weight = parameter("weight", Tensor.ones(channels));
    bias = parameter("bias", Tensor.zeros(channels));
    runningMean = buffer("running_mean", Tensor.zeros(channels));
    runningVar = buffer("running_var", Tensor.ones(channels));
    counter(COUNTER, 0);
    running = new ConvStack.Normalization(runningMean, runningVar, options.eps, weight.value(), bias.value());
  }

  @Override
  public Variable forward(Variable x) {
    Shape s = x.shape();
    if (s.rank() != 4 || s.dim(1) != options.numFeatures) {
      throw new IllegalArgumentException("input of shape " + s + "; this normalisation takes [N, " + options.numFeatures + ", H, W]");
    }
    return training() ? normalizeByBatch(x) : normalizeByRunning(x);
  }

  private Variable normalizeByBatch(Variable x) {
    if (x.value().size() == options.numFeatures) {
      throw new IllegalArgumentException("input of shape " + x.shape() + " has one value a channel; training needs more than one");
    }
    BatchNormalization.Statistics statistics = BatchNormalization.statistics(x.value());
    double[] unbiased = new double[options.numFeatures];
    for (int c = 0; c < unbiased.length; c++) {
      unbiased[c] = statistics.unbiased(c);
    }
    increment(COUNTER);
    double share = momentum.orElseGet(() -> 1.0 / ((LongTensor) stateOf(COUNTER)).item());
    BatchNormalization.updateRunning(runningMean, statistics.mean(), share);
    BatchNormalization.updateRunning(runningVar, unbiased, share);
    return Functions.batchNorm(x, weight, bias, statistics, options.eps, options.detachedStats);
  }

  private Variable normalizeByRunning(Variable x) {
    return Functions.batchNorm(x, weight, bias, doubles(runningMean), doubles(runningVar), options.eps);
  }

  /** What evaluation does to so many channels, as part of a {@link ConvStack}; empty where it takes another number of channels. */
  Optional<ConvStack.Normalization> running(int channels) {
    return channels == options.numFeatures ? Optional.of(running) : Optional.empty();
  }

  private static double[] doubles(Tensor t) {
    double[] values = new double[t.size()];
    for (int c = 0; c < values.length; c++) {
      values[c] = t.get(c);
    }
    return values;
  }

  /** The share of a new batch in the running statistics; empty: all batches since the last reset count the same. */
  public OptionalDouble momentum() {
    return momentum;
  }

  /**
   * Changes the share of the next batches in the running statistics. Empty is PyTorch's momentum None: the mean over all batches, 1 / n for the n-th.
   *
   * @throws IllegalArgumentException outside [0, 1]
   */
  public void momentum(OptionalDouble share) {
    share.ifPresent(options::momentum);
    momentum = share;
  }

  /** Puts the running statistics back to mean 0, variance 1 and no batches. */
  public void resetRunningStats() {
    runningMean.copyFrom(Tensor.zeros(options.numFeatures));
    runningVar.copyFrom(Tensor.ones(options.numFeatures));
    setState(COUNTER, LongTensor.scalar(0));
  }

  @Override
  public String toString() {
    String now = momentum.isPresent() ? "momentum=" + momentum.getAsDouble() : "momentum=None";
    return options.toString().replaceFirst("Options", "BatchNorm2d").replaceFirst("momentum=[^,]*", now);
  }

  /**
   * PyTorch's arguments with its defaults, and the notebook's variant.
   *
   * @param numFeatures C, >= 1
   * @param eps added to the variance, > 0; default 1e-5
   * @param momentum share of the new batch in the running statistics, in [0, 1]; default 0.1
   * @param detachedStats the notebook's variant; default false
   */
  public record Options(int numFeatures, double eps, double momentum, boolean detachedStats) implements Blueprint {
    /** Checks the ranges. */
    public Options {
      if (numFeatures < 1) {
        throw new IllegalArgumentException("batchNorm2d numFeatures " + numFeatures + "; allowed: >= 1");
      }
      if (!(eps > 0) || Double.isInfinite(eps)) {
        throw new IllegalArgumentException("batchNorm2d eps " + eps + "; allowed: finite and > 0");
      }
      if (!(momentum >= 0 && momentum <= 1)) {
        throw new IllegalArgumentException("batchNorm2d momentum " + momentum + "; allowed: 0..1");
      }
    }

    /** Another eps. */
    public Options eps(double value) {
      return new Options(numFeatures, value, momentum, detachedStats);
    }

    /** Another momentum. */
    public Options momentum(double value) {
      return new Options(numFeatures, eps, value, detachedStats);
    }

    /** The notebook's variant on or off. */
    public Options detachedStats(boolean on) {
      return new Options(numFeatures, eps, momentum, on);
    }

    @Override
    public Layer init(Rng rng) {
      return new BatchNorm2d(this);
    }
  }
}
