package lanewise.tensor.ops.lines;

import lanewise.tensor.kernel.lines.BlockMap;
import lanewise.tensor.kernel.lines.BlockOp;
import lanewise.tensor.kernel.lines.ColumnFold;
import lanewise.tensor.kernel.lines.Fold;
import lanewise.tensor.kernel.lines.RowFold;

/** The kernels of an operation on lines, at the level in force: those for rows or those for columns. */
public final class LineKernels {
  private LineKernels() {}

  /** A fold of lines; of the two kernels only the one that is needed is there. */
  public record Folder(Fold fold, RowFold byRow, ColumnFold byColumn) {
    /** The kernels of a fold for such lines. */
    public static Folder of(Fold fold, Lines lines) {
      return new Folder(fold, lines.areRows() ? RowFold.of(fold) : null, lines.areRows() ? null : ColumnFold.of(fold));
    }
  }

  /** A function of lines. */
  public record Mapper(BlockOp op, BlockMap byRow, BlockMap byColumn) {
    /** The kernels of a function for such lines. */
    public static Mapper of(BlockOp op, Lines lines) {
      return new Mapper(op, lines.areRows() ? BlockMap.byRow(op) : null, BlockMap.byColumn(op));
    }
  }
}
