package lanewise.tensor.ops;

import java.util.List;
import java.util.Optional;
import lanewise.tensor.Layout;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.kernel.lanes.BatchLanes;
import lanewise.tensor.kernel.lanes.LaneEpilogue.Rectify;
import lanewise.tensor.kernel.lanes.LaneSource;
import lanewise.tensor.kernel.template.Switch;
import lanewise.tensor.kernel.tile.StageTile;
import lanewise.tensor.kernel.tile.StageTile.Finish;
import lanewise.tensor.kernel.workers.WorkerPool;
import lanewise.tensor.ops.conv.Sizes;

/**
 * Convolutions one after the other, each with what follows it, when no gradient is wanted: stages in between are never written to memory as a whole.
 * A batch that fills the lanes goes through all stages 32 images at a time ({@link LanesStack}), fewer images one or a few at a time
 * ({@link PixelsStack}); convolutions that suit neither run one by one. The bits are those of {@link Convolution}, {@link Elementwise#rectify} and
 * {@link BatchNormalization#normalize} one after the other, whichever way is taken, so the choice may look at weights and at the compiler's progress.
 */
public final class ConvStack {
  private ConvStack() {}

  /**
   * A normalisation by fixed statistics, as {@link BatchNormalization#normalize}.
   *
   * @param mean [O]
   * @param variance [O]
   * @param weight [O]
   * @param bias [O]
   */
  public record Normalization(Tensor mean, Tensor variance, double eps, Tensor weight, Tensor bias) {}

  /**
   * A convolution, a rectifier, a normalisation, a rectifier.
   *
   * @param weight [O, C / groups, KH, KW]
   * @param bias [O]
   * @param before slope below zero of the first rectifier, >= 0; 1 for none
   * @param after slope of the second one, likewise
   */
  public record Stage(ConvGeometry geometry, Tensor weight, Optional<Tensor> bias, float before, Optional<Normalization> normalization,
      float after) {
    Finish finish() {
      return new Finish(bias.isPresent(), Rectify.of(before), normalization.isPresent(), Rectify.of(after));
    }

    /** Bias, scale and shift of the channels one after the other, {@code stride} of each, zeros behind the channels. */
    float[] tables(int stride) {
      float[] tables = new float[3 * stride];
      int channels = geometry.outChannels();
      bias.ifPresent(b -> System.arraycopy(TensorAccess.values(b), TensorAccess.offset(b), tables, 0, channels));
      normalization.ifPresent(n -> BatchNormalization.affine(n, tables, stride, 2 * stride));
      return tables;
    }

    /**
     * True if an accumulator of -0 and one of +0 give the same result: a zero beside the image then does no harm, where the weights are finite.
     */
    boolean isBlindToSignOfZero() {
      if (bias.isPresent()) {
        return hasNoNegativeZero(TensorAccess.values(bias.get()), TensorAccess.offset(bias.get()));
      }
      return normalization.isPresent() && hasNoNegativeZero(tables(geometry.outChannels()), 2 * geometry.outChannels());
    }

    private boolean hasNoNegativeZero(float[] values, int at) {
      for (int c = 0; c < geometry.outChannels(); c++) {
        if (Float.floatToRawIntBits(values[at + c]) == Integer.MIN_VALUE) {
          return false;
        }
      }
      return true;
    }

    private void check(Tensor x) {
      Convolution.checked(x, weight, bias, geometry);
      checkNormalization();
    }

    private void checkNormalization() {
      Shape shape = Shape.of(geometry.outChannels());
      normalization.ifPresent(n -> {
        Convolution.check("mean", n.mean, shape);
        Convolution.check("variance", n.variance, shape);
        Convolution.check("weight of the normalisation", n.weight, shape);
        Convolution.check("bias of the normalisation", n.bias, shape);
      });
    }

    private void checkAfter(ConvGeometry before) {
      if (before.outChannels() != geometry.inChannels() || before.outHeight() != geometry.inHeight() || before.outWidth() != geometry.inWidth()) {
        throw new IllegalArgumentException("a stage that gives [" + before.outChannels() + ", " + before.outHeight() + ", " + before.outWidth()
            + "] before one that takes [" + geometry.inChannels() + ", " + geometry.inHeight() + ", " + geometry.inWidth() + "]");
      }
      Convolution.checkWeight(weight, geometry);
      bias.ifPresent(b -> Convolution.check("bias", b, Shape.of(geometry.outChannels())));
      checkNormalization();
    }
  }

  /**
   * The result of the last stage.
   *
   * @param x images [N, C, H, W] for the first stage
   * @param stages at least one
   * @throws IllegalArgumentException if a stage does not fit what it gets
   */
  public static Tensor forward(Tensor x, List<Stage> stages) {
    if (stages.isEmpty()) {
      throw new IllegalArgumentException("0 stages; allowed: at least 1");
    }
    stages.getFirst().check(x);
    for (int i = 1; i < stages.size(); i++) {
      stages.get(i).checkAfter(stages.get(i - 1).geometry);
    }
    int batch = x.shape().dim(0);
    Tensor y = x;
    int done = 0;
    while (done < stages.size()) {
      List<Stage> rest = stages.subList(done, stages.size());
      List<LanesStack.Step> inLanes = batch == 0 ? List.of() : LanesStack.steps(rest, batch);
      List<PixelsStack.Step> ofPixels = batch == 0 || !inLanes.isEmpty() ? List.of() : PixelsStack.steps(rest, batch);
      if (!inLanes.isEmpty()) {
        y = inLanes(y, rest.subList(0, inLanes.size()), inLanes);
        done += inLanes.size();
      } else if (!ofPixels.isEmpty()) {
        y = ofPixels(y, rest.subList(0, ofPixels.size()), ofPixels);
        done += ofPixels.size();
      } else {
        y = alone(y, rest.getFirst());
        done++;
      }
    }
    return y;
  }

  /** True while the vector form of this kernel is being compiled: meanwhile the separate operations do, whose kernels training has warmed up. */
  static boolean isSlow(StageTile tile) {
    return tile instanceof Switch;
  }

  private static Tensor inLanes(Tensor x, List<Stage> stages, List<LanesStack.Step> steps) {
    int batch = x.shape().dim(0);
    Tensor y = TensorAccess.createLanes(shape(batch, stages.getLast().geometry));
    WorkerPool.runStage(BatchLanes.units(batch), nanos(batch, stages), new LanesStack(LaneSource.of(x), steps, TensorAccess.lanesArray(y)));
    return y;
  }

  private static Tensor ofPixels(Tensor x, List<Stage> stages, List<PixelsStack.Step> steps) {
    int batch = x.shape().dim(0);
    Tensor y = TensorAccess.create(shape(batch, stages.getLast().geometry), Layout.CHANNELS_LAST);
    PixelsStack stack = new PixelsStack(Convolution.source(x), batch, steps, TensorAccess.values(y));
    WorkerPool.runStage(stack.units(), nanos(batch, stages), stack);
    return y;
  }

  private static Tensor alone(Tensor x, Stage s) {
    Tensor y = FusedConvolution.forward(x, s.weight, s.bias, s.geometry, new Rectification(s.before, 0), false, true);
    if (s.normalization.isPresent()) {
      y = BatchNormalization.normalize(y, s.normalization.get());
    }
    return s.after == 1 ? y : Elementwise.rectify(y, s.after, 0, Float.POSITIVE_INFINITY);
  }

  private static Shape shape(int batch, ConvGeometry g) {
    return Shape.of(batch, g.outChannels(), g.outHeight(), g.outWidth());
  }

  private static long nanos(int batch, List<Stage> stages) {
    long products = 0;
    for (Stage s : stages) {
      products += Sizes.products(s.geometry);
    }
    return batch * products / 50;
  }
}
