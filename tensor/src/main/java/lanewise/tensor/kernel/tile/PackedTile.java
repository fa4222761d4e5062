package lanewise.tensor.kernel.tile;

import java.lang.invoke.MethodHandles;
import lanewise.tensor.kernel.template.Exercise;
import lanewise.tensor.kernel.template.Exercised;
import lanewise.tensor.kernel.template.Templates;

/**
 * A small block of a convolution whose operands are packed for it: {@code acc[r][v] = fma(a[r][j], b[j][v], acc[r][v])} for j over some runs, then
 * stored. It is a {@link Tile} with the strides of packed operands, and rows of the result may lie anywhere; what it begins with and what it adds at
 * the end is a matter of the call, so that one class serves all.
 *
 * <p>Order of sum: the runs in the order of the plan, j ascending in each: one chain, which goes on from the result or begins with +0. The tile's
 * height and width do not change an element's order.
 */
public interface PackedTile {
  /** Floats of the edge buffer that any tile needs. */
  int EDGE = Tile.EDGE;
  /**
   * Floats to leave free where an array for b begins. A large array begins with a region of the collector, its first element 16 bytes further: with
   * so many floats before it b's vectors do not cross cache lines, which costs a tile up to a tenth of its speed. Nothing but the time depends on it.
   */
  int FREE = 12;
  /** Floats of an array that is large in this sense. */
  int LARGE = 1 << 19;
  /** Work from which on a large array is worth its zeros. */
  long LONG_NANOS = 500_000;
  /** Where the runs of a plan begin: behind one place for each row of the highest tile. */
  int RUNS = 8;

  /** Columns of this tile: what b is padded to. */
  int columns();

  /**
   * Computes one tile.
   *
   * @param a the operand that is broadcast; element (r, j) of a run is at {@code a0 + run + j * rows of the tile + r}; all rows are read
   * @param b the operand that is read as vectors; element (j, v) of a run is at {@code b0 + run + j * columns of the tile + v}
   * @param plan for each row of the tile its place in c, or a negative number where it is not stored; from {@link #RUNS} on triples (offset in a,
   *     offset in b, length)
   * @param end position in the plan behind the last triple
   * @param c the result; element (r, v) is at {@code c0 + plan[r] + v}
   * @param columns columns to store, at most the tile's
   * @param more whether the chain goes on from what c holds
   * @param bias added at the end, a whole tile of summands from {@code bias0} on; null for none
   * @param edge working memory of {@link #EDGE} floats
   */
  void run(float[] a, int a0, float[] b, int b0, int[] plan, int end, float[] c, int c0, int columns, boolean more, float[] bias, int bias0,
      float[] edge);

  /** Floats to allocate for b, if so many are packed behind {@link #FREE} others for work of this length. */
  static int room(int floats, long nanos) {
    return Math.max(nanos < LONG_NANOS ? 0 : LARGE, Math.addExact(FREE, floats));
  }

  /** The tile of a shape. */
  static PackedTile of(TileShape shape) {
    return Templates.kernel(new PackedRecipe(shape.rows(), shape.vectors()), shape.bits());
  }

  /** The constants of a tile; the scalar twin has {@link Tile#SCALAR_LANES} columns a vector. */
  record PackedRecipe(int rows, int vectors) implements Exercised<PackedTile> {
    @Override
    public PackedTile scalar() {
      return new PackedTileScalar(rows, vectors * Tile.SCALAR_LANES);
    }

    @Override
    public PackedTile scalar(int bits) {
      return new PackedTileScalar(rows, vectors * bits / Float.SIZE);
    }

    @Override
    public Class<?> template() {
      return PackedTileTemplate.class;
    }

    @Override
    public MethodHandles.Lookup lookup() {
      return MethodHandles.lookup();
    }

    @Override
    public boolean isolated() {
      return true;
    }

    @Override
    public int exercise(PackedTile kernel, Exercise data) {
      int columns = kernel.columns();
      int[] all = new int[RUNS + 6];
      int[] some = new int[RUNS + 3];
      for (int r = 0; r < rows; r++) {
        all[r] = r * columns;
        some[r] = r == 1 ? -1 : r * columns;
      }
      all[RUNS + 2] = 2;
      all[RUNS + 3] = 1;
      all[RUNS + 5] = 1;
      some[RUNS + 2] = 3;
      float[] a = data.in(0);
      float[] b = data.in(1);
      kernel.run(a, 0, b, 0, all, RUNS + 6, data.out(0), 0, columns, false, data.in(2), 0, data.out(1));
      kernel.run(a, 0, b, 0, some, RUNS + 3, data.out(0), 0, columns, true, null, 0, data.out(1));
      kernel.run(a, 0, b, 0, all, RUNS + 6, data.out(0), 0, columns - 1, true, data.in(2), 0, data.out(1));
      kernel.run(a, 0, b, 0, some, RUNS + 3, data.out(0), 0, columns - 1, false, null, 0, data.out(1));
      return 12 * rows * columns;
    }
  }
}
