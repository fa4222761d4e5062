package lanewise.tensor.kernel.elementwise;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import lanewise.tensor.kernel.template.Exercise;
import lanewise.tensor.kernel.template.Exercised;
import lanewise.tensor.kernel.template.Templates;

/** An elementwise operator of two inputs: a scalar function and the same function of vectors, bit for bit. See {@link MapOp}. */
public interface ZipOp {
  /** The function. */
  float apply(float x, float y);

  /** The same function of vectors. */
  Lanes lanes();

  /** The function as an object: what a loop of scalars calls. */
  default Function function() {
    return this::apply;
  }

  /** The kernel of this operator at the level in force. */
  default Kernel kernel() {
    return Templates.kernel(new ZipRecipe(this));
  }

  /** The scalar form of an operator. */
  interface Function {
    /** The function. */
    float apply(float x, float y);
  }

  /** The vector form of an operator. */
  interface Lanes {
    /** The function of each pair of lanes. */
    FloatVector apply(FloatVector x, FloatVector y);

    /** False where a lane has to be left to the scalar function; asked only where the operator says that there are such. */
    default boolean fits(FloatVector x, FloatVector y) {
      return true;
    }
  }

  /** An operator applied to arrays; the output may be one of the inputs at the same place. */
  interface Kernel {
    /** {@code z[zo + i] = f(x[xo + i], y[yo + i])} for 0 <= i < n. */
    void run(float[] x, int xo, float[] y, int yo, float[] z, int zo, int n);

    /** {@code z[zo + i] = f(x[xo + i], y)} for 0 <= i < n. */
    void run(float[] x, int xo, float y, float[] z, int zo, int n);

    /** {@code z[zo + i] = f(x, y[yo + i])} for 0 <= i < n. */
    void run(float x, float[] y, int yo, float[] z, int zo, int n);
  }

  /** The loop of an operator. */
  record ZipRecipe(ZipOp op) implements Exercised<Kernel> {
    @Override
    public Kernel scalar() {
      return new ZipScalar(op.function());
    }

    @Override
    public Class<?> template() {
      return op instanceof ZipFormula f && f.isGuarded() ? GuardedZipTemplate.class : ZipTemplate.class;
    }

    @Override
    public MethodHandles.Lookup lookup() {
      return MethodHandles.lookup();
    }

    @Override
    public int exercise(Kernel kernel, Exercise data) {
      for (int n : Exercise.LENGTHS) {
        kernel.run(data.in(0), 1, data.in(1), 1, data.out(0), 2, n);
        kernel.run(data.in(0), 1, 0.5f, data.out(0), 2, n);
        kernel.run(0.5f, data.in(1), 1, data.out(0), 2, n);
      }
      return 6 * Effort.of(op) * Exercise.FLOATS;
    }

    @Override
    public byte[] edit(byte[] template) {
      return op instanceof ZipFormula f ? f.into(template) : template;
    }
  }
}
