package lanewise.tensor.step;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import lanewise.tensor.kernel.Fma;
import lanewise.tensor.kernel.template.Templates;

/** Counts the elements of a cautious {@link LionStep} that take part: those whose direction u has the sign of the gradient. */
interface AgreementKernel {
  LevelKernels<AgreementKernel> KERNELS = new LevelKernels<>(1, Lanes.class, _ -> AgreementKernel::scalar);

  /** How many there are from {@code from} to {@code to - 1}. */
  int count(LionStep s, int from, int to);

  /** The scalar twin. */
  static int scalar(LionStep s, int from, int to) {
    int count = 0;
    for (int i = from; i < to; i++) {
      float g = s.scale * s.g[s.go + i];
      float u = Fma.fma(s.keep, s.m[s.mo + i], s.take * g);
      count += u > 0 && g > 0 || u < 0 && g < 0 ? 1 : 0;
    }
    return count;
  }

  /** The vector form; specialised by {@link Templates} for a width. */
  final class Lanes implements AgreementKernel {
    private static final VectorSpecies<Float> S = VectorSpecies.of(float.class,
        VectorShape.forBitSize(Templates.data(MethodHandles.lookup()).bits()));

    @Override
    public int count(LionStep s, int from, int to) {
      float[] gs = s.g;
      float[] ms = s.m;
      int go = s.go;
      int mo = s.mo;
      FloatVector scale = FloatVector.broadcast(S, s.scale);
      FloatVector keep = FloatVector.broadcast(S, s.keep);
      FloatVector take = FloatVector.broadcast(S, s.take);
      FloatVector zero = FloatVector.zero(S);
      int count = 0;
      int i = from;
      for (int bound = from + S.loopBound(to - from); i < bound; i += S.length()) {
        FloatVector g = scale.mul(FloatVector.fromArray(S, gs, go + i));
        FloatVector u = keep.fma(FloatVector.fromArray(S, ms, mo + i), take.mul(g));
        VectorMask<Float> up = u.compare(VectorOperators.GT, zero).and(g.compare(VectorOperators.GT, zero));
        VectorMask<Float> down = u.compare(VectorOperators.LT, zero).and(g.compare(VectorOperators.LT, zero));
        count += up.or(down).trueCount();
      }
      return count + scalar(s, i, to);
    }
  }
}
