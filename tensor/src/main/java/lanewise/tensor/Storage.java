package lanewise.tensor;

/**
 * The array behind one or more tensors. It belongs to a {@link Scope}, or to the garbage collector; once its scope has closed it has forgotten the array,
 * and every access through any tensor on it is an {@link IllegalStateException}, never somebody else's data.
 *
 * <p>The array may be longer than asked for (pool size classes); its length carries no meaning.
 */
public final class Storage {
  private final int size;
  private float[] array;
  private Scope owner;

  Storage(float[] array, int size, Scope owner) {
    this.array = array;
    this.size = size;
    this.owner = owner;
  }

  /** A new storage in the calling thread's innermost open scope, or on the heap where none is open. The values are arbitrary. */
  static Storage allocate(int size) {
    return allocate(size, Scope.current());
  }

  /** A new storage owned by {@code owner}, or by the garbage collector where it is null. The values are arbitrary. */
  static Storage allocate(int size, Scope owner) {
    return owner == null ? new Storage(new float[size], size, null) : owner.allocate(size);
  }

  /** Number of usable elements. */
  public int size() {
    return size;
  }

  /** False once the owning scope has closed. */
  public boolean isAlive() {
    return array != null;
  }

  float[] array() {
    float[] a = array;
    if (a == null) {
      throw new IllegalStateException("this tensor's scope has closed and its memory is gone; Tensor.keep() moves a tensor to the enclosing scope in time");
    }
    return a;
  }

  Scope owner() {
    return owner;
  }

  void moveTo(Scope newOwner) {
    owner = newOwner;
  }

  /** Forgets the array and hands it to the caller. */
  float[] release() {
    float[] a = array;
    array = null;
    return a;
  }
}
