package lanewise.tensor.kernel.copy;

import java.lang.invoke.MethodHandles;
import lanewise.tensor.kernel.template.Exercise;
import lanewise.tensor.kernel.template.Exercised;
import lanewise.tensor.kernel.template.Ladder;
import lanewise.tensor.kernel.template.Templates;

/**
 * The transposition of a matrix from one array into another.
 *
 * <p>The vector form takes square blocks as wide as a vector: the rows of a block are loaded, exchanged in registers in log2(lanes) steps, and
 * stored as its columns, so that every cache line is read once and written once as a whole.
 */
public interface Transposition {
  /** {@code y[yo + c * ys + r] = x[xo + r * xs + c]} for 0 <= r < rows and 0 <= c < cols. */
  void run(float[] x, int xo, int xs, float[] y, int yo, int ys, int rows, int cols);

  /** The kernel at the level in force. */
  static Transposition kernel() {
    return Templates.kernel(new TransposeRecipe());
  }

  /** The kernel whose blocks are not wider than the shorter side of a matrix, where that is possible. */
  static Transposition of(int shorterSide) {
    int bits = shorterSide >= 16 ? 512 : shorterSide >= 8 ? 256 : 128;
    return Templates.kernel(new TransposeRecipe(), Math.min(Ladder.level().bits(), bits));
  }

  /** The twin, whatever the level: for matrices too small to be worth more. */
  static Transposition scalar() {
    return Templates.kernel(new TransposeRecipe(), 0);
  }

  /** The loop. */
  record TransposeRecipe() implements Exercised<Transposition> {
    @Override
    public Transposition scalar() {
      return (x, xo, xs, y, yo, ys, rows, cols) -> {
        for (int c = 0; c < cols; c++) {
          for (int r = 0; r < rows; r++) {
            y[yo + c * ys + r] = x[xo + r * xs + c];
          }
        }
      };
    }

    @Override
    public Class<?> template() {
      return TranspositionTemplate.class;
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
    public int exercise(Transposition kernel, Exercise data) {
      kernel.run(data.in(0), 1, 33, data.out(0), 2, 19, 19, 33);
      kernel.run(data.in(0), 1, 17, data.out(0), 2, 32, 32, 16);
      kernel.run(data.in(0), 1, 3, data.out(0), 2, 40, 40, 3);
      kernel.run(data.in(0), 1, 20, data.out(0), 2, 5, 5, 20);
      return 19 * 33 + 32 * 16 + 40 * 3 + 5 * 20;
    }
  }
}
