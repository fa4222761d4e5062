package lanewise.tensor.kernel.lines;

import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import lanewise.tensor.kernel.Order;
import lanewise.tensor.kernel.template.Exercise;
import lanewise.tensor.kernel.template.Exercised;
import lanewise.tensor.kernel.template.Templates;

/**
 * A {@link Fold} of each row of a block of rows. Order of sum: lanes (see {@link Order}); the caller cuts rows longer than a chunk.
 */
public interface RowFold {
  /** Rows of so many floats and more come from memory, and four streams at once are fetched faster than one. */
  int LONG = 1 << 12;

  /**
   * {@code out[oo + r]} becomes the value of row r, the {@code n} floats at {@code x[xo + r * n]}, for 0 <= r < rows.
   *
   * @param y the second array, rows at the same distance; any array where the formula has none
   * @param k number of row r at {@code ko + r}; any array where the formula has none
   * @param lanes working memory of {@link Order#LANES} floats
   */
  void run(float[] x, int xo, float[] y, int yo, int rows, int n, float[] k, int ko, float[] out, int oo, float[] lanes);

  /** The kernel of a fold at the level in force. */
  static RowFold of(Fold fold) {
    return Templates.kernel(new RowFoldRecipe(fold));
  }

  /** The loop of one fold. */
  record RowFoldRecipe(Fold fold) implements Exercised<RowFold> {
    /** One in registers, and one that is too long for them. */
    private static final int[] LONGER = {383, LONG + 83};

    @Override
    public RowFold scalar() {
      return (x, xo, y, yo, rows, n, k, ko, out, oo, lanes) -> {
        for (int r = 0; r < rows; r++) {
          float number = fold.numbered() ? k[ko + r] : 0;
          Arrays.fill(lanes, 0, Order.LANES, fold.neutral());
          for (int i = 0; i < n; i++) {
            int l = i % Order.LANES;
            float second = fold.binary() ? y[yo + r * n + i] : 0;
            lanes[l] = fold.step(lanes[l], x[xo + r * n + i], second, number);
          }
          out[oo + r] = fold.tree(lanes, 0, Order.LANES);
        }
      };
    }

    @Override
    public Class<?> template() {
      return fold.sums() ? RowSumTemplate.class : RowFoldTemplate.class;
    }

    @Override
    public boolean isolated() {
      return true;
    }

    @Override
    public MethodHandles.Lookup lookup() {
      return MethodHandles.lookup();
    }

    @Override
    public int exercise(RowFold kernel, Exercise data) {
      for (int n : Exercise.LENGTHS) {
        kernel.run(data.in(0), 1, data.in(1), 2, 2, n, data.in(2), 0, data.out(0), 1, data.in(3));
      }
      for (int n : LONGER) {
        kernel.run(data.in(0, n + 1), 1, data.in(1, n + 2), 2, 1, n, data.in(2), 0, data.out(1), 1, data.in(3));
      }
      return 2 * Exercise.FLOATS + LONGER[0] + LONGER[1] + 10 * Order.LANES;
    }
  }
}
