package lanewise.tensor;

import java.util.ArrayList;
import java.util.List;
import lanewise.tensor.kernel.access.LaneForm;
import lanewise.tensor.kernel.access.Prologue;

/**
 * What a tensor's values are a function of, where nobody has asked for them yet: the stored values and some tables. Asked for, the function is
 * applied once, to a storage of the scope in which it was made.
 */
abstract sealed class Pending permits PendingLanes, PendingPrologue {
  /** What the function is applied to. */
  final Storage stored;
  final Shape shape;
  /** Where the values begin, before and after. */
  final int offset;
  private volatile Storage applied;

  Pending(Storage stored, int offset, Shape shape) {
    this.stored = stored;
    this.offset = offset;
    this.shape = shape;
  }

  /** Writes the values. */
  abstract void apply(float[] to);

  /** Tensors that the function reads beside the stored values; the last one was made with it. */
  abstract List<Tensor> tables();

  /** The function of stored values in rows, or null. */
  abstract Prologue prologue();

  /** The form of values with the batch in the lanes, or null. */
  abstract LaneForm lanes();

  /** Refuses where what the function reads was overwritten before it was applied. */
  void requireNotLost() {}

  /** To be told when the applied values are overwritten. */
  void overwritten() {}

  /** The values, applied once. */
  final Storage values() {
    if (applied == null) {
      requireNotLost();
      synchronized (this) {
        if (applied == null) {
          Storage target = Storage.allocate(shape, offset + shape.size(), needed().getLast().owner());
          apply(target.array());
          applied = target;
        }
      }
    }
    return applied;
  }

  /** The values if they have been asked for, or null. */
  final Storage applied() {
    return applied;
  }

  /** True where the calling thread may read the stored values and the tables. */
  final boolean isStoredReadable() {
    return stored.isReadable() && tables().stream().allMatch(t -> t.storage().isReadable());
  }

  /**
   * What the values are read from. The last one lives no longer than the others, since the function was made after what it is a function of: its
   * scope is the tensor's.
   */
  final List<Storage> needed() {
    List<Storage> needed = new ArrayList<>();
    if (applied != null) {
      needed.add(applied);
    } else {
      requireNotLost();
    }
    if (applied == null || isStoredReadable()) {
      needed.add(stored);
      tables().forEach(t -> needed.add(t.storage()));
    }
    return needed;
  }
}
