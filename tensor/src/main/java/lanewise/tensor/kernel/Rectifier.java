package lanewise.tensor.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** The rectifier with a leak, a shift and a ceiling, and its gradient. */
public final class Rectifier {
  private Rectifier() {}

  /** x < 0 ? leak * x : x; without a leak minus infinity becomes 0, not NaN. */
  private static float rectified(float x, float leak) {
    return x < 0 ? leak == 0 ? 0 : leak * x : x;
  }

  /**
   * min((x >= 0 ? x : leak * x) - sub, max). With leak 0, sub 0 and max infinity it is ReLU; a NaN stays NaN.
   *
   * @param leak slope below zero
   * @param sub subtracted from the rectified value
   * @param max upper limit; infinity for none
   */
  public record Forward(float leak, float sub, float max) implements MapOp {
    @Override
    public float apply(float x) {
      float t = rectified(x, leak) - sub;
      return t > max ? max : t;
    }

    @Override
    public Lanes lanes() {
      return new ForwardLanes(leak, sub, max);
    }
  }

  private record ForwardLanes(float leak, float sub, float max) implements MapOp.Lanes {
    @Override
    public FloatVector apply(FloatVector x) {
      FloatVector t = rectified(x, leak).sub(sub);
      return t.blend(max, t.compare(VectorOperators.GT, max));
    }

    static FloatVector rectified(FloatVector x, float leak) {
      FloatVector below = leak == 0 ? FloatVector.zero(x.species()) : x.mul(leak);
      return x.blend(below, x.compare(VectorOperators.LT, 0f));
    }
  }

  /**
   * The gradient: of input x and upstream gradient g it is 0 where the value exceeds the ceiling, g where x > 0, leak * g elsewhere (at 0 and for NaN
   * as well, as PyTorch's leaky_relu). Without a leak it is 0 from 0 down whatever g is, and g for NaN, as PyTorch's relu.
   */
  public record Backward(float leak, float sub, float max) implements ZipOp {
    @Override
    public float apply(float x, float g) {
      float t = rectified(x, leak) - sub;
      if (t > max) {
        return 0;
      }
      if (leak == 0) {
        return x <= 0 ? 0 : g;
      }
      return x > 0 ? g : leak * g;
    }

    @Override
    public Lanes lanes() {
      return new BackwardLanes(leak, sub, max);
    }
  }

  private record BackwardLanes(float leak, float sub, float max) implements ZipOp.Lanes {
    @Override
    public FloatVector apply(FloatVector x, FloatVector g) {
      FloatVector d = leak == 0 ? g.blend(0f, x.compare(VectorOperators.LE, 0f)) : g.mul(leak).blend(g, x.compare(VectorOperators.GT, 0f));
      if (max == Float.POSITIVE_INFINITY) {
        return d;
      }
      FloatVector t = ForwardLanes.rectified(x, leak).sub(sub);
      return d.blend(0f, t.compare(VectorOperators.GT, max));
    }
  }
}
