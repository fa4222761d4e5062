package lanewise.tensor.step;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.Fma;
import lanewise.tensor.kernel.template.Templates;

/**
 * An average that another tensor enters: a = a + share * (x - a). Of one element:
 *
 * <pre>
 * a = fma(share, x - a, a)         share below 1/2
 * a = fma(share - 1, x - a, x)     else
 * </pre>
 *
 * <p>The two are one interpolation from the nearer end, so that a share of 0 keeps a and a share of 1 makes it x.
 */
public final class AverageStep extends ElementwiseStep<AverageStep> {
  private static final int FROM_NEW = 1;
  private static final LevelKernels<StepKernel<AverageStep>> KERNELS = new LevelKernels<>(2, Lanes.class,
      flags -> (s, from, to, _) -> scalar(s, flags, from, to));

  float weight;

  /** A step not yet described. */
  public AverageStep() {
    super(KERNELS, 200);
  }

  /**
   * Describes the whole step.
   *
   * @param average a, which is changed
   * @param x what enters, of the same shape and layout
   * @param share in [0, 1]
   */
  public AverageStep enter(Tensor average, Tensor x, double share) {
    begin(average, x, 1);
    boolean fromNew = share >= 0.5;
    weight = (float) (fromNew ? share - 1 : share);
    flags = fromNew ? FROM_NEW : 0;
    return this;
  }

  /** The scalar twin. */
  static void scalar(AverageStep s, int flags, int from, int to) {
    for (int i = from; i < to; i++) {
      float a = s.p[s.po + i];
      float x = s.g[s.go + i];
      s.p[s.po + i] = Fma.fma(s.weight, x - a, (flags & FROM_NEW) != 0 ? x : a);
    }
  }

  /** The vector form; specialised by {@link Templates} for a combination of flags and a width. */
  static final class Lanes implements StepKernel<AverageStep> {
    private static final Templates.Data DATA = Templates.data(MethodHandles.lookup());
    private static final VectorSpecies<Float> S = VectorSpecies.of(float.class, VectorShape.forBitSize(DATA.bits()));
    private static final int FLAGS = LevelKernels.flags(DATA);

    @Override
    public void run(AverageStep s, int from, int to, int shift) {
      float[] as = s.p;
      float[] xs = s.g;
      int ao = s.po;
      int xo = s.go;
      FloatVector weight = FloatVector.broadcast(S, s.weight);
      int i = from;
      for (int bound = from + S.loopBound(to - from); i < bound; i += S.length()) {
        FloatVector a = FloatVector.fromArray(S, as, ao + i);
        FloatVector x = FloatVector.fromArray(S, xs, xo + i);
        weight.fma(x.sub(a), (FLAGS & FROM_NEW) != 0 ? x : a).intoArray(as, ao + i);
      }
      scalar(s, FLAGS, i, to);
    }
  }
}
