package lanewise.tensor.kernel.tile;

import lanewise.tensor.kernel.template.Ladder;
import lanewise.tensor.kernel.template.Templates;

/**
 * The size of a tile for a number of columns: the one place that knows register files. Neither height nor width changes a bit of a result.
 *
 * <p>C2 keeps 8 x 2 vectors of accumulators in 32 registers and 4 x 2 in 16; larger tiles spill. 8 x 1 fits both.
 *
 * @param bits width of a vector, 0 for the scalar twin
 * @param rows rows of the tile
 * @param vectors vectors a row
 */
public record TileShape(int bits, int rows, int vectors) {
  private static final boolean MANY_REGISTERS_AT_128 = System.getProperty("os.arch", "").equals("aarch64");

  private static final TileShape[] GEMM = {
      new TileShape(0, 8, 2), new TileShape(128, MANY_REGISTERS_AT_128 ? 8 : 4, 2), new TileShape(256, 4, 2), new TileShape(512, 12, 2)
  };

  /**
   * The large tile of matrix products for vectors of this width; 0 is the scalar twin. 12 x 2 vectors stay in 32 registers only in a loop that has no
   * other around it.
   */
  public static TileShape gemm(int bits) {
    return GEMM[bits == 512 ? 3 : bits / 128];
  }

  /** The tile for this many columns at the level in force. */
  public static TileShape of(int columns) {
    int widest = Ladder.level().bits();
    if (widest == 0) {
      return new TileShape(0, 8, 1);
    }
    int bits = columns <= 4 ? 128 : columns <= 8 ? Math.min(256, widest) : widest;
    int vectors = columns > bits / Float.SIZE ? 2 : 1;
    boolean manyRegisters = widest == 512 || MANY_REGISTERS_AT_128;
    return new TileShape(bits, vectors == 1 || manyRegisters ? 8 : 4, vectors);
  }

  /** Columns of a tile. */
  public int columns() {
    return vectors * (bits == 0 ? Tile.SCALAR_LANES : bits / Float.SIZE);
  }

  /** A tile of this shape with these strides, at most {@code maxRows} high. */
  public Tile tile(int maxRows, int aRow, int aStep, int bStep, Tile.Mode mode) {
    return Templates.kernel(new Tile.TileRecipe(Math.min(rows, maxRows), vectors, aRow, aStep, bStep, mode), bits);
  }
}
