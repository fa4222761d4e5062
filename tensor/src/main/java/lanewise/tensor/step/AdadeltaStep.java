package lanewise.tensor.step;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.Fma;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.kernel.template.Exercise;
import lanewise.tensor.kernel.template.Templates;

/**
 * Adadelta: the length of a step from the steps before it. Of one element, each line rounded as written:
 *
 * <pre>
 * g = scale * g
 * g = fma(decay, p, g)                                weight decay
 * v = fma(keep, v, fma(rest, v, (take * g) * g))      keep + rest is rho in two floats, as in {@link AdamStep}; take = 1 - rho
 * x = sqrt(u + eps) / sqrt(v + eps) * g
 * u = fma(keep, u, fma(rest, u, (take * x) * x))
 * p = fma(-rate, x, p)
 * </pre>
 */
public final class AdadeltaStep extends ElementwiseStep<AdadeltaStep> {
  private static final int DECAY = 1;
  private static final LevelKernels<StepKernel<AdadeltaStep>> KERNELS = new LevelKernels<>(2, Lanes.class,
      flags -> (s, from, to, shift) -> scalar(s, flags, from, to, shift), trial(6, AdadeltaStep::tried));

  float[] v;
  float[] u;
  int vo;
  int uo;
  float rate;
  float eps;
  float decay;
  float keep;
  float rest;
  float take;

  /** A step not yet described. */
  public AdadeltaStep() {
    super(KERNELS, 1200);
  }

  /** The update p = p - lr * x. */
  public AdadeltaStep rate(double lr, double eps) {
    rate = (float) lr;
    this.eps = (float) eps;
    return this;
  }

  /** Adds g = g + weightDecay * p; 0 leaves the term out, so that a parameter that is not finite does not spread through 0 * p. */
  public AdadeltaStep weightDecay(double weightDecay) {
    decay = (float) weightDecay;
    flags |= weightDecay != 0 ? DECAY : 0;
    return this;
  }

  /** The moving averages of the squares of the gradient (v) and of the step before its rate (u). */
  public AdadeltaStep averages(Tensor squareAvg, Tensor accDelta, double rho) {
    v = array("square_avg", squareAvg);
    vo = TensorAccess.offset(squareAvg);
    u = array("acc_delta", accDelta);
    uo = TensorAccess.offset(accDelta);
    keep = AdamStep.below(rho);
    rest = (float) (rho - keep);
    take = (float) (1 - rho);
    return this;
  }

  /** A step whose numbers keep the state finite. */
  private static AdadeltaStep tried(Exercise data) {
    AdadeltaStep s = new AdadeltaStep();
    s.v = data.out(1);
    s.u = data.out(2);
    s.keep = 0.5f;
    s.take = 0.5f;
    s.eps = 1;
    return s;
  }

  /** The scalar twin. */
  static void scalar(AdadeltaStep s, int flags, int from, int to, int shift) {
    for (int i = from; i < to; i++) {
      float p = s.p[s.po + i];
      float g = s.scale * s.g[s.go + shift + i];
      if ((flags & DECAY) != 0) {
        g = Fma.fma(s.decay, p, g);
      }
      float v = s.v[s.vo + i];
      v = Fma.fma(s.keep, v, Fma.fma(s.rest, v, s.take * g * g));
      s.v[s.vo + i] = v;
      float u = s.u[s.uo + i];
      float x = (float) Math.sqrt(u + s.eps) / (float) Math.sqrt(v + s.eps) * g;
      s.u[s.uo + i] = Fma.fma(s.keep, u, Fma.fma(s.rest, u, s.take * x * x));
      s.p[s.po + i] = Fma.fma(-s.rate, x, p);
    }
  }

  /** The vector form; specialised by {@link Templates} for a combination of flags and a width. */
  static final class Lanes implements StepKernel<AdadeltaStep> {
    private static final Templates.Data DATA = Templates.data(MethodHandles.lookup());
    private static final VectorSpecies<Float> S = VectorSpecies.of(float.class, VectorShape.forBitSize(DATA.bits()));
    private static final int FLAGS = LevelKernels.flags(DATA);

    @Override
    public void run(AdadeltaStep s, int from, int to, int shift) {
      float[] ps = s.p;
      float[] gs = s.g;
      float[] vs = s.v;
      float[] us = s.u;
      int po = s.po;
      int go = s.go + shift;
      int vo = s.vo;
      int uo = s.uo;
      FloatVector scale = FloatVector.broadcast(S, s.scale);
      FloatVector decay = FloatVector.broadcast(S, s.decay);
      FloatVector keep = FloatVector.broadcast(S, s.keep);
      FloatVector rest = FloatVector.broadcast(S, s.rest);
      FloatVector take = FloatVector.broadcast(S, s.take);
      FloatVector eps = FloatVector.broadcast(S, s.eps);
      FloatVector rate = FloatVector.broadcast(S, -s.rate);
      int i = from;
      for (int bound = from + S.loopBound(to - from); i < bound; i += S.length()) {
        FloatVector p = FloatVector.fromArray(S, ps, po + i);
        FloatVector g = scale.mul(FloatVector.fromArray(S, gs, go + i));
        if ((FLAGS & DECAY) != 0) {
          g = decay.fma(p, g);
        }
        FloatVector v = FloatVector.fromArray(S, vs, vo + i);
        v = keep.fma(v, rest.fma(v, take.mul(g).mul(g)));
        v.intoArray(vs, vo + i);
        FloatVector u = FloatVector.fromArray(S, us, uo + i);
        FloatVector x = u.add(eps).sqrt().div(v.add(eps).sqrt()).mul(g);
        keep.fma(u, rest.fma(u, take.mul(x).mul(x))).intoArray(us, uo + i);
        rate.fma(x, p).intoArray(ps, po + i);
      }
      scalar(s, FLAGS, i, to, shift);
    }
  }
}
