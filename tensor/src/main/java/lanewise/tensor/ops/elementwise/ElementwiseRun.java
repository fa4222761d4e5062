package lanewise.tensor.ops.elementwise;

import lanewise.tensor.Layout;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.kernel.elementwise.MapFormula;
import lanewise.tensor.kernel.elementwise.MapOp;
import lanewise.tensor.kernel.elementwise.ZipOp;
import lanewise.tensor.kernel.workers.Units;
import lanewise.tensor.kernel.workers.WorkerPool;
import lanewise.tensor.ops.elementwise.ElementwiseStages.Cut;

/** Runs operators over tensors. The result of one tensor, or of two of equal shape, has the layout of the first. */
public final class ElementwiseRun {
  private static final int CHUNK = 1 << 14;
  /** Tensors from this size on come from memory. */
  private static final int LARGE = 1 << 20;
  /** Their chunks: every new one has to be found by whatever fetches ahead. */
  private static final int LARGE_CHUNK = 1 << 16;
  /**
   * Chunks of large tensors begin so many floats behind a multiple of their size, where the cache lines of most large arrays begin: 16 bytes of
   * header, then 48 of elements.
   */
  private static final int LINE = 12;

  private ElementwiseRun() {}

  /** f(x). */
  public static Tensor map(MapOp op, Tensor x) {
    return map(op instanceof MapFormula f && x.size() >= LARGE ? f.streams() : op.kernel(), x);
  }

  /** f(x) by a kernel. */
  public static Tensor map(MapOp.Kernel kernel, Tensor x) {
    Tensor y = TensorAccess.create(x.shape(), TensorAccess.layout(x));
    Cut cut = cut(x);
    WorkerPool.runStage(cut.units(), x.size() / 4, new ElementwiseStages.Map(kernel, TensorAccess.values(x), TensorAccess.offset(x),
        TensorAccess.values(y), TensorAccess.offset(y), cut));
    return y;
  }

  /** f(x, number). */
  public static Tensor withNumber(ZipOp op, Tensor x, float number) {
    ZipOp.Kernel kernel = op.kernel();
    return map((from, xo, to, yo, n) -> kernel.run(from, xo, number, to, yo, n), x);
  }

  /** f(number, x). */
  public static Tensor ofNumber(ZipOp op, float number, Tensor x) {
    ZipOp.Kernel kernel = op.kernel();
    return map((from, xo, to, yo, n) -> kernel.run(number, from, xo, to, yo, n), x);
  }

  /**
   * f(x, y) with shapes broadcast: aligned at their last axes, sizes equal or 1.
   *
   * @param name of the operation, for the message
   * @throws IllegalArgumentException if the shapes cannot be broadcast
   */
  public static Tensor zip(String name, ZipOp op, Tensor x, Tensor y) {
    if (x.shape().equals(y.shape())) {
      Tensor z = TensorAccess.create(x.shape(), TensorAccess.layout(x));
      same(op.kernel(), x, y, z);
      return z;
    }
    return Broadcast.of(name, x, y).run(op.kernel());
  }

  /** target = f(target, y), y broadcast to the shape of the target. */
  public static void inPlace(String name, ZipOp op, Tensor target, Tensor y) {
    if (target.shape().equals(y.shape())) {
      same(op.kernel(), target, y, target);
      return;
    }
    if (!Broadcast.shape(name, target.shape(), y.shape()).equals(target.shape())) {
      throw new IllegalArgumentException(name + " of shape " + y.shape() + " to " + target.shape()
          + " in place; allowed: what broadcasts to the target");
    }
    target.copyFrom(zip(name, op, target, y));
  }


  private static void same(ZipOp.Kernel kernel, Tensor x, Tensor y, Tensor z) {
    Tensor other = TensorAccess.layout(x) == Layout.ROW_MAJOR ? TensorAccess.rowMajor(y) : TensorAccess.channelsLast(y);
    Cut cut = cut(x);
    WorkerPool.runStage(cut.units(), x.size() / 3, new ElementwiseStages.Zip(kernel, TensorAccess.values(x), TensorAccess.offset(x),
        TensorAccess.values(other), TensorAccess.offset(other), TensorAccess.writable(z), TensorAccess.offset(z), cut));
  }

  /** Images are cut as every stage cuts them; other tensors into chunks. */
  private static Cut cut(Tensor t) {
    int batch = t.shape().rank() == 4 ? t.shape().dim(0) : 0;
    if (batch > 0) {
      return new Cut(t.size(), Math.max(1, (int) Math.min(t.size(), (long) Units.images(batch) * (t.size() / batch))), 0);
    }
    return t.size() < LARGE ? new Cut(t.size(), CHUNK, 0) : new Cut(t.size(), LARGE_CHUNK, LINE);
  }
}
