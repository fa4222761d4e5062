package lanewise.tensor.kernel.random;

import java.lang.invoke.MethodHandles;
import lanewise.tensor.kernel.Fma;
import lanewise.tensor.kernel.elementwise.MapFormula;
import lanewise.tensor.kernel.elementwise.MapOp;
import lanewise.tensor.kernel.formula.Bits;
import lanewise.tensor.kernel.formula.Lane;
import lanewise.tensor.kernel.functions.Log;
import lanewise.tensor.kernel.template.Exercise;
import lanewise.tensor.kernel.template.Exercised;
import lanewise.tensor.kernel.template.Ladder;
import lanewise.tensor.kernel.template.Templates;

/**
 * Fills of normal floats from blocks of {@link Philox}, two from two words by the method of Box and Muller: a radius sqrt(-2 ln u) from the first
 * word, u = (word >>> 1) 2^-31 + 2^-32, and a direction from the second one. Its lower 30 bits, as a number from -2^29 to 2^29 - 1, are an angle of
 * the quarter around 0; bit 31 mirrors this at the vertical axis, then bit 30 exchanges the coordinates, so that all directions are reached. The two
 * coordinates times the radius are the two numbers, first and second.
 *
 * <p>None is larger than sqrt(64 ln 2) = 6.66, which a number of a normal distribution exceeds once in 3.6 10^10 draws.
 *
 * <p>Source: Box and Muller, "A note on the generation of random normal deviates", 1958.
 */
public interface Normals {
  /** Times an int of 30 bits: an angle. pi/4 2^-29. */
  float ANGLE = 0x1.921fb6p-30f;
  /** sin r = r + r z (S0 + S1 z + S2 z^2), z = r^2. Relative error 4e-9. */
  float S0 = -0x1.555546p-3f;
  /** Next coefficient. */
  float S1 = 0x1.11077ap-7f;
  /** Last coefficient. */
  float S2 = -0x1.9954a4p-13f;
  /** cos r = 1 + z (-1/2 + C1 z + C2 z^2 + C3 z^3). Error 1e-10. */
  float C1 = 0x1.55554ap-5f;
  /** Next coefficient. */
  float C2 = -0x1.6c0c1ap-10f;
  /** Last coefficient. */
  float C3 = 0x1.99e0eep-16f;

  /**
   * Fills with {@code fma(std, z, mean)}, four z from each of consecutive blocks, those of its first two words and those of its last two.
   *
   * @param counter the first block: its counter is (counter, 0)
   * @param n number of floats; of the last block the first ones are taken
   */
  void fill(long counter, int key0, int key1, float mean, float std, float[] y, int yo, int n);

  /** The kernel at the level in force; the twin for 128 bits, as for {@link Philox}. */
  static Normals kernel() {
    int bits = Ladder.level().bits();
    return Templates.kernel(new NormalsRecipe(), bits < 256 ? 0 : bits);
  }

  /** sqrt(-2 ln u) for normal u from 0 to 1. */
  record Radius() implements MapFormula {
    @Override
    public Lane of(Lane u) {
      Bits k = Log.exponent(u.bits());
      Lane f = u.bits().sub(k.shl(23)).asFloat().sub(1);
      return Log.of(f, k.toFloat()).mul(-2).sqrt();
    }
  }

  /** The loop. */
  record NormalsRecipe() implements Exercised<Normals> {
    @Override
    public Normals scalar() {
      MapOp.Function radius = new Radius().function();
      return (counter, key0, key1, mean, std, y, yo, n) -> blocks(radius, counter, key0, key1, mean, std, y, yo, n);
    }

    /** The rounds of {@link Philox#block} once more, without an array for the words. */
    static void blocks(MapOp.Function radius, long counter, int key0, int key1, float mean, float std, float[] y, int yo, int n) {
      for (int i = 0; i < n; i += Philox.WORDS) {
        long block = counter + i / Philox.WORDS;
        int c0 = (int) block;
        int c1 = (int) (block >>> 32);
        int c2 = 0;
        int c3 = 0;
        for (int round = 0; round < Philox.ROUNDS; round++) {
          long p0 = (Philox.MULTIPLIER_0 & 0xffffffffL) * (c0 & 0xffffffffL);
          long p1 = (Philox.MULTIPLIER_1 & 0xffffffffL) * (c2 & 0xffffffffL);
          c0 = (int) (p1 >>> 32) ^ c1 ^ key0 + round * Philox.WEYL_0;
          c2 = (int) (p0 >>> 32) ^ c3 ^ key1 + round * Philox.WEYL_1;
          c1 = (int) p1;
          c3 = (int) p0;
        }
        pair(radius, c0, c1, mean, std, y, yo + i, n - i);
        pair(radius, c2, c3, mean, std, y, yo + i + 2, n - i - 2);
      }
    }

    private static void pair(MapOp.Function radius, int first, int second, float mean, float std, float[] y, int at, int left) {
      float r = radius.apply(Fma.fma(first >>> 1, 0x1p-31f, 0x1p-32f));
      float angle = (second << 2 >> 2) * ANGLE;
      float z = angle * angle;
      float s = Fma.fma(angle * z, Fma.fma(Fma.fma(S2, z, S1), z, S0), angle);
      float c = Fma.fma(z, Fma.fma(Fma.fma(Fma.fma(C3, z, C2), z, C1), z, -0.5f), 1);
      c = second < 0 ? -c : c;
      boolean exchanged = second << 1 < 0;
      if (left > 0) {
        y[at] = Fma.fma(std, (exchanged ? s : c) * r, mean);
      }
      if (left > 1) {
        y[at + 1] = Fma.fma(std, (exchanged ? c : s) * r, mean);
      }
    }

    @Override
    public Class<?> template() {
      return NormalsTemplate.class;
    }

    @Override
    public MethodHandles.Lookup lookup() {
      return MethodHandles.lookup();
    }

    @Override
    public byte[] edit(byte[] template) {
      return new Radius().into(template);
    }

    @Override
    public boolean isolated() {
      return true;
    }

    @Override
    public int exercise(Normals kernel, Exercise data) {
      kernel.fill(7, 1, 2, 3, 4, data.out(0), 1, 270);
      kernel.fill(-7, 1, 2, 3, 4, data.out(0), 1, 75);
      return (270 + 75) * Philox.ROUNDS;
    }
  }
}
