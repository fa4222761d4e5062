package lanewise.tensor.step;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.template.Templates;

/**
 * The clipping of a gradient, in its place. Of one element:
 *
 * <pre>
 * x = scale * x
 * x = limit if x > limit, -limit if x < -limit     clamp; a NaN stays
 * </pre>
 */
public final class ClipStep extends ElementwiseStep<ClipStep> {
  private static final int CLAMP = 1;
  private static final LevelKernels<StepKernel<ClipStep>> KERNELS = new LevelKernels<>(2, Lanes.class,
      flags -> (s, from, to, _) -> scalar(s, flags, from, to));

  float limit;

  /** A step not yet described. */
  public ClipStep() {
    super(KERNELS, 150);
  }

  /** Multiplies. */
  public ClipStep scale(Tensor x, double factor) {
    begin(x, x, factor);
    return this;
  }

  /** Clamps to -limit..limit. */
  public ClipStep clamp(Tensor x, double limit) {
    begin(x, x, 1);
    this.limit = (float) limit;
    flags = CLAMP;
    return this;
  }

  /** The scalar twin. */
  static void scalar(ClipStep s, int flags, int from, int to) {
    for (int i = from; i < to; i++) {
      float x = s.scale * s.p[s.po + i];
      if ((flags & CLAMP) != 0) {
        x = x > s.limit ? s.limit : x < -s.limit ? -s.limit : x;
      }
      s.p[s.po + i] = x;
    }
  }

  /** The vector form; specialised by {@link Templates} for a combination of flags and a width. */
  static final class Lanes implements StepKernel<ClipStep> {
    private static final Templates.Data DATA = Templates.data(MethodHandles.lookup());
    private static final VectorSpecies<Float> S = VectorSpecies.of(float.class, VectorShape.forBitSize(DATA.bits()));
    private static final int FLAGS = LevelKernels.flags(DATA);

    @Override
    public void run(ClipStep s, int from, int to, int shift) {
      float[] xs = s.p;
      int xo = s.po;
      FloatVector scale = FloatVector.broadcast(S, s.scale);
      FloatVector top = FloatVector.broadcast(S, s.limit);
      FloatVector bottom = FloatVector.broadcast(S, -s.limit);
      int i = from;
      for (int bound = from + S.loopBound(to - from); i < bound; i += S.length()) {
        FloatVector x = scale.mul(FloatVector.fromArray(S, xs, xo + i));
        if ((FLAGS & CLAMP) != 0) {
          VectorMask<Float> above = x.compare(VectorOperators.GT, top);
          VectorMask<Float> below = x.compare(VectorOperators.LT, bottom);
          x = x.blend(top, above).blend(bottom, below);
        }
        x.intoArray(xs, xo + i);
      }
      scalar(s, FLAGS, i, to);
    }
  }
}
