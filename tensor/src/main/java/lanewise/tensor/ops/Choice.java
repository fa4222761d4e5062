package lanewise.tensor.ops;

import lanewise.tensor.BoolTensor;
import lanewise.tensor.Layout;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.kernel.elementwise.Selecting;
import lanewise.tensor.kernel.workers.WorkerPool;
import lanewise.tensor.ops.elementwise.Broadcast;

/** Elements of one of two tensors, as a condition says. The result is row-major. */
final class Choice {
  private static final int CHUNK = 1 << 14;

  private Choice() {}

  /** x where the condition holds, y elsewhere; all three are broadcast. */
  static Tensor of(BoolTensor condition, Tensor x, Tensor y) {
    Shape shape = Broadcast.shape("where", Broadcast.shape("where", condition.shape(), x.shape()), y.shape());
    int[] dims = shape.toArray();
    Tensor a = TensorAccess.rowMajor(x.shape().equals(shape) ? x : Expansion.expand(x, dims));
    Tensor b = TensorAccess.rowMajor(y.shape().equals(shape) ? y : Expansion.expand(y, dims));
    boolean[] c = condition.expanded(shape);
    Tensor z = TensorAccess.create(shape, Layout.ROW_MAJOR);
    float[] as = TensorAccess.values(a);
    float[] bs = TensorAccess.values(b);
    float[] zs = TensorAccess.values(z);
    int ao = TensorAccess.offset(a);
    int bo = TensorAccess.offset(b);
    int zo = TensorAccess.offset(z);
    int n = shape.size();
    Selecting kernel = Selecting.kernel();
    WorkerPool.run(Math.ceilDiv(n, CHUNK), n / 3, (i, _) -> {
      int at = i * CHUNK;
      kernel.run(c, at, as, ao + at, bs, bo + at, zs, zo + at, Math.min(CHUNK, n - at));
    });
    return z;
  }
}
