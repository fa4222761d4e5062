package lanewise.tensor.ops.lanes;

import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.kernel.elementwise.MapOp;
import lanewise.tensor.kernel.elementwise.ZipOp;
import lanewise.tensor.kernel.lanes.LaneSource;
import lanewise.tensor.kernel.workers.Scratch;
import lanewise.tensor.kernel.workers.UnitKernel;
import lanewise.tensor.kernel.workers.WorkerPool;

/** Elementwise operations whose first operand has the batch in the lanes; so has the result. */
public final class LanesElementwise {
  private static final int LEFT = 0;
  private static final int RIGHT = 1;

  private LanesElementwise() {}

  /** f(x); the result has the batch in the lanes as well. */
  public static Tensor map(MapOp op, Tensor x) {
    Tensor y = TensorAccess.createLanes(x.shape());
    LaneSource source = LaneSource.of(x);
    WorkerPool.runStage(source.units(), x.size() / 4, new Map(op.kernel(), source, TensorAccess.lanesArray(y)));
    return y;
  }

  /** f(x, y), x having the batch in the lanes, y its shape. */
  public static Tensor zip(String name, ZipOp op, Tensor x, Tensor y) {
    if (!x.shape().equals(y.shape())) {
      throw new IllegalArgumentException(name + " of shapes " + x.shape() + " and " + y.shape() + "; they must be equal");
    }
    Tensor z = TensorAccess.createLanes(x.shape());
    LaneSource left = LaneSource.of(x);
    WorkerPool.runStage(left.units(), x.size() / 3, new Zip(op.kernel(), left, LaneSource.of(y), TensorAccess.lanesArray(z)));
    return z;
  }

  /** y = f(x). */
  private record Map(MapOp.Kernel kernel, LaneSource x, float[] y) implements UnitKernel {
    @Override
    public void unit(int u, Scratch scratch) {
      kernel.run(x.unit(u, scratch, LEFT), x.at(u), y, u * x.unitFloats(), x.unitFloats());
    }
  }

  /** z = f(x, y). */
  private record Zip(ZipOp.Kernel kernel, LaneSource x, LaneSource y, float[] z) implements UnitKernel {
    @Override
    public void unit(int u, Scratch scratch) {
      kernel.run(x.unit(u, scratch, LEFT), x.at(u), y.unit(u, scratch, RIGHT), y.at(u), z, u * x.unitFloats(), x.unitFloats());
    }
  }
}
