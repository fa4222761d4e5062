package lanewise.tensor.kernel.elementwise;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import lanewise.tensor.kernel.template.Exercise;
import lanewise.tensor.kernel.template.Exercised;
import lanewise.tensor.kernel.template.Templates;

/**
 * An elementwise operator of one input: a scalar function and the same function of vectors, bit for bit. Operators are records. Most are a
 * {@link MapFormula}, one text for both forms; one that writes them by hand keeps the vector form in a nested record of its own, so that the
 * incubator module is touched only when that form is asked for.
 */
public interface MapOp {
  /** The function. */
  float apply(float x);

  /** The same function of vectors. */
  Lanes lanes();

  /** The function as an object: what a loop of scalars calls. */
  default Function function() {
    return this::apply;
  }

  /** The kernel of this operator at the level in force. */
  default Kernel kernel() {
    return Templates.kernel(new MapRecipe(this));
  }

  /** The scalar form of an operator. */
  interface Function {
    /** The function. */
    float apply(float x);
  }

  /** The vector form of an operator. */
  interface Lanes {
    /** The function of each lane. */
    FloatVector apply(FloatVector x);

    /** False where a lane has to be left to the scalar function; asked only where the operator says that there are such. */
    default boolean fits(FloatVector x) {
      return true;
    }
  }

  /** An operator applied to an array; input and output may be the same array at the same place. */
  interface Kernel {
    /** {@code y[yo + i] = f(x[xo + i])} for 0 <= i < n. */
    void run(float[] x, int xo, float[] y, int yo, int n);
  }

  /** The loop of an operator. */
  record MapRecipe(MapOp op) implements Exercised<Kernel> {
    @Override
    public Kernel scalar() {
      Function f = op.function();
      return (x, xo, y, yo, n) -> {
        for (int i = 0; i < n; i++) {
          y[yo + i] = f.apply(x[xo + i]);
        }
      };
    }

    @Override
    public Class<?> template() {
      return op instanceof MapFormula f && f.isGuarded() ? GuardedMapTemplate.class : MapTemplate.class;
    }

    @Override
    public MethodHandles.Lookup lookup() {
      return MethodHandles.lookup();
    }

    @Override
    public int exercise(Kernel kernel, Exercise data) {
      for (int n : Exercise.LENGTHS) {
        kernel.run(data.in(0), 1, data.out(0), 2, n);
      }
      return 2 * Effort.of(op) * Exercise.FLOATS;
    }

    @Override
    public byte[] edit(byte[] template) {
      return op instanceof MapFormula f ? f.into(template) : template;
    }
  }
}
