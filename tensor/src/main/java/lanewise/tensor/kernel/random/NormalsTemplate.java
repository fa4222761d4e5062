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
import lanewise.tensor.kernel.elementwise.MapOp;
import lanewise.tensor.kernel.template.Templates;

/**
 * The vector form of {@link Normals}, a block a lane; specialised by {@link Templates}, with the radius in the place of the call. Each of the four
 * words lies in the lower half of a long. In the end the first words of the pairs share a vector, and the second ones; the coordinates that come of
 * them are interleaved.
 *
 * <p>Three loops, the words, the radii and the coordinates: in one there would be more operations than {@code ExactVectors} can cast.
 */
final class NormalsTemplate implements Normals {
  private static final VectorShape SHAPE = VectorShape.forBitSize(Templates.data(MethodHandles.lookup()).bits());
  private static final VectorSpecies<Long> S = VectorSpecies.of(long.class, SHAPE);
  private static final VectorSpecies<Float> FLOATS = VectorSpecies.of(float.class, SHAPE);
  private static final int L = S.length();
  private static final VectorShuffle<Float> LOWER = doubled(0);
  private static final VectorShuffle<Float> UPPER = doubled(L);
  private static final VectorMask<Float> ODD = odd();
  private static final LongVector INDEX = LongVector.zero(S).addIndex(1);
  private static final long WORD = 0xffffffffL;
  /** Blocks whose words are made before any of their floats, all in the first cache: a multiple of all L. */
  private static final int TOGETHER = 256;
  private static final MapOp.Lanes LANES = null;
  private static final MapOp.Function RADIUS = new Radius().function();

  @Override
  public void fill(long counter, int key0, int key1, float mean, float std, float[] y, int yo, int n) {
    int whole = S.loopBound(n / Philox.WORDS);
    for (int b = 0; b < whole; b += TOGETHER) {
      int blocks = Math.min(TOGETHER, whole - b);
      words(counter + b, key0, key1, y, yo + Philox.WORDS * b, blocks);
      radii(y, yo + Philox.WORDS * b, blocks);
      normals(mean, std, y, yo + Philox.WORDS * b, blocks);
    }
    int done = Philox.WORDS * whole;
    NormalsRecipe.blocks(RADIUS, counter + whole, key0, key1, mean, std, y, yo + done, n - done);
  }

  /** The words of the blocks as they are, in the places of the floats that will be made of them: first a vector of radii, then one of directions. */
  private static void words(long counter, int key0, int key1, float[] y, int yo, int blocks) {
    // Written as a lower half, so that the compiler knows that a product of two of them is the short multiplication.
    LongVector m0 = LongVector.broadcast(S, Philox.MULTIPLIER_0).and(WORD);
    LongVector m1 = LongVector.broadcast(S, Philox.MULTIPLIER_1).and(WORD);
    for (int b = 0; b < blocks; b += L) {
      LongVector c0 = INDEX.add(counter + b);
      LongVector c1 = c0.lanewise(VectorOperators.LSHR, 32);
      c0 = c0.and(WORD);
      LongVector c2 = LongVector.zero(S);
      LongVector c3 = c2;
      int k0 = key0;
      int k1 = key1;
      for (int round = 0; round < Philox.ROUNDS; round++) {
        LongVector p0 = c0.mul(m0);
        LongVector p1 = c2.and(WORD).mul(m1);
        c0 = p1.lanewise(VectorOperators.LSHR, 32).lanewise(VectorOperators.XOR, c1).lanewise(VectorOperators.XOR, k0 & WORD).and(WORD);
        c2 = p0.lanewise(VectorOperators.LSHR, 32).lanewise(VectorOperators.XOR, c3).lanewise(VectorOperators.XOR, k1 & WORD).and(WORD);
        c1 = p1.and(WORD);
        c3 = p0.and(WORD);
        k0 += Philox.WEYL_0;
        k1 += Philox.WEYL_1;
      }
      c2.lanewise(VectorOperators.LSHL, 32).or(c0).reinterpretAsFloats().intoArray(y, yo + Philox.WORDS * b);
      c3.lanewise(VectorOperators.LSHL, 32).or(c1).reinterpretAsFloats().intoArray(y, yo + Philox.WORDS * b + 2 * L);
    }
  }

  private static void radii(float[] y, int yo, int blocks) {
    for (int b = yo; b < yo + Philox.WORDS * blocks; b += Philox.WORDS * L) {
      IntVector first = FloatVector.fromArray(FLOATS, y, b).reinterpretAsInts();
      FloatVector r = (FloatVector) first.lanewise(VectorOperators.LSHR, 1).convert(VectorOperators.I2F, 0);
      r = r.fma(FloatVector.broadcast(FLOATS, 0x1p-31f), FloatVector.broadcast(FLOATS, 0x1p-32f));
      LANES.apply(r).intoArray(y, b);
    }
  }

  private static void normals(float mean, float std, float[] y, int yo, int blocks) {
    for (int b = yo; b < yo + Philox.WORDS * blocks; b += Philox.WORDS * L) {
      FloatVector r = FloatVector.fromArray(FLOATS, y, b);
      IntVector second = FloatVector.fromArray(FLOATS, y, b + 2 * L).reinterpretAsInts();
      FloatVector angle = (FloatVector) second.lanewise(VectorOperators.LSHL, 2).lanewise(VectorOperators.ASHR, 2).convert(VectorOperators.I2F, 0);
      angle = angle.mul(ANGLE);
      FloatVector z = angle.mul(angle);
      FloatVector s = z.fma(FloatVector.broadcast(FLOATS, S2), FloatVector.broadcast(FLOATS, S1)).fma(z, FloatVector.broadcast(FLOATS, S0));
      s = angle.mul(z).fma(s, angle);
      FloatVector c = z.fma(FloatVector.broadcast(FLOATS, C3), FloatVector.broadcast(FLOATS, C2)).fma(z, FloatVector.broadcast(FLOATS, C1));
      c = c.fma(z, FloatVector.broadcast(FLOATS, -0.5f)).fma(z, FloatVector.broadcast(FLOATS, 1f));
      c = c.reinterpretAsInts().lanewise(VectorOperators.XOR, second.and(Integer.MIN_VALUE)).reinterpretAsFloats();
      VectorMask<Float> exchanged = second.lanewise(VectorOperators.LSHL, 1).compare(VectorOperators.LT, 0).cast(FLOATS);
      FloatVector across = c.blend(s, exchanged).mul(r).fma(FloatVector.broadcast(FLOATS, std), FloatVector.broadcast(FLOATS, mean));
      FloatVector up = s.blend(c, exchanged).mul(r).fma(FloatVector.broadcast(FLOATS, std), FloatVector.broadcast(FLOATS, mean));
      across.rearrange(LOWER).blend(up.rearrange(LOWER), ODD).intoArray(y, b);
      across.rearrange(UPPER).blend(up.rearrange(UPPER), ODD).intoArray(y, b + 2 * L);
    }
  }

  /** Lanes first, first, first + 1, first + 1, ... */
  private static VectorShuffle<Float> doubled(int first) {
    int[] lanes = new int[2 * L];
    for (int i = 0; i < lanes.length; i++) {
      lanes[i] = first + i / 2;
    }
    return VectorShuffle.fromArray(FLOATS, lanes, 0);
  }

  private static VectorMask<Float> odd() {
    boolean[] lanes = new boolean[2 * L];
    for (int i = 1; i < lanes.length; i += 2) {
      lanes[i] = true;
    }
    return VectorMask.fromArray(FLOATS, lanes, 0);
  }
}
