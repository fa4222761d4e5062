package lanewise.tensor.kernel.lines;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import lanewise.tensor.kernel.template.Templates;
import lanewise.tensor.kernel.template.Widths;

/**
 * The vector loop of {@link BlockMap}; specialised by {@link Templates}. The exponential is written out in the loop: as a method of its own it would
 * be large enough for the compiler to stop inlining it one day, and to box its vectors.
 *
 * <p>Where input and output are different arrays, what is left of a row after the last full vector is done by a second pass over the row's last
 * vector.
 */
final class BlockMapTemplate implements BlockMap {
  private static final Templates.Data DATA = Templates.data(MethodHandles.lookup());
  private static final VectorSpecies<Float> S = Widths.species(DATA.bits());
  private static final BlockOp OP = ((BlockRecipe) DATA.recipe()).op();
  private static final boolean BY_ROW = ((BlockRecipe) DATA.recipe()).byRow();
  private static final boolean BINARY = OP.binary();
  private static final boolean HAS_B = OP.numbers() > 1;
  private static final boolean HAS_C = OP.numbers() > 2;
  private static final boolean HAS_D = OP.numbers() > 3;
  private static final boolean LOG_GRADIENT = OP == BlockOp.LOG_SOFTMAX_GRADIENT;
  private static final boolean EXP = OP == BlockOp.EXP || OP == BlockOp.SCALED_EXP || OP == BlockOp.SHIFTED_EXP || LOG_GRADIENT;

  @Override
  public void run(float[] x, int xo, float[] y, int yo, float[] z, int zo, int rows, int width, int stride, float[] t, int to, int period) {
    for (int r = 0; r < rows; r++) {
      row(x, xo + r * stride, y, yo + r * stride, z, zo + r * stride, width, t, BY_ROW ? to + r : to, period);
    }
  }

  private static void row(float[] x, int xo, float[] y, int yo, float[] z, int zo, int n, float[] t, int ao, int period) {
    int bo = ao + period;
    int co = bo + period;
    int eo = co + period;
    FloatVector a = FloatVector.broadcast(S, BY_ROW ? t[ao] : 0);
    FloatVector b = FloatVector.broadcast(S, BY_ROW && HAS_B ? t[bo] : 0);
    FloatVector c = FloatVector.broadcast(S, BY_ROW && HAS_C ? t[co] : 0);
    FloatVector d = FloatVector.broadcast(S, BY_ROW && HAS_D ? t[eo] : 0);
    int done = S.loopBound(n);
    boolean apart = x != z && y != z && n >= S.length();
    int passes = apart && done < n ? 2 : 1;
    for (int pass = 0; pass < passes; pass++) {
      int end = pass == 0 ? done : n;
      for (int i = pass == 0 ? 0 : n - S.length(); i < end; i += S.length()) {
        if (!BY_ROW) {
          a = FloatVector.fromArray(S, t, ao + i);
          b = HAS_B ? FloatVector.fromArray(S, t, bo + i) : a;
          c = HAS_C ? FloatVector.fromArray(S, t, co + i) : a;
          d = HAS_D ? FloatVector.fromArray(S, t, eo + i) : a;
        }
        FloatVector v = FloatVector.fromArray(S, x, xo + i);
        FloatVector w = BINARY ? FloatVector.fromArray(S, y, yo + i) : v;
        if (EXP) {
          FloatVector e = LOG_GRADIENT ? v : v.sub(a);
          FloatVector u = e.fma(FloatVector.broadcast(S, BlockOp.LOG2_E), FloatVector.broadcast(S, BlockOp.ROUND));
          FloatVector n1 = u.sub(BlockOp.ROUND);
          FloatVector s = n1.fma(FloatVector.broadcast(S, -BlockOp.LN2_HIGH), e);
          s = n1.fma(FloatVector.broadcast(S, -BlockOp.LN2_LOW), s);
          FloatVector q = s.fma(FloatVector.broadcast(S, BlockOp.Q4), FloatVector.broadcast(S, BlockOp.Q3));
          q = q.fma(s, FloatVector.broadcast(S, BlockOp.Q2));
          q = q.fma(s, FloatVector.broadcast(S, BlockOp.Q1));
          q = q.fma(s, FloatVector.broadcast(S, BlockOp.Q0));
          q = q.fma(s, FloatVector.broadcast(S, 1f));
          q = q.fma(s, FloatVector.broadcast(S, 1f));
          q = q.reinterpretAsInts().add(u.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23)).reinterpretAsFloats();
          q = q.blend(0f, e.compare(VectorOperators.LT, BlockOp.LOWEST));
          if (OP == BlockOp.SCALED_EXP) {
            q = q.mul(b);
          } else if (OP == BlockOp.SHIFTED_EXP) {
            q = q.fma(b, c.neg());
          } else if (LOG_GRADIENT) {
            q = q.blend(e, e.compare(VectorOperators.NE, e)).fma(a.neg(), w);
          }
          v = q;
        } else if (OP == BlockOp.SHIFT) {
          v = v.sub(a).sub(b);
        } else if (OP == BlockOp.SCALE) {
          v = v.mul(a);
        } else if (OP == BlockOp.AFFINE) {
          v = v.fma(a, b);
        } else if (OP == BlockOp.STANDARDIZE) {
          v = v.sub(a).fma(b, c);
        } else if (OP == BlockOp.SOFTMAX_GRADIENT) {
          v = v.mul(w.sub(a));
        } else if (OP == BlockOp.NORMALIZATION_GRADIENT) {
          v = w.fma(a, v.sub(b).fma(c, d));
        } else if (OP == BlockOp.EQUAL) {
          v = FloatVector.zero(S).blend(1f, v.compare(VectorOperators.EQ, a)).mul(b);
        } else if (OP == BlockOp.EQUAL_ABSOLUTE) {
          FloatVector sign = FloatVector.zero(S).blend(1f, v.compare(VectorOperators.GT, 0f)).blend(-1f, v.compare(VectorOperators.LT, 0f));
          v = FloatVector.zero(S).blend(sign, v.abs().compare(VectorOperators.EQ, a)).mul(b);
        } else {
          v = FloatVector.zero(S).blend(1f, v.compare(VectorOperators.GT, 0f)).blend(-1f, v.compare(VectorOperators.LT, 0f)).mul(a);
        }
        v.intoArray(z, zo + i);
      }
    }
    for (int i = apart ? n : done; i < n; i++) {
      int j = BY_ROW ? 0 : i;
      z[zo + i] = OP.apply(x[xo + i], BINARY ? y[yo + i] : 0, t[ao + j], HAS_B ? t[bo + j] : 0, HAS_C ? t[co + j] : 0, HAS_D ? t[eo + j] : 0);
    }
  }
}
