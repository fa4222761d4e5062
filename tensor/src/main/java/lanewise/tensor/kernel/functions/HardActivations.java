package lanewise.tensor.kernel.functions;

import lanewise.tensor.kernel.elementwise.MapFormula;
import lanewise.tensor.kernel.elementwise.ZipFormula;
import lanewise.tensor.kernel.formula.Lane;
import lanewise.tensor.kernel.formula.Mask;

/** Activations of straight pieces, with PyTorch's gradients at the joints. NaN stays NaN. */
public final class HardActivations {
  private HardActivations() {}

  /** x limited to [low, high]; where low > high it is high. */
  static Lane limited(Lane x, float low, float high) {
    Lane t = x.blend(low, x.lt(low));
    return t.blend(high, t.gt(high));
  }

  /** x limited to [low, high]; where low > high it is high. Infinities for no limit. */
  public record Clamp(float low, float high) implements MapFormula {
    @Override
    public Lane of(Lane x) {
      return limited(x, low, high);
    }
  }

  /** The gradient of the clamp: g where low < x < high, 0 elsewhere and for NaN, as PyTorch 2.15 has it. Exact. */
  public record ClampBackward(float low, float high) implements ZipFormula {
    @Override
    public Lane of(Lane x, Lane g) {
      return Lane.constant(0).blend(g, x.gt(low).and(x.lt(high)));
    }
  }

  /** The gradient of hardtanh, which is a clamp: g where low < x < high, and for NaN; 0 elsewhere. Exact. */
  public record HardtanhBackward(float low, float high) implements ZipFormula {
    @Override
    public Lane of(Lane x, Lane g) {
      return g.blend(0, x.le(low).or(x.ge(high)));
    }
  }

  /** x / 6 + 1/2 limited to [0, 1]. Error at most 1 ulp in all floats of 2^-30 to 256 and every 61st of the others. */
  public record Hardsigmoid() implements MapFormula {
    @Override
    public Lane of(Lane x) {
      return limited(x.add(3), 0, 6).div(Lane.constant(6));
    }
  }

  /** The gradient of hardsigmoid: g / 6 where -3 < x < 3, 0 elsewhere and for NaN. Error in random pairs at most 0.5 ulp. */
  public record HardsigmoidBackward() implements ZipFormula {
    @Override
    public Lane of(Lane x, Lane g) {
      Mask inside = x.gt(Lane.constant(-3)).and(x.lt(3));
      return Lane.constant(0).blend(g.div(Lane.constant(6)), inside);
    }
  }

  /** x times hardsigmoid(x); -0 at minus infinity. Error at most 1.88 ulp in all floats of 2^-30 to 256 and every 61st of the others. */
  public record Hardswish() implements MapFormula {
    @Override
    public Lane of(Lane x) {
      return x.blend(-3, x.lt(-3)).mul(new Hardsigmoid().of(x));
    }
  }

  /** The gradient of hardswish: 0 up to -3, g (x / 3 + 1/2) between, g from 3 on. Error in random pairs at most 1.8e-7 |g|. */
  public record HardswishBackward() implements ZipFormula {
    @Override
    public Lane of(Lane x, Lane g) {
      Lane between = g.mul(x.div(Lane.constant(3)).add(0.5f));
      return between.blend(g, x.ge(3)).blend(0, x.le(-3));
    }
  }
}
