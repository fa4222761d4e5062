package lanewise.tensor.kernel.channels;

import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import lanewise.tensor.kernel.Fma;
import lanewise.tensor.kernel.template.Exercise;
import lanewise.tensor.kernel.template.Exercised;
import lanewise.tensor.kernel.template.Templates;

/**
 * Sums over the pixels of each channel, channels being the fastest axis, for one unit of images.
 *
 * <p>Order of sum: channels (see {@code Order}). The kernel fills tables of {@code period} floats, {@link #fold} adds their rows in double.
 */
public interface ChannelSums {
  /** What is summed. */
  enum Of {
    /** x. */
    VALUES,
    /** d = x - shift and d * d; the square is inside the fma. */
    SQUARES,
    /** x and x * (y - shift); the product is inside the fma. */
    PRODUCTS
  }

  /**
   * Overwrites the tables with the sums of n floats, n a multiple of the number of channels.
   *
   * @param shift table of the channels' shifts, {@code period} long; not read for VALUES
   * @param first table of the first sum
   * @param second table of the second sum; neither read nor written for VALUES
   */
  void run(float[] x, int xo, float[] y, int yo, int n, float[] shift, int so, float[] first, float[] second, int period);

  /** The kernel of a kind of sum at the level in force. */
  static ChannelSums of(Of what) {
    return Templates.kernel(new SumsRecipe(what));
  }

  /** {@code sums[at + c]} becomes the sum of the rows of a table, in double and in order. */
  static void fold(float[] table, int channels, int rows, double[] sums, int at) {
    for (int c = 0; c < channels; c++) {
      double sum = 0;
      for (int r = 0; r < rows; r++) {
        sum += table[r * channels + c];
      }
      sums[at + c] = sum;
    }
  }

  /** Repeats the channels' values up to a whole table. */
  static void spread(float[] table, int at, int channels, int period) {
    for (int i = channels; i < period; i++) {
      table[at + i] = table[at + i - channels];
    }
  }

  /** The loop of one kind of sum. */
  record SumsRecipe(Of what) implements Exercised<ChannelSums> {
    @Override
    public ChannelSums scalar() {
      return (x, xo, y, yo, n, shift, so, first, second, period) -> {
        Arrays.fill(first, 0, period, 0);
        if (what != Of.VALUES) {
          Arrays.fill(second, 0, period, 0);
        }
        for (int i = 0; i < n; i++) {
          int at = i % period;
          float v = x[xo + i];
          switch (what) {
            case VALUES -> first[at] += v;
            case SQUARES -> {
              float d = v - shift[so + at];
              first[at] += d;
              second[at] = Fma.fma(d, d, second[at]);
            }
            case PRODUCTS -> {
              first[at] += v;
              second[at] = Fma.fma(v, y[yo + i] - shift[so + at], second[at]);
            }
          }
        }
      };
    }

    @Override
    public Class<?> template() {
      return ChannelSumsTemplate.class;
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
    public int exercise(ChannelSums kernel, Exercise data) {
      for (int n : Exercise.LENGTHS) {
        kernel.run(data.in(0), 1, data.in(1), 1, 2 * n, data.in(2), 0, data.out(0), data.out(1), n);
      }
      return 2 * Exercise.FLOATS;
    }
  }
}
