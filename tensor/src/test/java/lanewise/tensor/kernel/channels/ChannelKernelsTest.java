package lanewise.tensor.kernel.channels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import lanewise.tensor.kernel.Bits;
import lanewise.tensor.kernel.Levels;
import lanewise.tensor.kernel.Order;
import lanewise.tensor.kernel.Values;
import lanewise.tensor.kernel.elementwise.AffineKernel;
import lanewise.tensor.kernel.elementwise.MapOp;
import lanewise.tensor.kernel.functions.Arithmetic;
import lanewise.tensor.kernel.functions.Rectifier;
import lanewise.tensor.kernel.functions.Tanh;
import lanewise.tensor.kernel.functions.Trigonometry;
import lanewise.tensor.kernel.lines.Fold;
import lanewise.tensor.kernel.template.Templates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Kernels over channels and the tree of a sum: vectors equal the twin, the twin equals the documented order. */
class ChannelKernelsTest {
  @ParameterizedTest
  @EnumSource(ChannelSums.Of.class)
  void channelSums_equalTheTwin(ChannelSums.Of what) {
    Random random = new Random(1);
    for (int channels : new int[] {1, 3, 10, 64, 256, 300}) {
      int period = Order.channelRows(channels) * channels;
      float[] shift = Values.normal(random, period + 1);
      for (int pixels : new int[] {1, 7, 26, 27, 60}) {
        int n = pixels * channels;
        float[] x = Values.special(random, n + 3, 50);
        float[] y = Values.special(random, n + 3, 50);
        Levels.compare(what + " of " + pixels + " x " + channels, () -> new float[2 * period + 4], tables -> {
          float[] first = Arrays.copyOf(tables, period + 2);
          float[] second = Arrays.copyOf(tables, period + 2);
          first[period] = 42;
          second[period + 1] = 43;
          ChannelSums.of(what).run(x, 1, y, 2, n, shift, 1, first, second, period);
          System.arraycopy(first, 0, tables, 0, period + 2);
          if (what != ChannelSums.Of.VALUES) {
            System.arraycopy(second, 0, tables, period + 2, period + 2);
          }
        });
      }
    }
  }

  @Test
  void channelSums_addPixelPToRowPModTheRows() {
    int channels = 3;
    int rows = Order.channelRows(channels);
    int period = rows * channels;
    int pixels = 2 * rows + 5;
    float[] x = Values.normal(new Random(2), pixels * channels);
    float[] y = Values.normal(new Random(3), pixels * channels);
    float[] shift = new float[period];
    for (int i = 0; i < period; i++) {
      shift[i] = 0.25f * (i % channels);
    }
    float[] first = new float[period];
    float[] second = new float[period];
    for (ChannelSums.Of what : ChannelSums.Of.values()) {
      Levels.scalar(() -> {
        ChannelSums.of(what).run(x, 0, y, 0, x.length, shift, 0, first, second, period);
        return null;
      });
      float[] sums = new float[period];
      float[] products = new float[period];
      for (int p = 0; p < pixels; p++) {
        for (int c = 0; c < channels; c++) {
          int at = p % rows * channels + c;
          float v = x[p * channels + c];
          float d = v - shift[c];
          float e = y[p * channels + c] - shift[c];
          sums[at] += what == ChannelSums.Of.SQUARES ? d : v;
          products[at] = what == ChannelSums.Of.SQUARES ? Math.fma(d, d, products[at]) : Math.fma(v, e, products[at]);
        }
      }
      Bits.assertSame(sums, first, what);
      if (what != ChannelSums.Of.VALUES) {
        Bits.assertSame(products, second, what);
      }
    }
  }

  @Test
  void planeSums_equalTheTwin() {
    Random random = new Random(7);
    for (boolean products : new boolean[] {false, true}) {
      for (int n = 1; n < 131; n += n < 70 ? 1 : 12) {
        int planes = 1 + n % 3;
        int stride = n + 1 + n % 2;
        int imageStride = planes * stride + 3;
        int images = 1 + n % 9;
        float[] x = Values.special(random, (images + 1) * imageStride, 50);
        float[] y = Values.special(random, (images + 1) * imageStride, 50);
        float[] shift = Values.normal(random, planes + 1);
        int length = n;
        Levels.compare("sums of " + n + " pixels, products " + products, () -> new float[planes * PlaneSums.ROW + 2], table -> {
          PlaneSums kernel = products ? PlaneSums.products() : PlaneSums.squares();
          kernel.run(x, 1, y, 2, images, imageStride, planes, stride, length, shift, 1, table);
        });
      }
    }
  }

  @Test
  void planeSums_addPixelPToLanePMod32FourImagesAtATime() {
    int n = 75;
    int images = 5;
    float[] x = Values.normal(new Random(2), 2 * images * n);
    float[] y = Values.normal(new Random(3), 2 * images * n);
    float[] shift = {0.5f, -0.25f};
    for (boolean products : new boolean[] {false, true}) {
      float[] table = new float[2 * PlaneSums.ROW];
      Levels.scalar(() -> {
        (products ? PlaneSums.products() : PlaneSums.squares()).run(x, 0, y, 0, images, 2 * n, 2, n, n, shift, 0, table);
        return null;
      });
      float[] expected = new float[2 * PlaneSums.ROW];
      for (int[] group : new int[][] {{0, 1, 2, 3}, {4}}) {
        for (int block = 0; block < n; block += 32) {
          for (int image : group) {
            for (int p = block; p < Math.min(n, block + 32); p++) {
              for (int c = 0; c < 2; c++) {
                int i = (2 * image + c) * n + p;
                int at = c * 64 + p % 32;
                float d = (products ? y[i] : x[i]) - shift[c];
                float v = products ? x[i] : d;
                expected[at] += v;
                expected[at + 32] = Math.fma(v, d, expected[at + 32]);
              }
            }
          }
        }
      }
      Bits.assertSame(expected, table, "products " + products);
    }
  }

  @Test
  void foldOfPlanes_addsEveryFourthLaneInDouble() {
    float[] table = new float[2 * PlaneSums.ROW];
    table[0] = 1e8f;
    table[4] = 1;
    table[28] = -1e8f;
    table[33] = 3;
    table[64 + 31] = 2;
    table[64 + 63] = 5;
    double[] sums = new double[6];
    PlaneSums.fold(table, 2, sums, 1, 3);
    assertArrayEquals(new double[] {0, 1, 2, 0, 3, 5}, sums);
  }

  /** A formula, an operator with lanes of its own, and nothing. */
  static Stream<MapOp> activations() {
    return Stream.of(new Tanh(), new Rectifier.Forward(0.1f, 0, 6), new Arithmetic.Identity());
  }

  @ParameterizedTest
  @MethodSource("activations")
  void scaleShiftAndActivation_equalTheTwin(MapOp activation) {
    Random random = new Random(1);
    for (int channels : new int[] {1, 3, 19, 64, 130}) {
      float[] scale = Values.normal(random, channels + 1);
      float[] shift = Values.normal(random, channels + 1);
      int n = 5 * channels;
      float[] x = Values.special(random, n + 3, 50);
      Levels.compare(activation + " of " + channels, () -> new float[n + 4],
          y -> Templates.kernel(new AffineKernel.AffineRecipe(activation)).run(x, 1, y, 2, n, scale, 1, shift, 1, channels));
      float[] y = new float[n];
      Templates.kernel(new AffineKernel.AffineRecipe(activation)).run(x, 0, y, 0, n, scale, 0, shift, 0, channels);
      for (int i = 0; i < n; i++) {
        Bits.assertSame(new float[] {activation.apply(Math.fma(x[i], scale[i % channels], shift[i % channels]))}, new float[] {y[i]}, i);
      }
    }
  }

  @Test
  void anActivationWithRareArguments_isRefusedByTheAffineKernel() {
    assertThrows(IllegalArgumentException.class, () -> new AffineKernel.AffineRecipe(new Trigonometry.Sin()));
  }

  @Test
  void rowsOfTheTable_makeItAtLeast256Wide() {
    for (int channels = 1; channels < 600; channels++) {
      int rows = Order.channelRows(channels);
      assertTrue(rows * channels >= 256 && (rows == 1 || (rows - 1) * channels < 256), "channels " + channels);
    }
  }

  @Test
  void fold_addsTheRowsInDouble() {
    float[] table = {1e8f, 1, 1, 2, -1e8f, 3};
    double[] sums = new double[4];
    ChannelSums.fold(table, 2, 3, sums, 1);
    assertEquals(0, sums[0]);
    assertEquals(1, sums[1]);
    assertEquals(6, sums[2]);
  }

  @Test
  void channelGradient_equalsTheTwin() {
    Random random = new Random(4);
    for (int channels : new int[] {1, 3, 10, 64, 300}) {
      int period = Order.channelRows(channels) * channels;
      float[] tables = Values.normal(random, 4 * period + 1);
      for (int pixels : new int[] {1, 7, 26, 60}) {
        int n = pixels * channels;
        float[] x = Values.special(random, n + 3, 20);
        float[] dy = Values.special(random, n + 3, 20);
        Levels.compare("gradient of " + pixels + " x " + channels, () -> new float[n + 4],
            dx -> ChannelGradient.kernel().run(x, 1, dy, 2, dx, 3, n, tables, 1, period));
      }
    }
  }

  @Test
  void tree_addsTheUpperHalfToTheLowerUntilOneIsLeft() {
    float[] lanes = Values.normal(new Random(6), 70);
    float[] expected = Arrays.copyOfRange(lanes, 3, 67);
    for (int half = 32; half > 0; half /= 2) {
      float[] next = new float[half];
      for (int i = 0; i < half; i++) {
        next[i] = expected[i] + expected[half + i];
      }
      expected = next;
    }
    assertEquals(expected[0], Fold.SUM.tree(lanes, 3, Order.LANES));
  }
}
