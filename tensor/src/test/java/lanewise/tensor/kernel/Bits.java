package lanewise.tensor.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import lanewise.tensor.Tensor;

/** Comparison of floats bit by bit; all NaNs count as equal. */
public final class Bits {
  private Bits() {}

  /** Fails at the first element that differs. */
  public static void assertSame(float[] expected, float[] actual, Object what) {
    assertEquals(expected.length, actual.length, () -> what + ": length");
    for (int i = 0; i < expected.length; i++) {
      if (Float.floatToIntBits(expected[i]) != Float.floatToIntBits(actual[i])) {
        fail(what + ": element " + i + " is " + actual[i] + ", expected " + expected[i]);
      }
    }
  }

  /** Shapes and values. */
  public static void assertSame(Tensor expected, Tensor actual, Object what) {
    assertEquals(expected.shape(), actual.shape(), () -> what + ": shape");
    assertSame(expected.toArray(), actual.toArray(), what);
  }
}
