package lanewise.tensor.kernel.copy;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;
import lanewise.tensor.kernel.template.Templates;
import lanewise.tensor.kernel.template.Widths;

/**
 * The vector form of {@link Transposition}; specialised by {@link Templates}. Step d exchanges, between rows i and i + d of a block, the lanes whose
 * number has bit d in the upper row with those that lack it in the lower one.
 */
final class TranspositionTemplate implements Transposition {
  private static final VectorSpecies<Float> S = Widths.species(Templates.data(MethodHandles.lookup()).bits());
  private static final int L = S.length();
  private static final VectorShuffle<Float> X1 = partner(1);
  private static final VectorShuffle<Float> X2 = partner(2);
  private static final VectorShuffle<Float> X4 = partner(4);
  private static final VectorShuffle<Float> X8 = partner(8);
  private static final VectorMask<Float> M1 = upper(1);
  private static final VectorMask<Float> M2 = upper(2);
  private static final VectorMask<Float> M4 = upper(4);
  private static final VectorMask<Float> M8 = upper(8);

  @Override
  public void run(float[] x, int xo, int xs, float[] y, int yo, int ys, int rows, int cols) {
    int wholeRows = S.loopBound(rows);
    int wholeCols = S.loopBound(cols);
    for (int c = 0; c < wholeCols; c += L) {
      for (int r = 0; r < wholeRows; r += L) {
        block(x, xo + r * xs + c, xs, y, yo + c * ys + r, ys);
      }
    }
    for (int c = 0; c < cols; c++) {
      int to = yo + c * ys;
      for (int r = c < wholeCols ? wholeRows : 0; r < rows; r++) {
        y[to + r] = x[xo + r * xs + c];
      }
    }
  }

  private static void block(float[] x, int xo, int xs, float[] y, int yo, int ys) {
    if (L == 16) {
      block16(x, xo, xs, y, yo, ys);
    } else if (L == 8) {
      block8(x, xo, xs, y, yo, ys);
    } else {
      block4(x, xo, xs, y, yo, ys);
    }
  }

  private static void block16(float[] x, int xo, int xs, float[] y, int yo, int ys) {
    FloatVector r0 = FloatVector.fromArray(S, x, xo);
    FloatVector r1 = FloatVector.fromArray(S, x, xo + xs);
    FloatVector r2 = FloatVector.fromArray(S, x, xo + 2 * xs);
    FloatVector r3 = FloatVector.fromArray(S, x, xo + 3 * xs);
    FloatVector r4 = FloatVector.fromArray(S, x, xo + 4 * xs);
    FloatVector r5 = FloatVector.fromArray(S, x, xo + 5 * xs);
    FloatVector r6 = FloatVector.fromArray(S, x, xo + 6 * xs);
    FloatVector r7 = FloatVector.fromArray(S, x, xo + 7 * xs);
    FloatVector r8 = FloatVector.fromArray(S, x, xo + 8 * xs);
    FloatVector r9 = FloatVector.fromArray(S, x, xo + 9 * xs);
    FloatVector r10 = FloatVector.fromArray(S, x, xo + 10 * xs);
    FloatVector r11 = FloatVector.fromArray(S, x, xo + 11 * xs);
    FloatVector r12 = FloatVector.fromArray(S, x, xo + 12 * xs);
    FloatVector r13 = FloatVector.fromArray(S, x, xo + 13 * xs);
    FloatVector r14 = FloatVector.fromArray(S, x, xo + 14 * xs);
    FloatVector r15 = FloatVector.fromArray(S, x, xo + 15 * xs);
    FloatVector t;
    t = r0.rearrange(X8);
    r0 = r0.blend(r8.rearrange(X8), M8);
    r8 = t.blend(r8, M8);
    t = r1.rearrange(X8);
    r1 = r1.blend(r9.rearrange(X8), M8);
    r9 = t.blend(r9, M8);
    t = r2.rearrange(X8);
    r2 = r2.blend(r10.rearrange(X8), M8);
    r10 = t.blend(r10, M8);
    t = r3.rearrange(X8);
    r3 = r3.blend(r11.rearrange(X8), M8);
    r11 = t.blend(r11, M8);
    t = r4.rearrange(X8);
    r4 = r4.blend(r12.rearrange(X8), M8);
    r12 = t.blend(r12, M8);
    t = r5.rearrange(X8);
    r5 = r5.blend(r13.rearrange(X8), M8);
    r13 = t.blend(r13, M8);
    t = r6.rearrange(X8);
    r6 = r6.blend(r14.rearrange(X8), M8);
    r14 = t.blend(r14, M8);
    t = r7.rearrange(X8);
    r7 = r7.blend(r15.rearrange(X8), M8);
    r15 = t.blend(r15, M8);
    t = r0.rearrange(X4);
    r0 = r0.blend(r4.rearrange(X4), M4);
    r4 = t.blend(r4, M4);
    t = r1.rearrange(X4);
    r1 = r1.blend(r5.rearrange(X4), M4);
    r5 = t.blend(r5, M4);
    t = r2.rearrange(X4);
    r2 = r2.blend(r6.rearrange(X4), M4);
    r6 = t.blend(r6, M4);
    t = r3.rearrange(X4);
    r3 = r3.blend(r7.rearrange(X4), M4);
    r7 = t.blend(r7, M4);
    t = r8.rearrange(X4);
    r8 = r8.blend(r12.rearrange(X4), M4);
    r12 = t.blend(r12, M4);
    t = r9.rearrange(X4);
    r9 = r9.blend(r13.rearrange(X4), M4);
    r13 = t.blend(r13, M4);
    t = r10.rearrange(X4);
    r10 = r10.blend(r14.rearrange(X4), M4);
    r14 = t.blend(r14, M4);
    t = r11.rearrange(X4);
    r11 = r11.blend(r15.rearrange(X4), M4);
    r15 = t.blend(r15, M4);
    t = r0.rearrange(X2);
    r0 = r0.blend(r2.rearrange(X2), M2);
    r2 = t.blend(r2, M2);
    t = r1.rearrange(X2);
    r1 = r1.blend(r3.rearrange(X2), M2);
    r3 = t.blend(r3, M2);
    t = r4.rearrange(X2);
    r4 = r4.blend(r6.rearrange(X2), M2);
    r6 = t.blend(r6, M2);
    t = r5.rearrange(X2);
    r5 = r5.blend(r7.rearrange(X2), M2);
    r7 = t.blend(r7, M2);
    t = r8.rearrange(X2);
    r8 = r8.blend(r10.rearrange(X2), M2);
    r10 = t.blend(r10, M2);
    t = r9.rearrange(X2);
    r9 = r9.blend(r11.rearrange(X2), M2);
    r11 = t.blend(r11, M2);
    t = r12.rearrange(X2);
    r12 = r12.blend(r14.rearrange(X2), M2);
    r14 = t.blend(r14, M2);
    t = r13.rearrange(X2);
    r13 = r13.blend(r15.rearrange(X2), M2);
    r15 = t.blend(r15, M2);
    t = r0.rearrange(X1);
    r0 = r0.blend(r1.rearrange(X1), M1);
    r1 = t.blend(r1, M1);
    t = r2.rearrange(X1);
    r2 = r2.blend(r3.rearrange(X1), M1);
    r3 = t.blend(r3, M1);
    t = r4.rearrange(X1);
    r4 = r4.blend(r5.rearrange(X1), M1);
    r5 = t.blend(r5, M1);
    t = r6.rearrange(X1);
    r6 = r6.blend(r7.rearrange(X1), M1);
    r7 = t.blend(r7, M1);
    t = r8.rearrange(X1);
    r8 = r8.blend(r9.rearrange(X1), M1);
    r9 = t.blend(r9, M1);
    t = r10.rearrange(X1);
    r10 = r10.blend(r11.rearrange(X1), M1);
    r11 = t.blend(r11, M1);
    t = r12.rearrange(X1);
    r12 = r12.blend(r13.rearrange(X1), M1);
    r13 = t.blend(r13, M1);
    t = r14.rearrange(X1);
    r14 = r14.blend(r15.rearrange(X1), M1);
    r15 = t.blend(r15, M1);
    r0.intoArray(y, yo);
    r1.intoArray(y, yo + ys);
    r2.intoArray(y, yo + 2 * ys);
    r3.intoArray(y, yo + 3 * ys);
    r4.intoArray(y, yo + 4 * ys);
    r5.intoArray(y, yo + 5 * ys);
    r6.intoArray(y, yo + 6 * ys);
    r7.intoArray(y, yo + 7 * ys);
    r8.intoArray(y, yo + 8 * ys);
    r9.intoArray(y, yo + 9 * ys);
    r10.intoArray(y, yo + 10 * ys);
    r11.intoArray(y, yo + 11 * ys);
    r12.intoArray(y, yo + 12 * ys);
    r13.intoArray(y, yo + 13 * ys);
    r14.intoArray(y, yo + 14 * ys);
    r15.intoArray(y, yo + 15 * ys);
  }

  private static void block8(float[] x, int xo, int xs, float[] y, int yo, int ys) {
    FloatVector r0 = FloatVector.fromArray(S, x, xo);
    FloatVector r1 = FloatVector.fromArray(S, x, xo + xs);
    FloatVector r2 = FloatVector.fromArray(S, x, xo + 2 * xs);
    FloatVector r3 = FloatVector.fromArray(S, x, xo + 3 * xs);
    FloatVector r4 = FloatVector.fromArray(S, x, xo + 4 * xs);
    FloatVector r5 = FloatVector.fromArray(S, x, xo + 5 * xs);
    FloatVector r6 = FloatVector.fromArray(S, x, xo + 6 * xs);
    FloatVector r7 = FloatVector.fromArray(S, x, xo + 7 * xs);
    FloatVector t;
    t = r0.rearrange(X4);
    r0 = r0.blend(r4.rearrange(X4), M4);
    r4 = t.blend(r4, M4);
    t = r1.rearrange(X4);
    r1 = r1.blend(r5.rearrange(X4), M4);
    r5 = t.blend(r5, M4);
    t = r2.rearrange(X4);
    r2 = r2.blend(r6.rearrange(X4), M4);
    r6 = t.blend(r6, M4);
    t = r3.rearrange(X4);
    r3 = r3.blend(r7.rearrange(X4), M4);
    r7 = t.blend(r7, M4);
    t = r0.rearrange(X2);
    r0 = r0.blend(r2.rearrange(X2), M2);
    r2 = t.blend(r2, M2);
    t = r1.rearrange(X2);
    r1 = r1.blend(r3.rearrange(X2), M2);
    r3 = t.blend(r3, M2);
    t = r4.rearrange(X2);
    r4 = r4.blend(r6.rearrange(X2), M2);
    r6 = t.blend(r6, M2);
    t = r5.rearrange(X2);
    r5 = r5.blend(r7.rearrange(X2), M2);
    r7 = t.blend(r7, M2);
    t = r0.rearrange(X1);
    r0 = r0.blend(r1.rearrange(X1), M1);
    r1 = t.blend(r1, M1);
    t = r2.rearrange(X1);
    r2 = r2.blend(r3.rearrange(X1), M1);
    r3 = t.blend(r3, M1);
    t = r4.rearrange(X1);
    r4 = r4.blend(r5.rearrange(X1), M1);
    r5 = t.blend(r5, M1);
    t = r6.rearrange(X1);
    r6 = r6.blend(r7.rearrange(X1), M1);
    r7 = t.blend(r7, M1);
    r0.intoArray(y, yo);
    r1.intoArray(y, yo + ys);
    r2.intoArray(y, yo + 2 * ys);
    r3.intoArray(y, yo + 3 * ys);
    r4.intoArray(y, yo + 4 * ys);
    r5.intoArray(y, yo + 5 * ys);
    r6.intoArray(y, yo + 6 * ys);
    r7.intoArray(y, yo + 7 * ys);
  }

  private static void block4(float[] x, int xo, int xs, float[] y, int yo, int ys) {
    FloatVector r0 = FloatVector.fromArray(S, x, xo);
    FloatVector r1 = FloatVector.fromArray(S, x, xo + xs);
    FloatVector r2 = FloatVector.fromArray(S, x, xo + 2 * xs);
    FloatVector r3 = FloatVector.fromArray(S, x, xo + 3 * xs);
    FloatVector t;
    t = r0.rearrange(X2);
    r0 = r0.blend(r2.rearrange(X2), M2);
    r2 = t.blend(r2, M2);
    t = r1.rearrange(X2);
    r1 = r1.blend(r3.rearrange(X2), M2);
    r3 = t.blend(r3, M2);
    t = r0.rearrange(X1);
    r0 = r0.blend(r1.rearrange(X1), M1);
    r1 = t.blend(r1, M1);
    t = r2.rearrange(X1);
    r2 = r2.blend(r3.rearrange(X1), M1);
    r3 = t.blend(r3, M1);
    r0.intoArray(y, yo);
    r1.intoArray(y, yo + ys);
    r2.intoArray(y, yo + 2 * ys);
    r3.intoArray(y, yo + 3 * ys);
  }

  /** Lane k takes lane k ^ distance. */
  private static VectorShuffle<Float> partner(int distance) {
    int[] lanes = new int[L];
    for (int k = 0; k < L; k++) {
      lanes[k] = distance < L ? k ^ distance : k;
    }
    return VectorShuffle.fromArray(S, lanes, 0);
  }

  /** The lanes whose number has this bit. */
  private static VectorMask<Float> upper(int distance) {
    boolean[] lanes = new boolean[L];
    for (int k = 0; k < L; k++) {
      lanes[k] = (k & distance) != 0;
    }
    return VectorMask.fromArray(S, lanes, 0);
  }
}
