package lanewise.tensor.kernel.lines;

import java.lang.invoke.MethodHandles;
import lanewise.tensor.kernel.template.Exercise;
import lanewise.tensor.kernel.template.Exercised;
import lanewise.tensor.kernel.template.Templates;

/** A {@link BlockOp} of a block of rows, its numbers being those of the rows or those of the columns. */
public interface BlockMap {
  /**
   * {@code z[zo + r * stride + i] = f(x[xo + r * stride + i], y[yo + r * stride + i], a, b, c, d)} for 0 <= r < rows, 0 <= i < width; z may be x or y
   * at the same place.
   *
   * @param y any array where the formula has none
   * @param t the numbers: a at {@code to + j}, b at {@code to + period + j}, and so on, j being the row or the column
   */
  void run(float[] x, int xo, float[] y, int yo, float[] z, int zo, int rows, int width, int stride, float[] t, int to, int period);

  /** The kernel with numbers of the rows, at the level in force. */
  static BlockMap byRow(BlockOp op) {
    return Templates.kernel(new BlockRecipe(op, true));
  }

  /** The kernel with numbers of the columns, at the level in force. */
  static BlockMap byColumn(BlockOp op) {
    return Templates.kernel(new BlockRecipe(op, false));
  }

  /** The loop of one function. */
  record BlockRecipe(BlockOp op, boolean byRow) implements Exercised<BlockMap> {
    @Override
    public BlockMap scalar() {
      return (x, xo, y, yo, z, zo, rows, width, stride, t, to, period) -> {
        for (int r = 0; r < rows; r++) {
          for (int i = 0; i < width; i++) {
            int at = r * stride + i;
            int j = to + (byRow ? r : i);
            float b = op.numbers() > 1 ? t[j + period] : 0;
            float c = op.numbers() > 2 ? t[j + 2 * period] : 0;
            float d = op.numbers() > 3 ? t[j + 3 * period] : 0;
            z[zo + at] = op.apply(x[xo + at], op.binary() ? y[yo + at] : 0, t[j], b, c, d);
          }
        }
      };
    }

    @Override
    public Class<?> template() {
      return BlockMapTemplate.class;
    }

    @Override
    public MethodHandles.Lookup lookup() {
      return MethodHandles.lookup();
    }

    @Override
    public int exercise(BlockMap kernel, Exercise data) {
      for (int n : Exercise.LENGTHS) {
        kernel.run(data.in(0), 1, data.in(1), 2, data.out(0), 3, 3, n, n + 1, data.in(2), 0, n);
      }
      return (op.name().contains("EXP") || op == BlockOp.LOG_SOFTMAX_GRADIENT ? 30 : 3) * Exercise.FLOATS;
    }
  }
}
