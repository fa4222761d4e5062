package lanewise.tensor.kernel.gemm;

import java.lang.invoke.MethodHandles;
import lanewise.tensor.kernel.Order;
import lanewise.tensor.kernel.template.Recipe;
import lanewise.tensor.kernel.workers.PanelBuffer;

/**
 * The inner kernel of matrix products: a block of C from rows of A and a panel of B over at most {@link Order#GEMM_BLOCK} steps of k,
 * {@code acc[r][v] = fma(A[r][j], B[j][v], acc[r][v])}, then stored or added.
 *
 * <p>Rows of a packed A lie {@link #A_ROW} apart, steps of k next to each other. A panel is as wide as the widest tile.
 *
 * <p>Order of sum: one chain from +0, j ascending; then, perhaps, c + chain. The tile's height and width do not change an element's order.
 */
public interface GemmTile {
  /** Distance of two rows of a packed A: a constant of the compiled kernel. */
  int A_ROW = Order.GEMM_BLOCK;

  /**
   * Computes a whole tile.
   *
   * @param a rows of A; element (r, j) is at {@code a0 + r * A_ROW + j}; all rows of the tile are read
   * @param aRow distance of the rows of A where the tile takes any, instead of A_ROW
   * @param panel a packed panel of B; element (j, v) is at {@code b0 + j * width + v}, the width being that of a tile of two vectors
   * @param b where the tile reads B in place: element (j, v) is at {@code b0 + j * bStep + v}
   * @param depth number of steps, at most {@link Order#GEMM_BLOCK}
   * @param c the result; element (r, v) is at {@code c0 + r * cRow + v}; all rows and columns of the tile are written
   * @param add c = c + chain instead of c = chain
   */
  void run(float[] a, int a0, int aRow, PanelBuffer panel, float[] b, int b0, int bStep, int depth, float[] c, int c0, int cRow, boolean add);

  /**
   * The constants of a tile.
   *
   * @param rows 1 to 12
   * @param vectors vectors a row, 1 or 2; the scalar twin has {@code Tile.SCALAR_LANES} columns a vector
   * @param anyRow rows of A may lie at any distance
   * @param inPlace B is read where it is, not from a panel
   */
  record TileRecipe(int rows, int vectors, boolean anyRow, boolean inPlace) implements Recipe<GemmTile> {
    @Override
    public GemmTile scalar() {
      return new GemmTileScalar(this);
    }

    @Override
    public Class<?> template() {
      return GemmTileTemplate.class;
    }

    @Override
    public MethodHandles.Lookup lookup() {
      return MethodHandles.lookup();
    }
  }
}
