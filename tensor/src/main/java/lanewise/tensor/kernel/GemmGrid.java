package lanewise.tensor.kernel;

/**
 * How a product is cut into chunks: a function of its sizes and the tile. A chunk reads packed panels of B of its columns again for each row of
 * tiles, so a block of them stays in the second cache; its number of rows follows from the work that is worth a chunk. Few rows are not cut, many
 * columns are. Mutable, to be used again.
 */
final class GemmGrid {
  /** Multiplications worth a chunk of their own: about five microseconds. */
  private static final long LEAST_WORK = 500_000;
  private static final int MOST_CHUNKS = 32;
  /** Most columns of a chunk: a block of k of them is half a megabyte. */
  static final int MOST_COLUMNS = 512;
  /** Most rows of a chunk. */
  static final int MOST_ROWS = 256;
  /** Panels of all blocks of k of a chunk, in floats, that stay in the cache from one chunk to the next. */
  private static final int CACHED = 1 << 18;
  /** Rows of a chunk that takes its panels from farther away. */
  private static final int ROWS_FROM_FAR = 132;
  private static final int FEW_ROWS = 128;

  /** Rows and columns of a chunk, multiples of the tile's. */
  int rows;
  int columns;
  /** Chunks over the rows and over the columns. */
  int down;
  int across;

  void cut(int m, int n, int k, int tileRows, int tileColumns) {
    long work = (long) m * Math.max(n, tileColumns) * k;
    int chunks = Math.clamp(work / LEAST_WORK, 1, MOST_CHUNKS);
    boolean flat = m <= FEW_ROWS && n >= 4 * m;
    columns = part(n, Math.min(MOST_COLUMNS, flat ? n / chunks : n), tileColumns);
    across = Math.ceilDiv(n, columns);
    int wanted = (int) ((long) m * across / chunks);
    rows = part(m, flat ? m : Math.min(MOST_ROWS, (long) columns * k > CACHED ? Math.max(ROWS_FROM_FAR, wanted) : wanted), tileRows);
    down = Math.ceilDiv(m, rows);
  }

  /** As few equal parts as keep each about as long as wished; the length of one, a multiple of the unit. */
  private static int part(int size, int wished, int unit) {
    int units = Math.ceilDiv(size, unit);
    int inOne = Math.max(1, (wished + unit / 2) / unit);
    return Math.ceilDiv(units, Math.ceilDiv(units, inOne)) * unit;
  }

  int chunks() {
    return down * across;
  }
}
