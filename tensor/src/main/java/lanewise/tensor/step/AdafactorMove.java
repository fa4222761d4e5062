package lanewise.tensor.step;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import lanewise.tensor.kernel.Fma;
import lanewise.tensor.kernel.template.Templates;

/**
 * The pass of {@link AdafactorStep} that writes the parameter. Of one element, each line rounded as written:
 *
 * <pre>
 * u = (scale * g) / sqrt(max(v, floor))    a NaN stays
 * p = fma(-rate, u, p * shrink)
 * </pre>
 */
final class AdafactorMove {
  static final LevelKernels<AdafactorKernel> KERNELS = new LevelKernels<>(1, Lanes.class,
      _ -> (s, from, n, v, vo, _) -> scalar(s, from, 0, n, v, vo));

  private AdafactorMove() {}

  /** The scalar twin, from element {@code i} of the stretch on. */
  static void scalar(AdafactorStep s, int from, int i, int n, float[] v, int vo) {
    for (; i < n; i++) {
      float x = v[vo + i];
      float u = s.scale * s.g[s.go + from + i] / (float) Math.sqrt(x < s.floor ? s.floor : x);
      int at = s.po + from + i;
      s.p[at] = Fma.fma(-s.rate, u, s.p[at] * s.shrink);
    }
  }

  /** The vector form; specialised by {@link Templates} for a width. */
  static final class Lanes implements AdafactorKernel {
    private static final VectorSpecies<Float> S = VectorSpecies.of(float.class,
        VectorShape.forBitSize(Templates.data(MethodHandles.lookup()).bits()));

    @Override
    public void run(AdafactorStep s, int from, int n, float[] vs, int vo, double[] lanes) {
      float[] ps = s.p;
      float[] gs = s.g;
      int po = s.po + from;
      int go = s.go + from;
      FloatVector scale = FloatVector.broadcast(S, s.scale);
      FloatVector shrink = FloatVector.broadcast(S, s.shrink);
      FloatVector floor = FloatVector.broadcast(S, s.floor);
      FloatVector rate = FloatVector.broadcast(S, -s.rate);
      int i = 0;
      for (int bound = S.loopBound(n); i < bound; i += S.length()) {
        FloatVector v = FloatVector.fromArray(S, vs, vo + i);
        FloatVector g = scale.mul(FloatVector.fromArray(S, gs, go + i));
        FloatVector u = g.div(v.blend(floor, v.compare(VectorOperators.LT, floor)).sqrt());
        rate.fma(u, FloatVector.fromArray(S, ps, po + i).mul(shrink)).intoArray(ps, po + i);
      }
      scalar(s, from, i, n, vs, vo);
    }
  }
}
