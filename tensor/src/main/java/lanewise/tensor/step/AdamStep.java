package lanewise.tensor.step;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.Fma;
import lanewise.tensor.kernel.Recipe;
import lanewise.tensor.kernel.Templates;
import lanewise.tensor.kernel.TensorAccess;

/**
 * Adam with decoupled weight decay. Of one element, each line rounded as written, with c1 = 1 - beta1^t and c2 = 1 - beta2^t:
 *
 * <pre>
 * g = scale * g
 * p = p * shrink                           shrink = 1 - lr * weightDecay
 * m = fma(1 - beta1, g - m, m)             beta1 > 1/2, else m = fma(-beta1, g - m, g)
 * v = fma(beta2, v, ((1 - beta2) * g) * g) the product with v is inside the fma
 * x = max(x, v)                            amsgrad; a NaN stays; then x stands for v below
 * d = fma(sqrt(v), 1 / sqrt(c2), eps)
 * p = fma(-lr / c1, m / d, p)
 * </pre>
 *
 * <p>The two forms of m are one interpolation from the nearer end, as PyTorch's: exact for beta1 = 0, and where an infinite gradient makes a NaN
 * depends on it.
 */
public final class AdamStep extends Step {
  private static final int AMSGRAD = 1;
  private static final int FROM_GRADIENT = 2;
  private static final StepKernels<AdamStep> KERNELS = new StepKernels<>(4, Rule::new);

  float[] m;
  float[] v;
  float[] x;
  int mo;
  int vo;
  int xo;
  float rate;
  float shrink;
  float weight;
  float beta2;
  float take2;
  float root;
  float eps;
  private StepKernel<AdamStep> kernel;

  /** A step not yet described. */
  public AdamStep() {}

  /** The decay p = p * shrink before the update; shrink is 1 - lr * weightDecay. */
  public AdamStep decoupledDecay(double shrink) {
    this.shrink = (float) shrink;
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
    this.beta2 = (float) beta2;
    take2 = (float) (1 - beta2);
    return this;
  }

  /** Adds x = max(x, v) and uses x in the place of v. */
  public AdamStep amsgrad(Tensor maxExpAvgSq) {
    x = array("max_exp_avg_sq", maxExpAvgSq);
    xo = TensorAccess.offset(maxExpAvgSq);
    flags |= AMSGRAD;
    return this;
  }

  /**
   * Ends the description with the update of the parameter.
   *
   * @param c1 bias correction of the first average, 1 - beta1^t
   * @param c2 bias correction of the second, 1 - beta2^t
   */
  public AdamStep update(double lr, double c1, double c2, double eps) {
    rate = (float) (lr / c1);
    root = (float) (1 / Math.sqrt(c2));
    this.eps = (float) eps;
    return this;
  }

  @Override
  void choose() {
    kernel = KERNELS.of(flags);
  }

  @Override
  void run(int from, int to, int shift) {
    kernel.run(this, from, to, shift);
  }

  @Override
  int picoseconds() {
    return 800;
  }

  /** The scalar twin. */
  static void scalar(AdamStep s, int flags, int from, int to, int shift) {
    for (int i = from; i < to; i++) {
      float p = s.p[s.po + i] * s.shrink;
      float g = s.scale * s.g[s.go + shift + i];
      float m = s.m[s.mo + i];
      m = Fma.fma(s.weight, g - m, (flags & FROM_GRADIENT) != 0 ? g : m);
      s.m[s.mo + i] = m;
      float v = Fma.fma(s.beta2, s.v[s.vo + i], s.take2 * g * g);
      s.v[s.vo + i] = v;
      if ((flags & AMSGRAD) != 0) {
        float x = s.x[s.xo + i];
        v = v > x || v != v ? v : x;
        s.x[s.xo + i] = v;
      }
      float d = Fma.fma((float) Math.sqrt(v), s.root, s.eps);
      s.p[s.po + i] = Fma.fma(-s.rate, m / d, p);
    }
  }

  /** The vector form; specialised by {@link Templates} for a combination of flags and a width. */
  static final class Lanes implements StepKernel<AdamStep> {
    private static final Templates.Data DATA = Templates.data(MethodHandles.lookup());
    private static final VectorSpecies<Float> S = VectorSpecies.of(float.class, VectorShape.forBitSize(DATA.bits()));
    private static final int FLAGS = ((Rule) DATA.recipe()).flags();

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
      FloatVector beta2 = FloatVector.broadcast(S, s.beta2);
      FloatVector take2 = FloatVector.broadcast(S, s.take2);
      FloatVector root = FloatVector.broadcast(S, s.root);
      FloatVector eps = FloatVector.broadcast(S, s.eps);
      FloatVector rate = FloatVector.broadcast(S, -s.rate);
      int i = from;
      for (int bound = from + S.loopBound(to - from); i < bound; i += S.length()) {
        FloatVector p = FloatVector.fromArray(S, ps, po + i).mul(shrink);
        FloatVector g = scale.mul(FloatVector.fromArray(S, gs, go + i));
        FloatVector m = FloatVector.fromArray(S, ms, mo + i);
        m = weight.fma(g.sub(m), (FLAGS & FROM_GRADIENT) != 0 ? g : m);
        m.intoArray(ms, mo + i);
        FloatVector v = beta2.fma(FloatVector.fromArray(S, vs, vo + i), take2.mul(g).mul(g));
        v.intoArray(vs, vo + i);
        if ((FLAGS & AMSGRAD) != 0) {
          FloatVector x = FloatVector.fromArray(S, xs, xo + i);
          VectorMask<Float> larger = v.compare(VectorOperators.GT, x);
          v = x.blend(v, larger.or(v.compare(VectorOperators.NE, v)));
          v.intoArray(xs, xo + i);
        }
        FloatVector d = v.sqrt().fma(root, eps);
        rate.fma(m.div(d), p).intoArray(ps, po + i);
      }
      scalar(s, FLAGS, i, to, shift);
    }
  }

  /** One combination of flags. */
  record Rule(int flags) implements Recipe<StepKernel<AdamStep>> {
    @Override
    public StepKernel<AdamStep> scalar() {
      return (s, from, to, shift) -> AdamStep.scalar(s, flags, from, to, shift);
    }

    @Override
    public Class<?> template() {
      return Lanes.class;
    }

    @Override
    public MethodHandles.Lookup lookup() {
      return MethodHandles.lookup();
    }
  }
}
