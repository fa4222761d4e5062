package lanewise.tensor.kernel.workers;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import lanewise.tensor.kernel.ShortMemory;

/**
 * Memory for packed panels, grown on demand and kept; its values are arbitrary at each request.
 *
 * <p>The vector kernels read it as a segment that begins at a multiple of 64 bytes: a vector that crosses two cache lines costs a product a tenth of
 * its speed, and where an array begins is the collector's choice. The segment belongs to the garbage collector, too. The scalar twins use an array.
 */
public final class PanelBuffer {
  private static final int LINE_BYTES = 64;
  private static final String WHAT = "working memory for packed panels of size ";
  private static final boolean POISON = Boolean.getBoolean("lanewise.debug.poison");

  private float[] array = {};
  private MemorySegment segment = MemorySegment.NULL;
  private long labelRun;
  private int labelProduct;
  private int labelColumn;

  /** The segment of the vector kernels. */
  public MemorySegment segment() {
    return segment;
  }

  /** The array of the scalar twins. */
  public float[] array() {
    return array;
  }

  /** True where it was {@link #label labelled} so, and not reserved anew since. */
  public boolean holds(long run, int product, int column) {
    return labelRun == run && labelProduct == product && labelColumn == column;
  }

  /** Says what it holds: the panels from this column on of this product of a run, whose number is not 0. */
  public void label(long run, int product, int column) {
    labelRun = run;
    labelProduct = product;
    labelColumn = column;
  }

  /** Forgets what it holds and makes room for this many floats in the form that kernels of this width in bits use; 0 is the scalar twin. */
  public void reserve(int floats, int bits) {
    labelRun = 0;
    if (bits == 0) {
      if (array.length < floats) {
        array = ShortMemory.array(WHAT, floats, roomFor(floats), Float.BYTES, float[]::new);
      }
      if (POISON) {
        Arrays.fill(array, Float.NaN);
      }
      return;
    }
    if (segment.byteSize() < 4L * floats) {
      segment = allocated(floats);
    }
    if (POISON) {
      for (long i = 0; i < floats; i++) {
        segment.setAtIndex(ValueLayout.JAVA_FLOAT, i, Float.NaN);
      }
    }
  }

  private static MemorySegment allocated(int floats) {
    long bytes = 4L * roomFor(floats);
    try {
      return Arena.ofAuto().allocate(bytes, LINE_BYTES);
    } catch (OutOfMemoryError e) {
      throw ShortMemory.outsideHeap(WHAT, floats, bytes, e);
    }
  }

  /** The next power of two: products of slowly growing sizes do not each begin with a new buffer. */
  static int roomFor(int floats) {
    return floats > 1 << 30 ? floats : Integer.highestOneBit(2 * floats - 1);
  }
}
