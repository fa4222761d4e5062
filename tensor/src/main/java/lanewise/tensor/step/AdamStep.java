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
 * Adam and its relations: two moving averages, of the gradient and of its square. Of one element, each line rounded as written, with
 * c1 = 1 - beta1^t and c2 = 1 - beta2^t:
 *
 * <pre>
 * p = p * shrink                           decoupled decay: shrink = 1 - lr * weightDecay
 * g = scale * g
 * g = fma(decay, p, g)                     coupled decay
 * m = fma(1 - beta1, g - m, m)             beta1 > 1/2, else m = fma(-beta1, g - m, g)
 * v = fma(keep2, v, fma(rest2, v, ((1 - beta2) * g) * g))
 * x = max(x, v)                            amsgrad; a NaN stays; then x stands for v below
 * n = m, or nesterov: fma(gradientShare, g, averageShare * m)
 * d = fma(sqrt(v), root, eps)              root = 1 / sqrt(c2); or eps inside: d = sqrt(fma(v, 1 / c2, eps))
 * p = fma(-rate, n / d, p)                 rate = lr / c1; or plain: p = fma(-rate, m, p)
 * </pre>
 *
 * <p>The two forms of m are one interpolation from the nearer end, as PyTorch's: exact for beta1 = 0, and where an infinite gradient makes a NaN
 * depends on it.
 *
 * <p>keep2 + rest2 is beta2 in two floats. One alone is off by up to 3e-8 (0.999 by 1.3e-8), always to the same side, and v, which is multiplied by
 * it in every step, by a thousand times as much after a thousand steps. Neither part is negative, so that an infinite v stays infinite.
 */
public final class AdamStep extends ElementwiseStep<AdamStep> {
  private static final int AMSGRAD = 1;
  private static final int FROM_GRADIENT = 2;
  private static final int COUPLED = 4;
  private static final int NESTEROV = 8;
  private static final int EPS_INSIDE = 16;
  private static final int PLAIN = 32;
  private static final LevelKernels<StepKernel<AdamStep>> KERNELS = new LevelKernels<>(64, Lanes.class,
      flags -> (s, from, to, shift) -> scalar(s, flags, from, to, shift), trial(4, AdamStep::tried));

  float[] m;
  float[] v;
  float[] x;
  int mo;
  int vo;
  int xo;
  float rate;
  float shrink = 1;
  float decay;
  float weight;
  float keep2;
  float rest2;
  float take2;
  float gradientShare;
  float averageShare;
  float root;
  float eps;

  /** A step not yet described. */
  public AdamStep() {
    super(KERNELS, 800);
  }

  /** The decay p = p * shrink before the update; shrink is 1 - lr * weightDecay. Without this and the coupled one there is none. */
  public AdamStep decoupledDecay(double shrink) {
    this.shrink = (float) shrink;
    return this;
  }

  /** Adds g = g + weightDecay * p; 0 leaves the term out, so that a parameter that is not finite does not spread through 0 * p. */
  public AdamStep coupledDecay(double weightDecay) {
    shrink = 1;
    decay = (float) weightDecay;
    flags |= weightDecay != 0 ? COUPLED : 0;
    return this;
  }

  /** The moving averages of the gradient and of its square. */
  public AdamStep averages(Tensor expAvg, Tensor expAvgSq, double beta1, double beta2) {
    m = array("exp_avg", expAvg);
    mo = TensorAccess.offset(expAvg);
    v = array("exp_avg_sq", expAvgSq);
    vo = TensorAccess.offset(expAvgSq);
    boolean fromGradient = 1 - beta1 >= 0.5;
    weight = (float) (fromGradient ? -beta1 : 1 - beta1);
    flags |= fromGradient ? FROM_GRADIENT : 0;
    keep2 = below(beta2);
    rest2 = (float) (beta2 - keep2);
    take2 = (float) (1 - beta2);
    return this;
  }

  /** The largest float below a number >= 0, but 0 for 0. */
  static float below(double x) {
    float nearest = (float) x;
    return nearest > 0 && nearest >= x ? Math.nextDown(nearest) : nearest;
  }

  /** Adds x = max(x, v) and uses x in the place of v. */
  public AdamStep amsgrad(Tensor maxExpAvgSq) {
    x = array("max_exp_avg_sq", maxExpAvgSq);
    xo = TensorAccess.offset(maxExpAvgSq);
    flags |= AMSGRAD;
    return this;
  }

  /**
   * Ends the description with the update p = p - lr / c1 * m / (sqrt(v / c2) + eps).
   *
   * @param c1 bias correction of the first average, 1 - beta1^t
   * @param c2 bias correction of the second, 1 - beta2^t
   */
  public AdamStep update(double lr, double c1, double c2, double eps) {
    return update(lr / c1, 1 / Math.sqrt(c2), eps);
  }

  /** Ends the description with p = p - rate * m / (sqrt(v) + eps): eps is added before the bias corrections, which are in the rate. */
  public AdamStep updateUncorrected(double rate, double eps) {
    return update(rate, 1, eps);
  }

  /** Ends the description with p = p - lr / c1 * m / sqrt(v / c2 + eps). */
  public AdamStep updateEpsInside(double lr, double c1, double c2, double eps) {
    flags |= EPS_INSIDE;
    return update(lr / c1, 1 / c2, eps);
  }

  /** Ends the description with p = p - lr * (gradientShare * g + averageShare * m) / (sqrt(v / c2) + eps). */
  public AdamStep updateNesterov(double lr, double gradientShare, double averageShare, double c2, double eps) {
    flags |= NESTEROV;
    this.gradientShare = (float) gradientShare;
    this.averageShare = (float) averageShare;
    return update(lr, 1 / Math.sqrt(c2), eps);
  }

  /** Ends the description with p = p - rate * m. The second average is kept all the same. */
  public AdamStep updatePlain(double rate) {
    flags |= PLAIN;
    return update(rate, 1, 0);
  }

  private AdamStep update(double rate, double root, double eps) {
    this.rate = (float) rate;
    this.root = (float) root;
    this.eps = (float) eps;
    return this;
  }

  /** A step whose numbers keep the state finite. */
  private static AdamStep tried(Exercise data) {
    AdamStep s = new AdamStep();
    s.m = data.out(1);
    s.v = data.out(2);
    s.x = data.out(3);
    s.weight = 0.5f;
    s.keep2 = 0.5f;
    s.take2 = 0.5f;
    s.root = 1;
    s.eps = 1;
    return s;
  }

  /** The scalar twin. */
  static void scalar(AdamStep s, int flags, int from, int to, int shift) {
    for (int i = from; i < to; i++) {
      float p = s.p[s.po + i] * s.shrink;
      float g = s.scale * s.g[s.go + shift + i];
      if ((flags & COUPLED) != 0) {
        g = Fma.fma(s.decay, p, g);
      }
      float m = s.m[s.mo + i];
      m = Fma.fma(s.weight, g - m, (flags & FROM_GRADIENT) != 0 ? g : m);
      s.m[s.mo + i] = m;
      float v = s.v[s.vo + i];
      v = Fma.fma(s.keep2, v, Fma.fma(s.rest2, v, s.take2 * g * g));
      s.v[s.vo + i] = v;
      if ((flags & AMSGRAD) != 0) {
        float x = s.x[s.xo + i];
        v = v > x || v != v ? v : x;
        s.x[s.xo + i] = v;
      }
      float u = m;
      if ((flags & PLAIN) == 0) {
        float n = (flags & NESTEROV) != 0 ? Fma.fma(s.gradientShare, g, s.averageShare * m) : m;
        u = n / ((flags & EPS_INSIDE) != 0 ? (float) Math.sqrt(Fma.fma(v, s.root, s.eps)) : Fma.fma((float) Math.sqrt(v), s.root, s.eps));
      }
      s.p[s.po + i] = Fma.fma(-s.rate, u, p);
    }
  }

  /** The vector form; specialised by {@link Templates} for a combination of flags and a width. */
  static final class Lanes implements StepKernel<AdamStep> {
    private static final Templates.Data DATA = Templates.data(MethodHandles.lookup());
    private static final VectorSpecies<Float> S = VectorSpecies.of(float.class, VectorShape.forBitSize(DATA.bits()));
    private static final int FLAGS = LevelKernels.flags(DATA);

    @Override
    public void run(AdamStep s, int from, int to, int shift) {
      float[] ps = s.p;
      float[] gs = s.g;
      float[] ms = s.m;
      float[] vs = s.v;
      float[] xs = s.x;
      int po = s.po;
      int go = s.go + shift;
      int mo = s.mo;
      int vo = s.vo;
      int xo = s.xo;
      FloatVector scale = FloatVector.broadcast(S, s.scale);
      FloatVector shrink = FloatVector.broadcast(S, s.shrink);
      FloatVector weight = FloatVector.broadcast(S, s.weight);
      FloatVector decay = FloatVector.broadcast(S, s.decay);
      FloatVector keep2 = FloatVector.broadcast(S, s.keep2);
      FloatVector rest2 = FloatVector.broadcast(S, s.rest2);
      FloatVector take2 = FloatVector.broadcast(S, s.take2);
      FloatVector gradientShare = FloatVector.broadcast(S, s.gradientShare);
      FloatVector averageShare = FloatVector.broadcast(S, s.averageShare);
      FloatVector root = FloatVector.broadcast(S, s.root);
      FloatVector eps = FloatVector.broadcast(S, s.eps);
      FloatVector rate = FloatVector.broadcast(S, -s.rate);
      int i = from;
      for (int bound = from + S.loopBound(to - from); i < bound; i += S.length()) {
        FloatVector p = FloatVector.fromArray(S, ps, po + i).mul(shrink);
        FloatVector g = scale.mul(FloatVector.fromArray(S, gs, go + i));
        if ((FLAGS & COUPLED) != 0) {
          g = decay.fma(p, g);
        }
        FloatVector m = FloatVector.fromArray(S, ms, mo + i);
        m = weight.fma(g.sub(m), (FLAGS & FROM_GRADIENT) != 0 ? g : m);
        m.intoArray(ms, mo + i);
        FloatVector v = FloatVector.fromArray(S, vs, vo + i);
        v = keep2.fma(v, rest2.fma(v, take2.mul(g).mul(g)));
        v.intoArray(vs, vo + i);
        if ((FLAGS & AMSGRAD) != 0) {
          FloatVector x = FloatVector.fromArray(S, xs, xo + i);
          VectorMask<Float> larger = v.compare(VectorOperators.GT, x);
          v = x.blend(v, larger.or(v.compare(VectorOperators.NE, v)));
          v.intoArray(xs, xo + i);
        }
        FloatVector u = m;
        if ((FLAGS & PLAIN) == 0) {
          FloatVector n = (FLAGS & NESTEROV) != 0 ? gradientShare.fma(g, averageShare.mul(m)) : m;
          u = n.div((FLAGS & EPS_INSIDE) != 0 ? v.fma(root, eps).sqrt() : v.sqrt().fma(root, eps));
        }
        rate.fma(u, p).intoArray(ps, po + i);
      }
      scalar(s, FLAGS, i, to, shift);
    }
  }
}
