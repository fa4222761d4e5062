package lanewise.tensor.kernel.tile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import lanewise.tensor.KernelLevel;
import lanewise.tensor.kernel.Bits;
import lanewise.tensor.kernel.Levels;
import lanewise.tensor.kernel.Values;
import lanewise.tensor.kernel.template.Templates;
import lanewise.tensor.kernel.tile.Tile.Mode;
import lanewise.tensor.kernel.workers.Units;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TileTest {
  private static final float CANARY = 12345;

  @ParameterizedTest
  @EnumSource(Mode.class)
  void everyShapeAndWidth_isTheChainWrittenNaively(Mode mode) {
    Random random = new Random(mode.ordinal());
    for (int bits : new int[] {0, 128, 256, 512}) {
      if (bits > Levels.all().getLast().bits()) {
        continue;
      }
      for (int vectors = 1; vectors <= 2; vectors++) {
        for (int rows = 1; rows <= 8; rows++) {
          for (int repeat = 0; repeat < 3; repeat++) {
            compare(random, mode, bits, vectors, rows);
          }
        }
      }
    }
  }

  private static void compare(Random random, Mode mode, int bits, int vectors, int rows) {
    int aRow = 1 + random.nextInt(9);
    int aStep = 1 + random.nextInt(3);
    int bStep = random.nextInt(40);
    Tile tile = Templates.kernel(new Tile.TileRecipe(rows, vectors, aRow, aStep, bStep, mode), bits);
    int columns = tile.columns();
    assertEquals(vectors * (bits == 0 ? 8 : bits / 32), columns);
    int runCount = random.nextInt(4);
    int[] runs = new int[3 * runCount + 3];
    for (int t = 0; t < runCount; t++) {
      runs[3 + 3 * t] = random.nextInt(20);
      runs[3 + 3 * t + 1] = random.nextInt(20);
      runs[3 + 3 * t + 2] = random.nextInt(6);
    }
    float[] a = Values.special(random, 2 + 20 + 8 * aRow + 8 * aStep, 30);
    float[] b = Values.special(random, 3 + 20 + 8 * bStep + columns, 30);
    boolean whole = random.nextBoolean();
    int storedRows = 1 + random.nextInt(rows);
    int storedColumns = whole ? columns : 1 + random.nextInt(columns);
    int cRow = storedColumns + random.nextInt(4);
    float[] bias = Values.normal(random, columns + 1);
    float[] c = new float[4 + cRow * storedRows + columns];
    Arrays.fill(c, CANARY);
    for (int r = 0; r < storedRows; r++) {
      System.arraycopy(Values.normal(random, storedColumns), 0, c, 4 + r * cRow, storedColumns);
    }
    float[] expected = c.clone();
    for (int r = 0; r < storedRows; r++) {
      for (int v = 0; v < storedColumns; v++) {
        int at = 4 + r * cRow + v;
        float acc = mode == Mode.CONTINUE || mode == Mode.FINISH ? c[at] : 0;
        for (int t = 1; t <= runCount; t++) {
          for (int j = 0; j < runs[3 * t + 2]; j++) {
            acc = Math.fma(a[2 + runs[3 * t] + r * aRow + j * aStep], b[3 + runs[3 * t + 1] + j * bStep + v], acc);
          }
        }
        expected[at] = switch (mode) {
          case STORE, CONTINUE -> acc;
          case BIAS, FINISH -> acc + bias[1 + v];
          case ADD -> c[at] + acc;
        };
      }
    }
    tile.run(a, 2, b, 3, runs, 3, runs.length, c, 4, cRow, storedRows, storedColumns, bias, 1, new float[Tile.EDGE]);
    Bits.assertSame(expected, c, mode + " " + bits + " bits, " + rows + " x " + vectors + ", stored " + storedRows + " x " + storedColumns);
  }

  @Test
  void shapes_neverExceedTheLevelsWidthAndHoldTheColumnsWithoutWaste() {
    for (KernelLevel level : Levels.all()) {
      for (int columns = 1; columns <= 70; columns++) {
        int n = columns;
        TileShape shape = Levels.at(level, () -> TileShape.of(n));
        assertTrue(shape.bits() <= level.bits(), level + " " + columns);
        assertTrue(shape.rows() == 8 || shape.rows() == 4, level + " " + columns);
        assertTrue(shape.columns() >= Math.min(n, 8), level + " " + columns);
        assertTrue(shape.rows() * shape.columns() <= Tile.EDGE, level + " " + columns);
      }
    }
  }

  @Test
  void unitsOfImages_areMultiplesOfEveryTilesHeightAndDependOnTheBatchAlone() {
    for (int batch = 1; batch <= 600; batch++) {
      int images = Units.images(batch);
      assertEquals(0, images % 8);
      assertTrue(Units.count(batch) * images >= batch && (Units.count(batch) - 1) * images < batch);
    }
    assertEquals(0, Units.count(0));
  }
}
