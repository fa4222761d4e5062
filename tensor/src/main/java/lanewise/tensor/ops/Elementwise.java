package lanewise.tensor.ops;

import lanewise.tensor.Layout;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.Arithmetic;
import lanewise.tensor.kernel.MapOp;
import lanewise.tensor.kernel.Rectifier;
import lanewise.tensor.kernel.Scaling;
import lanewise.tensor.kernel.TensorAccess;
import lanewise.tensor.kernel.Units;
import lanewise.tensor.kernel.WorkerPool;
import lanewise.tensor.kernel.ZipOp;

/** Elementwise operations on tensors of equal shape. The result has the layout of the first operand; the other one is brought to it. */
public final class Elementwise {
  private static final int CHUNK = 1 << 14;

  private Elementwise() {}

  /** x + y. */
  public static Tensor add(Tensor x, Tensor y) {
    return zip("add", new Arithmetic.Add(), x, y);
  }

  /** x - y. */
  public static Tensor subtract(Tensor x, Tensor y) {
    return zip("subtract", new Arithmetic.Subtract(), x, y);
  }

  /** x * y. */
  public static Tensor multiply(Tensor x, Tensor y) {
    return zip("multiply", new Arithmetic.Multiply(), x, y);
  }

  /** factor * x. */
  public static Tensor scale(Tensor x, float factor) {
    Scaling kernel = Scaling.kernel();
    return map((from, xo, to, yo, n) -> kernel.run(factor, from, xo, to, yo, n), x);
  }

  /** min((x >= 0 ? x : leak * x) - sub, max). */
  public static Tensor rectify(Tensor x, float leak, float sub, float max) {
    if (TensorAccess.lanes(x) != null) {
      return LanesElementwise.map(new Rectifier.Forward(leak, sub, max), x);
    }
    return map(new Rectifier.Forward(leak, sub, max).kernel(), x);
  }

  /** The gradient of {@link #rectify} with respect to x, given the gradient of its result. */
  public static Tensor rectifyGradient(Tensor x, Tensor dy, float leak, float sub, float max) {
    if (TensorAccess.lanes(x) != null) {
      return LanesElementwise.zip("gradient", new Rectifier.Backward(leak, sub, max), x, dy);
    }
    return zip("gradient", new Rectifier.Backward(leak, sub, max), x, dy);
  }

  /** target += x, in place. */
  public static void addTo(Tensor target, Tensor x) {
    zipInto("add", new Arithmetic.Add(), target, x, target);
  }

  private static Tensor map(MapOp.Kernel kernel, Tensor x) {
    Tensor y = TensorAccess.create(x.shape(), TensorAccess.layout(x));
    int n = x.size();
    int unit = unitSize(x);
    WorkerPool.runStage(units(n, unit), n / 4, new ElementwiseStages.Map(kernel, TensorAccess.values(x), TensorAccess.offset(x),
        TensorAccess.values(y), TensorAccess.offset(y), unit, n));
    return y;
  }

  private static Tensor zip(String name, ZipOp op, Tensor x, Tensor y) {
    Tensor z = TensorAccess.create(x.shape(), TensorAccess.layout(x));
    zipInto(name, op, x, y, z);
    return z;
  }

  private static void zipInto(String name, ZipOp op, Tensor x, Tensor y, Tensor z) {
    if (!x.shape().equals(y.shape())) {
      throw new IllegalArgumentException(name + " of shapes " + x.shape() + " and " + y.shape() + "; they must be equal");
    }
    Tensor other = TensorAccess.layout(x) == Layout.ROW_MAJOR ? TensorAccess.rowMajor(y) : TensorAccess.channelsLast(y);
    int n = x.size();
    int unit = unitSize(x);
    WorkerPool.runStage(units(n, unit), n / 3, new ElementwiseStages.Zip(op.kernel(), TensorAccess.values(x), TensorAccess.offset(x),
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
