package lanewise.tensor.kernel.lanes;

import java.lang.invoke.MethodHandles;
import lanewise.tensor.kernel.Fma;
import lanewise.tensor.kernel.template.Exercise;
import lanewise.tensor.kernel.template.Exercised;
import lanewise.tensor.kernel.template.Ladder;
import lanewise.tensor.kernel.template.Templates;

/**
 * Sums of products of two sets of rows with the batch in the lanes: {@code sums[r][q][l] = fma(x[r][step][l], g[q][step][l], sums[r][q][l])}, the
 * gradient of the weights of a convolution with very few input channels, image by image.
 *
 * <p>Order of sum: a cell has {@value #LANES} lanes, image i belongs to lane i mod {@value #LANES}; in each lane one chain over the steps of the
 * table, going on from what is there.
 */
public interface LaneProducts {
  /** Lanes of a cell of the result. */
  int LANES = 16;

  /**
   * Adds the products of some steps.
   *
   * @param x rows of 32 floats, one after the other, at {@code xo + steps[t]}
   * @param g rows of 32 floats, one after the other, at {@code go + steps[t + 1]}
   * @param steps pairs of offsets; a pair treats {@value #LANES} images
   * @param sums cell (r, q) is at {@code so + r * sumRow + q * LANES}
   */
  void run(float[] x, int xo, float[] g, int go, int[] steps, int from, int to, float[] sums, int so, int sumRow);

  /** Columns of a tile: 4 where there are registers for 5 x 4 accumulators, else 2. */
  static int columns() {
    return Ladder.level().bits() == 512 ? 4 : 2;
  }

  /** The kernel of so many rows, 1 to 5, at the level in force. */
  static LaneProducts of(int rows) {
    return Templates.kernel(new ProductsRecipe(rows, columns()));
  }

  /** The constants of a tile. */
  record ProductsRecipe(int rows, int columns) implements Exercised<LaneProducts> {
    @Override
    public LaneProducts scalar() {
      return (x, xo, g, go, steps, from, to, sums, so, sumRow) -> {
        for (int r = 0; r < rows; r++) {
          for (int q = 0; q < columns; q++) {
            int cell = so + r * sumRow + q * LANES;
            for (int t = from; t < to; t += 2) {
              int xi = xo + steps[t] + r * BatchLanes.WIDTH;
              int gi = go + steps[t + 1] + q * BatchLanes.WIDTH;
              for (int l = 0; l < LANES; l++) {
                sums[cell + l] = Fma.fma(x[xi + l], g[gi + l], sums[cell + l]);
              }
            }
          }
        }
      };
    }

    @Override
    public Class<?> template() {
      return LaneProductsTemplate.class;
    }

    @Override
    public MethodHandles.Lookup lookup() {
      return MethodHandles.lookup();
    }

    @Override
    public int exercise(LaneProducts kernel, Exercise data) {
      // Four steps: the compiler takes a loop of two for cold.
      int[] steps = {0, 0, 16, 16, 0, 0, 16, 16};
      int sumRow = columns * LANES;
      for (int i = 0; i < 2; i++) {
        kernel.run(data.in(0), 0, data.in(1), 0, steps, 0, 8, data.out(0), 0, sumRow);
        kernel.run(data.in(0), 0, data.in(1), 0, steps, 4, 8, data.out(0), 0, sumRow);
      }
      return 12 * rows * columns * LANES;
    }
  }
}
