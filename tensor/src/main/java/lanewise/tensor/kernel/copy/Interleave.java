package lanewise.tensor.kernel.copy;

import java.lang.invoke.MethodHandles;
import lanewise.tensor.kernel.template.Exercise;
import lanewise.tensor.kernel.template.Exercised;
import lanewise.tensor.kernel.template.Ladder;
import lanewise.tensor.kernel.template.Templates;

/**
 * Rows of memory laid side by side, so that one element of each follows the other: what a tile broadcasts then lies in one cache line, and its
 * strides are the same for every shape. Values are copied, nothing is computed.
 */
public interface Interleave {
  /** {@code y[yo + i * width + r] = x[xo + rows[r] + i]} for 0 <= i < n, 0 <= r < width. */
  void run(float[] x, int xo, int[] rows, float[] y, int yo, int n);

  /** The kernel for so many rows side by side, 4 or 8, at the level in force. */
  static Interleave of(int width) {
    return Templates.kernel(new InterleaveRecipe(width), Math.min(Ladder.level().bits(), width * Float.SIZE));
  }

  /** Copies one row, element by element. */
  static void copy(float[] x, int xo, float[] y, int yo, int width, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i * width] = x[xo + i];
    }
  }

  /** The copy for so many rows side by side. */
  record InterleaveRecipe(int width) implements Exercised<Interleave> {
    @Override
    public Interleave scalar() {
      return (x, xo, rows, y, yo, n) -> {
        for (int r = 0; r < width; r++) {
          copy(x, xo + rows[r], y, yo + r, width, n);
        }
      };
    }

    @Override
    public Class<?> template() {
      return InterleaveTemplate.class;
    }

    @Override
    public MethodHandles.Lookup lookup() {
      return MethodHandles.lookup();
    }

    @Override
    public boolean isolated() {
      return true;
    }

    @Override
    public int exercise(Interleave kernel, Exercise data) {
      int[] rows = {0, 19, 57, 38, 19, 95, 114, 133};
      kernel.run(data.in(0), 0, rows, data.out(0), 0, 19);
      kernel.run(data.in(0), 0, rows, data.out(0), 0, 3);
      return 22 * width;
    }
  }
}
