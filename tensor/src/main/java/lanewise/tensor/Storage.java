package lanewise.tensor;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import lanewise.tensor.kernel.ShortMemory;

/**
 * The array behind one or more tensors. It belongs to a {@link Scope}, or to the garbage collector. A scope's storage is for the thread that opened
 * the scope, and once the scope has closed it has forgotten the array: every other access through any tensor on it is an {@link
 * IllegalStateException}, never somebody else's data.
 *
 * <p>The array may be longer than asked for (pool size classes); its length carries no meaning.
 */
final class Storage {
  private float[] array;
  private Scope owner;
  /** Functions of this array that have not been applied yet. */
  private List<WeakReference<PendingPrologue>> readers = List.of();
  /** Somebody asked for the array in order to overwrite it. */
  private volatile boolean written;

  Storage(float[] array, Scope owner) {
    this.array = array;
    this.owner = owner;
  }

  /** A new storage in the calling thread's innermost open scope, or on the heap where none is open. The values are arbitrary. */
  static Storage allocate(Shape shape) {
    return allocate(shape, Scope.current());
  }

  /** A new storage owned by {@code owner}, or by the garbage collector where it is null. The values are arbitrary. */
  static Storage allocate(Shape shape, Scope owner) {
    return allocate(shape, shape.size(), owner);
  }

  /**
   * The same with room for more than the shape's own values.
   *
   * @throws OutOfMemoryError naming the shape; everything is as before then
   */
  static Storage allocate(Shape shape, int floats, Scope owner) {
    try {
      return owner == null ? new Storage(new float[floats], null) : owner.allocate(floats);
    } catch (OutOfMemoryError e) {
      throw ShortMemory.onHeap("a tensor of shape ", shape, Float.BYTES * (long) floats, e);
    }
  }

  float[] array() {
    if (owner != null) {
      owner.requireOwnThread();
    }
    float[] a = array;
    if (a == null) {
      throw new IllegalStateException("this tensor's scope has closed and its memory is gone; "
          + "Tensor.keep() moves a tensor to the enclosing scope in time");
    }
    return a;
  }

  /** True where the calling thread may read the array. */
  boolean isReadable() {
    return array != null && (owner == null || owner.isOwnThread());
  }

  Scope owner() {
    return owner;
  }

  void moveTo(Scope newOwner) {
    owner = newOwner;
  }

  /** Notes a function that has to be applied before this array is overwritten. */
  synchronized void addReader(PendingPrologue reader) {
    if (readers.isEmpty()) {
      readers = new ArrayList<>(1);
    } else {
      readers.removeIf(r -> r.get() == null);
    }
    readers.add(new WeakReference<>(reader));
  }

  /**
   * To be called before the array is overwritten: the readers take what they need, or where they cannot (another thread's, or of a closed scope) lose
   * them.
   */
  synchronized void beforeWrite() {
    written = true;
    for (WeakReference<PendingPrologue> r : readers) {
      PendingPrologue reader = r.get();
      if (reader != null) {
        reader.settleOrLose();
      }
    }
    readers = List.of();
  }

  /** True once {@link #beforeWrite} was called. */
  boolean isWritten() {
    return written;
  }

  /** Forgets the array and hands it to the caller. */
  float[] release() {
    float[] a = array;
    array = null;
    return a;
  }
}
