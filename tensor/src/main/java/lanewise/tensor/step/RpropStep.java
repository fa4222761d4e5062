package lanewise.tensor.step;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.kernel.template.Templates;

/**
 * Resilient propagation: a step size for each element, which grows while the gradient keeps its sign. Of one element, each line rounded as written:
 *
 * <pre>
 * g = scale * g
 * s = g * sign(o)                     o is the gradient before; sign(NaN) = 0; the sign of s is that of g * o, without its underflow
 * d = d * (s > 0: grow, s < 0: shrink, else 1), then within least and most
 * g = 0                               where s < 0
 * p = p - (g > 0: d, g < 0: -d, else 0)
 * o = g
 * </pre>
 */
public final class RpropStep extends ElementwiseStep<RpropStep> {
  private static final LevelKernels<StepKernel<RpropStep>> KERNELS = new LevelKernels<>(1, Lanes.class,
      _ -> (s, from, to, shift) -> scalar(s, from, to, shift));

  float[] o;
  float[] d;
  int oo;
  int ds;
  float shrink;
  float grow;
  float least;
  float most;

  /** A step not yet described. */
  public RpropStep() {
    super(KERNELS, 700);
  }

  /** The gradient before, zeros before the first step, and the step sizes. */
  public RpropStep memory(Tensor prev, Tensor stepSize) {
    o = array("prev", prev);
    oo = TensorAccess.offset(prev);
    d = array("step_size", stepSize);
    ds = TensorAccess.offset(stepSize);
    return this;
  }

  /** The factors of a step size after a change of sign and without one, and its bounds. */
  public RpropStep sizes(double shrink, double grow, double least, double most) {
    this.shrink = (float) shrink;
    this.grow = (float) grow;
    this.least = (float) least;
    this.most = (float) most;
    return this;
  }

  /** The scalar twin. */
  static void scalar(RpropStep s, int from, int to, int shift) {
    for (int i = from; i < to; i++) {
      float g = s.scale * s.g[s.go + shift + i];
      float o = s.o[s.oo + i];
      float sign = g * (o > 0 ? 1 : o < 0 ? -1 : 0);
      float d = s.d[s.ds + i] * (sign > 0 ? s.grow : sign < 0 ? s.shrink : 1);
      d = d < s.least ? s.least : d;
      d = d > s.most ? s.most : d;
      s.d[s.ds + i] = d;
      g = sign < 0 ? 0 : g;
      s.o[s.oo + i] = g;
      s.p[s.po + i] -= g > 0 ? d : g < 0 ? -d : 0;
    }
  }

  /** The vector form; specialised by {@link Templates} for a width. */
  static final class Lanes implements StepKernel<RpropStep> {
    private static final VectorSpecies<Float> S = VectorSpecies.of(float.class,
        VectorShape.forBitSize(Templates.data(MethodHandles.lookup()).bits()));

    @Override
    public void run(RpropStep s, int from, int to, int shift) {
      float[] ps = s.p;
      float[] gs = s.g;
      float[] os = s.o;
      float[] dd = s.d;
      int po = s.po;
      int go = s.go + shift;
      int oo = s.oo;
      int ds = s.ds;
      FloatVector scale = FloatVector.broadcast(S, s.scale);
      FloatVector zero = FloatVector.zero(S);
      FloatVector one = FloatVector.broadcast(S, 1);
      FloatVector shrink = FloatVector.broadcast(S, s.shrink);
      FloatVector grow = FloatVector.broadcast(S, s.grow);
      FloatVector least = FloatVector.broadcast(S, s.least);
      FloatVector most = FloatVector.broadcast(S, s.most);
      int i = from;
      for (int bound = from + S.loopBound(to - from); i < bound; i += S.length()) {
        FloatVector g = scale.mul(FloatVector.fromArray(S, gs, go + i));
        FloatVector o = FloatVector.fromArray(S, os, oo + i);
        FloatVector signs = zero.blend(one, o.compare(VectorOperators.GT, zero)).blend(one.neg(), o.compare(VectorOperators.LT, zero));
        FloatVector sign = g.mul(signs);
        VectorMask<Float> turned = sign.compare(VectorOperators.LT, zero);
        FloatVector d = FloatVector.fromArray(S, dd, ds + i)
            .mul(one.blend(grow, sign.compare(VectorOperators.GT, zero)).blend(shrink, turned));
        d = d.blend(least, d.compare(VectorOperators.LT, least));
        d = d.blend(most, d.compare(VectorOperators.GT, most));
        d.intoArray(dd, ds + i);
        g = g.blend(zero, turned);
        g.intoArray(os, oo + i);
        FloatVector move = zero.blend(d, g.compare(VectorOperators.GT, zero)).blend(d.neg(), g.compare(VectorOperators.LT, zero));
        FloatVector.fromArray(S, ps, po + i).sub(move).intoArray(ps, po + i);
      }
      scalar(s, i, to, shift);
    }
  }
}
