package lanewise.tensor.kernel;

import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The vector loop of {@link LaneSum}; specialised by {@link Templates}. */
final class LaneSumTemplate implements LaneSum {
  private static final VectorSpecies<Float> S = Widths.species(Templates.data(MethodHandles.lookup()).bits());

  @Override
  public void run(float[] x, int xo, int n, float[] lanes) {
    Arrays.fill(lanes, 0, Order.LANES, -0f);
    int base = 0;
    for (; base + Order.LANES <= n; base += Order.LANES) {
      for (int l = 0; l < Order.LANES; l += S.length()) {
        FloatVector.fromArray(S, lanes, l).add(FloatVector.fromArray(S, x, xo + base + l)).intoArray(lanes, l);
      }
    }
    for (int i = base; i < n; i++) {
      lanes[i - base] += x[xo + i];
    }
  }
}
