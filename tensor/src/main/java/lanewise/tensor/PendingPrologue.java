package lanewise.tensor;

import java.util.List;
import lanewise.tensor.kernel.access.LaneForm;
import lanewise.tensor.kernel.access.Prologue;

/** A {@link Prologue} of stored values that others may overwrite: it is applied before that happens, or lost. */
final class PendingPrologue extends Pending {
  private final Prologue prologue;
  private volatile boolean lost;

  private PendingPrologue(Tensor raw, Prologue prologue) {
    super(raw.values(), raw.offset(), raw.shape());
    this.prologue = prologue;
  }

  /** A tensor with this function of the values of another one pending. */
  static Tensor on(Tensor raw, Prologue prologue) {
    PendingPrologue pending = new PendingPrologue(raw, prologue);
    pending.stored.addReader(pending);
    return new Tensor(pending.stored, raw.offset(), raw.shape(), raw.layout(), pending);
  }

  @Override
  void apply(float[] to) {
    prologue.bind().apply(stored.array(), offset, to, offset, shape.size());
  }

  @Override
  List<Tensor> tables() {
    return List.of(prologue.scale(), prologue.shift());
  }

  @Override
  Prologue prologue() {
    return prologue;
  }

  @Override
  LaneForm lanes() {
    return null;
  }

  /**
   * Takes the values before what they are computed from is overwritten; where this thread cannot, they are lost, and every later access says so.
   */
  void settleOrLose() {
    if (prologue.scale().storage().isReadable()) {
      values();
    } else {
      lost = true;
    }
  }

  @Override
  void requireNotLost() {
    if (lost) {
      throw new IllegalStateException("the input of this normalisation was overwritten before anybody read the result, "
          + "from outside its scope or thread");
    }
  }
}
