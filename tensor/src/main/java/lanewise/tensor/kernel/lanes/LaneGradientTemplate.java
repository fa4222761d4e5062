package lanewise.tensor.kernel.lanes;

import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import lanewise.tensor.kernel.template.Templates;
import lanewise.tensor.kernel.template.Widths;

/**
 * The vector loop of {@link LaneGradient}; specialised by {@link Templates}. A pixel's floats are whole vectors, so there is no tail. Two
 * pixels are taken together, as in {@link LaneEpilogueTemplate}.
 */
final class LaneGradientTemplate implements LaneGradient {
  private static final Templates.Data DATA = Templates.data(MethodHandles.lookup());
  private static final VectorSpecies<Float> S = Widths.species(DATA.bits());
  private static final LaneGradientRecipe RECIPE = (LaneGradientRecipe) DATA.recipe();
  private static final boolean NORM = RECIPE.norm();
  private static final boolean SUM = RECIPE.sum();
  private static final boolean PLAIN = RECIPE.rectify() == LaneEpilogue.Rectify.PLAIN;
  private static final boolean LEAKY = RECIPE.rectify() == LaneEpilogue.Rectify.LEAKY;

  @Override
  public void run(float[] dy, int dyo, float[] y, int yo, float[] dz, int dzo, int pixels, int period, float[] tables, float leak, float sub,
      float[] sums) {
    float edge = -sub;
    if (SUM) {
      Arrays.fill(sums, 0, period, 0);
    }
    int p = 0;
    for (; p + 1 < pixels; p += 2) {
      int gb = dyo + p * period;
      int yb = yo + p * period;
      int zb = dzo + p * period;
      int gn = gb + period;
      int yn = yb + period;
      int zn = zb + period;
      for (int i = 0; i < period; i += S.length()) {
        FloatVector v = FloatVector.fromArray(S, dy, gb + i);
        FloatVector w = FloatVector.fromArray(S, dy, gn + i);
        if (NORM) {
          FloatVector m = FloatVector.fromArray(S, tables, i);
          FloatVector b = FloatVector.fromArray(S, tables, 2 * period + i);
          FloatVector d = FloatVector.fromArray(S, tables, 3 * period + i);
          FloatVector a = FloatVector.fromArray(S, tables, period + i);
          v = v.fma(a, FloatVector.fromArray(S, y, yb + i).sub(m).fma(b, d));
          w = w.fma(a, FloatVector.fromArray(S, y, yn + i).sub(m).fma(b, d));
        }
        if (PLAIN) {
          v = v.blend(0f, FloatVector.fromArray(S, y, yb + i).compare(VectorOperators.LE, edge));
          w = w.blend(0f, FloatVector.fromArray(S, y, yn + i).compare(VectorOperators.LE, edge));
        }
        if (LEAKY) {
          v = v.mul(leak).blend(v, FloatVector.fromArray(S, y, yb + i).compare(VectorOperators.GT, edge));
          w = w.mul(leak).blend(w, FloatVector.fromArray(S, y, yn + i).compare(VectorOperators.GT, edge));
        }
        v.intoArray(dz, zb + i);
        w.intoArray(dz, zn + i);
        if (SUM) {
          FloatVector.fromArray(S, sums, i).add(v).add(w).intoArray(sums, i);
        }
      }
    }
    if (p < pixels) {
      int gb = dyo + p * period;
      int yb = yo + p * period;
      int zb = dzo + p * period;
      for (int i = 0; i < period; i += S.length()) {
        FloatVector v = FloatVector.fromArray(S, dy, gb + i);
        if (NORM) {
          FloatVector centred = FloatVector.fromArray(S, y, yb + i).sub(FloatVector.fromArray(S, tables, i));
          centred = centred.fma(FloatVector.fromArray(S, tables, 2 * period + i), FloatVector.fromArray(S, tables, 3 * period + i));
          v = v.fma(FloatVector.fromArray(S, tables, period + i), centred);
        }
        if (PLAIN) {
          v = v.blend(0f, FloatVector.fromArray(S, y, yb + i).compare(VectorOperators.LE, edge));
        }
        if (LEAKY) {
          v = v.mul(leak).blend(v, FloatVector.fromArray(S, y, yb + i).compare(VectorOperators.GT, edge));
        }
        v.intoArray(dz, zb + i);
        if (SUM) {
          FloatVector.fromArray(S, sums, i).add(v).intoArray(sums, i);
        }
      }
    }
  }
}
