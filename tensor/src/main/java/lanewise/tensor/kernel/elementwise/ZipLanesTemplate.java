package lanewise.tensor.kernel.elementwise;

import jdk.incubator.vector.FloatVector;

/** The vector form of a {@link ZipFormula}; specialised by {@code Templates}, the call replaced by the formula. */
final class ZipLanesTemplate implements ZipOp.Lanes {
  private static final ZipOp.Lanes LANES = null;

  @Override
  public FloatVector apply(FloatVector x, FloatVector y) {
    return LANES.apply(x, y);
  }
}
