package lanewise.tensor;

import lanewise.tensor.kernel.access.LaneForm;
import lanewise.tensor.kernel.access.Prologue;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.kernel.lanes.BatchLanes;

/** What the rest of this module may do with a tensor and users may not. */
final class TensorInternals extends TensorAccess {
  @Override
  protected Tensor newTensor(Shape shape, Layout layout, boolean outsideScopes) {
    return new Tensor(Storage.allocate(shape, outsideScopes ? null : Scope.current()), 0, shape, layout);
  }

  @Override
  protected Tensor newPending(Tensor raw, Prologue prologue) {
    return PendingPrologue.on(raw, prologue);
  }

  @Override
  protected Tensor newLanes(Shape shape, LaneForm form) {
    Storage storage = Storage.allocate(shape, BatchLanes.size(shape.dim(0), shape.size() / shape.dim(0)), Scope.current());
    return PendingLanes.on(storage, shape, form);
  }

  @Override
  protected Tensor newForm(Tensor stored, LaneForm form) {
    return PendingLanes.on(stored.storage(), stored.shape(), form);
  }

  @Override
  protected LaneForm formOf(Tensor t) {
    return t.pending() == null ? null : t.pending().lanes();
  }

  @Override
  protected float[] lanesOf(Tensor t) {
    return t.pending() instanceof PendingLanes lanes ? lanes.array() : null;
  }

  @Override
  protected float[] settledArray(Tensor t) {
    return t.values().array();
  }

  @Override
  protected float[] writableArray(Tensor t) {
    return t.writable();
  }

  @Override
  protected float[] rawArray(Tensor t) {
    return t.pending() instanceof PendingLanes ? t.values().array() : t.storage().array();
  }

  @Override
  protected Prologue pendingOf(Tensor t) {
    Pending pending = t.pending();
    if (pending == null || pending.applied() != null) {
      return null;
    }
    pending.requireNotLost();
    return pending.prologue();
  }

  @Override
  protected int offsetOf(Tensor t) {
    return t.offset();
  }

  @Override
  protected Object memoOf(Tensor t) {
    return t.memo();
  }

  @Override
  protected void keepMemo(Tensor t, Object memo) {
    t.memo(memo);
  }

  @Override
  protected Layout layoutOf(Tensor t) {
    return t.layout();
  }

  @Override
  protected Tensor toRowMajor(Tensor t) {
    return t.rowMajor();
  }

  @Override
  protected Tensor toChannelsLast(Tensor t) {
    return t.channelsLast();
  }
}
