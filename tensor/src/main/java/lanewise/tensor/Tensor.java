package lanewise.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import lanewise.tensor.kernel.access.LaneForm;
import lanewise.tensor.kernel.access.Prologue;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.kernel.copy.ByteRows;
import lanewise.tensor.kernel.lanes.BatchLanes;
import lanewise.tensor.kernel.lanes.LaneSource;

/**
 * An array of 32-bit floats with a {@link Shape}. It knows nothing of gradients: {@code lanewise.autograd.Variable} wraps one for that.
 *
 * <p>A tensor is (storage, offset, shape, layout). {@link #reshape} of a row-major tensor and {@link #slice} share the storage; everything else
 * copies. Inside an open {@link Scope} new tensors belong to it; outside, to the garbage collector.
 */
public final class Tensor implements AnyTensor {
  static {
    TensorAccess.set(new Access());
  }

  private final Shape shape;
  private final Layout layout;
  private final int offset;
  private final Storage storage;
  /** Not null: the values are this function of the stored ones; {@link #applied} holds them as soon as somebody has asked. */
  private final Prologue prologue;
  /** Not null: the storage has the batch in the lanes, and {@link #applied} holds the values with channels last as soon as somebody has asked. */
  private final LaneForm lanes;
  private volatile Storage applied;
  /** The values were overwritten: the lanes are those of before. */
  private volatile boolean overwritten;
  private volatile boolean lost;
  /** What an operation keeps beside the values, and checks against them before it is used. */
  private volatile Object memo;

  private Tensor(Storage storage, int offset, Shape shape, Layout layout) {
    this(storage, offset, shape, layout, null, null);
  }

  private Tensor(Storage storage, int offset, Shape shape, Layout layout, Prologue prologue, LaneForm lanes) {
    this.storage = storage;
    this.offset = offset;
    this.shape = shape;
    this.layout = layout;
    this.prologue = prologue;
    this.lanes = lanes;
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
    float[] out = new float[size()];
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
    Shape s = Shape.of(inferred(newShape));
    if (s.size() != size()) {
      throw new IllegalArgumentException("reshape of " + shape + " (" + size() + " elements) to " + s + " (" + s.size() + ")");
    }
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
      System.arraycopy(from, source.offset, to, offset, size());
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
    if (applied == null) {
      requireNotLost();
    }
    List<Storage> needed = needed();
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

  private int[] inferred(int[] newShape) {
    int[] dims = newShape.clone();
    int unknown = -1;
    long known = 1;
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] == -1 && unknown < 0) {
        unknown = i;
      } else {
        known *= dims[i];
      }
    }
    if (unknown >= 0) {
      if (known <= 0 || size() % known != 0) {
        throw new IllegalArgumentException("reshape of " + shape + " (" + size() + " elements) to " + Arrays.toString(newShape));
      }
      dims[unknown] = (int) (size() / known);
    }
    return dims;
  }

  /** The storage of the values: a pending prologue is applied, once, to a storage of the scope in which it was made. */
  private Storage values() {
    if (prologue == null && lanes == null) {
      return storage;
    }
    if (applied == null) {
      requireNotLost();
      synchronized (this) {
        if (applied == null) {
          Storage target = Storage.allocate(shape, offset + size(), needed().getLast().owner());
          if (lanes != null) {
            LaneSource.unpack(this, target.array());
          } else {
            prologue.bind().apply(storage.array(), offset, target.array(), offset, size());
          }
          applied = target;
        }
      }
    }
    return applied;
  }

  /** Tensors that a pending function of the stored values reads. */
  private List<Tensor> tables() {
    if (prologue != null) {
      return List.of(prologue.scale(), prologue.shift());
    }
    return lanes != null ? lanes.tables() : List.of();
  }

  /** True where the calling thread may read the stored values and what is pending on them. */
  private boolean isStoredReadable() {
    return storage.isReadable() && tables().stream().allMatch(t -> t.storage.isReadable());
  }

  /**
   * What the values are read from. The last one lives no longer than the others, since the function was made after what it is a function of: its
   * scope is the tensor's.
   */
  private List<Storage> needed() {
    List<Storage> needed = new ArrayList<>();
    if (applied != null) {
      needed.add(applied);
    }
    if (applied == null || isStoredReadable()) {
      needed.add(storage);
      tables().forEach(t -> needed.add(t.storage));
    }
    return needed;
  }

  /**
   * Takes the values of the pending prologue before its input is overwritten; where this thread cannot, they are lost, and every later access says
   * so.
   */
  void settleOrLose() {
    if (prologue.scale().storage.isReadable()) {
      values();
    } else {
      lost = true;
    }
  }

  private void requireNotLost() {
    if (lost) {
      throw new IllegalStateException("the input of this normalisation was overwritten before anybody read the result, "
          + "from outside its scope or thread");
    }
  }

  /** The array for somebody who overwrites it; what depends on the old values takes them first. */
  private float[] writable() {
    Storage target = values();
    target.beforeWrite();
    overwritten = true;
    return target.array();
  }

  private Tensor rowMajor() {
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

  private Tensor channelsLast() {
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

  /** What the rest of this module may do with a tensor and users may not. */
  private static final class Access extends TensorAccess {
    @Override
    protected Tensor newTensor(Shape shape, Layout layout, boolean outsideScopes) {
      return new Tensor(Storage.allocate(shape, outsideScopes ? null : Scope.current()), 0, shape, layout);
    }

    @Override
    protected Tensor newPending(Tensor raw, Prologue prologue) {
      Tensor t = new Tensor(raw.values(), raw.offset, raw.shape, raw.layout, prologue, null);
      t.storage.addReader(t);
      return t;
    }

    @Override
    protected Tensor newLanes(Shape shape, LaneForm form) {
      Storage storage = Storage.allocate(shape, BatchLanes.size(shape.dim(0), shape.size() / shape.dim(0)), Scope.current());
      return new Tensor(storage, 0, shape, Layout.CHANNELS_LAST, null, form);
    }

    @Override
    protected Tensor newForm(Tensor stored, LaneForm form) {
      return new Tensor(stored.storage, 0, stored.shape, Layout.CHANNELS_LAST, null, form);
    }

    @Override
    protected LaneForm formOf(Tensor t) {
      return t.lanes;
    }

    @Override
    protected float[] lanesOf(Tensor t) {
      Storage converted = t.applied;
      boolean stale = t.overwritten || converted != null && (converted.isWritten() || !t.isStoredReadable());
      return stale ? null : t.storage.array();
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
      return t.lanes != null ? t.values().array() : t.storage.array();
    }

    @Override
    protected Prologue pendingOf(Tensor t) {
      if (t.lanes != null || t.applied != null) {
        return null;
      }
      t.requireNotLost();
      return t.prologue;
    }

    @Override
    protected int offsetOf(Tensor t) {
      return t.offset;
    }

    @Override
    protected Object memoOf(Tensor t) {
      return t.memo;
    }

    @Override
    protected void keepMemo(Tensor t, Object memo) {
      t.memo = memo;
    }

    @Override
    protected Layout layoutOf(Tensor t) {
      return t.layout;
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
}
