package lanewise.tensor.kernel.random;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;
import lanewise.tensor.kernel.template.Templates;

/**
 * The vector form of {@link Philox}, a block a lane; specialised by {@link Templates}. Each of the four words lies in the lower half of a long. In
 * the end two words share a long, so that a vector of pairs of words is left for each half of the blocks; the two are interleaved.
 */
final class PhiloxTemplate implements Philox {
  private static final VectorShape SHAPE = VectorShape.forBitSize(Templates.data(MethodHandles.lookup()).bits());
  private static final VectorSpecies<Long> S = VectorSpecies.of(long.class, SHAPE);
  private static final int L = S.length();
  private static final VectorShuffle<Long> LOWER = doubled(0);
  private static final VectorShuffle<Long> UPPER = doubled(L / 2);
  private static final VectorMask<Long> ODD = odd();
  private static final LongVector INDEX = LongVector.zero(S).addIndex(1);
  private static final long WORD = 0xffffffffL;

  @Override
  public void fill(long counter, int key0, int key1, float[] y, int yo, int blocks) {
    int whole = S.loopBound(blocks);
    for (int b = 0; b < whole; b += L) {
      LongVector c0 = INDEX.add(counter + b);
      LongVector c1 = c0.lanewise(VectorOperators.LSHR, 32);
      c0 = c0.and(WORD);
      LongVector c2 = LongVector.zero(S);
      LongVector c3 = c2;
      int k0 = key0;
      int k1 = key1;
      for (int round = 0; round < ROUNDS; round++) {
        LongVector p0 = c0.mul(MULTIPLIER_0 & WORD);
        LongVector p1 = c2.mul(MULTIPLIER_1 & WORD);
        c0 = p1.lanewise(VectorOperators.LSHR, 32).lanewise(VectorOperators.XOR, c1).lanewise(VectorOperators.XOR, k0 & WORD).and(WORD);
        c2 = p0.lanewise(VectorOperators.LSHR, 32).lanewise(VectorOperators.XOR, c3).lanewise(VectorOperators.XOR, k1 & WORD).and(WORD);
        c1 = p1.and(WORD);
        c3 = p0.and(WORD);
        k0 += WEYL_0;
        k1 += WEYL_1;
      }
      LongVector first = c1.lanewise(VectorOperators.LSHL, 32).or(c0);
      LongVector second = c3.lanewise(VectorOperators.LSHL, 32).or(c2);
      IntVector lower = first.rearrange(LOWER).blend(second.rearrange(LOWER), ODD).reinterpretAsInts().lanewise(VectorOperators.LSHR, 8);
      IntVector upper = first.rearrange(UPPER).blend(second.rearrange(UPPER), ODD).reinterpretAsInts().lanewise(VectorOperators.LSHR, 8);
      ((FloatVector) lower.convert(VectorOperators.I2F, 0)).mul(0x1p-24f).intoArray(y, yo + WORDS * b);
      ((FloatVector) upper.convert(VectorOperators.I2F, 0)).mul(0x1p-24f).intoArray(y, yo + WORDS * b + 2 * L);
    }
    PhiloxRecipe.blocks(counter + whole, key0, key1, y, yo + WORDS * whole, blocks - whole);
  }

  /** Lanes first, first, first + 1, first + 1, ... */
  private static VectorShuffle<Long> doubled(int first) {
    int[] lanes = new int[L];
    for (int i = 0; i < L; i++) {
      lanes[i] = first + i / 2;
    }
    return VectorShuffle.fromArray(S, lanes, 0);
  }

  private static VectorMask<Long> odd() {
    boolean[] lanes = new boolean[L];
    for (int i = 1; i < L; i += 2) {
      lanes[i] = true;
    }
    return VectorMask.fromArray(S, lanes, 0);
  }
}
