package lanewise.tensor.kernel.elementwise;

import java.lang.invoke.MethodHandles;
import lanewise.tensor.kernel.Fma;
import lanewise.tensor.kernel.template.Exercise;
import lanewise.tensor.kernel.template.Exercised;

/** A scale and a shift for each channel, then an activation, channels being the fastest axis. */
public interface AffineKernel {
  /** {@code y[yo + i] = act(fma(x[xo + i], scale[so + i mod period], shift[to + i mod period]))} for 0 <= i < n. */
  void run(float[] x, int xo, float[] y, int yo, int n, float[] scale, int so, float[] shift, int to, int period);

  /** The loop with one activation. */
  record AffineRecipe(MapOp activation) implements Exercised<AffineKernel> {
    /** Refuses formulas that leave some arguments to a scalar function: the loop does not ask for them. */
    public AffineRecipe {
      if (activation instanceof MapFormula f && f.isGuarded()) {
        throw new IllegalArgumentException("activation " + activation + "; allowed: operators whose vector form takes all arguments");
      }
    }

    @Override
    public AffineKernel scalar() {
      MapOp.Function act = activation.function();
      return (x, xo, y, yo, n, scale, so, shift, to, period) -> {
        for (int base = 0; base < n; base += period) {
          int count = Math.min(period, n - base);
          for (int i = 0; i < count; i++) {
            y[yo + base + i] = act.apply(Fma.fma(x[xo + base + i], scale[so + i], shift[to + i]));
          }
        }
      };
    }

    @Override
    public Class<?> template() {
      return AffineTemplate.class;
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
    public int exercise(AffineKernel kernel, Exercise data) {
      for (int n : Exercise.LENGTHS) {
        kernel.run(data.in(0), 1, data.out(0), 2, 2 * n, data.in(1), 0, data.in(2), 0, n);
      }
      return 2 * Effort.of(activation) * Exercise.FLOATS;
    }

    @Override
    public byte[] edit(byte[] template) {
      return activation instanceof MapFormula f ? f.into(template) : template;
    }
  }
}
