package lanewise.tensor.kernel.lines;

import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import lanewise.tensor.kernel.template.Exercise;
import lanewise.tensor.kernel.template.Exercised;
import lanewise.tensor.kernel.template.Templates;

/** A {@link Fold} of each column of a matrix, continued in a table. Order of sum: a chain over the rows for each entry of the table. */
public interface ColumnFold {
  /**
   * Takes rows 0 to {@code rows - 1} into the table: {@code table[to + i]} takes {@code x[xo + r * stride + i]}, r ascending, for 0 <= i < width.
   *
   * @param y the second array, with the same stride; any array where the formula has none
   * @param k number of column i at {@code ko + i}; any array where the formula has none
   */
  void run(float[] x, int xo, float[] y, int yo, int rows, int width, int stride, float[] k, int ko, float[] table, int to);

  /** The kernel of a fold at the level in force. */
  static ColumnFold of(Fold fold) {
    return Templates.kernel(new ColumnFoldRecipe(fold));
  }

  /** The loop of one fold. */
  record ColumnFoldRecipe(Fold fold) implements Exercised<ColumnFold> {
    @Override
    public ColumnFold scalar() {
      return (x, xo, y, yo, rows, width, stride, k, ko, table, to) -> {
        for (int r = 0; r < rows; r++) {
          for (int i = 0; i < width; i++) {
            float number = fold.numbered() ? k[ko + i] : 0;
            float second = fold.binary() ? y[yo + r * stride + i] : 0;
            table[to + i] = fold.step(table[to + i], x[xo + r * stride + i], second, number);
          }
        }
      };
    }

    @Override
    public Class<?> template() {
      return ColumnFoldTemplate.class;
    }

    @Override
    public MethodHandles.Lookup lookup() {
      return MethodHandles.lookup();
    }

    @Override
    public int exercise(ColumnFold kernel, Exercise data) {
      Arrays.fill(data.out(0), 0, Exercise.LENGTHS[0], 1);
      for (int n : Exercise.LENGTHS) {
        kernel.run(data.in(0), 1, data.in(1), 2, 5, n, n + 1, data.in(2), 0, data.out(0), 0);
      }
      return 5 * Exercise.FLOATS;
    }
  }
}
