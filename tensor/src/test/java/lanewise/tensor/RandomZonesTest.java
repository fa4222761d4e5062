package lanewise.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.function.BiFunction;
import lanewise.tensor.kernel.Bits;
import lanewise.tensor.kernel.Levels;
import lanewise.tensor.kernel.random.Normals;
import lanewise.tensor.kernel.random.Philox;
import org.junit.jupiter.api.Test;

/** Random fills of every length up to some vectors: kernels write to their place and not beside it, and a shorter fill begins alike. */
class RandomZonesTest {
  private static final int MOST = 130;
  private static final int[] OFFSETS = {0, 1, 3, 7, 16, 33};
  private static final int BEHIND = 40;
  private static final float GUARD = Float.intBitsToFloat(0x7fc0beef);

  /** Writes n floats from an offset on. */
  private interface Fill {
    void into(float[] y, int offset, int n);
  }

  private static void assertInPlace(String what, float[] expected, Fill fill, int n, int offset) {
    float[] y = new float[offset + n + BEHIND];
    Arrays.fill(y, GUARD);
    fill.into(y, offset, n);
    assertArrayEquals(Arrays.copyOf(expected, n), Arrays.copyOfRange(y, offset, offset + n), what);
    for (int i = 0; i < y.length; i++) {
      if (i < offset || i >= offset + n) {
        int neighbour = i;
        assertEquals(0x7fc0beef, Float.floatToRawIntBits(y[i]), () -> what + ": neighbour " + neighbour);
      }
    }
  }

  @Test
  void blocksOfUniformFloats_stayInTheirPlace() {
    float[] expected = new float[MOST * Philox.WORDS];
    Levels.scalar(Philox::kernel).fill(-3, 5, 7, expected, 0, MOST);
    for (KernelLevel level : Levels.all()) {
      Philox kernel = Levels.at(level, Philox::kernel);
      for (int blocks = 0; blocks <= MOST; blocks++) {
        for (int offset : OFFSETS) {
          Fill fill = (y, yo, n) -> kernel.fill(-3, 5, 7, y, yo, n / Philox.WORDS);
          assertInPlace(blocks + " blocks from " + offset + " at " + level, expected, fill, blocks * Philox.WORDS, offset);
        }
      }
    }
  }

  @Test
  void normals_stayInTheirPlace() {
    float[] expected = new float[MOST];
    Levels.scalar(Normals::kernel).fill(-3, 5, 7, 1, 2, expected, 0, MOST);
    for (KernelLevel level : Levels.all()) {
      Normals kernel = Levels.at(level, Normals::kernel);
      for (int length = 0; length <= MOST; length++) {
        for (int offset : OFFSETS) {
          Fill fill = (y, yo, n) -> kernel.fill(-3, 5, 7, 1, 2, y, yo, n);
          assertInPlace(length + " normals from " + offset + " at " + level, expected, fill, length, offset);
        }
      }
    }
  }

  @Test
  void shorterFills_beginAsLongerOnes() {
    assertPrefixes("uniform", (rng, n) -> rng.uniform(-1, 2, n));
    assertPrefixes("normal", (rng, n) -> rng.normal(1, 2, n));
    assertPrefixes("gaussians", (rng, n) -> rng.gaussians(1, 2, n));
    assertPrefixes("bernoulli", (rng, n) -> rng.bernoulli(0.3, n));
    assertPrefixes("dropout", (rng, n) -> rng.dropout(0.3, n));
  }

  private static void assertPrefixes(String what, BiFunction<Rng, Integer, Tensor> fill) {
    for (int before = 0; before < 9; before++) {
      int drawn = before;
      float[] longest = Levels.scalar(() -> fill.apply(after(drawn), MOST)).toArray();
      for (KernelLevel level : Levels.all()) {
        for (int n = 0; n <= MOST; n++) {
          int length = n;
          Tensor actual = Levels.at(level, () -> fill.apply(after(drawn), length));
          Bits.assertSame(Tensor.of(Arrays.copyOf(longest, n), n), actual, what + " of " + n + " after " + before + " at " + level);
        }
      }
    }
  }

  private static Rng after(int draws) {
    Rng rng = Rng.seed(9);
    for (int i = 0; i < draws; i++) {
      rng.nextInt();
    }
    return rng;
  }
}
