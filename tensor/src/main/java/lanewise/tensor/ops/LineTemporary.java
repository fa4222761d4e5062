package lanewise.tensor.ops;

import lanewise.tensor.Layout;
import lanewise.tensor.Shape;
import lanewise.tensor.kernel.Scratch;
import lanewise.tensor.kernel.TensorAccess;

/** Where a block of lines puts values that nobody else reads: scratch memory for short rows, elsewhere a tensor. */
final class LineTemporary {
  private static final int SHORT = 1 << 14;
  private static final int ID = LineBlock.FREE + 3;

  private final Lines lines;
  private final float[] whole;

  LineTemporary(Lines lines) {
    this.lines = lines;
    whole = lines.areRows() && lines.n() <= SHORT ? Reduce.NONE : TensorAccess.values(TensorAccess.create(Shape.of(lines.size()), Layout.ROW_MAJOR));
  }

  /** The array for a block. */
  float[] array(LineBlock b, Scratch scratch) {
    return whole == Reduce.NONE ? scratch.floats(ID, b.count() * lines.n()) : whole;
  }

  /** Where in the array a tensor would begin whose block this is. */
  int offset(LineBlock b) {
    return whole == Reduce.NONE ? -b.offset() : 0;
  }
}
