package lanewise.tensor.kernel.template;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/** Vector species by width in bits. Touched only once the {@link Ladder} has found the incubator module. */
public final class Widths {
  private Widths() {}

  static int preferredBits() {
    return FloatVector.SPECIES_PREFERRED.vectorBitSize();
  }

  /** The species of this width; 128, 256 or 512 bits. */
  public static VectorSpecies<Float> species(int bits) {
    return switch (bits) {
      case 128 -> FloatVector.SPECIES_128;
      case 256 -> FloatVector.SPECIES_256;
      case 512 -> FloatVector.SPECIES_512;
      default -> throw new IllegalArgumentException("vector width " + bits + "; allowed: 128, 256, 512");
    };
  }

  /**
   * The class of the vectors of this width; kernels ask for it when they are linked.
   *
   * @param vectors FloatVector, IntVector or LongVector
   */
  public static Class<?> vectorType(Class<?> vectors, int bits) {
    Class<?> element = vectors == FloatVector.class ? float.class : vectors == IntVector.class ? int.class : long.class;
    return species(bits).vectorShape().withLanes(element).vectorType();
  }
}
