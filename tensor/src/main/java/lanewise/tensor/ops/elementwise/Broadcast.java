package lanewise.tensor.ops.elementwise;

import java.util.Arrays;
import lanewise.tensor.Layout;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.kernel.copy.View;
import lanewise.tensor.kernel.elementwise.ZipOp;
import lanewise.tensor.kernel.workers.Scratch;
import lanewise.tensor.kernel.workers.WorkerPool;

/**
 * An operation of two tensors whose shapes are broadcast: aligned at their last axes, with sizes that are equal or 1. No operand is copied as a
 * whole. The result is cut into chunks; where the innermost run is long, the kernel goes over runs, an operand being neighbours or one number;
 * where it is short, the operands of a chunk are first brought into the order of the result.
 *
 * <p>The result has the layout of the first operand that has its shape, or is row-major.
 */
public final class Broadcast {
  private static final int CHUNK = 1 << 14;
  /** Elements of a piece that is brought into order. */
  private static final int PIECE = 1 << 11;
  /** Innermost runs from here on are long. */
  private static final int LONG = 64;

  private final Tensor result;
  private final Operand x;
  private final Operand y;
  /** Sizes of the joined axes, outermost first; at least one. */
  private final int[] sizes;

  private Broadcast(Tensor result, int[] sizes, Operand x, Operand y) {
    this.result = result;
    this.sizes = sizes;
    this.x = x;
    this.y = y;
  }

  /** The common shape. */
  public static Shape shape(String name, Shape x, Shape y) {
    int rank = Math.max(x.rank(), y.rank());
    int[] dims = new int[rank];
    for (int k = 1; k <= rank; k++) {
      int a = k <= x.rank() ? x.dim(-k) : 1;
      int b = k <= y.rank() ? y.dim(-k) : 1;
      if (a != b && a != 1 && b != 1) {
        throw new IllegalArgumentException(name + " of shapes " + x + " and " + y
            + "; allowed: equal, or aligned at the last axis, sizes equal or 1");
      }
      dims[rank - k] = a == 1 ? b : a;
    }
    if (isTooLarge(dims)) {
      throw new IllegalArgumentException(name + " of shapes " + x + " and " + y + " has a result of shape " + Arrays.toString(dims)
          + "; allowed: at most " + Integer.MAX_VALUE + " elements");
    }
    return Shape.of(dims);
  }

  /** True where these sizes, which are >= 0, make more elements than an array holds. */
  public static boolean isTooLarge(int... dims) {
    double size = 1;
    for (int d : dims) {
      size *= d;
    }
    return size > Integer.MAX_VALUE;
  }

  /** The plan for two tensors. */
  static Broadcast of(String name, Tensor x, Tensor y) {
    Shape shape = shape(name, x.shape(), y.shape());
    Tensor leading = x.shape().equals(shape) ? x : y;
    Layout layout = leading.shape().equals(shape) ? TensorAccess.layout(leading) : Layout.ROW_MAJOR;
    Tensor result = TensorAccess.create(shape, layout);
    int[] dims = shape.toArray();
    int[] order = memoryOrder(View.of(result));
    View a = View.of(x).expanded(dims).permuted(order);
    View b = View.of(y).expanded(dims).permuted(order);
    return joined(result, a, b);
  }

  /** The axes from the widest step to the narrowest. */
  private static int[] memoryOrder(View view) {
    Integer[] axes = new Integer[view.sizes().length];
    Arrays.setAll(axes, k -> k);
    Arrays.sort(axes, (k, l) -> Integer.compare(view.steps()[l], view.steps()[k]));
    return Arrays.stream(axes).mapToInt(k -> k).toArray();
  }

  /** Drops axes of size 1 and joins neighbours that lie one inside the other in both operands. */
  private static Broadcast joined(Tensor result, View a, View b) {
    int rank = a.sizes().length;
    int[] sizes = new int[rank + 1];
    int[] as = new int[rank + 1];
    int[] bs = new int[rank + 1];
    int last = 0;
    sizes[0] = 1;
    for (int k = 0; k < rank; k++) {
      int size = a.sizes()[k];
      int stepA = a.steps()[k];
      int stepB = b.steps()[k];
      if (size == 1) {
        continue;
      }
      if (sizes[last] == 1 || as[last] == stepA * size && bs[last] == stepB * size) {
        sizes[last] *= size;
      } else {
        sizes[++last] = size;
      }
      as[last] = stepA;
      bs[last] = stepB;
    }
    int[] joined = Arrays.copyOf(sizes, last + 1);
    return new Broadcast(result, joined, new Operand(a.array(), a.offset(), Arrays.copyOf(as, last + 1), joined),
        new Operand(b.array(), b.offset(), Arrays.copyOf(bs, last + 1), joined));
  }

  /** Runs a kernel and returns the result. */
  Tensor run(ZipOp.Kernel kernel) {
    int n = result.size();
    float[] z = TensorAccess.values(result);
    int zo = TensorAccess.offset(result);
    int run = sizes[sizes.length - 1];
    boolean longRuns = run >= LONG && x.innerStep() <= 1 && y.innerStep() <= 1;
    WorkerPool.run(Math.ceilDiv(n, CHUNK), n / 2, (c, scratch) -> {
      int to = Math.min(n, (c + 1) * CHUNK);
      for (int at = c * CHUNK; at < to; ) {
        int count = longRuns ? Math.min(to - at, run - at % run) : Math.min(to - at, PIECE);
        if (longRuns) {
          run(kernel, x.position(at), y.position(at), z, zo + at, count);
        } else {
          piece(kernel, at, z, zo + at, count, scratch);
        }
        at += count;
      }
    });
    return result;
  }

  /** A stretch of an innermost run. */
  private void run(ZipOp.Kernel kernel, int xAt, int yAt, float[] z, int zAt, int count) {
    if (x.innerStep() == 0) {
      kernel.run(x.array[xAt], y.array, yAt, z, zAt, count);
    } else if (y.innerStep() == 0) {
      kernel.run(x.array, xAt, y.array[yAt], z, zAt, count);
    } else {
      kernel.run(x.array, xAt, y.array, yAt, z, zAt, count);
    }
  }

  /** A stretch of the result whose operands are brought into its order. */
  private void piece(ZipOp.Kernel kernel, int at, float[] z, int zAt, int count, Scratch scratch) {
    float[] a = x.inOrder ? x.array : x.expanded(at, count, scratch.floats(0, PIECE));
    float[] b = y.inOrder ? y.array : y.expanded(at, count, scratch.floats(1, PIECE));
    kernel.run(a, x.inOrder ? x.offset + at : 0, b, y.inOrder ? y.offset + at : 0, z, zAt, count);
  }

  /** One of the two: its steps along the joined axes, 0 where it is repeated. */
  private static final class Operand {
    final float[] array;
    final int offset;
    final int[] steps;
    final int[] sizes;
    /** True where it lies in memory as the result does. */
    final boolean inOrder;

    Operand(float[] array, int offset, int[] steps, int[] sizes) {
      this.array = array;
      this.offset = offset;
      this.steps = steps;
      this.sizes = sizes;
      boolean same = true;
      int step = 1;
      for (int k = sizes.length - 1; k >= 0; k--) {
        same &= steps[k] == step;
        step *= sizes[k];
      }
      this.inOrder = same;
    }

    int innerStep() {
      return steps[steps.length - 1];
    }

    /** Where element {@code at} of the result comes from. */
    int position(int at) {
      int rest = at;
      int p = offset;
      for (int k = sizes.length - 1; k >= 0; k--) {
        p += rest % sizes[k] * steps[k];
        rest /= sizes[k];
      }
      return p;
    }

    /** Elements {@code at} and following, one behind the other. */
    float[] expanded(int at, int count, float[] into) {
      int run = sizes[sizes.length - 1];
      int step = innerStep();
      for (int done = 0; done < count; ) {
        int length = Math.min(count - done, run - (at + done) % run);
        int from = position(at + done);
        for (int i = 0; i < length; i++) {
          into[done + i] = array[from + i * step];
        }
        done += length;
      }
      return into;
    }
  }
}
