package lanewise.tensor.kernel;

import java.lang.invoke.MethodHandles;

/**
 * Rows of memory laid side by side, so that one element of each follows the other: what a tile broadcasts then lies in one cache line, and its
 * strides are the same for every shape. Values are copied, nothing is computed.
 */
public interface Interleave {
  /**
   * {@code y[yo + i * width + r] = x[xo + r * xRow + i]} for 0 <= i < n, 0 <= r < rows; the places of missing rows keep what they hold.
   *
   * @param rows rows that are there, at most the kernel's width
   */
  void run(float[] x, int xo, int xRow, int rows, float[] y, int yo, int n);

  /** The kernel for so many rows side by side, 4 or 8, at the level in force. */
  static Interleave of(int width) {
    return Templates.kernel(new InterleaveRecipe(width), Math.min(Ladder.level().bits(), width * Float.SIZE));
  }

  /** Copies some of the rows, or a few elements, one by one. */
  static void copy(float[] x, int xo, int xRow, int rows, float[] y, int yo, int width, int n) {
    for (int r = 0; r < rows; r++) {
      int from = xo + r * xRow;
      int to = yo + r;
      for (int i = 0; i < n; i++) {
        y[to + i * width] = x[from + i];
      }
    }
  }

  /** The copy for so many rows side by side. */
  record InterleaveRecipe(int width) implements Exercised<Interleave> {
    @Override
    public Interleave scalar() {
      return (x, xo, xRow, rows, y, yo, n) -> copy(x, xo, xRow, rows, y, yo, width, n);
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
    public int exercise(Interleave kernel, Exercise data) {
      kernel.run(data.in(0), 0, 19, width, data.out(0), 0, 19);
      kernel.run(data.in(0), 0, 19, width, data.out(0), 0, 3);
      kernel.run(data.in(0), 0, 19, width - 1, data.out(0), 0, 19);
      return 60 * width;
    }
  }
}
