package lanewise.tensor.kernel.elementwise;

import java.lang.invoke.MethodHandles;
import lanewise.tensor.kernel.template.Exercise;
import lanewise.tensor.kernel.template.Exercised;
import lanewise.tensor.kernel.template.Templates;

/** Elements of one of two arrays, as truth values say. */
public interface Selecting {
  /** {@code z[zo + i] = c[co + i] ? x[xo + i] : y[yo + i]} for 0 <= i < n. */
  void run(boolean[] c, int co, float[] x, int xo, float[] y, int yo, float[] z, int zo, int n);

  /** The kernel at the level in force. */
  static Selecting kernel() {
    return Templates.kernel(new SelectingRecipe());
  }

  /** The loop. */
  record SelectingRecipe() implements Exercised<Selecting> {
    private static final boolean[] CONDITIONS = new boolean[Exercise.FLOATS + 3];

    @Override
    public Selecting scalar() {
      return (c, co, x, xo, y, yo, z, zo, n) -> {
        for (int i = 0; i < n; i++) {
          z[zo + i] = c[co + i] ? x[xo + i] : y[yo + i];
        }
      };
    }

    @Override
    public Class<?> template() {
      return SelectingTemplate.class;
    }

    @Override
    public MethodHandles.Lookup lookup() {
      return MethodHandles.lookup();
    }

    @Override
    public int exercise(Selecting kernel, Exercise data) {
      for (int n : Exercise.LENGTHS) {
        kernel.run(CONDITIONS, 3, data.in(0), 1, data.in(1), 1, data.out(0), 2, n);
      }
      return 2 * Exercise.FLOATS;
    }
  }
}
