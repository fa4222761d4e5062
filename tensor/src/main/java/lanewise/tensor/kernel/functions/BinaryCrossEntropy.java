package lanewise.tensor.kernel.functions;

import lanewise.tensor.kernel.elementwise.ZipFormula;
import lanewise.tensor.kernel.formula.Lane;

/**
 * The binary cross-entropy of s(x) = 1 / (1 + e^-x) against t: (1 - t) softplus(x) + t softplus(-x). Nothing cancels in it. With a weight p of the
 * positive part the second term has q = p t instead of t, and the two are taken one by one. Errors are for t and q of 0 to 1: in random pairs at
 * most 3 ulp.
 */
public record BinaryCrossEntropy() implements ZipFormula {
  @Override
  public Lane of(Lane x, Lane t) {
    Lane low = Log1p.ofUnit(Sigmoid.small(x));
    return Lane.constant(1).sub(t).fma(softplus(x, low), t.mul(softplus(x.neg(), low)));
  }

  /** ln(1 + e^x) = max(x, 0) + ln(1 + e^-|x|). */
  private static Lane softplus(Lane x, Lane low) {
    return x.blend(0, x.lt(0)).add(low);
  }

  /** The slope by x: (1 - t) s(x) - t s(-x). Error in random pairs at most 1e-7, in absolute terms. */
  public record Slope() implements ZipFormula {
    @Override
    public Lane of(Lane x, Lane t) {
      Lane e = Sigmoid.small(x);
      return Lane.constant(1).sub(t).fma(Sigmoid.ratio(x, e), t.mul(Sigmoid.ratio(x.neg(), e)).neg());
    }
  }

  /** The first term. Error in random pairs at most 3 ulp. */
  public record Negative() implements ZipFormula {
    @Override
    public Lane of(Lane x, Lane t) {
      return Lane.constant(1).sub(t).mul(softplus(x, Log1p.ofUnit(Sigmoid.small(x))));
    }
  }

  /** The slope of the first term. Error in random pairs at most 3 ulp. */
  public record NegativeSlope() implements ZipFormula {
    @Override
    public Lane of(Lane x, Lane t) {
      return Lane.constant(1).sub(t).mul(new Sigmoid().of(x));
    }
  }

  /** The second term. Error in random pairs at most 3 ulp. */
  public record Positive() implements ZipFormula {
    @Override
    public Lane of(Lane x, Lane q) {
      return q.mul(softplus(x.neg(), Log1p.ofUnit(Sigmoid.small(x))));
    }
  }

  /** The slope of the second term. Error in random pairs at most 3 ulp. */
  public record PositiveSlope() implements ZipFormula {
    @Override
    public Lane of(Lane x, Lane q) {
      return q.mul(new Sigmoid().of(x.neg())).neg();
    }
  }
}
