package lanewise.tensor.ops.lines;

import lanewise.tensor.Layout;
import lanewise.tensor.Shape;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.kernel.workers.Scratch;

/** Where a block of lines puts values that nobody else reads: scratch memory for short rows, elsewhere a tensor. */
public final class LineTemporary {
  private static final int SHORT = 1 << 14;
  private static final int ID = LineBlock.FREE + 3;

  private final Lines lines;
  private final float[] whole;

  /** For an operation on these lines. */
  public LineTemporary(Lines lines) {
    this.lines = lines;
    whole = lines.areRows() && lines.n() <= SHORT ? Lines.NONE : TensorAccess.values(TensorAccess.create(Shape.of(lines.size()), Layout.ROW_MAJOR));
  }

  /** The array for a block. */
  public float[] array(LineBlock b, Scratch scratch) {
    return whole == Lines.NONE ? scratch.floats(ID, b.count() * lines.n()) : whole;
  }

  /** Where in the array a tensor would begin whose block this is. */
  public int offset(LineBlock b) {
    return whole == Lines.NONE ? -b.offset() : 0;
  }
}
