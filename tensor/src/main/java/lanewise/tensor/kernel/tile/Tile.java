package lanewise.tensor.kernel.tile;

import java.lang.invoke.MethodHandles;
import lanewise.tensor.kernel.template.Exercise;
import lanewise.tensor.kernel.template.Exercised;

/**
 * A small block of every product: {@code acc[r][v] = fma(A[r][j], B[j][v], acc[r][v])} for j over a table of runs, then stored. A matrix product is
 * one run; a convolution is a table of runs per output pixel, its gradients other tables of other strides. Layouts and directions differ in numbers
 * only.
 *
 * <p>Order of sum: the runs in the order of the table, j ascending in each: one chain. The tile's height and width do not change an element's order.
 */
public interface Tile {
  /** Floats of the edge buffer that any tile needs. */
  int EDGE = 8 * 2 * 16;

  /** Columns of this tile: what B's panels are padded to. */
  int columns();

  /**
   * Computes one tile.
   *
   * @param a the operand that is broadcast; element (r, j) of a run is at {@code a0 + runs[t] + r * aRow + j * aStep}; all rows of the tile are read
   * @param b the operand that is read as vectors; element (j, v) is at {@code b0 + runs[t + 1] + j * bStep + v}
   * @param runs triples (offset in a, offset in b, length); those from {@code from} to {@code to} (exclusive) are used
   * @param c the result; element (r, v) is at {@code c0 + r * cRow + v}
   * @param rows rows to store, at most the tile's
   * @param columns columns to store, at most the tile's
   * @param bias summands of the columns, a whole tile of them, in modes BIAS and FINISH
   * @param edge working memory of {@link #EDGE} floats
   */
  void run(float[] a, int a0, float[] b, int b0, int[] runs, int from, int to,
      float[] c, int c0, int cRow, int rows, int columns, float[] bias, int bias0, float[] edge);

  /** What a chain starts from and where it goes. */
  enum Mode {
    /** c = chain from +0. */
    STORE,
    /** c = chain from +0, plus the bias. */
    BIAS,
    /** c = c + chain from +0. */
    ADD,
    /** c = chain from c. */
    CONTINUE,
    /** c = chain from c, plus the bias: the end of a chain that was cut. */
    FINISH
  }

  /** The constants of a tile. {@code vectors} is 1 or 2; the scalar twin has {@link #SCALAR_LANES} columns a vector. */
  record TileRecipe(int rows, int vectors, int aRow, int aStep, int bStep, Mode mode) implements Exercised<Tile> {
    /** Steps of a run: with fewer the compiler does not take the loop for what is hot, and leaves addresses on the stack. */
    private static final int LENGTH = 4;

    @Override
    public Tile scalar() {
      return new TileScalar(this);
    }

    @Override
    public Tile scalar(int bits) {
      return new TileScalar(this, vectors * bits / Float.SIZE);
    }

    @Override
    public Class<?> template() {
      return TileTemplate.class;
    }

    @Override
    public MethodHandles.Lookup lookup() {
      return MethodHandles.lookup();
    }

    @Override
    public int exercise(Tile kernel, Exercise data) {
      int columns = kernel.columns();
      float[] a = data.in(0, (rows - 1) * aRow + LENGTH * aStep);
      float[] b = data.in(1, LENGTH * bStep + columns);
      int fewerRows = Math.max(1, rows - 1);
      int fewerColumns = columns - 1;
      int[] runs = {0, 0, LENGTH, 0, 0, LENGTH / 2};
      kernel.run(a, 0, b, 0, runs, 0, 6, data.out(0), 0, columns, rows, columns, data.in(2), 0, data.out(1));
      kernel.run(a, 0, b, 0, runs, 3, 6, data.out(0), 0, columns, 1, fewerColumns, data.in(2), 0, data.out(1));
      kernel.run(a, 0, b, 0, runs, 0, 6, data.out(0), 0, columns, rows, columns, data.in(2), 0, data.out(1));
      kernel.run(a, 0, b, 0, runs, 3, 6, data.out(0), 0, columns, fewerRows, columns, data.in(2), 0, data.out(1));
      return 4 * LENGTH * rows * columns;
    }
  }

  /** "Lanes" of the scalar twin. */
  int SCALAR_LANES = 8;
}
