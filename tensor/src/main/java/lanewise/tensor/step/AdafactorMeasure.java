package lanewise.tensor.step;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import lanewise.tensor.kernel.Fma;
import lanewise.tensor.kernel.template.Templates;

/**
 * The pass of {@link AdafactorStep} that sums squares, and brings second moments up to date that are kept element by element. Of one element, each
 * line rounded as written:
 *
 * <pre>
 * g = scale * g
 * v = fma(weight, g * g - v, v)        weight < 1/2, else v = fma(-(1 - weight), g * g - v, g * g)
 * u = g / sqrt(max(v, floor))          a NaN stays
 * sums: u^2 and p^2, in double
 * </pre>
 */
final class AdafactorMeasure {
  /** v is kept for each element, and is brought up to date. */
  static final int AVERAGE = 1;
  /** From a weight of a half on the average is taken from the side of the new value. */
  static final int FROM_SQUARE = 2;
  static final LevelKernels<AdafactorKernel> KERNELS = new LevelKernels<>(4, Lanes.class,
      flags -> (s, from, n, v, vo, lanes) -> scalar(s, flags, from, 0, n, v, vo, lanes));

  private AdafactorMeasure() {}

  /** The scalar twin, from element {@code i} of the stretch on. */
  static void scalar(AdafactorStep s, int flags, int from, int i, int n, float[] v, int vo, double[] lanes) {
    for (; i < n; i++) {
      float p = s.p[s.po + from + i];
      float g = s.scale * s.g[s.go + from + i];
      float x = v[vo + i];
      if ((flags & AVERAGE) != 0) {
        float square = g * g;
        x = Fma.fma(s.weight, square - x, (flags & FROM_SQUARE) != 0 ? square : x);
        v[vo + i] = x;
      }
      float u = g / (float) Math.sqrt(x < s.floor ? s.floor : x);
      lanes[i % AdafactorKernel.LANES] += (double) u * u;
      lanes[AdafactorKernel.LANES + i % AdafactorKernel.LANES] += (double) p * p;
    }
  }

  /** The vector form; specialised by {@link Templates} for a combination of flags and a width. */
  static final class Lanes implements AdafactorKernel {
    private static final Templates.Data DATA = Templates.data(MethodHandles.lookup());
    private static final VectorSpecies<Float> S = VectorSpecies.of(float.class, VectorShape.forBitSize(DATA.bits()));
    private static final VectorSpecies<Double> D = VectorSpecies.of(double.class, VectorShape.forBitSize(DATA.bits()));
    private static final int FLAGS = LevelKernels.flags(DATA);

    @Override
    public void run(AdafactorStep s, int from, int n, float[] vs, int vo, double[] lanes) {
      float[] ps = s.p;
      float[] gs = s.g;
      int po = s.po + from;
      int go = s.go + from;
      FloatVector scale = FloatVector.broadcast(S, s.scale);
      FloatVector weight = FloatVector.broadcast(S, s.weight);
      FloatVector floor = FloatVector.broadcast(S, s.floor);
      int base = 0;
      for (; base + LANES <= n; base += LANES) {
        for (int l = 0; l < LANES; l += S.length()) {
          int i = base + l;
          FloatVector p = FloatVector.fromArray(S, ps, po + i);
          FloatVector g = scale.mul(FloatVector.fromArray(S, gs, go + i));
          FloatVector v = FloatVector.fromArray(S, vs, vo + i);
          if ((FLAGS & AVERAGE) != 0) {
            FloatVector square = g.mul(g);
            v = weight.fma(square.sub(v), (FLAGS & FROM_SQUARE) != 0 ? square : v);
            v.intoArray(vs, vo + i);
          }
          FloatVector u = g.div(v.blend(floor, v.compare(VectorOperators.LT, floor)).sqrt());
          DoubleVector first = (DoubleVector) u.convertShape(VectorOperators.F2D, D, 0);
          DoubleVector second = (DoubleVector) u.convertShape(VectorOperators.F2D, D, 1);
          DoubleVector.fromArray(D, lanes, l).add(first.mul(first)).intoArray(lanes, l);
          DoubleVector.fromArray(D, lanes, l + D.length()).add(second.mul(second)).intoArray(lanes, l + D.length());
          first = (DoubleVector) p.convertShape(VectorOperators.F2D, D, 0);
          second = (DoubleVector) p.convertShape(VectorOperators.F2D, D, 1);
          DoubleVector.fromArray(D, lanes, LANES + l).add(first.mul(first)).intoArray(lanes, LANES + l);
          DoubleVector.fromArray(D, lanes, LANES + l + D.length()).add(second.mul(second)).intoArray(lanes, LANES + l + D.length());
        }
      }
      scalar(s, FLAGS, from, base, n, vs, vo, lanes);
    }
  }
}
