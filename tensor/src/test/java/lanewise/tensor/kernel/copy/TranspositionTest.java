package lanewise.tensor.kernel.copy;

import java.util.Random;
import lanewise.tensor.kernel.Levels;
import lanewise.tensor.kernel.Values;
import org.junit.jupiter.api.Test;

/** Transpositions at every level equal the twin for sizes around the blocks, in arrays with gaps, and write nothing else. */
class TranspositionTest {
  private static final int[] SIZES = {0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 49, 64, 65};

  @Test
  void everySizeAroundTheBlocks_equalsTheTwin() {
    Random random = new Random(1);
    for (int rows : SIZES) {
      for (int cols : SIZES) {
        float[] x = Values.patterns(random, rows * (cols + 3) + 9);
        int targets = cols * (rows + 5) + 9;
        Levels.compare(rows + " x " + cols, () -> Values.normal(new Random(7), targets),
            y -> Transposition.kernel().run(x, 4, cols + 3, y, 2, rows + 5, rows, cols));
      }
    }
  }

  @Test
  void rowsThatLieBackwardsOrAreTheSame_equalTheTwin() {
    Random random = new Random(2);
    for (int size : new int[] {3, 16, 35}) {
      float[] x = Values.patterns(random, size * size);
      Levels.compare("backwards " + size, () -> new float[size * size],
          y -> Transposition.kernel().run(x, (size - 1) * size, -size, y, 0, size, size, size));
      Levels.compare("the same " + size, () -> new float[size * size],
          y -> Transposition.kernel().run(x, 0, 0, y, 0, size, size, size));
    }
  }
}
