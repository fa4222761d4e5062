package lanewise.tensor.step;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.Fma;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.kernel.template.Exercise;
import lanewise.tensor.kernel.template.Templates;

/**
 * Lion: steps of one length, in the direction of the sign of an average. Of one element, each line rounded as written:
 *
 * <pre>
 * g = scale * g
 * u = fma(beta1, m, (1 - beta1) * g)             the product with m is inside the fma
 * d = u > 0: rate, u < 0: -rate, else 0
 * d = 0                                          cautious, where u and g differ in sign or one is 0
 * p = p * shrink - d                             shrink = 1 - lr * weightDecay
 * m = fma(1 - beta2, g - m, m)                   beta2 > 1/2, else m = fma(-beta2, g - m, g)
 * </pre>
 *
 * <p>Of cautious steps the rate is divided by the share of elements that take part, at least 1/1000. They are counted ({@link AgreementKernel}) in
 * one more pass over gradient and average before the first element moves; a count does not depend on an order.
 */
public final class LionStep extends ElementwiseStep<LionStep> {
  private static final int FROM_GRADIENT = 1;
  private static final int CAUTIOUS = 2;
  private static final double LEAST_SHARE = 1e-3;
  private static final LevelKernels<StepKernel<LionStep>> KERNELS = new LevelKernels<>(4, Lanes.class,
      flags -> (s, from, to, shift) -> scalar(s, flags, from, to, shift), trial(2, LionStep::tried));

  float[] m;
  int mo;
  float rate;
  float shrink;
  float keep;
  float take;
  float weight;
  private final Summed agreement = new Agreement();
  private double lr;

  /** A step not yet described. */
  public LionStep() {
    super(KERNELS, 400);
  }

  /** The average m, and the shares of its old value in the direction (beta1) and in what it becomes (beta2). */
  public LionStep average(Tensor expAvg, double beta1, double beta2) {
    m = array("exp_avg", expAvg);
    mo = TensorAccess.offset(expAvg);
    keep = (float) beta1;
    take = (float) (1 - beta1);
    boolean fromGradient = 1 - beta2 >= 0.5;
    weight = (float) (fromGradient ? -beta2 : 1 - beta2);
    flags |= fromGradient ? FROM_GRADIENT : 0;
    return this;
  }

  /** Ends the description with the update p = shrink * p - lr * sign(u). */
  public LionStep update(double lr, double shrink) {
    rate = (float) lr;
    this.shrink = (float) shrink;
    return this;
  }

  /** Ends the description with an update of the elements only whose direction agrees with the gradient. */
  public LionStep updateCautious(double lr, double shrink) {
    flags |= CAUTIOUS;
    this.lr = lr;
    return update(lr, shrink);
  }

  @Override
  Summed sums() {
    return (flags & CAUTIOUS) == 0 ? null : agreement;
  }

  /** A step whose numbers keep the state finite. */
  private static LionStep tried(Exercise data) {
    LionStep s = new LionStep();
    s.m = data.out(1);
    s.shrink = 1;
    s.keep = 0.5f;
    s.take = 0.5f;
    s.weight = 0.5f;
    return s;
  }

  /** The scalar twin. */
  static void scalar(LionStep s, int flags, int from, int to, int shift) {
    for (int i = from; i < to; i++) {
      float g = s.scale * s.g[s.go + shift + i];
      float m = s.m[s.mo + i];
      float u = Fma.fma(s.keep, m, s.take * g);
      boolean up = u > 0 && ((flags & CAUTIOUS) == 0 || g > 0);
      boolean down = u < 0 && ((flags & CAUTIOUS) == 0 || g < 0);
      s.p[s.po + i] = s.p[s.po + i] * s.shrink - (up ? s.rate : down ? -s.rate : 0);
      s.m[s.mo + i] = Fma.fma(s.weight, g - m, (flags & FROM_GRADIENT) != 0 ? g : m);
    }
  }

  /** The vector form; specialised by {@link Templates} for a combination of flags and a width. */
  static final class Lanes implements StepKernel<LionStep> {
    private static final Templates.Data DATA = Templates.data(MethodHandles.lookup());
    private static final VectorSpecies<Float> S = VectorSpecies.of(float.class, VectorShape.forBitSize(DATA.bits()));
    private static final int FLAGS = LevelKernels.flags(DATA);

    @Override
    public void run(LionStep s, int from, int to, int shift) {
      float[] ps = s.p;
      float[] gs = s.g;
      float[] ms = s.m;
      int po = s.po;
      int go = s.go + shift;
      int mo = s.mo;
      FloatVector scale = FloatVector.broadcast(S, s.scale);
      FloatVector shrink = FloatVector.broadcast(S, s.shrink);
      FloatVector keep = FloatVector.broadcast(S, s.keep);
      FloatVector take = FloatVector.broadcast(S, s.take);
      FloatVector weight = FloatVector.broadcast(S, s.weight);
      FloatVector rate = FloatVector.broadcast(S, s.rate);
      FloatVector zero = FloatVector.zero(S);
      int i = from;
      for (int bound = from + S.loopBound(to - from); i < bound; i += S.length()) {
        FloatVector g = scale.mul(FloatVector.fromArray(S, gs, go + i));
        FloatVector m = FloatVector.fromArray(S, ms, mo + i);
        FloatVector u = keep.fma(m, take.mul(g));
        var up = u.compare(VectorOperators.GT, zero);
        var down = u.compare(VectorOperators.LT, zero);
        if ((FLAGS & CAUTIOUS) != 0) {
          up = up.and(g.compare(VectorOperators.GT, zero));
          down = down.and(g.compare(VectorOperators.LT, zero));
        }
        FloatVector d = zero.blend(rate, up).blend(rate.neg(), down);
        FloatVector.fromArray(S, ps, po + i).mul(shrink).sub(d).intoArray(ps, po + i);
        weight.fma(g.sub(m), (FLAGS & FROM_GRADIENT) != 0 ? g : m).intoArray(ms, mo + i);
      }
      scalar(s, FLAGS, i, to, shift);
    }
  }

  /** The pass that counts, and the rate that follows from it. */
  private final class Agreement extends Summed {
    private AgreementKernel kernel;

    @Override
    int size() {
      return LionStep.this.size();
    }

    @Override
    void choose() {
      kernel = AgreementKernel.KERNELS.of(0);
    }

    @Override
    void block(int from, int to, double[] lanes, double[] results, int at) {
      results[at] = kernel.count(LionStep.this, from, to);
    }

    @Override
    void join(double[] results, int at, int count) {
      double agreeing = 0;
      for (int b = 0; b < count; b++) {
        agreeing += results[at + b * RESULTS];
      }
      rate = (float) (lr / Math.max(agreeing / size(), LEAST_SHARE));
    }

    @Override
    int picoseconds() {
      return 150;
    }
  }
}
