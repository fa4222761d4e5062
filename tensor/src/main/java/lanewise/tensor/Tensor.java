package lanewise.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import lanewise.tensor.kernel.ShortMemory;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.kernel.copy.ByteRows;

/**
 * An array of 32-bit floats with a {@link Shape}. It knows nothing of gradients: {@code lanewise.autograd.Variable} wraps one for that.
 *
 * <p>A tensor is (storage, offset, shape, layout). {@link #reshape} of a row-major tensor and {@link #slice} share the storage; everything else
 * copies. Inside an open {@link Scope} new tensors belong to it; outside, to the garbage collector.
 */
public final class Tensor implements AnyTensor {
  static {
    TensorAccess.set(new TensorInternals());
  }

  private final Shape shape;
  private final Layout layout;
  private final int offset;
  private final Storage storage;
  /** What the values are a function of, not applied yet; null where the storage holds the values themselves. */
  private final Pending pending;
  /** What an operation keeps beside the values, and checks against them before it is used. */
  private volatile Object memo;

  Tensor(Storage storage, int offset, Shape shape, Layout layout) {
    this(storage, offset, shape, layout, null);
  }

  Tensor(Storage storage, int offset, Shape shape, Layout layout, Pending pending) {
    this.storage = storage;
    this.offset = offset;
    this.shape = shape;
    this.layout = layout;
    this.pending = pending;
  }

  // --- making ---

  /**
   * A tensor with a copy of these values.
   *
   * @param rowMajor the values, last axis fastest
   * @throws IllegalArgumentException if their number is not the size of the shape
   */
  public static Tensor of(float[] rowMajor, int... shape) {
    Shape s = Shape.of(shape);
    if (rowMajor.length != s.size()) {
      throw new IllegalArgumentException(rowMajor.length + " values for shape " + s + " of size " + s.size());
    }
    Tensor t = new Tensor(Storage.allocate(s), 0, s, Layout.ROW_MAJOR);
    System.arraycopy(rowMajor, 0, t.storage.array(), 0, rowMajor.length);
    return t;
  }

  /** A tensor filled with 0. */
  public static Tensor zeros(int... shape) {
    return full(0, shape);
  }

  /** A tensor filled with 1. */
  public static Tensor ones(int... shape) {
    return full(1, shape);
  }

  /** A tensor filled with one value. */
  public static Tensor full(float value, int... shape) {
    Shape s = Shape.of(shape);
    Tensor t = new Tensor(Storage.allocate(s), 0, s, Layout.ROW_MAJOR);
    Arrays.fill(t.storage.array(), 0, s.size(), value);
    return t;
  }

  /** A tensor of rank 0. */
  public static Tensor scalar(float value) {
    return full(value);
  }

  /**
   * Rows of unsigned bytes as floats: output row {@code i - from} is {@code rows[index[i]]}, each byte b becoming {@code table[b]}. For batches of
   * images.
   *
   * @param rows the bytes, {@code rowLength} a row
   * @param index numbers of the rows to take
   * @param from first position in {@code index}
   * @param to position after the last one
   * @param table value of each of the 256 bytes
   * @param shape shape of the result; its size is {@code (to - from) * rowLength}
   */
  public static Tensor gather(byte[] rows, int rowLength, int[] index, int from, int to, float[] table, int... shape) {
    return ByteRows.gather(rows, rowLength, index, from, to, table, Shape.of(shape));
  }

  // --- reading ---

  @Override
  public Shape shape() {
    return shape;
  }

  /** One element. */
  public float get(int... at) {
    int index = shape.index(at);
    if (layout == Layout.CHANNELS_LAST) {
      index = ((at[0] * shape.dim(2) + at[2]) * shape.dim(3) + at[3]) * shape.dim(1) + at[1];
    }
    return values().array()[offset + index];
  }

  /** The only element of a tensor of size 1. */
  public float item() {
    if (size() != 1) {
      throw new IllegalStateException("item() of a tensor of shape " + shape + "; it needs exactly one element");
    }
    return values().array()[offset];
  }

  /** A copy of the values in row-major order, whatever the layout. */
  public float[] toArray() {
    float[] out = ShortMemory.array("a copy of the values of shape ", shape, size(), Float.BYTES, float[]::new);
    Layouts.toRowMajor(values().array(), offset, layout, shape, out, 0);
    return out;
  }

  /**
   * Position of the largest value in row-major order, the first one of equals; a NaN counts as the largest.
   *
   * @throws IllegalStateException if the tensor is empty
   */
  public int argmax() {
    if (size() == 0) {
      throw new IllegalStateException("argmax() of an empty tensor of shape " + shape);
    }
    Tensor t = rowMajor();
    float[] x = t.values().array();
    int base = t.offset;
    int best = 0;
    for (int i = 0; i < size(); i++) {
      float v = x[base + i];
      if (v != v) {
        return i;
      }
      if (v > x[base + best]) {
        best = i;
      }
    }
    return best;
  }

  // --- views ---

  /**
   * The same values in row-major order with another shape; one size may be -1 and follows from the others. Shares the storage where the tensor is
   * row-major.
   *
   * @throws IllegalArgumentException if the sizes differ
   */
  public Tensor reshape(int... newShape) {
    Shape s = shape.reshaped(newShape);
    Tensor t = rowMajor();
    return new Tensor(t.values(), t.offset, s, Layout.ROW_MAJOR);
  }

  /**
   * Rows {@code from} to {@code to - 1} of the first axis; shares the storage.
   *
   * @throws IllegalArgumentException unless {@code 0 <= from <= to <= dim(0)}
   */
  public Tensor slice(int from, int to) {
    if (shape.rank() == 0 || from < 0 || to < from || to > shape.dim(0)) {
      throw new IllegalArgumentException("slice(" + from + ", " + to + ") of shape " + shape + "; allowed: 0 <= from <= to <= size of axis 0");
    }
    int[] dims = shape.toArray();
    int row = dims[0] == 0 ? 0 : size() / dims[0];
    dims[0] = to - from;
    return new Tensor(values(), offset + from * row, Shape.of(dims), layout);
  }

  // --- changing and keeping ---

  /**
   * Overwrites the values with those of a tensor of the same shape.
   *
   * @throws IllegalArgumentException if the shapes differ
   */
  public void copyFrom(Tensor source) {
    if (!shape.equals(source.shape)) {
      throw new IllegalArgumentException("copy of shape " + source.shape + " into shape " + shape);
    }
    float[] from = source.values().array();
    float[] to = writable();
    if (layout == source.layout) {
      Layouts.copy(from, source.offset, to, offset, size());
    } else if (layout == Layout.ROW_MAJOR) {
      Layouts.toRowMajor(from, source.offset, source.layout, shape, to, offset);
    } else {
      Layouts.toChannelsLast(from, source.offset, shape, to, offset);
    }
  }

  /** A copy that belongs to no scope: for what outlives a step. */
  public Tensor copy() {
    Tensor t = new Tensor(Storage.allocate(shape, null), 0, shape, Layout.ROW_MAJOR);
    t.copyFrom(this);
    return t;
  }

  /**
   * Moves this tensor, and all that share its storage, to the enclosing scope or out of all scopes; returns this. Without a scope it does nothing.
   */
  public Tensor keep() {
    List<Storage> needed = pending == null ? List.of(storage) : pending.needed();
    needed.forEach(Storage::array);
    Scope home = needed.getLast().owner();
    for (Storage s : needed) {
      if (home != null && s.owner() == home) {
        home.moveOut(s);
      }
    }
    return this;
  }

  /** Shape and values, shortened after twenty. */
  @Override
  public String toString() {
    float[] x = toArray();
    String values = IntStream.range(0, Math.min(20, x.length)).mapToObj(i -> Float.toString(x[i])).collect(Collectors.joining(", "));
    return "Tensor" + shape + "[" + values + (size() > 20 ? ", ..." : "") + "]";
  }

  // --- for the rest of this package ---

  Storage storage() {
    return storage;
  }

  int offset() {
    return offset;
  }

  Layout layout() {
    return layout;
  }

  /** Null where nothing is pending. */
  Pending pending() {
    return pending;
  }

  Object memo() {
    return memo;
  }

  void memo(Object newMemo) {
    memo = newMemo;
  }

  /** The storage of the values, at {@link #offset}: what is pending is applied, once. */
  Storage values() {
    return pending == null ? storage : pending.values();
  }

  /** The array for somebody who overwrites it; what depends on the old values takes them first. */
  float[] writable() {
    Storage target = values();
    target.beforeWrite();
    if (pending != null) {
      pending.overwritten();
    }
    return target.array();
  }

  /** The same values in row-major order, without a copy where they are already. */
  Tensor rowMajor() {
    if (layout == Layout.ROW_MAJOR) {
      return this;
    }
    if (Layouts.coincide(shape)) {
      return new Tensor(values(), offset, shape, Layout.ROW_MAJOR);
    }
    Tensor t = new Tensor(Storage.allocate(shape), 0, shape, Layout.ROW_MAJOR);
    Layouts.toRowMajor(values().array(), offset, layout, shape, t.storage.array(), 0);
    return t;
  }

  /** The same images with channels last, what is pending kept; without a copy where they are already. */
  Tensor channelsLast() {
    if (shape.rank() != 4) {
      throw new IllegalArgumentException("shape " + shape + " has rank " + shape.rank() + "; images are [N, C, H, W]");
    }
    if (layout == Layout.CHANNELS_LAST) {
      return this;
    }
    if (Layouts.coincide(shape)) {
      return new Tensor(values(), offset, shape, Layout.CHANNELS_LAST);
    }
    Tensor t = new Tensor(Storage.allocate(shape), 0, shape, Layout.CHANNELS_LAST);
    Layouts.toChannelsLast(values().array(), offset, shape, t.storage.array(), 0);
    return t;
  }
}
