package lanewise.tensor.kernel.tile;

import java.util.Arrays;
import java.util.Random;
import lanewise.tensor.kernel.Bits;
import lanewise.tensor.kernel.Levels;
import lanewise.tensor.kernel.Values;
import org.junit.jupiter.api.Test;

/** The tile of packed operands is the chain written naively, and writes nothing but its rows. */
class PackedTileTest {
  private static final float CANARY = 12345;

  @Test
  void everyShapeAndWidth_isTheChainWrittenNaively() {
    Random random = new Random(1);
    for (int bits : new int[] {0, 128, 256, 512}) {
      for (int vectors = 1; vectors <= 2 && bits <= Levels.all().getLast().bits(); vectors++) {
        for (int rows = 4; rows <= 8; rows += 4) {
          for (int repeat = 0; repeat < 30; repeat++) {
            compare(random, new TileShape(bits, rows, vectors));
          }
        }
      }
    }
  }

  private static void compare(Random random, TileShape shape) {
    int columns = shape.columns();
    int count = random.nextInt(4);
    int[] plan = new int[PackedTile.RUNS + 3 * count];
    int stored = random.nextBoolean() ? columns : 1 + random.nextInt(columns);
    Arrays.fill(plan, -1);
    for (int r = 0; r < shape.rows(); r++) {
      plan[r] = random.nextInt(4) == 0 ? -1 : (shape.rows() - 1 - r) * (stored + 2);
    }
    for (int t = PackedTile.RUNS; t < plan.length; t += 3) {
      plan[t] = random.nextInt(20);
      plan[t + 1] = random.nextInt(20);
      plan[t + 2] = random.nextInt(6);
    }
    float[] a = Values.special(random, 2 + 20 + 6 * shape.rows(), 30);
    float[] b = Values.special(random, 3 + 20 + 6 * columns, 30);
    float[] bias = random.nextBoolean() ? Values.normal(random, columns + 1) : null;
    boolean more = random.nextBoolean();
    float[] c = new float[4 + shape.rows() * (stored + 2) + 5];
    Arrays.fill(c, CANARY);
    for (int r = 0; r < shape.rows(); r++) {
      System.arraycopy(Values.normal(random, stored), 0, c, 4 + r * (stored + 2), stored);
    }
    float[] expected = c.clone();
    for (int r = 0; r < shape.rows(); r++) {
      for (int v = 0; v < stored && plan[r] >= 0; v++) {
        float acc = more ? c[4 + plan[r] + v] : 0;
        for (int t = PackedTile.RUNS; t < plan.length; t += 3) {
          for (int j = 0; j < plan[t + 2]; j++) {
            acc = Math.fma(a[2 + plan[t] + j * shape.rows() + r], b[3 + plan[t + 1] + j * columns + v], acc);
          }
        }
        expected[4 + plan[r] + v] = bias == null ? acc : acc + bias[1 + v];
      }
    }
    PackedTile.of(shape).run(a, 2, b, 3, plan, plan.length, c, 4, stored, more, bias, 1, new float[PackedTile.EDGE]);
    Bits.assertSame(expected, c, shape + ", " + stored + " columns, more " + more);
  }
}
