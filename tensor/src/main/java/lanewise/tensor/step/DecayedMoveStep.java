package lanewise.tensor.step;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import lanewise.tensor.kernel.Fma;
import lanewise.tensor.kernel.template.Templates;

/**
 * The end of an update whose direction has been computed elsewhere, and stands in the place of the gradient. Of one element, each line rounded as
 * written:
 *
 * <pre>
 * p = p * shrink              shrink = 1 - lr * weightDecay
 * p = fma(scale, g, p)
 * </pre>
 */
public final class DecayedMoveStep extends ElementwiseStep<DecayedMoveStep> {
  private static final LevelKernels<StepKernel<DecayedMoveStep>> KERNELS = new LevelKernels<>(1, Lanes.class,
      _ -> (s, from, to, shift) -> scalar(s, from, to, shift));

  float shrink;

  /** A step not yet described. */
  public DecayedMoveStep() {
    super(KERNELS, 200);
  }

  /** The decay p = p * shrink before the move. */
  public DecayedMoveStep decoupledDecay(double shrink) {
    this.shrink = (float) shrink;
    return this;
  }

  /** The scalar twin. */
  static void scalar(DecayedMoveStep s, int from, int to, int shift) {
    for (int i = from; i < to; i++) {
      s.p[s.po + i] = Fma.fma(s.scale, s.g[s.go + shift + i], s.p[s.po + i] * s.shrink);
    }
  }

  /** The vector form; specialised by {@link Templates} for a width. */
  static final class Lanes implements StepKernel<DecayedMoveStep> {
    private static final VectorSpecies<Float> S = VectorSpecies.of(float.class,
        VectorShape.forBitSize(Templates.data(MethodHandles.lookup()).bits()));

    @Override
    public void run(DecayedMoveStep s, int from, int to, int shift) {
      float[] ps = s.p;
      float[] gs = s.g;
      int po = s.po;
      int go = s.go + shift;
      FloatVector scale = FloatVector.broadcast(S, s.scale);
      FloatVector shrink = FloatVector.broadcast(S, s.shrink);
      int i = from;
      for (int bound = from + S.loopBound(to - from); i < bound; i += S.length()) {
        FloatVector p = FloatVector.fromArray(S, ps, po + i).mul(shrink);
        scale.fma(FloatVector.fromArray(S, gs, go + i), p).intoArray(ps, po + i);
      }
      scalar(s, i, to, shift);
    }
  }
}
