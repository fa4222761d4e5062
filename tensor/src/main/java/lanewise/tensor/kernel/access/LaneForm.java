package lanewise.tensor.kernel.access;

import java.util.List;
import lanewise.tensor.Tensor;

/**
 * What a tensor with the batch in the lanes ({@code BatchLanes}) has beside its stored values: a function of them that has not been applied yet, and
 * sums over its channels that whoever wrote it took on the way.
 *
 * <p>To everybody but the kernels for this layout such a tensor is one with channels last, converted when its values are first asked for.
 */
public final class LaneForm {
  /** Nothing pending. */
  private static final LaneForm PLAIN = new LaneForm(null, null, null);

  private final Affine affine;
  private final Gradient gradient;
  private volatile Sums sums;

  private LaneForm(Affine affine, Gradient gradient, Sums sums) {
    this.affine = affine;
    this.gradient = gradient;
    this.sums = sums;
  }

  /** Stored values are the values. */
  static LaneForm plain() {
    return PLAIN;
  }

  /** Stored values are the values, whose sums are known. */
  public static LaneForm with(Sums sums) {
    return new LaneForm(null, null, sums);
  }

  /** The values are a normalisation of the stored ones. */
  public static LaneForm pending(Affine affine) {
    return new LaneForm(affine, null, null);
  }

  /** The values are the gradient of a normalisation, the stored ones that of its result. */
  public static LaneForm pending(Gradient gradient) {
    return new LaneForm(null, gradient, null);
  }

  /** The pending normalisation, or null. */
  public Affine affine() {
    return affine;
  }

  /** The pending gradient of a normalisation, or null. */
  public Gradient gradient() {
    return gradient;
  }

  /** Tensors that the pending function reads beside the stored values; the last one was made with it. */
  public List<Tensor> tables() {
    if (affine != null) {
      return List.of(affine.scale, affine.shift);
    }
    return gradient != null ? List.of(gradient.x, gradient.tables) : List.of();
  }

  /** Sums taken when the values were written, or null. */
  public Sums sums() {
    return sums;
  }

  /** Two sums of each channel: what a stage after this one would otherwise read everything again for. */
  public sealed interface Sums {}

  /**
   * Mean and biased variance of each channel over the whole batch.
   */
  public record Moments(double[] mean, double[] variance) implements Sums {}

  /**
   * Of a gradient dy: the sums of dy and of dy * (x - mean[c]), C of each.
   *
   * @param x the stored values that were normalised: which normalisation the sums are for
   * @param mean its means, compared by value
   */
  public record Products(float[] x, double[] mean, double[] sums) implements Sums {}

  /**
   * fma(x, scale[c], shift[c]).
   *
   * @param scale a row of 32 for each channel
   * @param shift likewise
   * @param mean means that were subtracted
   */
  public record Affine(Tensor scale, Tensor shift, double[] mean) {}

  /**
   * fma(dy, a[c], fma(x - m[c], b[c], d[c])).
   *
   * @param x the stored values that were normalised, batch in the lanes
   * @param tables m, a, b and d, a row of 32 for each channel
   */
  public record Gradient(Tensor x, Tensor tables) {
    /** Takes x as a tensor of its own on the same stored values: whoever overwrites the other one leaves it alone. */
    public Gradient {
      x = TensorAccess.withForm(x, PLAIN);
    }
  }
}
