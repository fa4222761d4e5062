package lanewise.tensor.kernel.gemm;

/**
 * How a product is cut into chunks: a function of its sizes, the tile and the number of threads, which changes no bit. A chunk packs its rows of A
 * and columns of B, so that each thread gets columns of its own where there are enough: then nothing of B is packed twice. Chunks of the same
 * columns follow each other. Few rows are not cut, many columns are. Mutable, to be used again.
 */
final class GemmGrid {
  /** Multiplications worth a chunk of their own: about five microseconds. */
  private static final long LEAST_WORK = 500_000;
  /** Chunks for each thread: more than one, so that a thread that is held up leaves some to others. */
  private static final int EACH = 4;
  /** Least columns of a thread. */
  private static final int LEAST_COLUMNS = 64;
  /** Most columns of a chunk. */
  static final int MOST_COLUMNS = 512;
  /** The same where rows are few: long pieces of B's rows are read faster, and there is little else for the second cache to hold. */
  private static final int MOST_FLAT_COLUMNS = 800;
  /** Most rows of a chunk: a block of k of them, the part of C and a few panels stay in the second cache. */
  static final int MOST_ROWS = 132;
  private static final int FEW_ROWS = 128;

  /** Rows and columns of a chunk, multiples of the tile's. */
  int rows;
  int columns;
  /** Chunks over the rows and over the columns. */
  int down;
  int across;

  void cut(int m, int n, int k, int tileRows, int tileColumns, int threads) {
    long work = (long) m * Math.max(n, tileColumns) * k;
    int chunks = Math.clamp(work / LEAST_WORK, 1, threads == 1 ? 1 : EACH * threads);
    boolean flat = m <= FEW_ROWS && n >= 4 * m;
    int split = flat ? chunks : columnsOfThreads(m, n, Math.min(threads, chunks));
    columns = part(n, Math.ceilDiv(n, Math.max(split, Math.ceilDiv(n, flat ? MOST_FLAT_COLUMNS : MOST_COLUMNS))), tileColumns);
    across = Math.ceilDiv(n, columns);
    rows = flat ? Math.ceilDiv(m, tileRows) * tileRows : part(m, Math.min(MOST_ROWS, Math.ceilDiv(m, Math.ceilDiv(chunks, across))), tileRows);
    down = Math.ceilDiv(m, rows);
  }

  /** Parts of the columns that make what all threads pack together small: an element of B costs about twice as much as one of A. */
  private static int columnsOfThreads(int m, int n, int threads) {
    long parts = Math.round(Math.sqrt(2.0 * threads * n / m));
    return (int) Math.max(1, Math.min(Math.min(parts, threads), n / LEAST_COLUMNS));
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
