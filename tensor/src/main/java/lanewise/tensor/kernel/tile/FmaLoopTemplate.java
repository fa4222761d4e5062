package lanewise.tensor.kernel.tile;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import lanewise.tensor.kernel.template.Templates;
import lanewise.tensor.kernel.template.Widths;

/** The vector form of {@link FmaLoop}; specialised by {@link Templates}. */
final class FmaLoopTemplate implements FmaLoop {
  private static final VectorSpecies<Float> S = Widths.species(Templates.data(MethodHandles.lookup()).bits());
  private static final int LANES = S.length();

  @Override
  public long run(float[] x, int turns) {
    FloatVector a = FloatVector.broadcast(S, x[0]);
    FloatVector b = FloatVector.broadcast(S, x[1]);
    FloatVector c0 = FloatVector.fromArray(S, x, 2 + 0 * LANES);
    FloatVector c1 = FloatVector.fromArray(S, x, 2 + 1 * LANES);
    FloatVector c2 = FloatVector.fromArray(S, x, 2 + 2 * LANES);
    FloatVector c3 = FloatVector.fromArray(S, x, 2 + 3 * LANES);
    FloatVector c4 = FloatVector.fromArray(S, x, 2 + 4 * LANES);
    FloatVector c5 = FloatVector.fromArray(S, x, 2 + 5 * LANES);
    FloatVector c6 = FloatVector.fromArray(S, x, 2 + 6 * LANES);
    FloatVector c7 = FloatVector.fromArray(S, x, 2 + 7 * LANES);
    FloatVector c8 = FloatVector.fromArray(S, x, 2 + 8 * LANES);
    FloatVector c9 = FloatVector.fromArray(S, x, 2 + 9 * LANES);
    FloatVector c10 = FloatVector.fromArray(S, x, 2 + 10 * LANES);
    FloatVector c11 = FloatVector.fromArray(S, x, 2 + 11 * LANES);
    for (int i = 0; i < turns; i++) {
      c0 = c0.fma(a, b);
      c1 = c1.fma(a, b);
      c2 = c2.fma(a, b);
      c3 = c3.fma(a, b);
      c4 = c4.fma(a, b);
      c5 = c5.fma(a, b);
      c6 = c6.fma(a, b);
      c7 = c7.fma(a, b);
      c8 = c8.fma(a, b);
      c9 = c9.fma(a, b);
      c10 = c10.fma(a, b);
      c11 = c11.fma(a, b);
    }
    c0.intoArray(x, 2 + 0 * LANES);
    c1.intoArray(x, 2 + 1 * LANES);
    c2.intoArray(x, 2 + 2 * LANES);
    c3.intoArray(x, 2 + 3 * LANES);
    c4.intoArray(x, 2 + 4 * LANES);
    c5.intoArray(x, 2 + 5 * LANES);
    c6.intoArray(x, 2 + 6 * LANES);
    c7.intoArray(x, 2 + 7 * LANES);
    c8.intoArray(x, 2 + 8 * LANES);
    c9.intoArray(x, 2 + 9 * LANES);
    c10.intoArray(x, 2 + 10 * LANES);
    c11.intoArray(x, 2 + 11 * LANES);
    return 2L * CHAINS * LANES * turns;
  }
}
