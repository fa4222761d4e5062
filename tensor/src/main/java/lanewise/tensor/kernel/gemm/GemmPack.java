package lanewise.tensor.kernel.gemm;

import java.lang.invoke.MethodHandles;
import lanewise.tensor.kernel.template.Recipe;
import lanewise.tensor.kernel.template.Templates;
import lanewise.tensor.kernel.workers.PanelBuffer;

/**
 * Brings the operands of matrix products into the order in which {@link GemmTile} reads them, transposing where they are stored the other way, and
 * parts of tiles into the result.
 *
 * <p>A panel of B is {@code [k][width of a tile]}. Columns that B does not have are arbitrary in the panel: their sums are never stored.
 */
public interface GemmPack {
  /**
   * Packs rows of B into panels next to each other, each with room for {@code Order.GEMM_BLOCK} rows: element (j, v) of the first one is
   * {@code src[so + j * sRow + v]}. Row by row, because B may lie far away, and long pieces of its rows come faster than short ones.
   *
   * @param to position of the first panel in {@code panels}, in floats
   * @param depth number of rows
   * @param columns columns of all panels; the last panel may have fewer than the width
   */
  void panels(float[] src, int so, int sRow, PanelBuffer panels, int to, int depth, int columns);

  /** Packs one panel of a B whose columns are stored as rows: element (j, v) is {@code src[so + v * sRow + j]}. */
  void panelTransposed(float[] src, int so, int sRow, PanelBuffer panel, int to, int depth, int columns);

  /** {@code dst[to + i * dRow + j] = src[so + j * sRow + i]} for 0 <= i < rows, 0 <= j < columns; the two do not overlap. */
  void transpose(float[] src, int so, int sRow, float[] dst, int to, int dRow, int rows, int columns);

  /** A part of a tile into the result: {@code c[c0 + r * cRow + v] = from[r * fromRow + v]}, or with {@code add} the old value plus that. */
  void merge(float[] from, int fromRow, int rows, int columns, float[] c, int c0, int cRow, boolean add);

  /** The kernel for vectors of this width in bits; 0 is the scalar twin. */
  static GemmPack kernel(int bits) {
    return Templates.kernel(new PackRecipe(), bits);
  }

  /** The copies. */
  record PackRecipe() implements Recipe<GemmPack> {
    @Override
    public GemmPack scalar() {
      return new GemmPackScalar();
    }

    @Override
    public Class<?> template() {
      return GemmPackTemplate.class;
    }

    @Override
    public MethodHandles.Lookup lookup() {
      return MethodHandles.lookup();
    }
  }
}
