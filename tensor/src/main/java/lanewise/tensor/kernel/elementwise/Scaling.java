package lanewise.tensor.kernel.elementwise;

import java.lang.invoke.MethodHandles;
import lanewise.tensor.kernel.template.Exercise;
import lanewise.tensor.kernel.template.Exercised;
import lanewise.tensor.kernel.template.Templates;

/** Multiplication by a number that is an argument: a factor in a recipe would make a kernel of its own for each value. */
public interface Scaling {
  /** {@code y[yo + i] = factor * x[xo + i]} for 0 <= i < n. */
  void run(float factor, float[] x, int xo, float[] y, int yo, int n);

  /** The kernel at the level in force. */
  static Scaling kernel() {
    return Templates.kernel(new ScalingRecipe());
  }

  /** The loop. */
  record ScalingRecipe() implements Exercised<Scaling> {
    @Override
    public Scaling scalar() {
      return (factor, x, xo, y, yo, n) -> {
        for (int i = 0; i < n; i++) {
          y[yo + i] = factor * x[xo + i];
        }
      };
    }

    @Override
    public Class<?> template() {
      return ScalingTemplate.class;
    }

    @Override
    public MethodHandles.Lookup lookup() {
      return MethodHandles.lookup();
    }

    @Override
    public int exercise(Scaling kernel, Exercise data) {
      for (int n : Exercise.LENGTHS) {
        kernel.run(0.5f, data.in(0), 1, data.out(0), 2, n);
      }
      return Exercise.FLOATS;
    }
  }
}
