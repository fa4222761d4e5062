package lanewise.tensor.ops.elementwise;

import lanewise.tensor.kernel.elementwise.MapOp;
import lanewise.tensor.kernel.elementwise.ZipOp;
import lanewise.tensor.kernel.workers.Scratch;
import lanewise.tensor.kernel.workers.UnitKernel;

/** The unit kernels of elementwise operations: each treats the floats of one unit of a {@link Cut}. */
final class ElementwiseStages {
  private ElementwiseStages() {}

  /**
   * How the floats of a tensor are cut into units.
   *
   * @param size number of floats
   * @param unit floats of a unit, >= 1; the last one may have fewer
   * @param lead floats by which the first unit is longer
   */
  record Cut(int size, int unit, int lead) {
    int units() {
      return size == 0 ? 0 : Math.max(1, Math.ceilDiv(size - lead, unit));
    }

    int from(int u) {
      return u == 0 ? 0 : u * unit + lead;
    }

    int length(int u) {
      return Math.min(size - lead, (u + 1) * unit) + lead - from(u);
    }
  }

  /** y = f(x). */
  record Map(MapOp.Kernel kernel, float[] x, int xo, float[] y, int yo, Cut cut) implements UnitKernel {
    @Override
    public void unit(int u, Scratch scratch) {
      int at = cut.from(u);
      kernel.run(x, xo + at, y, yo + at, cut.length(u));
    }
  }

  /** z = f(x, y). */
  record Zip(ZipOp.Kernel kernel, float[] x, int xo, float[] y, int yo, float[] z, int zo, Cut cut) implements UnitKernel {
    @Override
    public void unit(int u, Scratch scratch) {
      int at = cut.from(u);
      kernel.run(x, xo + at, y, yo + at, z, zo + at, cut.length(u));
    }
  }
}
