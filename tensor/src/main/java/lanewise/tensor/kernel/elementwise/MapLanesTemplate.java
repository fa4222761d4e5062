package lanewise.tensor.kernel.elementwise;

import jdk.incubator.vector.FloatVector;

/** The vector form of a {@link MapFormula}; specialised by {@code Templates}, the call replaced by the formula. */
final class MapLanesTemplate implements MapOp.Lanes {
  private static final MapOp.Lanes LANES = null;

  @Override
  public FloatVector apply(FloatVector x) {
    return LANES.apply(x);
  }
}
