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
 * Stochastic gradient descent and its relations: with momentum, and with an average of the parameter. Of one element, each line rounded as written:
 *
 * <pre>
 * g = scale * g
 * g = fma(decay, p, g)            weight decay
 * g = trust * g                   trust
 * b = fma(keep, b, take * g)      momentum: the product with b is inside the fma; take is 1 in the first step, then 1 - dampening
 * d = b, or nesterov: fma(keep, b, g); without momentum d = g
 * p = fma(-rate, d, shrink * p)   shrink is 1, or the factor of a decay apart from the gradient
 * a = fma(share, p - a, a)        average; a share of 1 makes it p, whatever a was
 * </pre>
 */
public final class SgdStep extends ElementwiseStep<SgdStep> {
  private static final int DECAY = 1;
  private static final int MOMENTUM = 2;
  private static final int NESTEROV = 4;
  private static final int AVERAGE = 8;
  private static final int COPY = 16;
  private static final int TRUST = 32;
  private static final LevelKernels<StepKernel<SgdStep>> KERNELS = new LevelKernels<>(64, Lanes.class,
      flags -> (s, from, to, shift) -> scalar(s, flags, from, to, shift), trial(2, SgdStep::tried));

  float[] b;
  float[] a;
  int bo;
  int ao;
  float rate;
  float shrink;
  float decay;
  float trust;
  float share;
  float keep;
  float take;

  /** A step not yet described. */
  public SgdStep() {
    super(KERNELS, 300);
  }

  /** The update p = p - lr * g. */
  public SgdStep rate(double lr) {
    return rate(lr, 1);
  }

  /** The update p = shrink * p - lr * g; a weight decay in the gradient sees p as it was. */
  public SgdStep rate(double lr, double shrink) {
    rate = (float) lr;
    this.shrink = (float) shrink;
    return this;
  }

  /** Adds g = g + weightDecay * p; 0 leaves the term out, so that a parameter that is not finite does not spread through 0 * p. */
  public SgdStep weightDecay(double weightDecay) {
    decay = (float) weightDecay;
    flags |= weightDecay != 0 ? DECAY : 0;
    return this;
  }

  /** Adds g = ratio * g, after the decay: a rate of the parameter's own that the momentum remembers. */
  public SgdStep trust(double ratio) {
    trust = (float) ratio;
    flags |= TRUST;
    return this;
  }

  /**
   * Adds b = momentum * b + (1 - dampening) * g and uses b, or with Nesterov g + momentum * b, in the place of g. Where the gradient has some rows
   * only, the others are zeros here: the buffer moves their part of the parameter as well.
   *
   * @param buffer b, zeros before its first step
   * @param first whether this is the first step with the buffer: then b = g, whatever the dampening is
   */
  public SgdStep momentum(Tensor buffer, boolean first, double momentum, double dampening, boolean nesterov) {
    spread();
    b = array("momentum_buffer", buffer);
    bo = TensorAccess.offset(buffer);
    keep = (float) momentum;
    take = first ? 1 : (float) (1 - dampening);
    flags |= nesterov ? MOMENTUM | NESTEROV : MOMENTUM;
    return this;
  }

  /** Adds a = a + share * (p - a) with the parameter after the update; a share of 1 or more makes it a copy. */
  public SgdStep average(Tensor average, double share) {
    a = array("ax", average);
    ao = TensorAccess.offset(average);
    this.share = (float) share;
    flags |= share < 1 ? AVERAGE : AVERAGE | COPY;
    return this;
  }

  /** A step whose numbers keep the state finite. */
  private static SgdStep tried(Exercise data) {
    SgdStep s = new SgdStep();
    s.b = data.out(1);
    s.a = data.out(2);
    s.shrink = 1;
    s.trust = 1;
    s.keep = 0.5f;
    s.take = 0.5f;
    s.share = 0.5f;
    return s;
  }

  /** The scalar twin. */
  static void scalar(SgdStep s, int flags, int from, int to, int shift) {
    for (int i = from; i < to; i++) {
      float p = s.p[s.po + i];
      float g = s.scale * s.g[s.go + shift + i];
      if ((flags & DECAY) != 0) {
        g = Fma.fma(s.decay, p, g);
      }
      if ((flags & TRUST) != 0) {
        g = s.trust * g;
      }
      float d = g;
      if ((flags & MOMENTUM) != 0) {
        d = Fma.fma(s.keep, s.b[s.bo + i], s.take * g);
        s.b[s.bo + i] = d;
      }
      if ((flags & NESTEROV) != 0) {
        d = Fma.fma(s.keep, d, g);
      }
      p = Fma.fma(-s.rate, d, s.shrink * p);
      s.p[s.po + i] = p;
      if ((flags & AVERAGE) != 0) {
        float a = s.a[s.ao + i];
        s.a[s.ao + i] = (flags & COPY) != 0 ? p : Fma.fma(s.share, p - a, a);
      }
    }
  }

  /** The vector form; specialised by {@link Templates} for a combination of flags and a width. */
  static final class Lanes implements StepKernel<SgdStep> {
    private static final Templates.Data DATA = Templates.data(MethodHandles.lookup());
    private static final VectorSpecies<Float> S = VectorSpecies.of(float.class, VectorShape.forBitSize(DATA.bits()));
    private static final int FLAGS = LevelKernels.flags(DATA);

    @Override
    public void run(SgdStep s, int from, int to, int shift) {
      float[] ps = s.p;
      float[] gs = s.g;
      float[] bs = s.b;
      float[] as = s.a;
      int po = s.po;
      int go = s.go + shift;
      int bo = s.bo;
      int ao = s.ao;
      FloatVector scale = FloatVector.broadcast(S, s.scale);
      FloatVector rate = FloatVector.broadcast(S, -s.rate);
      FloatVector shrink = FloatVector.broadcast(S, s.shrink);
      FloatVector share = FloatVector.broadcast(S, s.share);
      FloatVector decay = FloatVector.broadcast(S, s.decay);
      FloatVector trust = FloatVector.broadcast(S, s.trust);
      FloatVector keep = FloatVector.broadcast(S, s.keep);
      FloatVector take = FloatVector.broadcast(S, s.take);
      int i = from;
      for (int bound = from + S.loopBound(to - from); i < bound; i += S.length()) {
        FloatVector p = FloatVector.fromArray(S, ps, po + i);
        FloatVector g = scale.mul(FloatVector.fromArray(S, gs, go + i));
        if ((FLAGS & DECAY) != 0) {
          g = decay.fma(p, g);
        }
        if ((FLAGS & TRUST) != 0) {
          g = trust.mul(g);
        }
        FloatVector d = g;
        if ((FLAGS & MOMENTUM) != 0) {
          d = keep.fma(FloatVector.fromArray(S, bs, bo + i), take.mul(g));
          d.intoArray(bs, bo + i);
        }
        if ((FLAGS & NESTEROV) != 0) {
          d = keep.fma(d, g);
        }
        p = rate.fma(d, shrink.mul(p));
        p.intoArray(ps, po + i);
        if ((FLAGS & COPY) != 0) {
          p.intoArray(as, ao + i);
        } else if ((FLAGS & AVERAGE) != 0) {
          FloatVector a = FloatVector.fromArray(S, as, ao + i);
          share.fma(p.sub(a), a).intoArray(as, ao + i);
        }
      }
      scalar(s, FLAGS, i, to, shift);
    }
  }
}
