package lanewise.tensor.kernel.copy;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;
import lanewise.tensor.kernel.template.Templates;
import lanewise.tensor.kernel.template.Widths;

/**
 * The vector form of {@link Interleave}: squares of 4x4 or 8x8 are transposed in registers, by exchanging halves, quarters and eighths between pairs
 * of rows.
 */
final class InterleaveTemplate implements Interleave {
  private static final Templates.Data DATA = Templates.data(MethodHandles.lookup());
  private static final VectorSpecies<Float> S = Widths.species(DATA.bits());
  private static final int WIDTH = ((InterleaveRecipe) DATA.recipe()).width();
  private static final int LANES = S.length();
  private static final boolean EIGHT = LANES == 8;
  private static final VectorShuffle<Float> X4 = exchange(4);
  private static final VectorShuffle<Float> X2 = exchange(2);
  private static final VectorShuffle<Float> X1 = exchange(1);
  private static final VectorMask<Float> HIGH4 = VectorMask.fromLong(S, 0xf0L & (1L << LANES) - 1);
  private static final VectorMask<Float> LOW4 = HIGH4.not();
  private static final VectorMask<Float> HIGH2 = VectorMask.fromLong(S, 0xccL & (1L << LANES) - 1);
  private static final VectorMask<Float> LOW2 = HIGH2.not();
  private static final VectorMask<Float> HIGH1 = VectorMask.fromLong(S, 0xaaL & (1L << LANES) - 1);
  private static final VectorMask<Float> LOW1 = HIGH1.not();

  @Override
  public void run(float[] x, int xo, int[] rows, float[] y, int yo, int n) {
    int bound = S.loopBound(n);
    for (int block = 0; block < WIDTH; block += LANES) {
      int x0 = xo + rows[block];
      int x1 = xo + rows[block + 1];
      int x2 = xo + rows[block + 2];
      int x3 = xo + rows[block + 3];
      int x4 = EIGHT ? xo + rows[4] : x0;
      int x5 = EIGHT ? xo + rows[5] : x0;
      int x6 = EIGHT ? xo + rows[6] : x0;
      int x7 = EIGHT ? xo + rows[7] : x0;
      int to = yo + block;
      for (int i = 0; i < bound; i += LANES) {
        FloatVector v0 = FloatVector.fromArray(S, x, x0 + i);
        FloatVector v1 = FloatVector.fromArray(S, x, x1 + i);
        FloatVector v2 = FloatVector.fromArray(S, x, x2 + i);
        FloatVector v3 = FloatVector.fromArray(S, x, x3 + i);
        FloatVector v4 = EIGHT ? FloatVector.fromArray(S, x, x4 + i) : v0;
        FloatVector v5 = EIGHT ? FloatVector.fromArray(S, x, x5 + i) : v0;
        FloatVector v6 = EIGHT ? FloatVector.fromArray(S, x, x6 + i) : v0;
        FloatVector v7 = EIGHT ? FloatVector.fromArray(S, x, x7 + i) : v0;
        FloatVector a;
        if (EIGHT) {
          a = v0;
          v0 = a.blend(v4.rearrange(X4), HIGH4);
          v4 = v4.blend(a.rearrange(X4), LOW4);
          a = v1;
          v1 = a.blend(v5.rearrange(X4), HIGH4);
          v5 = v5.blend(a.rearrange(X4), LOW4);
          a = v2;
          v2 = a.blend(v6.rearrange(X4), HIGH4);
          v6 = v6.blend(a.rearrange(X4), LOW4);
          a = v3;
          v3 = a.blend(v7.rearrange(X4), HIGH4);
          v7 = v7.blend(a.rearrange(X4), LOW4);
          a = v4;
          v4 = a.blend(v6.rearrange(X2), HIGH2);
          v6 = v6.blend(a.rearrange(X2), LOW2);
          a = v5;
          v5 = a.blend(v7.rearrange(X2), HIGH2);
          v7 = v7.blend(a.rearrange(X2), LOW2);
          a = v4;
          v4 = a.blend(v5.rearrange(X1), HIGH1);
          v5 = v5.blend(a.rearrange(X1), LOW1);
          a = v6;
          v6 = a.blend(v7.rearrange(X1), HIGH1);
          v7 = v7.blend(a.rearrange(X1), LOW1);
        }
        a = v0;
        v0 = a.blend(v2.rearrange(X2), HIGH2);
        v2 = v2.blend(a.rearrange(X2), LOW2);
        a = v1;
        v1 = a.blend(v3.rearrange(X2), HIGH2);
        v3 = v3.blend(a.rearrange(X2), LOW2);
        a = v0;
        v0 = a.blend(v1.rearrange(X1), HIGH1);
        v1 = v1.blend(a.rearrange(X1), LOW1);
        a = v2;
        v2 = a.blend(v3.rearrange(X1), HIGH1);
        v3 = v3.blend(a.rearrange(X1), LOW1);
        v0.intoArray(y, to + (i + 0) * WIDTH);
        v1.intoArray(y, to + (i + 1) * WIDTH);
        v2.intoArray(y, to + (i + 2) * WIDTH);
        v3.intoArray(y, to + (i + 3) * WIDTH);
        if (EIGHT) {
          v4.intoArray(y, to + (i + 4) * WIDTH);
          v5.intoArray(y, to + (i + 5) * WIDTH);
          v6.intoArray(y, to + (i + 6) * WIDTH);
          v7.intoArray(y, to + (i + 7) * WIDTH);
        }
      }
    }
    for (int r = 0; r < WIDTH && bound < n; r++) {
      Interleave.copy(x, xo + rows[r] + bound, y, yo + bound * WIDTH + r, WIDTH, n - bound);
    }
  }

  /** Every lane changes places with the one at this distance. */
  private static VectorShuffle<Float> exchange(int distance) {
    int[] from = new int[LANES];
    for (int i = 0; i < LANES; i++) {
      from[i] = i ^ distance & LANES - 1;
    }
    return VectorShuffle.fromArray(S, from, 0);
  }
}
