package lanewise.tensor.kernel.copy;

import java.lang.invoke.MethodHandles;
import lanewise.tensor.kernel.template.Exercise;
import lanewise.tensor.kernel.template.Exercised;
import lanewise.tensor.kernel.template.Ladder;
import lanewise.tensor.kernel.template.Templates;

/** Short blocks of memory moved to other distances: {@code y[yo + i * yStep + v] = x[xo + i * xStep + v]}. */
public interface BlockCopy {
  /** Copies n blocks of the kernel's width. */
  void run(float[] x, int xo, int xStep, float[] y, int yo, int yStep, int n);

  /** The kernel for blocks of a tile's width at the level in force. */
  static BlockCopy of(int width) {
    int bits = Math.min(Ladder.level().bits(), width * Float.SIZE);
    return Templates.kernel(new BlockRecipe(width), bits);
  }

  /** The copy of blocks of one width, a power of two, at least 4. */
  record BlockRecipe(int width) implements Exercised<BlockCopy> {
    @Override
    public BlockCopy scalar() {
      return (x, xo, xStep, y, yo, yStep, n) -> {
        for (int i = 0; i < n; i++) {
          System.arraycopy(x, xo + i * xStep, y, yo + i * yStep, width);
        }
      };
    }

    @Override
    public Class<?> template() {
      return BlockCopyTemplate.class;
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
    public int exercise(BlockCopy kernel, Exercise data) {
      kernel.run(data.in(0), 0, width, data.out(0), 0, width, 9);
      return 9 * width;
    }
  }
}
