package lanewise.tensor.kernel;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;

/** An elementwise operator of two inputs: a scalar function and the same function of vectors, bit for bit. See {@link MapOp}. */
public interface ZipOp {
  /** The function. */
  float apply(float x, float y);

  /** The same function of vectors. */
  Lanes lanes();

  /** The kernel of this operator at the level in force. */
  default Kernel kernel() {
    return Templates.kernel(new ZipRecipe(this));
  }

  /** The vector form of an operator. */
  interface Lanes {
    /** The function of each pair of lanes. */
    FloatVector apply(FloatVector x, FloatVector y);
  }

  /** An operator applied to arrays; the output may be one of the inputs at the same place. */
  interface Kernel {
    /** {@code z[zo + i] = f(x[xo + i], y[yo + i])} for 0 <= i < n. */
    void run(float[] x, int xo, float[] y, int yo, float[] z, int zo, int n);
  }

  /** The loop of an operator. */
  record ZipRecipe(ZipOp op) implements Recipe<Kernel> {
    @Override
    public Kernel scalar() {
      return (x, xo, y, yo, z, zo, n) -> {
        for (int i = 0; i < n; i++) {
          z[zo + i] = op.apply(x[xo + i], y[yo + i]);
        }
      };
    }

    @Override
    public Class<?> template() {
      return ZipTemplate.class;
    }

    @Override
    public MethodHandles.Lookup lookup() {
      return MethodHandles.lookup();
    }
  }
}
