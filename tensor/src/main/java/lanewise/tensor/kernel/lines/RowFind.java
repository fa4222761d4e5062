package lanewise.tensor.kernel.lines;

import java.lang.invoke.MethodHandles;
import lanewise.tensor.kernel.template.Exercise;
import lanewise.tensor.kernel.template.Exercised;
import lanewise.tensor.kernel.template.Templates;

/** Where a value stands first in a stretch of floats. */
public interface RowFind {
  /** The smallest i in 0..n-1 with {@code x[xo + i] == value}, or with a NaN there where the value is NaN; -1 where there is none. */
  int run(float[] x, int xo, int n, float value);

  /** The kernel at the level in force. */
  static RowFind kernel() {
    return Templates.kernel(new FindRecipe());
  }

  /** The loop. */
  record FindRecipe() implements Exercised<RowFind> {
    @Override
    public RowFind scalar() {
      return (x, xo, n, value) -> {
        for (int i = 0; i < n; i++) {
          float v = x[xo + i];
          if (v == value || v != v && value != value) {
            return i;
          }
        }
        return -1;
      };
    }

    @Override
    public Class<?> template() {
      return RowFindTemplate.class;
    }

    @Override
    public MethodHandles.Lookup lookup() {
      return MethodHandles.lookup();
    }

    @Override
    public int exercise(RowFind kernel, Exercise data) {
      data.in(0)[63] = 2;
      for (int n : Exercise.LENGTHS) {
        data.out(0)[n] = kernel.run(data.in(0), 1, n, 2);
      }
      return Exercise.FLOATS;
    }
  }
}
