package lanewise.tensor.ops;

import lanewise.tensor.Layout;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.MapOp;
import lanewise.tensor.kernel.TensorAccess;
import lanewise.tensor.kernel.Units;
import lanewise.tensor.kernel.WorkerPool;
import lanewise.tensor.kernel.ZipOp;

/** Runs operators over tensors. The result of one tensor, or of two of equal shape, has the layout of the first. */
final class ElementwiseRun {
  private static final int CHUNK = 1 << 14;

  private ElementwiseRun() {}

  /** f(x). */
  static Tensor map(MapOp op, Tensor x) {
    return map(op.kernel(), x);
  }

  /** f(x) by a kernel. */
  static Tensor map(MapOp.Kernel kernel, Tensor x) {
    Tensor y = TensorAccess.create(x.shape(), TensorAccess.layout(x));
    int n = x.size();
    int unit = unitSize(x);
    WorkerPool.runStage(units(n, unit), n / 4, new ElementwiseStages.Map(kernel, TensorAccess.values(x), TensorAccess.offset(x),
        TensorAccess.values(y), TensorAccess.offset(y), unit, n));
    return y;
  }

  /** f(x, number). */
  static Tensor withNumber(ZipOp op, Tensor x, float number) {
    ZipOp.Kernel kernel = op.kernel();
    return map((from, xo, to, yo, n) -> kernel.run(from, xo, number, to, yo, n), x);
  }

  /** f(number, x). */
  static Tensor ofNumber(ZipOp op, float number, Tensor x) {
    ZipOp.Kernel kernel = op.kernel();
    return map((from, xo, to, yo, n) -> kernel.run(number, from, xo, to, yo, n), x);
  }

  /**
   * f(x, y) with shapes broadcast: aligned at their last axes, sizes equal or 1.
   *
   * @param name of the operation, for the message
   * @throws IllegalArgumentException if the shapes cannot be broadcast
   */
  static Tensor zip(String name, ZipOp op, Tensor x, Tensor y) {
    if (x.shape().equals(y.shape())) {
      Tensor z = TensorAccess.create(x.shape(), TensorAccess.layout(x));
      same(op.kernel(), x, y, z);
      return z;
    }
    return Broadcast.of(name, x, y).run(op.kernel());
  }

  /** target = f(target, y), y broadcast to the shape of the target. */
  static void inPlace(String name, ZipOp op, Tensor target, Tensor y) {
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
    int n = x.size();
    int unit = unitSize(x);
    WorkerPool.runStage(units(n, unit), n / 3, new ElementwiseStages.Zip(kernel, TensorAccess.values(x), TensorAccess.offset(x),
        TensorAccess.values(other), TensorAccess.offset(other), TensorAccess.writable(z), TensorAccess.offset(z), unit, n));
  }

  /** Images are cut as every stage cuts them; other tensors into chunks. */
  private static int unitSize(Tensor t) {
    int batch = t.shape().rank() == 4 ? t.shape().dim(0) : 0;
    return batch == 0 ? CHUNK : (int) Math.min(t.size(), (long) Units.images(batch) * (t.size() / batch));
  }

  private static int units(int n, int unit) {
    return unit == 0 ? 0 : Math.ceilDiv(n, unit);
  }
}
