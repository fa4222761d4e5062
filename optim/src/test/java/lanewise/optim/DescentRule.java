package lanewise.optim;

import lanewise.optim.notebook.MomentumSGD;
import lanewise.optim.notebook.RMSProp;

/** The published rules for one element, in double precision. */
abstract class DescentRule {
  int t;
  /** Set where a rounding error decides the step, so that there is nothing to compare any more. */
  boolean undecided;

  /** The parameter after a step with a gradient; that of a maximizing optimizer is negated before. */
  final double after(double p, double g) {
    t++;
    return next(p, g);
  }

  abstract double next(double p, double g);

  static DescentRule of(OptimizerOptions options) {
    return switch (options) {
      case Adadelta.Options o -> adadelta(o);
      case Adagrad.Options o -> adagrad(o);
      case RMSprop.Options o -> rmsprop(o);
      case Rprop.Options o -> rprop(o);
      case ASGD.Options o -> asgd(o);
      case Lion.Options o -> lion(o);
      case lanewise.optim.notebook.SGD.Options o -> new DescentRule() {
        @Override
        double next(double p, double g) {
          return p * (1 - o.lr() * o.wd()) - o.lr() * g;
        }
      };
      case MomentumSGD.Options o -> momentumSgd(o);
      case RMSProp.Options o -> notebookRmsprop(o);
      case lanewise.optim.notebook.Adam.Options o -> notebookAdam(o);
      default -> throw new IllegalArgumentException(options.toString());
    };
  }

  private static DescentRule adadelta(Adadelta.Options o) {
    return new DescentRule() {
      private double v;
      private double u;

      @Override
      double next(double p, double gradient) {
        double g = gradient + o.weightDecay() * p;
        v = o.rho() * v + (1 - o.rho()) * g * g;
        double x = Math.sqrt(u + o.eps()) / Math.sqrt(v + o.eps()) * g;
        u = o.rho() * u + (1 - o.rho()) * x * x;
        return p - o.lr() * x;
      }
    };
  }

  private static DescentRule adagrad(Adagrad.Options o) {
    return new DescentRule() {
      private double s = o.initialAccumulatorValue();

      @Override
      double next(double p, double gradient) {
        double g = gradient + o.weightDecay() * p;
        s += g * g;
        return p - o.lr() / (1 + (t - 1) * o.lrDecay()) * g / (Math.sqrt(s) + o.eps());
      }
    };
  }

  private static DescentRule rmsprop(RMSprop.Options o) {
    return new DescentRule() {
      private double v;
      private double h;
      private double b;

      @Override
      double next(double p, double gradient) {
        double g = gradient + o.weightDecay() * p;
        v = o.alpha() * v + (1 - o.alpha()) * g * g;
        h = o.alpha() * h + (1 - o.alpha()) * g;
        double r = o.centered() ? v - h * h : v;
        undecided |= r < 0.02 * v;
        double x = g / (Math.sqrt(r) + o.eps());
        b = o.momentum() * b + x;
        return p - o.lr() * b;
      }
    };
  }

  private static DescentRule rprop(Rprop.Options o) {
    return new DescentRule() {
      private double before;
      private double d = o.lr();

      @Override
      double next(double p, double gradient) {
        double s = Math.signum(gradient * before);
        d = Math.clamp(d * (s > 0 ? o.etaPlus() : s < 0 ? o.etaMinus() : 1), o.stepSizeMin(), o.stepSizeMax());
        before = s < 0 ? 0 : gradient;
        return p - Math.signum(before) * d;
      }
    };
  }

  private static DescentRule asgd(ASGD.Options o) {
    return new DescentRule() {
      private double eta = o.lr();

      @Override
      double next(double p, double gradient) {
        double g = gradient + o.weightDecay() * p;
        double after = p * (1 - o.lambd() * eta) - eta * g;
        eta = o.lr() / Math.pow(1 + o.lambd() * o.lr() * t, o.alpha());
        return after;
      }
    };
  }

  private static DescentRule lion(Lion.Options o) {
    return new DescentRule() {
      private double m;

      @Override
      double next(double p, double g) {
        double u = o.beta1() * m + (1 - o.beta1()) * g;
        undecided |= Math.abs(u) < 1e-5 * (Math.abs(m) + Math.abs(g));
        m = o.beta2() * m + (1 - o.beta2()) * g;
        return p * (1 - o.lr() * o.weightDecay()) - o.lr() * Math.signum(u);
      }
    };
  }

  private static DescentRule momentumSgd(MomentumSGD.Options o) {
    return new DescentRule() {
      private double a;

      @Override
      double next(double p, double g) {
        a = o.mom() * a + (1 - o.mom()) * g;
        return p * (1 - o.lr() * o.wd()) - o.lr() * a;
      }
    };
  }

  private static DescentRule notebookRmsprop(RMSProp.Options o) {
    return new DescentRule() {
      private double s;

      @Override
      double next(double p, double g) {
        s = t == 1 ? g * g : s;
        s = o.sqrMom() * s + (1 - o.sqrMom()) * g * g;
        return p * (1 - o.lr() * o.wd()) - o.lr() * g / (Math.sqrt(s) + o.eps());
      }
    };
  }

  private static DescentRule notebookAdam(lanewise.optim.notebook.Adam.Options o) {
    return new DescentRule() {
      private double a;
      private double s;

      @Override
      double next(double p, double g) {
        a = o.beta1() * a + (1 - o.beta1()) * g;
        s = o.beta2() * s + (1 - o.beta2()) * g * g;
        double average = a / (1 - Math.pow(o.beta1(), t));
        double square = s / (1 - Math.pow(o.beta2(), t));
        return p * (1 - o.lr() * o.wd()) - o.lr() * average / Math.sqrt(square + o.eps());
      }
    };
  }
}
