package lanewise.tensor.kernel;

/**
 * The orders of summation: every rule by which more than two floats are added, in one place. They are functions of the problem alone, never of
 * threads, vector width or cache sizes, so the same inputs give the same bits everywhere. A twin's javadoc names its rule in a line "Order of sum".
 *
 * <ul>
 *   <li><b>Chain</b>: one fused multiply-add after the other, from +0. Matrix products: k ascending inside a block of {@link #GEMM_BLOCK}, blocks
 *       added in order. Convolutions: see {@code ConvPlan}.
 *   <li><b>Lanes</b>: element i is added to lane i mod {@link #LANES}, i ascending; lane l takes lane l + 32, then 16, 8, 4, 2, 1. A lane without
 *       an element is -0, the neutral element of addition. Longer sums are cut at multiples of {@link #CHUNK}; the chunks' sums are added in
 *       double, in order.
 *   <li><b>Channels</b>: sums over the pixels of each of C channels, channels last. Pixel p of a unit is added to row p mod {@link #channelRows}(C)
 *       of a table of floats; rows are added in double in order, units in double in order.
 *   <li><b>Planes</b>: sums over the pixels of each channel, row-major. Planes are cut at multiples of {@link #PLANE_PIECE} pixels, the images after
 *       every {@link #planeImages}; a unit is a piece of the planes of these images. Its images are taken by four, what is left of them one by one:
 *       block by block of {@link #PLANE_LANES} pixels, and for each block image by image, pixel p is added to lane p mod {@link #PLANE_LANES}, each
 *       lane beginning with +0. Lanes l with the same l mod 4 are added in double, ascending, then (0 + 1) + (2 + 3); units in double, images before
 *       pieces ascending.
 *   <li><b>Tables</b>: folds of the columns of a matrix of C columns, for axes that are not the last. Row j is added to row j mod
 *       {@link #channelRows}(C) of a table of floats (of as many rows as the matrix where it has fewer), j ascending; the table's rows are added in
 *       double in order. Matrices are cut after {@link #ROWS} rows of the table, and the parts added in double in order.
 *   <li><b>Double lanes</b>: norms. A tensor is cut at multiples of {@link #DOUBLE_BLOCK}; element i of a block is added in double to lane i mod
 *       {@link #DOUBLE_LANES}, i ascending, each lane from +0; lanes are added as above, blocks in order.
 * </ul>
 */
public final class Order {
  /** Virtual lanes of a reduction. */
  public static final int LANES = 64;
  /** Virtual lanes of a reduction in double. */
  public static final int DOUBLE_LANES = 32;
  /** Elements of a block of a reduction in double. */
  public static final int DOUBLE_BLOCK = 1 << 13;
  /** Elements of a reduction's chunk. */
  public static final int CHUNK = 1 << 16;
  /** Rows of a unit in sums over the rows of a matrix. */
  public static final int ROWS = 512;
  /** Virtual lanes of the pixels of a channel. */
  public static final int PLANE_LANES = 32;
  /** Pixels of a plane in a unit. */
  public static final int PLANE_PIECE = 1 << 12;
  /** Images of a unit of planes that are taken together: more streams come faster from the memory. */
  public static final int PLANE_IMAGES = 4;
  /** Depth of a block of a matrix product. */
  public static final int GEMM_BLOCK = 256;

  private static final int CHANNEL_TABLE = 256;
  private static final int PLANE_UNIT = 1 << 14;

  private Order() {}

  /** Rows of the table in which the pixels of C channels are summed: as many as make it at least 256 wide. */
  public static int channelRows(int channels) {
    return Math.max(1, (CHANNEL_TABLE + channels - 1) / channels);
  }

  /** Images of a unit of planes of so many pixels: as many as have together at most 2^14 pixels of a piece, and a multiple of four. */
  public static int planeImages(int pixels) {
    return PLANE_UNIT / Math.min(pixels, PLANE_PIECE) / PLANE_IMAGES * PLANE_IMAGES;
  }

  /** The sum of the {@link #DOUBLE_LANES} lanes at {@code at}, which are overwritten. */
  public static double tree(double[] lanes, int at) {
    for (int half = DOUBLE_LANES / 2; half > 0; half /= 2) {
      for (int l = 0; l < half; l++) {
        lanes[at + l] += lanes[at + l + half];
      }
    }
    return lanes[at];
  }
}
