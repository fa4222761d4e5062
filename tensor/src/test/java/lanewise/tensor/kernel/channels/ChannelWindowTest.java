package lanewise.tensor.kernel.channels;

import java.util.Arrays;
import java.util.Random;
import lanewise.tensor.kernel.Bits;
import lanewise.tensor.kernel.Levels;
import lanewise.tensor.kernel.Values;
import org.junit.jupiter.api.Test;

/** The sums of a window at every level are the chains of their definition. */
class ChannelWindowTest {
  @Test
  void everyLevel_isTheChainOverThePixelsThatMeetTheWindow() {
    Random random = new Random(1);
    for (int channels : new int[] {1, 3, 4, 8, 17, 35, 70, 130}) {
      for (int n : new int[] {2, 3, 4, 9}) {
        for (int borders = 0; borders < 4; borders++) {
          for (int rows = 1; rows <= 3; rows += 2) {
            compare(random, channels, n, (borders & 1) == 1, borders >= 2, rows);
          }
        }
      }
    }
  }

  private static void compare(Random random, int channels, int n, boolean left, boolean right, int rows) {
    int xStep = channels + random.nextInt(3);
    int yStep = channels + random.nextInt(3);
    int xRow = (n + 2) * xStep + random.nextInt(5);
    // Columns that are missed lie outside the array.
    int xo = left ? -xStep : 1;
    float[] x = Values.special(random, xo + (rows - 1) * xRow + (right ? n : n + 1) * xStep + channels, 60);
    float[] y = Values.special(random, 2 + n * yStep, 60);
    float[] begin = Values.normal(random, 3 + 3 * rows * channels);
    float[] expected = begin.clone();
    for (int r = 0; r < rows; r++) {
      for (int k = 0; k < 3; k++) {
        for (int c = 0; c < channels; c++) {
          int at = 3 + (3 * r + k) * channels + c;
          for (int p = k == 0 && left ? 1 : 0; p < (k == 2 && right ? n - 1 : n); p++) {
            expected[at] = Math.fma(x[xo + r * xRow + (p + k) * xStep + c], y[2 + p * yStep + c], expected[at]);
          }
        }
      }
    }
    Levels.compare("window of " + rows + " rows, " + channels + " channels, " + n + " pixels", () -> begin.clone(), sums -> {
      ChannelWindow.of(rows, channels).run(x, xo, xRow, xStep, y, 2, yStep, n, left, right, sums, 3, channels);
      Bits.assertSame(expected, sums, "the definition");
    });
  }

  @Test
  void tapsOfPixels_areTheChainOverTheirTable() {
    Random random = new Random(2);
    for (int channels : new int[] {1, 3, 8, 35, 64, 130}) {
      for (int n : new int[] {1, 2, 3, 4, 7, 9}) {
        for (int together = 1; together <= 3; together += 2) {
          int three = together;
          int[] taps = {2 * channels, 0, 0, 3 * channels, channels, channels};
          float[] x = Values.special(random, 1 + (n + 5) * channels, 60);
          float[] w = Values.special(random, 7 * channels, 60);
          float[] bias = Values.normal(random, channels);
          float[] expected = new float[2 + n * channels];
          Arrays.fill(expected, 0, 2, 7);
          for (int i = 0; i < n * channels; i++) {
            int c = i % channels;
            float sum = 0;
            for (int t = 0; t < taps.length; t += 2) {
              for (int k = 0; k < together; k++) {
                sum = Math.fma(x[1 + (i / channels + k) * channels + taps[t] + c], w[taps[t + 1] + k * channels + c], sum);
              }
            }
            expected[2 + i] = sum + bias[c];
          }
          Levels.compare(together + " taps of " + n + " x " + channels, () -> new float[2 + n * channels], y -> {
            Arrays.fill(y, 0, 2, 7);
            ChannelTaps.of(true, three, channels).run(x, 1, channels, w, taps, taps.length, bias, y, 2, channels, n, channels);
            Bits.assertSame(expected, y, "the definition");
          });
        }
      }
    }
  }
}
