package lanewise.tensor.kernel.gemm;

import java.lang.invoke.MethodHandles;
import lanewise.tensor.kernel.Fma;
import lanewise.tensor.kernel.template.Recipe;
import lanewise.tensor.kernel.template.Templates;

/** What follows a matrix product where something is added to it: {@code c = fma(alpha, product, beta * d)}. The factors are arguments. */
public interface GemmCombine {
  /** {@code c[co + i] = fma(alpha, p[po + i], beta * d[d0 + i])} for 0 <= i < n; c may be p or d at the same place. */
  void run(float alpha, float[] p, int po, float beta, float[] d, int d0, float[] c, int co, int n);

  /** The kernel for vectors of this width in bits; 0 is the scalar twin. */
  static GemmCombine kernel(int bits) {
    return Templates.kernel(new CombineRecipe(), bits);
  }

  /** The loop. */
  record CombineRecipe() implements Recipe<GemmCombine> {
    @Override
    public GemmCombine scalar() {
      return (alpha, p, po, beta, d, d0, c, co, n) -> {
        for (int i = 0; i < n; i++) {
          c[co + i] = Fma.fma(alpha, p[po + i], beta * d[d0 + i]);
        }
      };
    }

    @Override
    public Class<?> template() {
      return GemmCombineTemplate.class;
    }

    @Override
    public MethodHandles.Lookup lookup() {
      return MethodHandles.lookup();
    }
  }
}
