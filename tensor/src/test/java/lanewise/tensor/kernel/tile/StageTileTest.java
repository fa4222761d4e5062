package lanewise.tensor.kernel.tile;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import lanewise.tensor.kernel.Bits;
import lanewise.tensor.kernel.Levels;
import lanewise.tensor.kernel.Values;
import lanewise.tensor.kernel.lanes.LaneEpilogue.Rectify;
import lanewise.tensor.kernel.template.Templates;
import lanewise.tensor.kernel.tile.StageTile.Finish;
import org.junit.jupiter.api.Test;

class StageTileTest {
  private static final float CANARY = 12345;

  @Test
  void everyKindAndWidth_isTheChainAndTheStagesWrittenNaively() {
    Random random = new Random(1);
    for (int bits : new int[] {0, 128, 256, 512}) {
      if (bits > Levels.all().getLast().bits()) {
        continue;
      }
      for (Rectify rectify : Rectify.values()) {
        for (int i = 0; i < 64; i++) {
          Finish finish = new Finish((i & 1) == 0, rectify, (i & 2) == 0, Rectify.values()[random.nextInt(3)]);
          compare(random, bits, (i & 4) == 0 ? 8 : 4, (i & 8) == 0 ? 1 : 2, (i & 16) == 0, finish);
        }
      }
    }
  }

  private static void compare(Random random, int bits, int rows, int vectors, boolean pixels, Finish finish) {
    int columns = vectors * (bits == 0 ? 8 : bits / 32);
    int bStep = columns + random.nextInt(3);
    StageTile tile = Templates.kernel(new StageTile.StageRecipe(rows, vectors, pixels, bStep, finish), bits);
    assertEquals(columns, tile.columns());
    int runCount = random.nextInt(4);
    int[] runs = new int[3 * runCount + 3];
    for (int t = 1; t <= runCount; t++) {
      runs[3 * t] = random.nextInt(20);
      runs[3 * t + 1] = random.nextInt(20);
      runs[3 * t + 2] = random.nextInt(6);
    }
    int storedRows = 1 + random.nextInt(rows);
    int stored = pixels && random.nextBoolean() ? 1 + random.nextInt(columns) : columns;
    int[] reads = random.ints(rows + 2, 0, 40).toArray();
    int[] writes = new int[rows + 2];
    Arrays.setAll(writes, r -> r * (stored + 3) + (r & 1));
    int stride = 40;
    float[] tables = Values.special(random, 3 * stride, 40);
    float[] a = Values.special(random, 2 + 20 + 40 + rows * 7, 40);
    float[] b = Values.special(random, 3 + 20 + 6 * bStep + columns, 40);
    float[] c = new float[4 + (rows + 3) * (columns + 5)];
    Arrays.fill(c, CANARY);
    float[] expected = c.clone();
    for (int r = 0; r < storedRows; r++) {
      for (int v = 0; v < stored; v++) {
        float acc = 0;
        for (int t = 1; t <= runCount; t++) {
          for (int j = 0; j < runs[3 * t + 2]; j++) {
            int from = runs[3 * t] + (pixels ? reads[2 + r] + j : r + j * rows);
            acc = Math.fma(a[2 + from], b[3 + runs[3 * t + 1] + j * bStep + v], acc);
          }
        }
        int channel = 1 + (pixels ? v : r);
        acc = finish.bias() ? acc + tables[channel] : acc;
        acc = rectified(acc, finish.before(), 0.25f);
        acc = finish.affine() ? Math.fma(acc, tables[channel + stride], tables[channel + 2 * stride]) : acc;
        expected[4 + (pixels ? writes[2 + r] : r * bStep) + v] = rectified(acc, finish.after(), 0.5f);
      }
    }
    tile.run(a, 2, reads, 2, b, 3, runs, 3, runs.length, c, 4, writes, storedRows, stored, tables, 1, stride, 0.25f, 0.5f, new float[Tile.EDGE]);
    Bits.assertSame(expected, c, finish + " at " + bits + " bits, " + rows + " x " + vectors + ", stored " + storedRows + " x " + stored);
  }

  private static float rectified(float x, Rectify kind, float leak) {
    return switch (kind) {
      case NONE -> x;
      case PLAIN -> x < 0 ? 0 : x;
      case LEAKY -> x < 0 ? leak * x : x;
    };
  }
}
