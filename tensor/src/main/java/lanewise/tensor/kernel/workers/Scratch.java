package lanewise.tensor.kernel.workers;

import java.util.Arrays;
import lanewise.tensor.kernel.ShortMemory;

/**
 * The working memory of one participant of a parallel run: a few numbered arrays that grow and stay. Holds no result and no state between chunks; the
 * values are arbitrary at each request. An {@link OutOfMemoryError} names the size, and leaves the arrays as they were.
 */
public final class Scratch {
  private static final int BUFFERS = 8;
  private static final String WHAT = "working memory of size ";
  private static final boolean POISON = Boolean.getBoolean("lanewise.debug.poison");

  private final float[][] floats = new float[BUFFERS][0];
  private final double[][] doubles = new double[BUFFERS][0];
  private int[] ints = new int[0];

  private final PanelBuffer panels = new PanelBuffer();

  /** Memory for packed panels. */
  public PanelBuffer panels() {
    return panels;
  }

  /** Array number {@code id} with at least {@code size} floats. */
  public float[] floats(int id, int size) {
    if (floats[id].length < size) {
      floats[id] = ShortMemory.array(WHAT, size, size, Float.BYTES, float[]::new);
    }
    if (POISON) {
      Arrays.fill(floats[id], Float.NaN);
    }
    return floats[id];
  }

  /** Array number {@code id} with at least {@code size} doubles. */
  public double[] doubles(int id, int size) {
    if (doubles[id].length < size) {
      doubles[id] = ShortMemory.array(WHAT, size, size, Double.BYTES, double[]::new);
    }
    if (POISON) {
      Arrays.fill(doubles[id], Double.NaN);
    }
    return doubles[id];
  }

  /** The one array of whole numbers, at least {@code size} long. */
  public int[] ints(int size) {
    if (ints.length < size) {
      ints = ShortMemory.array(WHAT, size, size, Integer.BYTES, int[]::new);
    }
    return ints;
  }
}
