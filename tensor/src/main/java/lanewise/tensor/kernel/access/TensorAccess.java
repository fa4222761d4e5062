package lanewise.tensor.kernel.access;

import lanewise.tensor.Layout;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;

/**
 * The way from a tensor to its array for the packages of this module. This package is not exported, so no raw array leaves the module.
 *
 * <p>Reading {@link #values} applies a pending prologue first; {@link #raw} with {@link #prologue} is for the kernels that apply it on the way.
 */
public abstract class TensorAccess {
  private static volatile TensorAccess access;

  /** Called once by {@link Tensor}. */
  public static void set(TensorAccess implementation) {
    if (access != null) {
      throw new IllegalStateException("the access is set already");
    }
    access = implementation;
  }

  private static TensorAccess access() {
    if (access == null) {
      try {
        Class.forName(Tensor.class.getName(), true, Tensor.class.getClassLoader());
      } catch (ClassNotFoundException e) {
        throw new AssertionError(e);
      }
    }
    return access;
  }

  /** A tensor with arbitrary values in the innermost open scope. */
  public static Tensor create(Shape shape, Layout layout) {
    return access().newTensor(shape, layout, false);
  }

  /** A tensor with arbitrary values (zeros at first) that belongs to no scope. */
  public static Tensor createOutsideScopes(Shape shape, Layout layout) {
    return access().newTensor(shape, layout, true);
  }

  /** A tensor whose values are {@code prologue} of the values of {@code raw}; it shares the storage until somebody reads the values. */
  public static Tensor pending(Tensor raw, Prologue prologue) {
    return access().newPending(raw, prologue);
  }

  /** A tensor of images with arbitrary values, batch in the lanes, in the innermost open scope. */
  public static Tensor createLanes(Shape shape) {
    return access().newLanes(shape, LaneForm.plain());
  }

  /** A tensor with this form on the stored values of another one, both with the batch in the lanes. */
  public static Tensor withForm(Tensor stored, LaneForm form) {
    return access().newForm(stored, form);
  }

  /** What belongs to a tensor with the batch in the lanes beside its values; null for a tensor of another layout. */
  public static LaneForm lanes(Tensor t) {
    return access().formOf(t);
  }

  /** The stored values of a tensor with the batch in the lanes; null where only the values with channels last are left. */
  public static float[] lanesArray(Tensor t) {
    return access().lanesOf(t);
  }

  /** The array with the values at {@link #offset}. */
  public static float[] values(Tensor t) {
    return access().settledArray(t);
  }

  /** The array of {@link #values} for somebody who overwrites it: pending results that depend on the old values are computed first. */
  public static float[] writable(Tensor t) {
    return access().writableArray(t);
  }

  /** The array without the pending prologue. */
  public static float[] raw(Tensor t) {
    return access().rawArray(t);
  }

  /** The prologue that {@link #raw} lacks, or null. */
  public static Prologue prologue(Tensor t) {
    return access().pendingOf(t);
  }

  /** Position of the first element. */
  public static int offset(Tensor t) {
    return access().offsetOf(t);
  }

  /** What {@link #memo(Tensor, Object)} was given last, or null. */
  public static Object memo(Tensor t) {
    return access().memoOf(t);
  }

  /**
   * Keeps an object beside this tensor, and no longer than it: what was computed from the values. Nobody forgets it when they change; who reads it
   * has to see to that. Any thread may ask, so it is immutable.
   */
  public static void memo(Tensor t, Object memo) {
    access().keepMemo(t, memo);
  }

  /** The order of the elements in memory. */
  public static Layout layout(Tensor t) {
    return access().layoutOf(t);
  }

  /** The same values in row-major layout, without a copy where they are already. */
  public static Tensor rowMajor(Tensor t) {
    return access().toRowMajor(t);
  }

  /** The same values of a rank 4 tensor with channels last, a pending prologue kept; without a copy where they are already. */
  public static Tensor channelsLast(Tensor t) {
    return access().toChannelsLast(t);
  }

  protected abstract Tensor newTensor(Shape shape, Layout layout, boolean outsideScopes);

  protected abstract Tensor newPending(Tensor raw, Prologue prologue);

  protected abstract Tensor newLanes(Shape shape, LaneForm form);

  protected abstract Tensor newForm(Tensor stored, LaneForm form);

  protected abstract LaneForm formOf(Tensor t);

  protected abstract float[] lanesOf(Tensor t);

  protected abstract float[] settledArray(Tensor t);

  protected abstract float[] writableArray(Tensor t);

  protected abstract float[] rawArray(Tensor t);

  protected abstract Prologue pendingOf(Tensor t);

  protected abstract int offsetOf(Tensor t);

  protected abstract Object memoOf(Tensor t);

  protected abstract void keepMemo(Tensor t, Object memo);

  protected abstract Layout layoutOf(Tensor t);

  protected abstract Tensor toRowMajor(Tensor t);

  protected abstract Tensor toChannelsLast(Tensor t);
}
