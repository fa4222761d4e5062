package lanewise.tensor.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Memory for packed panels, grown on demand and kept; its values are arbitrary at each request.
 *
 * <p>The vector kernels read it as a segment that begins at a multiple of 64 bytes: a vector that crosses two cache lines costs a product a tenth of
 * its speed, and where an array begins is the collector's choice. The segment belongs to the garbage collector, too. The scalar twins use an array.
 */
public final class GemmBuffer {
  private static final int LINE_BYTES = 64;
  private static final boolean POISON = Boolean.getBoolean("lanewise.debug.poison");

  private float[] array = {};
  private MemorySegment segment = MemorySegment.NULL;

  /** The segment of the vector kernels. */
  MemorySegment segment() {
    return segment;
  }

  /** The array of the scalar twins. */
  float[] array() {
    return array;
  }

  /** Makes room for this many floats in the form that kernels of this width in bits use; 0 is the scalar twin. */
  void reserve(int floats, int bits) {
    if (bits == 0) {
      if (array.length < floats) {
        array = new float[floats];
      }
      if (POISON) {
        Arrays.fill(array, Float.NaN);
      }
      return;
    }
    if (segment.byteSize() < 4L * floats) {
      segment = Arena.ofAuto().allocate(4L * floats, LINE_BYTES);
    }
    if (POISON) {
      for (long i = 0; i < floats; i++) {
        segment.setAtIndex(ValueLayout.JAVA_FLOAT, i, Float.NaN);
      }
    }
  }
}
