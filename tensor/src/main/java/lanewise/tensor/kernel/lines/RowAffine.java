package lanewise.tensor.kernel.lines;

import java.lang.invoke.MethodHandles;
import lanewise.tensor.kernel.Fma;
import lanewise.tensor.kernel.template.Exercise;
import lanewise.tensor.kernel.template.Exercised;
import lanewise.tensor.kernel.template.Templates;

/** Rows standardised with numbers of the row, then scaled and shifted with numbers of the columns. */
public interface RowAffine {
  /**
   * {@code z[zo + r n + i] = fma(fma(x[xo + r n + i] - a, b, c), t[to + i], t[to + period + i])} for 0 <= r < rows, 0 <= i < n, with a, b, c of row r
   * at {@code s[r]}, {@code s[rows + r]}, {@code s[2 rows + r]}; z is another array than x.
   */
  void run(float[] x, int xo, float[] z, int zo, int rows, int n, float[] s, float[] t, int to, int period);

  /** The kernel at the level in force. */
  static RowAffine kernel() {
    return Templates.kernel(new RowAffineRecipe());
  }

  /** The loop. */
  record RowAffineRecipe() implements Exercised<RowAffine> {
    @Override
    public RowAffine scalar() {
      return (x, xo, z, zo, rows, n, s, t, to, period) -> {
        for (int r = 0; r < rows; r++) {
          for (int i = 0; i < n; i++) {
            float u = Fma.fma(x[xo + r * n + i] - s[r], s[rows + r], s[2 * rows + r]);
            z[zo + r * n + i] = Fma.fma(u, t[to + i], t[to + period + i]);
          }
        }
      };
    }

    @Override
    public Class<?> template() {
      return RowAffineTemplate.class;
    }

    @Override
    public MethodHandles.Lookup lookup() {
      return MethodHandles.lookup();
    }

    @Override
    public int exercise(RowAffine kernel, Exercise data) {
      for (int n : Exercise.LENGTHS) {
        kernel.run(data.in(0), 1, data.out(0), 2, 2, n, data.in(1), data.in(2), 3, n);
      }
      return 4 * Exercise.FLOATS;
    }
  }
}
