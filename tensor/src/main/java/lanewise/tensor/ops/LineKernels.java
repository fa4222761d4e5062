package lanewise.tensor.ops;

import lanewise.tensor.kernel.BlockMap;
import lanewise.tensor.kernel.BlockOp;
import lanewise.tensor.kernel.ColumnFold;
import lanewise.tensor.kernel.Fold;
import lanewise.tensor.kernel.RowFold;

/** The kernels of an operation on lines, at the level in force: those for rows or those for columns. */
final class LineKernels {
  private LineKernels() {}

  /** A fold of lines; of the two kernels only the one that is needed is there. */
  record Folder(Fold fold, RowFold byRow, ColumnFold byColumn) {
    static Folder of(Fold fold, Lines lines) {
      return new Folder(fold, lines.areRows() ? RowFold.of(fold) : null, lines.areRows() ? null : ColumnFold.of(fold));
    }
  }

  /** A function of lines. */
  record Mapper(BlockOp op, BlockMap byRow, BlockMap byColumn) {
    static Mapper of(BlockOp op, Lines lines) {
      return new Mapper(op, lines.areRows() ? BlockMap.byRow(op) : null, BlockMap.byColumn(op));
    }
  }
}
