package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * One step of one element by the published rules in double precision. The averages of the step before and the parameter are taken as the floats that
 * they are, those after are held against the rule and then used for the update: so each line is judged by its own rounding, and no error adds up.
 */
final class AdamRule {
  private static final double ULPS = 4e-7;
  private static final double TINY = 1e-43;

  private final OptimizerOptions options;
  private final double beta1;
  private final double beta2;
  private final double eps;
  private final double decay;
  private final boolean decoupled;

  AdamRule(OptimizerOptions options) {
    this.options = options;
    var values = options.asMap();
    OptionValues v = new OptionValues(values);
    beta1 = v.element("betas", 0, 2, Double.NaN);
    beta2 = v.element("betas", 1, 2, Double.NaN);
    eps = v.number("eps", Double.NaN);
    decay = v.number("weight_decay", 0);
    decoupled = v.flag("decoupled_weight_decay", options instanceof AdamW.Options);
  }

  /** An element before or after a step: parameter, first average, second average (of Adamax the maximum), and amsgrad's maximum. */
  record Element(double p, double m, double v, double x) {
    static Element of(float[] p, ParamState state, int i) {
      return new Element(p[i], at(state, "exp_avg", i), at(state, state.tensors().containsKey("exp_inf") ? "exp_inf" : "exp_avg_sq", i),
          at(state, "max_exp_avg_sq", i));
    }

    private static double at(ParamState state, String name, int i) {
      return state.tensors().containsKey(name) ? state.tensors().get(name).toArray()[i] : 0;
    }
  }

  /** Holds an element after step {@code t} against the rule; {@code momenta} is NAdam's product after this step. */
  void check(Element before, Element after, double gradient, long t, double momenta) {
    double g = (options.maximize() ? -gradient : gradient) + (decoupled ? 0 : decay * before.p);
    double error = decoupled ? 0 : 1e-7 * (Math.abs(decay * before.p) + Math.abs(gradient));
    double m = beta1 * before.m + (1 - beta1) * g;
    assertEquals(m, after.m, ULPS * (beta1 * Math.abs(before.m) + Math.abs(g)) + error + TINY, "first average");
    if (options instanceof Adamax.Options) {
      double u = Math.max(beta2 * before.v, Math.abs(g) + eps);
      assertEquals(u, after.v, ULPS * u + error, "maximum");
    } else {
      double v = beta2 * before.v + (1 - beta2) * g * g;
      assertEquals(v, after.v, ULPS * v + (2 * Math.abs(g) + error) * error + TINY, "second average");
    }
    boolean amsgrad = options instanceof Adam.Options a && a.amsgrad() || options instanceof AdamW.Options w && w.amsgrad();
    assertEquals(amsgrad ? Math.max(before.x, after.v) : 0, after.x, "largest second average");
    double p = before.p * (decoupled ? 1 - options.lr() * decay : 1);
    double[] moved = moved(g, after.m, amsgrad ? after.x : after.v, t, momenta);
    double rounding = ULPS * (Math.abs(p) + 4 * (Math.abs(moved[0]) + Math.abs(moved[1])));
    if (options instanceof NAdam.Options) {
      rounding += Math.abs(moved(error, 0, after.v, t, momenta)[0]);
    }
    assertEquals(p - moved[0] - moved[1], after.p, rounding + TINY, "parameter");
  }

  /** What is taken from the parameter, in two parts. */
  private double[] moved(double g, double m, double v, long t, double momenta) {
    double c1 = 1 - Math.pow(beta1, t);
    double c2 = 1 - Math.pow(beta2, t);
    double d = Math.sqrt(v / c2) + eps;
    double lr = options.lr();
    return switch (options) {
      case Adamax.Options _ -> new double[] {lr / c1 * m / v, 0};
      case NAdam.Options o -> {
        double now = beta1 * (1 - 0.5 * Math.pow(0.96, t * o.momentumDecay()));
        double next = beta1 * (1 - 0.5 * Math.pow(0.96, (t + 1) * o.momentumDecay()));
        yield new double[] {lr * (1 - now) / (1 - momenta) * g / d, lr * next / (1 - momenta * next) * m / d};
      }
      case RAdam.Options _ -> new double[] {rectified(lr / c1 * m, v, c2, t), 0};
      default -> new double[] {lr / c1 * m / d, 0};
    };
  }

  private double rectified(double move, double v, double c2, long t) {
    double limit = 2 / (1 - beta2) - 1;
    double rho = limit - 2 * t * Math.pow(beta2, t) / c2;
    if (rho <= 5) {
      return move;
    }
    return move * Math.sqrt((rho - 4) * (rho - 2) * limit / ((limit - 4) * (limit - 2) * rho)) * Math.sqrt(c2) / (Math.sqrt(v) + eps);
  }
}
