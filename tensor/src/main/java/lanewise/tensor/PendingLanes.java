package lanewise.tensor;

import java.util.List;
import lanewise.tensor.kernel.access.LaneForm;
import lanewise.tensor.kernel.access.Prologue;
import lanewise.tensor.kernel.lanes.LaneSource;

/** Stored values with the batch in the lanes, whose order is still to be changed to channels last, and whose form may have a function besides. */
final class PendingLanes extends Pending {
  private final LaneForm form;
  /** The values were overwritten: the lanes are those of before. */
  private volatile boolean overwritten;

  private PendingLanes(Storage stored, Shape shape, LaneForm form) {
    super(stored, 0, shape);
    this.form = form;
  }

  /** A tensor whose values are stored in this form. */
  static Tensor on(Storage stored, Shape shape, LaneForm form) {
    return new PendingLanes(stored, shape, form).tensor();
  }

  private Tensor tensor() {
    return new Tensor(stored, offset, shape, Layout.CHANNELS_LAST, this);
  }

  @Override
  void apply(float[] to) {
    LaneSource.unpack(tensor(), to);
  }

  @Override
  List<Tensor> tables() {
    return form.tables();
  }

  @Override
  Prologue prologue() {
    return null;
  }

  @Override
  LaneForm lanes() {
    return form;
  }

  @Override
  void overwritten() {
    overwritten = true;
  }

  /** The stored values; null where only those with channels last are left. */
  float[] array() {
    Storage converted = applied();
    boolean stale = overwritten || converted != null && (converted.isWritten() || !isStoredReadable());
    return stale ? null : stored.array();
  }
}
