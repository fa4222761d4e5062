package lanewise.tensor.kernel.tile;

import java.lang.invoke.MethodHandles;
import lanewise.tensor.kernel.Fma;
import lanewise.tensor.kernel.lanes.LaneEpilogue.Rectify;
import lanewise.tensor.kernel.template.Exercise;
import lanewise.tensor.kernel.template.Exercised;

/**
 * A small block of a convolution together with all that follows it in a network that is not trained: {@code acc[r][v] = fma(A[r][j], B[j][v],
 * acc[r][v])} from +0 over a table of runs, as in {@link Tile}, then the bias, a rectifier, {@code fma(y, scale, shift)} of a normalisation, another
 * rectifier. Sum and stages have the bits that separate kernels give.
 *
 * <p>There are two kinds. Rows that are pixels of few images, columns that are result channels: rows are found by two tables, so that nothing has to
 * be copied side by side. Rows that are result channels, columns that are images with the batch in the lanes ({@code BatchLanes}): rows of A lie side
 * by side, rows of the result 32 apart.
 */
public interface StageTile {
  /** Columns of this tile: what the packed weights of pixels are padded to. */
  int columns();

  /**
   * Computes one tile. All rows of the tile are read, {@code rows} and {@code columns} are stored.
   *
   * @param a what is broadcast: element (r, j) of a run is at {@code a0 + reads[p + r] + runs[t] + j} for pixels, at
   *     {@code a0 + runs[t] + r + j * rows of the tile} for channels
   * @param reads where each pixel's window begins; not read for channels
   * @param p the first pixel
   * @param b what is read as vectors: element (j, v) is at {@code b0 + runs[t + 1] + j * bStep + v}
   * @param runs triples (offset in a, offset in b, length), from {@code from} to {@code to} (exclusive)
   * @param c the result: row r begins at {@code c0 + writes[p + r]} for pixels, at {@code c0 + r * bStep} for channels
   * @param tables bias, scale and shift of the channels, the first of each at {@code t0}, {@code t0 + stride} and {@code t0 + 2 * stride}; whole
   *     tiles of them
   * @param before slope below zero of the rectifier before the normalisation
   * @param after slope below zero of the one after it
   * @param edge working memory of {@link Tile#EDGE} floats
   */
  void run(float[] a, int a0, int[] reads, int p, float[] b, int b0, int[] runs, int from, int to, float[] c, int c0, int[] writes, int rows,
      int columns, float[] tables, int t0, int stride, float before, float after, float[] edge);

  /** What follows the sums. */
  record Finish(boolean bias, Rectify before, boolean affine, Rectify after) {
    float apply(float y, float[] tables, int at, int stride, float leakBefore, float leakAfter) {
      float z = before.apply(bias ? y + tables[at] : y, leakBefore);
      return after.apply(affine ? Fma.fma(z, tables[at + stride], tables[at + 2 * stride]) : z, leakAfter);
    }
  }

  /**
   * The constants of a tile.
   *
   * @param rows 4 or 8
   * @param vectors 1 or 2 for a row
   * @param pixels whether rows are pixels, else channels
   * @param bStep from one step to the next in B
   */
  record StageRecipe(int rows, int vectors, boolean pixels, int bStep, Finish finish) implements Exercised<StageTile> {
    @Override
    public StageTile scalar() {
      return new StageTileScalar(this, vectors * Tile.SCALAR_LANES);
    }

    @Override
    public StageTile scalar(int bits) {
      return new StageTileScalar(this, vectors * bits / Float.SIZE);
    }

    @Override
    public Class<?> template() {
      return StageTileTemplate.class;
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
    public int exercise(StageTile kernel, Exercise data) {
      int columns = kernel.columns();
      int[] places = {0, 1, 2, 3, 4, 5, 6, 7, 8};
      int[] runs = {0, 0, 1, 1, 1, 1, 2, 0, 3};
      int[] writes = {0, 40, 80, 120, 160, 200, 240, 280, 320};
      float[] b = data.in(1, 8 * bStep + 2 * columns);
      float[] tables = data.in(2);
      float[] edge = data.out(1);
      float[] c = data.out(0);
      int fewer = pixels ? columns - 1 : columns;
      kernel.run(data.in(0), 0, places, 0, b, 0, runs, 0, 9, c, 0, writes, rows, columns, tables, 0, 64, 0.5f, 0.5f, edge);
      kernel.run(data.in(0), 0, places, 1, b, 0, runs, 3, 9, c, 0, writes, 1, fewer, tables, 1, 64, 0.5f, 0.5f, edge);
      kernel.run(data.in(0), 0, places, 0, b, 1, runs, 0, 9, c, 1, writes, rows, columns, tables, 0, 64, 0.5f, 0.5f, edge);
      kernel.run(data.in(0), 0, places, 0, b, 0, runs, 3, 9, c, 0, writes, rows - 1, columns, tables, 0, 64, 0.5f, 0.5f, edge);
      return 18 * rows * columns;
    }
  }
}
