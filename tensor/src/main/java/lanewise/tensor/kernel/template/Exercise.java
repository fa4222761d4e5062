package lanewise.tensor.kernel.template;

import java.util.Arrays;

/** Tiny arrays for {@link Exercised#exercise}: ones to read, and room for results. */
public final class Exercise {
  /** Lengths for four calls: some turns of a loop on vectors of every width, with a tail and without, and a tail alone. */
  public static final int[] LENGTHS = {67, 3, 64, 19};
  /** Sum of {@link #LENGTHS}. */
  public static final int FLOATS = 153;
  /** Floats of an array: more than twice the longest of them, and more than a tile. */
  private static final int SIZE = 1024;

  private final float[][] inputs = new float[4][SIZE];
  private final float[][] outputs = new float[4][SIZE];

  Exercise() {
    for (float[] input : inputs) {
      Arrays.fill(input, 1);
    }
  }

  /** Input number 0 to 3: at least {@value #SIZE} ones. */
  public float[] in(int number) {
    return inputs[number];
  }

  /** Input number 0 to 3: at least {@code size} ones. */
  public float[] in(int number, int size) {
    if (inputs[number].length < size) {
      inputs[number] = new float[size];
      Arrays.fill(inputs[number], 1);
    }
    return inputs[number];
  }

  /** Output number 0 to 3: {@value #SIZE} finite floats. */
  public float[] out(int number) {
    return outputs[number];
  }
}
