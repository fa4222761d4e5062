package lanewise.tensor.kernel.gemm;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import lanewise.tensor.kernel.Fma;
import lanewise.tensor.kernel.template.Templates;
import lanewise.tensor.kernel.template.Widths;

/** The vector loop of {@link GemmCombine}; specialised by {@link Templates}. */
final class GemmCombineTemplate implements GemmCombine {
  private static final VectorSpecies<Float> S = Widths.species(Templates.data(MethodHandles.lookup()).bits());

  @Override
  public void run(float alpha, float[] p, int po, float beta, float[] d, int d0, float[] c, int co, int n) {
    FloatVector a = FloatVector.broadcast(S, alpha);
    int i = 0;
    for (int bound = S.loopBound(n); i < bound; i += S.length()) {
      a.fma(FloatVector.fromArray(S, p, po + i), FloatVector.fromArray(S, d, d0 + i).mul(beta)).intoArray(c, co + i);
    }
    for (; i < n; i++) {
      c[co + i] = Fma.fma(alpha, p[po + i], beta * d[d0 + i]);
    }
  }
}
