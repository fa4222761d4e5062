package lanewise.tensor.step;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.Fma;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.kernel.template.Exercise;
import lanewise.tensor.kernel.template.Templates;

/**
 * Adamax. Of one element, each line rounded as written:
 *
 * <pre>
 * g = scale * g
 * g = fma(decay, p, g)             weight decay
 * m = fma(1 - beta1, g - m, m)     beta1 > 1/2, else m = fma(-beta1, g - m, g)
 * a = |g| + eps
 * u = max(beta2 * u, a)            a NaN stays
 * p = fma(-lr / c1, m / u, p)      c1 = 1 - beta1^t
 * </pre>
 *
 * <p>The two forms of m are one interpolation from the nearer end, as in {@link AdamStep}.
 */
public final class AdamaxStep extends ElementwiseStep<AdamaxStep> {
  private static final int FROM_GRADIENT = 1;
  private static final int DECAY = 2;
  private static final LevelKernels<StepKernel<AdamaxStep>> KERNELS = new LevelKernels<>(4, Lanes.class,
      flags -> (s, from, to, shift) -> scalar(s, flags, from, to, shift), trial(3, AdamaxStep::tried));

  float[] m;
  float[] u;
  int mo;
  int uo;
  float rate;
  float decay;
  float weight;
  float beta2;
  float eps;

  /** A step not yet described. */
  public AdamaxStep() {
    super(KERNELS, 600);
  }

  /** Adds g = g + weightDecay * p; 0 leaves the term out, so that a parameter that is not finite does not spread through 0 * p. */
  public AdamaxStep weightDecay(double weightDecay) {
    decay = (float) weightDecay;
    flags |= weightDecay != 0 ? DECAY : 0;
    return this;
  }

  /** The moving average of the gradient and the fading maximum of its size. */
  public AdamaxStep averages(Tensor expAvg, Tensor expInf, double beta1, double beta2) {
    m = array("exp_avg", expAvg);
    mo = TensorAccess.offset(expAvg);
    u = array("exp_inf", expInf);
    uo = TensorAccess.offset(expInf);
    boolean fromGradient = 1 - beta1 >= 0.5;
    weight = (float) (fromGradient ? -beta1 : 1 - beta1);
    flags |= fromGradient ? FROM_GRADIENT : 0;
    this.beta2 = (float) beta2;
    return this;
  }

  /**
   * Ends the description with the update of the parameter.
   *
   * @param c1 bias correction of the average, 1 - beta1^t
   */
  public AdamaxStep update(double lr, double c1, double eps) {
    rate = (float) (lr / c1);
    this.eps = (float) eps;
    return this;
  }

  /** A step whose numbers keep the state finite. */
  private static AdamaxStep tried(Exercise data) {
    AdamaxStep s = new AdamaxStep();
    s.m = data.out(1);
    s.u = data.out(2);
    s.weight = 0.5f;
    s.beta2 = 0.5f;
    s.eps = 1;
    return s;
  }

  /** The scalar twin. */
  static void scalar(AdamaxStep s, int flags, int from, int to, int shift) {
    for (int i = from; i < to; i++) {
      float p = s.p[s.po + i];
      float g = s.scale * s.g[s.go + shift + i];
      if ((flags & DECAY) != 0) {
        g = Fma.fma(s.decay, p, g);
      }
      float m = s.m[s.mo + i];
      m = Fma.fma(s.weight, g - m, (flags & FROM_GRADIENT) != 0 ? g : m);
      s.m[s.mo + i] = m;
      float a = Math.abs(g) + s.eps;
      float u = s.beta2 * s.u[s.uo + i];
      u = u < a || a != a ? a : u;
      s.u[s.uo + i] = u;
      s.p[s.po + i] = Fma.fma(-s.rate, m / u, p);
    }
  }

  /** The vector form; specialised by {@link Templates} for a combination of flags and a width. */
  static final class Lanes implements StepKernel<AdamaxStep> {
    private static final Templates.Data DATA = Templates.data(MethodHandles.lookup());
    private static final VectorSpecies<Float> S = VectorSpecies.of(float.class, VectorShape.forBitSize(DATA.bits()));
    private static final int FLAGS = LevelKernels.flags(DATA);

    @Override
    public void run(AdamaxStep s, int from, int to, int shift) {
      float[] ps = s.p;
      float[] gs = s.g;
      float[] ms = s.m;
      float[] us = s.u;
      int po = s.po;
      int go = s.go + shift;
      int mo = s.mo;
      int uo = s.uo;
      FloatVector scale = FloatVector.broadcast(S, s.scale);
      FloatVector decay = FloatVector.broadcast(S, s.decay);
      FloatVector weight = FloatVector.broadcast(S, s.weight);
      FloatVector beta2 = FloatVector.broadcast(S, s.beta2);
      FloatVector eps = FloatVector.broadcast(S, s.eps);
      FloatVector rate = FloatVector.broadcast(S, -s.rate);
      int i = from;
      for (int bound = from + S.loopBound(to - from); i < bound; i += S.length()) {
        FloatVector p = FloatVector.fromArray(S, ps, po + i);
        FloatVector g = scale.mul(FloatVector.fromArray(S, gs, go + i));
        if ((FLAGS & DECAY) != 0) {
          g = decay.fma(p, g);
        }
        FloatVector m = FloatVector.fromArray(S, ms, mo + i);
        m = weight.fma(g.sub(m), (FLAGS & FROM_GRADIENT) != 0 ? g : m);
        m.intoArray(ms, mo + i);
        FloatVector a = g.abs().add(eps);
        FloatVector u = beta2.mul(FloatVector.fromArray(S, us, uo + i));
        VectorMask<Float> larger = u.compare(VectorOperators.LT, a);
        u = u.blend(a, larger.or(a.compare(VectorOperators.NE, a)));
        u.intoArray(us, uo + i);
        rate.fma(m.div(u), p).intoArray(ps, po + i);
      }
      scalar(s, FLAGS, i, to, shift);
    }
  }
}
