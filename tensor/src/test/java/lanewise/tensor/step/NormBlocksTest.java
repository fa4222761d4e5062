package lanewise.tensor.step;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Norms of tensors whose blocks are many, or end with the tensor, one sweep after the other. */
class NormBlocksTest {
  private static final int BLOCK = 1 << 13;

  private static Tensor filled(float value, int n) {
    float[] x = new float[n];
    Arrays.fill(x, value);
    return Tensor.of(x, n);
  }

  @Test
  void whatEarlierSweepsHaveLeftDoesNotCount() {
    for (double p : new double[] {1, 2, 3}) {
      NormSweep norms = new NormSweep();
      for (int n : new int[] {20 * BLOCK, 3, 40 * BLOCK + 5, BLOCK, BLOCK - 1, BLOCK + 1, 1, 0, 2 * BLOCK}) {
        norms.begin(p);
        norms.add(filled(2, n), 1);
        norms.add(filled(1, BLOCK), 3);
        norms.run();
        assertEquals(2 * Math.pow(n, 1 / p), norms.norm(0), 1e-9 * n, "norm " + p + " of " + n);
        assertEquals(3 * Math.pow(BLOCK, 1 / p), norms.norm(1), 1e-6, "norm " + p + " after " + n);
      }
    }
  }

  @Test
  void asManyTensorsAsThereAreHaveTheirOwnNorms() {
    NormSweep norms = new NormSweep();
    for (int count : new int[] {1, 8, 9, 16, 17, 40}) {
      norms.begin(2);
      for (int i = 0; i < count; i++) {
        norms.add(filled(i + 1, 1 + i % 3 * BLOCK), 1);
      }
      norms.run();
      for (int i = 0; i < count; i++) {
        assertEquals((i + 1) * Math.sqrt(1 + i % 3 * BLOCK), norms.norm(i), 1e-6 * (i + 1), "tensor " + i + " of " + count);
      }
    }
  }
}
