package lanewise.tensor.kernel.random;

import java.lang.invoke.MethodHandles;
import lanewise.tensor.kernel.template.Exercise;
import lanewise.tensor.kernel.template.Exercised;
import lanewise.tensor.kernel.template.Ladder;
import lanewise.tensor.kernel.template.Templates;

/**
 * Philox 4x32-10, a bijection of 128 bits for each key of 64, and fills of uniform floats made from its blocks.
 *
 * <p>Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
 */
public interface Philox {
  /** Words of a block. */
  int WORDS = 4;
  /** Rounds. */
  int ROUNDS = 10;
  /** Factor of the first word. */
  int MULTIPLIER_0 = 0xD2511F53;
  /** Factor of the third word. */
  int MULTIPLIER_1 = 0xCD9E8D57;
  /** What the first word of the key grows by each round. */
  int WEYL_0 = 0x9E3779B9;
  /** What the second word of the key grows by each round. */
  int WEYL_1 = 0xBB67AE85;

  /**
   * Fills with the floats of consecutive blocks: word k of block {@code counter + b} makes element {@code 4 b + k} as {@code (word >>> 8) * 2^-24}.
   *
   * @param counter the first block: its counter is (counter, 0)
   * @param blocks number of blocks
   */
  void fill(long counter, int key0, int key1, float[] y, int yo, int blocks);

  /** The kernel at the level in force; the twin for 128 bits, which hold two blocks, and on some processors cannot multiply longs. */
  static Philox kernel() {
    int bits = Ladder.level().bits();
    return Templates.kernel(new PhiloxRecipe(), bits < 256 ? 0 : bits);
  }

  /** A float in [0, 1) from a word. */
  static float uniform(int word) {
    return (word >>> 8) * 0x1p-24f;
  }

  /** The bijection; public tests of random number generators have its known answers. */
  static void block(int c0, int c1, int c2, int c3, int k0, int k1, int[] out) {
    for (int round = 0; round < ROUNDS; round++) {
      long p0 = (MULTIPLIER_0 & 0xffffffffL) * (c0 & 0xffffffffL);
      long p1 = (MULTIPLIER_1 & 0xffffffffL) * (c2 & 0xffffffffL);
      int n0 = (int) (p1 >>> 32) ^ c1 ^ k0;
      int n2 = (int) (p0 >>> 32) ^ c3 ^ k1;
      c1 = (int) p1;
      c3 = (int) p0;
      c0 = n0;
      c2 = n2;
      k0 += WEYL_0;
      k1 += WEYL_1;
    }
    out[0] = c0;
    out[1] = c1;
    out[2] = c2;
    out[3] = c3;
  }

  /** The loop. */
  record PhiloxRecipe() implements Exercised<Philox> {
    @Override
    public Philox scalar() {
      return PhiloxRecipe::blocks;
    }

    /** The rounds of {@link #block} once more, without an array for the words. */
    static void blocks(long counter, int key0, int key1, float[] y, int yo, int blocks) {
      for (int b = 0; b < blocks; b++) {
        int c0 = (int) (counter + b);
        int c1 = (int) (counter + b >>> 32);
        int c2 = 0;
        int c3 = 0;
        for (int round = 0; round < ROUNDS; round++) {
          long p0 = (MULTIPLIER_0 & 0xffffffffL) * (c0 & 0xffffffffL);
          long p1 = (MULTIPLIER_1 & 0xffffffffL) * (c2 & 0xffffffffL);
          c0 = (int) (p1 >>> 32) ^ c1 ^ key0 + round * WEYL_0;
          c2 = (int) (p0 >>> 32) ^ c3 ^ key1 + round * WEYL_1;
          c1 = (int) p1;
          c3 = (int) p0;
        }
        int at = yo + WORDS * b;
        y[at] = uniform(c0);
        y[at + 1] = uniform(c1);
        y[at + 2] = uniform(c2);
        y[at + 3] = uniform(c3);
      }
    }

    @Override
    public Class<?> template() {
      return PhiloxTemplate.class;
    }

    @Override
    public MethodHandles.Lookup lookup() {
      return MethodHandles.lookup();
    }

    @Override
    public boolean isolated() {
      return true;
    }

    /** A float takes the twin longer than a quarter of its rounds in multiply-adds. */
    @Override
    public int exercise(Philox kernel, Exercise data) {
      kernel.fill(7, 1, 2, data.out(0), 1, 67);
      kernel.fill(-7, 1, 2, data.out(0), 1, 19);
      return WORDS * (67 + 19) * ROUNDS / 4;
    }
  }
}
