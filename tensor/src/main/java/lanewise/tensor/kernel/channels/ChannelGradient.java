package lanewise.tensor.kernel.channels;

import java.lang.invoke.MethodHandles;
import lanewise.tensor.kernel.Fma;
import lanewise.tensor.kernel.template.Exercise;
import lanewise.tensor.kernel.template.Exercised;
import lanewise.tensor.kernel.template.Templates;

/**
 * The gradient of a normalisation with respect to its input, channels being the fastest axis: {@code dx = fma(dy, a[c], fma(x - m[c], b[c], d[c]))}.
 */
public interface ChannelGradient {
  /**
   * Computes n floats, n a multiple of the number of channels.
   *
   * @param tables the four tables m, a, b, d, each {@code period} long, one after the other
   */
  void run(float[] x, int xo, float[] dy, int dyo, float[] dx, int dxo, int n, float[] tables, int to, int period);

  /** The kernel at the level in force. */
  static ChannelGradient kernel() {
    return Templates.kernel(new GradientRecipe());
  }

  /** The loop. */
  record GradientRecipe() implements Exercised<ChannelGradient> {
    @Override
    public ChannelGradient scalar() {
      return (x, xo, dy, dyo, dx, dxo, n, tables, to, period) -> {
        for (int i = 0; i < n; i++) {
          int at = to + i % period;
          float centred = Fma.fma(x[xo + i] - tables[at], tables[at + 2 * period], tables[at + 3 * period]);
          dx[dxo + i] = Fma.fma(dy[dyo + i], tables[at + period], centred);
        }
      };
    }

    @Override
    public Class<?> template() {
      return ChannelGradientTemplate.class;
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
    public int exercise(ChannelGradient kernel, Exercise data) {
      for (int n : Exercise.LENGTHS) {
        kernel.run(data.in(0), 1, data.in(1), 1, data.out(0), 2, 2 * n, data.in(2), 0, n);
      }
      return 2 * Exercise.FLOATS;
    }
  }
}
