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
 * RMSprop and its relations: the gradient divided by the root of its squares, averaged or summed up. Of one element, each line rounded as written:
 *
 * <pre>
 * p = p * shrink                                   decay apart from the gradient; else shrink is 1
 * g = scale * g
 * g = fma(decay, p, g)                             decay in the gradient
 * v = fma(keep, v, fma(rest, v, (take * g) * g))   average; keep + rest is alpha in two floats, as in {@link AdamStep}
 * v = fma(g, g, v)                                 or sum
 * h = fma(1 - alpha, g - h, h)                     centered and alpha > 1/2, else h = fma(-alpha, g - h, g)
 * r = fma(-h, h, v), at least 0                    centered, a NaN stays; else r = v
 * x = g / (sqrt(r) + eps)
 * b = fma(momentum, b, x)                          momentum; then b stands for x below
 * p = fma(-rate, x, p)
 * </pre>
 */
public final class RmspropStep extends ElementwiseStep<RmspropStep> {
  private static final int DECAY = 1;
  private static final int SUM = 2;
  private static final int CENTERED = 4;
  private static final int FROM_GRADIENT = 8;
  private static final int MOMENTUM = 16;
  private static final LevelKernels<StepKernel<RmspropStep>> KERNELS = new LevelKernels<>(32, Lanes.class,
      flags -> (s, from, to, shift) -> scalar(s, flags, from, to, shift), trial(4, RmspropStep::tried));

  float[] v;
  float[] h;
  float[] b;
  int vo;
  int ho;
  int bo;
  float rate;
  float eps;
  float shrink = 1;
  float decay;
  float keep;
  float rest;
  float take;
  float weight;
  float momentum;

  /** A step not yet described. */
  public RmspropStep() {
    super(KERNELS, 800);
  }

  /** The update p = p - lr * g / (sqrt(v) + eps). */
  public RmspropStep rate(double lr, double eps) {
    rate = (float) lr;
    this.eps = (float) eps;
    return this;
  }

  /** Adds g = g + weightDecay * p; 0 leaves the term out, so that a parameter that is not finite does not spread through 0 * p. */
  public RmspropStep weightDecay(double weightDecay) {
    decay = (float) weightDecay;
    flags |= weightDecay != 0 ? DECAY : 0;
    return this;
  }

  /** The decay p = shrink * p before the update. */
  public RmspropStep decoupledDecay(double shrink) {
    this.shrink = (float) shrink;
    return this;
  }

  /** v = alpha * v + (1 - alpha) * g * g. */
  public RmspropStep average(Tensor squareAvg, double alpha) {
    return squares("square_avg", squareAvg, alpha, 1 - alpha);
  }

  /** v = g * g, whatever it was: the first step of an average that is to have its mean from the beginning. Needs v to be finite. */
  public RmspropStep firstOfAverage(Tensor squareAvg) {
    return squares("square_avg", squareAvg, 0, 1);
  }

  /** v = v + g * g. */
  public RmspropStep sum(Tensor sum) {
    flags |= SUM;
    return squares("sum", sum, 1, 1);
  }

  private RmspropStep squares(String name, Tensor squares, double keep, double take) {
    v = array(name, squares);
    vo = TensorAccess.offset(squares);
    this.keep = AdamStep.below(keep);
    rest = (float) (keep - this.keep);
    this.take = (float) take;
    return this;
  }

  /** Adds h = alpha * h + (1 - alpha) * g and uses v - h * h, the variance, in the place of v. */
  public RmspropStep centered(Tensor gradAvg, double alpha) {
    h = array("grad_avg", gradAvg);
    ho = TensorAccess.offset(gradAvg);
    boolean fromGradient = 1 - alpha >= 0.5;
    weight = (float) (fromGradient ? -alpha : 1 - alpha);
    flags |= fromGradient ? CENTERED | FROM_GRADIENT : CENTERED;
    return this;
  }

  /** Adds b = momentum * b + the quotient, and uses b in its place. */
  public RmspropStep momentum(Tensor buffer, double momentum) {
    b = array("momentum_buffer", buffer);
    bo = TensorAccess.offset(buffer);
    this.momentum = (float) momentum;
    flags |= MOMENTUM;
    return this;
  }

  /** A step whose numbers keep the state finite. */
  private static RmspropStep tried(Exercise data) {
    RmspropStep s = new RmspropStep();
    s.v = data.out(1);
    s.h = data.out(2);
    s.b = data.out(3);
    s.keep = 0.5f;
    s.take = 0.5f;
    s.weight = 0.5f;
    s.momentum = 0.5f;
    s.eps = 1;
    return s;
  }

  /** The scalar twin. */
  static void scalar(RmspropStep s, int flags, int from, int to, int shift) {
    for (int i = from; i < to; i++) {
      float p = s.p[s.po + i] * s.shrink;
      float g = s.scale * s.g[s.go + shift + i];
      if ((flags & DECAY) != 0) {
        g = Fma.fma(s.decay, p, g);
      }
      float r = s.v[s.vo + i];
      r = (flags & SUM) != 0 ? Fma.fma(g, g, r) : Fma.fma(s.keep, r, Fma.fma(s.rest, r, s.take * g * g));
      s.v[s.vo + i] = r;
      if ((flags & CENTERED) != 0) {
        float h = s.h[s.ho + i];
        h = Fma.fma(s.weight, g - h, (flags & FROM_GRADIENT) != 0 ? g : h);
        s.h[s.ho + i] = h;
        r = Fma.fma(-h, h, r);
        r = r < 0 ? 0 : r;
      }
      float x = g / ((float) Math.sqrt(r) + s.eps);
      if ((flags & MOMENTUM) != 0) {
        x = Fma.fma(s.momentum, s.b[s.bo + i], x);
        s.b[s.bo + i] = x;
      }
      s.p[s.po + i] = Fma.fma(-s.rate, x, p);
    }
  }

  /** The vector form; specialised by {@link Templates} for a combination of flags and a width. */
  static final class Lanes implements StepKernel<RmspropStep> {
    private static final Templates.Data DATA = Templates.data(MethodHandles.lookup());
    private static final VectorSpecies<Float> S = VectorSpecies.of(float.class, VectorShape.forBitSize(DATA.bits()));
    private static final int FLAGS = LevelKernels.flags(DATA);

    @Override
    public void run(RmspropStep s, int from, int to, int shift) {
      float[] ps = s.p;
      float[] gs = s.g;
      float[] vs = s.v;
      float[] hs = s.h;
      float[] bs = s.b;
      int po = s.po;
      int go = s.go + shift;
      int vo = s.vo;
      int ho = s.ho;
      int bo = s.bo;
      FloatVector scale = FloatVector.broadcast(S, s.scale);
      FloatVector shrink = FloatVector.broadcast(S, s.shrink);
      FloatVector decay = FloatVector.broadcast(S, s.decay);
      FloatVector keep = FloatVector.broadcast(S, s.keep);
      FloatVector rest = FloatVector.broadcast(S, s.rest);
      FloatVector take = FloatVector.broadcast(S, s.take);
      FloatVector weight = FloatVector.broadcast(S, s.weight);
      FloatVector momentum = FloatVector.broadcast(S, s.momentum);
      FloatVector eps = FloatVector.broadcast(S, s.eps);
      FloatVector rate = FloatVector.broadcast(S, -s.rate);
      int i = from;
      for (int bound = from + S.loopBound(to - from); i < bound; i += S.length()) {
        FloatVector p = FloatVector.fromArray(S, ps, po + i).mul(shrink);
        FloatVector g = scale.mul(FloatVector.fromArray(S, gs, go + i));
        if ((FLAGS & DECAY) != 0) {
          g = decay.fma(p, g);
        }
        FloatVector r = FloatVector.fromArray(S, vs, vo + i);
        r = (FLAGS & SUM) != 0 ? g.fma(g, r) : keep.fma(r, rest.fma(r, take.mul(g).mul(g)));
        r.intoArray(vs, vo + i);
        if ((FLAGS & CENTERED) != 0) {
          FloatVector h = FloatVector.fromArray(S, hs, ho + i);
          h = weight.fma(g.sub(h), (FLAGS & FROM_GRADIENT) != 0 ? g : h);
          h.intoArray(hs, ho + i);
          r = h.neg().fma(h, r);
          r = r.blend(0, r.compare(VectorOperators.LT, 0));
        }
        FloatVector x = g.div(r.sqrt().add(eps));
        if ((FLAGS & MOMENTUM) != 0) {
          x = momentum.fma(FloatVector.fromArray(S, bs, bo + i), x);
          x.intoArray(bs, bo + i);
        }
        rate.fma(x, p).intoArray(ps, po + i);
      }
      scalar(s, FLAGS, i, to, shift);
    }
  }
}
