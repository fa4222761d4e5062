package lanewise.tensor.kernel.tile;

import java.lang.invoke.MethodHandles;
import lanewise.tensor.kernel.Fma;
import lanewise.tensor.kernel.template.Exercise;
import lanewise.tensor.kernel.template.Exercised;
import lanewise.tensor.kernel.template.KernelTrainer;
import lanewise.tensor.kernel.template.Templates;

/** Multiply-adds that touch registers only: what they reach is the ceiling of every product and convolution. */
public interface FmaLoop {
  /** Chains of multiply-adds side by side, which hides how long one takes. */
  int CHAINS = 12;

  /**
   * {@code CHAINS} vectors become {@code fma(acc, x[0], x[1])}, {@code turns} times.
   *
   * @param x 256 floats; the vectors are read from 2 on and written back
   * @return floating-point operations done, 2 a lane and multiply-add
   */
  long run(float[] x, int turns);

  /** The kernel at the level in force: the vector form only where that is compiled, which {@link KernelTrainer#await} waits for. */
  static FmaLoop kernel() {
    return Templates.kernel(new FmaRecipe());
  }

  /** The loop. */
  record FmaRecipe() implements Exercised<FmaLoop> {
    private static final int CALLS = 4;
    private static final int TURNS = 8;

    @Override
    public FmaLoop scalar() {
      return (x, turns) -> {
        float a = x[0];
        float b = x[1];
        float c0 = x[2];
        float c1 = x[3];
        float c2 = x[4];
        float c3 = x[5];
        float c4 = x[6];
        float c5 = x[7];
        float c6 = x[8];
        float c7 = x[9];
        float c8 = x[10];
        float c9 = x[11];
        float c10 = x[12];
        float c11 = x[13];
        for (int i = 0; i < turns; i++) {
          c0 = Fma.fma(c0, a, b);
          c1 = Fma.fma(c1, a, b);
          c2 = Fma.fma(c2, a, b);
          c3 = Fma.fma(c3, a, b);
          c4 = Fma.fma(c4, a, b);
          c5 = Fma.fma(c5, a, b);
          c6 = Fma.fma(c6, a, b);
          c7 = Fma.fma(c7, a, b);
          c8 = Fma.fma(c8, a, b);
          c9 = Fma.fma(c9, a, b);
          c10 = Fma.fma(c10, a, b);
          c11 = Fma.fma(c11, a, b);
        }
        x[2] = c0;
        x[3] = c1;
        x[4] = c2;
        x[5] = c3;
        x[6] = c4;
        x[7] = c5;
        x[8] = c6;
        x[9] = c7;
        x[10] = c8;
        x[11] = c9;
        x[12] = c10;
        x[13] = c11;
        return 2L * CHAINS * turns;
      };
    }

    @Override
    public Class<?> template() {
      return FmaLoopTemplate.class;
    }

    @Override
    public MethodHandles.Lookup lookup() {
      return MethodHandles.lookup();
    }

    /** As many floats as the narrowest vectors make. */
    @Override
    public int exercise(FmaLoop kernel, Exercise data) {
      float[] x = data.out(0);
      x[0] = 0.5f;
      x[1] = 0.5f;
      for (int i = 0; i < CALLS; i++) {
        kernel.run(x, TURNS);
      }
      return CALLS * TURNS * CHAINS * 4;
    }
  }
}
