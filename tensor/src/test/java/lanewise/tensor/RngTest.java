package lanewise.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import lanewise.tensor.kernel.random.Philox;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RngTest {
  @Test
  void philox_hasTheKnownAnswersOfItsAuthors() {
    assertPhilox(new int[4], new int[2], 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
    assertPhilox(new int[] {-1, -1, -1, -1}, new int[] {-1, -1}, 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
    assertPhilox(new int[] {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, new int[] {0xa4093822, 0x299f31d0},
        0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1);
  }

  @Test
  void theKeyOfAStream_isTheSeedOfItsBeginning() {
    for (long seed : new long[] {0, 1, -1, Long.MIN_VALUE, 0x123456789abcdef0L}) {
      assertEquals(seed, Rng.seed(seed).key());
      Rng child = Rng.seed(seed).split("child", 3);
      Rng again = Rng.seed(child.key());
      assertEquals(child.nextLong(), again.nextLong());
      assertEquals(child.split("own").nextLong(), again.split("own").nextLong());
    }
  }

  private static void assertPhilox(int[] counter, int[] key, int... expected) {
    int[] out = new int[4];
    Philox.block(counter[0], counter[1], counter[2], counter[3], key[0], key[1], out);
    assertArrayEquals(expected, out);
  }

  @Test
  void streamIsTheBlocksOfTheCounterInOrder() {
    Rng rng = Rng.seed(0x0123456789abcdefL);
    int[] block = new int[4];
    for (int counter = 0; counter < 5; counter++) {
      Philox.block(counter, 0, 0, 0, 0x89abcdef, 0x01234567, block);
      for (int word : block) {
        assertEquals(word, rng.nextInt());
      }
    }
  }

  @Test
  void longsFloatsAndDoubles_areMadeOfTheWordsAsDocumented() {
    Rng words = Rng.seed(5);
    Rng rng = Rng.seed(5);
    long low = words.nextInt() & 0xffffffffL;
    assertEquals(low | (long) words.nextInt() << 32, rng.nextLong());
    assertEquals((words.nextInt() >>> 8) * 0x1p-24f, rng.nextFloat());
    long bits = (words.nextInt() & 0xffffffffL) | (long) words.nextInt() << 32;
    assertEquals((bits >>> 11) * 0x1p-53, rng.nextDouble());
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE})
  void equalSeeds_giveEqualStreams(long seed) {
    Rng a = Rng.seed(seed);
    Rng b = Rng.seed(seed);
    for (int i = 0; i < 100; i++) {
      assertEquals(a.nextLong(), b.nextLong());
    }
  }

  @Test
  void allBitsOfTheSeedCount() {
    Set<Long> first = new HashSet<>();
    first.add(Rng.seed(0).nextLong());
    for (int bit = 0; bit < 64; bit++) {
      assertTrue(first.add(Rng.seed(1L << bit).nextLong()), "bit " + bit);
    }
  }

  @Test
  void split_doesNotAdvance() {
    Rng a = Rng.seed(1);
    Rng b = Rng.seed(1);
    a.split("shuffle", 3).nextLong();
    assertEquals(b.nextLong(), a.nextLong());
  }

  @Test
  void split_isTheSameWhateverWasDrawn() {
    Rng rng = Rng.seed(1);
    long before = rng.split("a", 5).nextLong();
    rng.nextLong();
    assertEquals(before, rng.split("a", 5).nextLong());
    assertEquals(rng.split("a").nextLong(), rng.split("a", 0).nextLong());
  }

  @Test
  void split_byNameIndexSeedAndParent_givesDifferentStreams() {
    Set<Long> first = new HashSet<>();
    for (long seed : new long[] {0, 1}) {
      assertTrue(first.add(Rng.seed(seed).nextLong()));
      for (String name : new String[] {"", "a", "b", "ab", "ba", "é"}) {
        for (long index : new long[] {0, 1, -1, 1L << 32}) {
          assertTrue(first.add(Rng.seed(seed).split(name, index).nextLong()), name + index);
          assertTrue(first.add(Rng.seed(seed).split("c").split(name, index).nextLong()), "c" + name + index);
        }
      }
    }
  }

  @Test
  void splitStreams_areUncorrelated() {
    Rng rng = Rng.seed(9);
    Rng a = rng.split("noise", 0);
    Rng b = rng.split("noise", 1);
    int n = 20_000;
    double product = 0;
    for (int i = 0; i < n; i++) {
      product += a.nextGaussian() * b.nextGaussian();
    }
    // The mean of n products has the standard deviation 1 / sqrt(n).
    assertTrue(Math.abs(product / n) < 5 / Math.sqrt(n), "mean product " + product / n);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 10, 1000, 1 << 30, (1 << 30) + 1, Integer.MAX_VALUE})
  void nextIntBelowABound_staysInside(int bound) {
    Rng rng = Rng.seed(bound);
    for (int i = 0; i < 1000; i++) {
      int v = rng.nextInt(bound);
      assertTrue(v >= 0 && v < bound, v + " of " + bound);
    }
  }

  @Test
  void nextIntBelowABound_isUnbiasedWhereAPlainRemainderIsNot() {
    // With three quarters of the range as bound, remainders of 32 bits would hit the lower third twice as often as the rest.
    int bound = 3 << 29;
    int third = bound / 3;
    int[] hits = new int[3];
    Rng rng = Rng.seed(4);
    int n = 30_000;
    for (int i = 0; i < n; i++) {
      hits[rng.nextInt(bound) / third]++;
    }
    for (int h : hits) {
      assertEquals(n / 3.0, h, 5 * Math.sqrt(n * 2 / 9.0));
    }
  }

  @Test
  void nextIntBelowASmallBound_isUniform() {
    int[] hits = new int[10];
    Rng rng = Rng.seed(8);
    int n = 50_000;
    for (int i = 0; i < n; i++) {
      hits[rng.nextInt(10)]++;
    }
    double chiSquare = Arrays.stream(hits).mapToDouble(h -> (h - n / 10.0) * (h - n / 10.0) / (n / 10.0)).sum();
    // 9 degrees of freedom: beyond 33.7 once in ten thousand.
    assertTrue(chiSquare < 33.7, "chi square " + chiSquare);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
  void boundBelowOne_isNamed(int bound) {
    var e = assertThrows(IllegalArgumentException.class, () -> Rng.seed(0).nextInt(bound));
    assertEquals("bound " + bound + "; allowed: >= 1", e.getMessage());
  }

  @Test
  void floatsAndDoubles_areBelowOneAndSpreadEvenly() {
    Rng rng = Rng.seed(2);
    int n = 50_000;
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < n; i++) {
      float f = rng.nextFloat();
      double d = rng.nextDouble();
      assertTrue(f >= 0 && f < 1 && d >= 0 && d < 1);
      sum += f + d;
      squares += f * (double) f + d * d;
    }
    assertEquals(0.5, sum / (2 * n), 5 * Math.sqrt(1 / 12.0 / (2 * n)));
    assertEquals(1 / 3.0, squares / (2 * n), 5 * Math.sqrt(4 / 45.0 / (2 * n)));
  }

  @Test
  void gaussians_haveTheMomentsOfTheStandardNormal() {
    Rng rng = Rng.seed(3);
    int n = 50_000;
    double[] moments = new double[5];
    for (int i = 0; i < n; i++) {
      double g = rng.nextGaussian();
      for (int k = 1; k <= 4; k++) {
        moments[k] += Math.pow(g, k) / n;
      }
    }
    double sigma = Math.sqrt(1.0 / n);
    assertEquals(0, moments[1], 5 * sigma);
    assertEquals(1, moments[2], 5 * Math.sqrt(2) * sigma);
    assertEquals(0, moments[3], 5 * Math.sqrt(15) * sigma);
    assertEquals(3, moments[4], 5 * Math.sqrt(96) * sigma);
  }

  @Test
  void permutation_holdsEveryNumberOnce() {
    for (int n : new int[] {0, 1, 2, 3, 100, 1000}) {
      int[] order = Rng.seed(n).permutation(n);
      int[] sorted = order.clone();
      Arrays.sort(sorted);
      for (int i = 0; i < n; i++) {
        assertEquals(i, sorted[i]);
      }
    }
    assertThrows(IllegalArgumentException.class, () -> Rng.seed(0).permutation(-1));
  }

  @Test
  void permutation_isUniformOverAllOrders() {
    int[] hits = new int[27];
    Rng rng = Rng.seed(6);
    int n = 12_000;
    for (int i = 0; i < n; i++) {
      int[] p = rng.permutation(3);
      hits[9 * p[0] + 3 * p[1] + p[2]]++;
    }
    assertEquals(6, Arrays.stream(hits).filter(h -> h > 0).count());
    double chiSquare = Arrays.stream(hits).filter(h -> h > 0).mapToDouble(h -> (h - n / 6.0) * (h - n / 6.0) / (n / 6.0)).sum();
    // 5 degrees of freedom: beyond 25.7 once in ten thousand.
    assertTrue(chiSquare < 25.7, "chi square " + chiSquare);
  }

  @Test
  void permutation_isTheDocumentedOneForever() {
    assertArrayEquals(referencePermutation(20, 77), Rng.seed(77).permutation(20));
  }

  /** Fisher and Yates from the end, written again. */
  private static int[] referencePermutation(int n, long seed) {
    Rng rng = Rng.seed(seed);
    int[] order = new int[n];
    Arrays.setAll(order, i -> i);
    for (int left = n; left > 1; left--) {
      int picked = rng.nextInt(left);
      int last = order[left - 1];
      order[left - 1] = order[picked];
      order[picked] = last;
    }
    return order;
  }

  @Test
  void uniform_staysBelowItsUpperEndThoughRoundingWouldReachIt() {
    // 1 + (1 - 2^-24) lies half way between two floats and would be rounded to 2.
    float[] values = Rng.seed(1).uniform(1, Math.nextUp(1f), 2000).toArray();
    for (float v : values) {
      assertEquals(1f, v);
    }
    for (float v : Rng.seed(2).uniform(1, 1 + 4 * Math.ulp(1f), 2000).toArray()) {
      assertTrue(v >= 1 && v < 1 + 4 * Math.ulp(1f), "value " + v);
    }
  }

  @Test
  void uniform_drawsInRowMajorOrder() {
    Rng rng = Rng.seed(1);
    Tensor t = Rng.seed(1).uniform(-2, 3, 2, 5);
    for (int i = 0; i < 10; i++) {
      assertEquals((float) (-2 + 5.0 * rng.nextFloat()), t.get(i / 5, i % 5));
    }
    assertArrayEquals(new float[] {4, 4}, Rng.seed(1).uniform(4, 4, 2).toArray());
  }

  @Test
  void gaussians_drawInRowMajorOrder() {
    Rng rng = Rng.seed(1);
    Tensor t = Rng.seed(1).gaussians(-2, 3, 2, 5);
    for (int i = 0; i < 10; i++) {
      assertEquals((float) (-2 + 3 * rng.nextGaussian()), t.get(i / 5, i % 5));
    }
    assertArrayEquals(new float[] {4, 4}, Rng.seed(1).gaussians(4, 0, 2).toArray());
  }

  @Test
  void normal_isItsMeanWithoutADeviation() {
    assertArrayEquals(new float[] {4, 4, 4}, Rng.seed(1).normal(4, 0, 3).toArray());
  }

  @Test
  void rangesThatAreNone_areNamed() {
    Rng rng = Rng.seed(0);
    float inf = Float.POSITIVE_INFINITY;
    for (float[] range : new float[][] {{1, 0}, {Float.NaN, 1}, {0, Float.NaN}, {-inf, 0}, {0, inf}, {inf, inf}, {-inf, -inf}, {-3e38f, 3e38f}}) {
      var e = assertThrows(IllegalArgumentException.class, () -> rng.uniform(range[0], range[1], 2));
      assertTrue(e.getMessage().startsWith("uniform(" + range[0] + ", " + range[1] + "); allowed: "), e.getMessage());
    }
    for (float[] range : new float[][] {{0, -1}, {Float.NaN, 1}, {0, Float.NaN}, {inf, 1}, {0, inf}}) {
      var e = assertThrows(IllegalArgumentException.class, () -> rng.normal(range[0], range[1], 2));
      assertTrue(e.getMessage().startsWith("normal(" + range[0] + ", " + range[1] + "); allowed: "), e.getMessage());
      e = assertThrows(IllegalArgumentException.class, () -> rng.gaussians(range[0], range[1], 2));
      assertTrue(e.getMessage().startsWith("gaussians(" + range[0] + ", " + range[1] + "); allowed: "), e.getMessage());
    }
    assertNotEquals(0, rng.nextLong());
  }
}
