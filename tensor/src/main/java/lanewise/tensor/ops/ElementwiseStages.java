package lanewise.tensor.ops;

import lanewise.tensor.kernel.MapOp;
import lanewise.tensor.kernel.Scratch;
import lanewise.tensor.kernel.UnitKernel;
import lanewise.tensor.kernel.ZipOp;

/** The unit kernels of elementwise operations: each treats the floats of one unit, {@code unitSize} of them or what is left. */
final class ElementwiseStages {
  private ElementwiseStages() {}

  /** y = f(x). */
  record Map(MapOp.Kernel kernel, float[] x, int xo, float[] y, int yo, int unitSize, int size) implements UnitKernel {
    @Override
    public void unit(int u, Scratch scratch) {
      int at = u * unitSize;
      kernel.run(x, xo + at, y, yo + at, Math.min(unitSize, size - at));
    }
  }

  /** z = f(x, y). */
  record Zip(ZipOp.Kernel kernel, float[] x, int xo, float[] y, int yo, float[] z, int zo, int unitSize, int size) implements UnitKernel {
    @Override
    public void unit(int u, Scratch scratch) {
      int at = u * unitSize;
      kernel.run(x, xo + at, y, yo + at, z, zo + at, Math.min(unitSize, size - at));
    }
  }
}
