package lanewise.tensor.kernel.lanes;

import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import lanewise.tensor.kernel.template.Templates;
import lanewise.tensor.kernel.template.Widths;

/**
 * The vector loop of {@link LaneEpilogue}; specialised by {@link Templates}. A pixel's floats are whole vectors, so there is no tail. Two
 * pixels are taken together: tables and sums are read and written half as often, and a chain takes them in order all the same.
 */
final class LaneEpilogueTemplate implements LaneEpilogue {
  private static final Templates.Data DATA = Templates.data(MethodHandles.lookup());
  private static final VectorSpecies<Float> S = Widths.species(DATA.bits());
  private static final EpilogueRecipe RECIPE = (EpilogueRecipe) DATA.recipe();
  private static final boolean BIAS = RECIPE.bias();
  private static final boolean SUMS = RECIPE.sums();
  private static final boolean PLAIN = RECIPE.rectify() == Rectify.PLAIN;
  private static final boolean LEAKY = RECIPE.rectify() == Rectify.LEAKY;

  @Override
  public void run(float[] y, int yo, int pixels, int period, float[] bias, float leak, float sub, float[] shift, float[] first,
      float[] second) {
    if (SUMS) {
      Arrays.fill(first, 0, period, 0);
      Arrays.fill(second, 0, period, 0);
    }
    int p = 0;
    for (; p + 1 < pixels; p += 2) {
      int base = yo + p * period;
      int next = base + period;
      for (int i = 0; i < period; i += S.length()) {
        FloatVector v = FloatVector.fromArray(S, y, base + i);
        FloatVector w = FloatVector.fromArray(S, y, next + i);
        if (BIAS) {
          FloatVector b = FloatVector.fromArray(S, bias, i);
          v = v.add(b);
          w = w.add(b);
        }
        if (PLAIN) {
          v = v.blend(0f, v.compare(VectorOperators.LT, 0f)).sub(sub);
          w = w.blend(0f, w.compare(VectorOperators.LT, 0f)).sub(sub);
        }
        if (LEAKY) {
          v = v.blend(v.mul(leak), v.compare(VectorOperators.LT, 0f)).sub(sub);
          w = w.blend(w.mul(leak), w.compare(VectorOperators.LT, 0f)).sub(sub);
        }
        v.intoArray(y, base + i);
        w.intoArray(y, next + i);
        if (SUMS) {
          FloatVector k = FloatVector.fromArray(S, shift, i);
          FloatVector d = v.sub(k);
          FloatVector e = w.sub(k);
          FloatVector.fromArray(S, first, i).add(d).add(e).intoArray(first, i);
          e.fma(e, d.fma(d, FloatVector.fromArray(S, second, i))).intoArray(second, i);
        }
      }
    }
    if (p < pixels) {
      int base = yo + p * period;
      for (int i = 0; i < period; i += S.length()) {
        FloatVector v = FloatVector.fromArray(S, y, base + i);
        if (BIAS) {
          v = v.add(FloatVector.fromArray(S, bias, i));
        }
        if (PLAIN) {
          v = v.blend(0f, v.compare(VectorOperators.LT, 0f)).sub(sub);
        }
        if (LEAKY) {
          v = v.blend(v.mul(leak), v.compare(VectorOperators.LT, 0f)).sub(sub);
        }
        v.intoArray(y, base + i);
        if (SUMS) {
          FloatVector d = v.sub(FloatVector.fromArray(S, shift, i));
          FloatVector.fromArray(S, first, i).add(d).intoArray(first, i);
          d.fma(d, FloatVector.fromArray(S, second, i)).intoArray(second, i);
        }
      }
    }
  }
}
