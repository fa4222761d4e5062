package lanewise.tensor.step;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.Fma;
import lanewise.tensor.kernel.Recipe;
import lanewise.tensor.kernel.Templates;
import lanewise.tensor.kernel.TensorAccess;

/**
 * Stochastic gradient descent with momentum. Of one element, each line rounded as written:
 *
 * <pre>
 * g = scale * g
 * g = fma(decay, p, g)         weight decay
 * b = fma(keep, b, take * g)   momentum: the product with b is inside the fma; take is 1 in the first step, then 1 - dampening
 * d = b, or nesterov: fma(keep, b, g); without momentum d = g
 * p = fma(-rate, d, p)
 * </pre>
 */
public final class SgdStep extends Step {
  private static final int DECAY = 1;
  private static final int MOMENTUM = 2;
  private static final int NESTEROV = 4;
  private static final StepKernels<SgdStep> KERNELS = new StepKernels<>(8, Rule::new);

  float[] b;
  int bo;
  float rate;
  float decay;
  float keep;
  float take;
  private StepKernel<SgdStep> kernel;

  /** A step not yet described. */
  public SgdStep() {}

  /** The update p = p - lr * g. */
  public SgdStep rate(double lr) {
    rate = (float) lr;
    return this;
  }

  /** Adds g = g + weightDecay * p; 0 leaves the term out, so that a parameter that is not finite does not spread through 0 * p. */
  public SgdStep weightDecay(double weightDecay) {
    decay = (float) weightDecay;
    flags |= weightDecay != 0 ? DECAY : 0;
    return this;
  }

  /**
   * Adds b = momentum * b + (1 - dampening) * g and uses b, or with Nesterov g + momentum * b, in the place of g.
   *
   * @param buffer b, zeros before its first step
   * @param first whether this is the first step with the buffer: then b = g, whatever the dampening is
   */
  public SgdStep momentum(Tensor buffer, boolean first, double momentum, double dampening, boolean nesterov) {
    b = array("momentum_buffer", buffer);
    bo = TensorAccess.offset(buffer);
    keep = (float) momentum;
    take = first ? 1 : (float) (1 - dampening);
    flags |= nesterov ? MOMENTUM | NESTEROV : MOMENTUM;
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
    return 250;
  }

  /** The scalar twin. */
  static void scalar(SgdStep s, int flags, int from, int to, int shift) {
    for (int i = from; i < to; i++) {
      float p = s.p[s.po + i];
      float g = s.scale * s.g[s.go + shift + i];
      if ((flags & DECAY) != 0) {
        g = Fma.fma(s.decay, p, g);
      }
      float d = g;
      if ((flags & MOMENTUM) != 0) {
        d = Fma.fma(s.keep, s.b[s.bo + i], s.take * g);
        s.b[s.bo + i] = d;
      }
      if ((flags & NESTEROV) != 0) {
        d = Fma.fma(s.keep, d, g);
      }
      s.p[s.po + i] = Fma.fma(-s.rate, d, p);
    }
  }

  /** The vector form; specialised by {@link Templates} for a combination of flags and a width. */
  static final class Lanes implements StepKernel<SgdStep> {
    private static final Templates.Data DATA = Templates.data(MethodHandles.lookup());
    private static final VectorSpecies<Float> S = VectorSpecies.of(float.class, VectorShape.forBitSize(DATA.bits()));
    private static final int FLAGS = ((Rule) DATA.recipe()).flags();

    @Override
    public void run(SgdStep s, int from, int to, int shift) {
      float[] ps = s.p;
      float[] gs = s.g;
      float[] bs = s.b;
      int po = s.po;
      int go = s.go + shift;
      int bo = s.bo;
      FloatVector scale = FloatVector.broadcast(S, s.scale);
      FloatVector rate = FloatVector.broadcast(S, -s.rate);
      FloatVector decay = FloatVector.broadcast(S, s.decay);
      FloatVector keep = FloatVector.broadcast(S, s.keep);
      FloatVector take = FloatVector.broadcast(S, s.take);
      int i = from;
      for (int bound = from + S.loopBound(to - from); i < bound; i += S.length()) {
        FloatVector p = FloatVector.fromArray(S, ps, po + i);
        FloatVector g = scale.mul(FloatVector.fromArray(S, gs, go + i));
        if ((FLAGS & DECAY) != 0) {
          g = decay.fma(p, g);
        }
        FloatVector d = g;
        if ((FLAGS & MOMENTUM) != 0) {
          d = keep.fma(FloatVector.fromArray(S, bs, bo + i), take.mul(g));
          d.intoArray(bs, bo + i);
        }
        if ((FLAGS & NESTEROV) != 0) {
          d = keep.fma(d, g);
        }
        rate.fma(d, p).intoArray(ps, po + i);
      }
      scalar(s, FLAGS, i, to, shift);
    }
  }

  /** One combination of flags. */
  record Rule(int flags) implements Recipe<StepKernel<SgdStep>> {
    @Override
    public StepKernel<SgdStep> scalar() {
      return (s, from, to, shift) -> SgdStep.scalar(s, flags, from, to, shift);
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
