package lanewise.tensor.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * e^x as a polynomial of our own, so that every platform and vector width gives the same bits.
 *
 * <p>x = n ln 2 + r with n the nearest integer to x / ln 2 and |r| <= 0.347; e^r by a polynomial of degree 7 (Taylor, Horner, each step an fma);
 * times 2^n in two factors, so that results down to the smallest denormal are right. Infinity above 88.7228, 0 below -103.98, NaN for NaN.
 */
public record Exp() implements MapOp {
  static final float LOG2_E = 1.44269504f;
  /** ln 2 in two parts: the first is 355/512, so n times it is exact. */
  static final float LN2_HIGH = 0.693359375f;
  static final float LN2_LOW = -2.12194440e-4f;
  /** Adding and subtracting 1.5 * 2^23 rounds to the nearest integer. */
  static final float ROUND = 12582912f;
  static final float HIGHEST = 88.72284f;
  static final float LOWEST = -104f;
  static final float C7 = 1 / 5040f;
  static final float C6 = 1 / 720f;
  static final float C5 = 1 / 120f;
  static final float C4 = 1 / 24f;
  static final float C3 = 1 / 6f;

  @Override
  public float apply(float x) {
    if (x != x) {
      return x;
    }
    if (x > HIGHEST) {
      return Float.POSITIVE_INFINITY;
    }
    float t = x < LOWEST ? LOWEST : x;
    float n = Fma.fma(t, LOG2_E, ROUND) - ROUND;
    float r = Fma.fma(n, -LN2_HIGH, t);
    r = Fma.fma(n, -LN2_LOW, r);
    float p = Fma.fma(C7, r, C6);
    p = Fma.fma(p, r, C5);
    p = Fma.fma(p, r, C4);
    p = Fma.fma(p, r, C3);
    p = Fma.fma(p, r, 0.5f);
    p = Fma.fma(p, r, 1f);
    p = Fma.fma(p, r, 1f);
    int half = (int) n >> 1;
    return p * Float.intBitsToFloat(half + 127 << 23) * Float.intBitsToFloat((int) n - half + 127 << 23);
  }

  @Override
  public Lanes lanes() {
    return new ExpLanes();
  }

  private record ExpLanes() implements Lanes {
    @Override
    public FloatVector apply(FloatVector x) {
      VectorSpecies<Float> s = x.species();
      FloatVector t = x.blend(LOWEST, x.compare(VectorOperators.LT, LOWEST));
      FloatVector n = t.fma(FloatVector.broadcast(s, LOG2_E), FloatVector.broadcast(s, ROUND)).sub(ROUND);
      FloatVector r = n.fma(FloatVector.broadcast(s, -LN2_HIGH), t);
      r = n.fma(FloatVector.broadcast(s, -LN2_LOW), r);
      FloatVector p = FloatVector.broadcast(s, C7).fma(r, FloatVector.broadcast(s, C6));
      p = p.fma(r, FloatVector.broadcast(s, C5));
      p = p.fma(r, FloatVector.broadcast(s, C4));
      p = p.fma(r, FloatVector.broadcast(s, C3));
      p = p.fma(r, FloatVector.broadcast(s, 0.5f));
      p = p.fma(r, FloatVector.broadcast(s, 1f));
      p = p.fma(r, FloatVector.broadcast(s, 1f));
      IntVector k = (IntVector) n.convert(VectorOperators.F2I, 0);
      IntVector half = k.lanewise(VectorOperators.ASHR, 1);
      FloatVector low = half.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
      FloatVector high = k.sub(half).add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
      FloatVector y = p.mul(low).mul(high);
      y = y.blend(Float.POSITIVE_INFINITY, x.compare(VectorOperators.GT, HIGHEST));
      return y.blend(x, x.compare(VectorOperators.NE, x));
    }
  }
}
