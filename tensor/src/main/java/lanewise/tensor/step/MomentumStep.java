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
 * The moving average of gradients, for optimizers that do more with it than an elementwise update; the parameter is not touched. Of one element, each
 * line rounded as written:
 *
 * <pre>
 * g = scale * g
 * b = fma(1 - momentum, g - b, b)      |1 - momentum| < 1/2, else b = fma(-momentum, g - b, g)
 * u = b, or nesterov: fma(momentum, b - g, g)      |momentum| < 1/2, else u = fma(-(1 - momentum), b - g, b)
 * </pre>
 *
 * <p>The two forms are one interpolation from the nearer end, as PyTorch's.
 */
public final class MomentumStep extends ElementwiseStep<MomentumStep> {
  private static final int FROM_GRADIENT = 1;
  private static final int NESTEROV = 2;
  private static final int FROM_AVERAGE = 4;
  private static final LevelKernels<StepKernel<MomentumStep>> KERNELS = new LevelKernels<>(8, Lanes.class,
      flags -> (s, from, to, shift) -> scalar(s, flags, from, to, shift), trial(1, MomentumStep::tried));

  float[] b;
  float[] u;
  int bo;
  int uo;
  float weight;
  float ahead;

  /** A step not yet described. */
  public MomentumStep() {
    super(KERNELS, 300);
  }

  /**
   * The average and the result.
   *
   * @param buffer b, zeros before its first step
   * @param result u, overwritten
   */
  public MomentumStep average(Tensor buffer, Tensor result, double momentum, boolean nesterov) {
    b = array("momentum_buffer", buffer);
    bo = TensorAccess.offset(buffer);
    u = array("result", result);
    uo = TensorAccess.offset(result);
    boolean fromGradient = Math.abs(1 - momentum) >= 0.5;
    boolean fromAverage = Math.abs(momentum) >= 0.5;
    weight = (float) (fromGradient ? -momentum : 1 - momentum);
    ahead = (float) (fromAverage ? momentum - 1 : momentum);
    flags = (fromGradient ? FROM_GRADIENT : 0) | (nesterov ? NESTEROV | (fromAverage ? FROM_AVERAGE : 0) : 0);
    return this;
  }

  /** A step whose numbers keep the state finite. */
  private static MomentumStep tried(Exercise data) {
    MomentumStep s = new MomentumStep();
    s.b = data.out(1);
    s.u = data.out(2);
    s.weight = 0.5f;
    s.ahead = 0.5f;
    return s;
  }

  /** The scalar twin. */
  static void scalar(MomentumStep s, int flags, int from, int to, int shift) {
    for (int i = from; i < to; i++) {
      float g = s.scale * s.g[s.go + shift + i];
      float b = s.b[s.bo + i];
      b = Fma.fma(s.weight, g - b, (flags & FROM_GRADIENT) != 0 ? g : b);
      s.b[s.bo + i] = b;
      s.u[s.uo + i] = (flags & NESTEROV) != 0 ? Fma.fma(s.ahead, b - g, (flags & FROM_AVERAGE) != 0 ? b : g) : b;
    }
  }

  /** The vector form; specialised by {@link Templates} for a combination of flags and a width. */
  static final class Lanes implements StepKernel<MomentumStep> {
    private static final Templates.Data DATA = Templates.data(MethodHandles.lookup());
    private static final VectorSpecies<Float> S = VectorSpecies.of(float.class, VectorShape.forBitSize(DATA.bits()));
    private static final int FLAGS = LevelKernels.flags(DATA);

    @Override
    public void run(MomentumStep s, int from, int to, int shift) {
      float[] gs = s.g;
      float[] bs = s.b;
      float[] us = s.u;
      int go = s.go + shift;
      int bo = s.bo;
      int uo = s.uo;
      FloatVector scale = FloatVector.broadcast(S, s.scale);
      FloatVector weight = FloatVector.broadcast(S, s.weight);
      FloatVector ahead = FloatVector.broadcast(S, s.ahead);
      int i = from;
      for (int bound = from + S.loopBound(to - from); i < bound; i += S.length()) {
        FloatVector g = scale.mul(FloatVector.fromArray(S, gs, go + i));
        FloatVector b = FloatVector.fromArray(S, bs, bo + i);
        b = weight.fma(g.sub(b), (FLAGS & FROM_GRADIENT) != 0 ? g : b);
        b.intoArray(bs, bo + i);
        if ((FLAGS & NESTEROV) != 0) {
          b = ahead.fma(b.sub(g), (FLAGS & FROM_AVERAGE) != 0 ? b : g);
        }
        b.intoArray(us, uo + i);
      }
      scalar(s, FLAGS, i, to, shift);
    }
  }
}
