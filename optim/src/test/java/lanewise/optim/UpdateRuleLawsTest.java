package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import lanewise.autograd.Parameter;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** The update rules against closed forms, bounds, and the published formulas in double precision. */
class UpdateRuleLawsTest {
  @Provide
  Arbitrary<SGD.Options> sgd() {
    return Drawn.sgd();
  }

  @Provide
  Arbitrary<AdamW.Options> adamW() {
    return Drawn.adamW();
  }

  @Provide
  Arbitrary<int[]> sizes() {
    return Drawn.sizes();
  }

  @Property(tries = 500)
  void anAdamStepIsNeverLongerThanCauchyAndSchwarzSay(@ForAll("adamW") AdamW.Options drawn, @ForAll long seed) {
    AdamW.Options o = drawn.weightDecay(0).betas(Math.min(drawn.beta1(), 0.9), Math.max(drawn.beta2(), 0.99));
    Random random = new Random(seed);
    Parameter p = Trial.parameter(new float[33]);
    AdamW adam = new AdamW(List.of(p), o);
    double rho = o.beta1() * o.beta1() / o.beta2();
    for (int t = 1; t <= 20; t++) {
      float[] before = p.value().toArray();
      Trial.gradient(p, Trial.wild(random, 33));
      adam.step();
      double bound = o.lr() * (1 - o.beta1()) / Math.sqrt(1 - o.beta2()) * Math.sqrt((1 - Math.pow(rho, t)) / (1 - rho))
          * Math.sqrt(1 - Math.pow(o.beta2(), t)) / (1 - Math.pow(o.beta1(), t));
      for (int i = 0; i < 33; i++) {
        double moved = Math.abs((double) p.value().get(i) - before[i]);
        assertTrue(moved <= bound * (1 + 1e-5) + Math.ulp(before[i]), moved + " > " + bound);
      }
    }
  }

  @Property(tries = 500)
  void aConstantGradientMovesAdamByTheSameAmountInEveryStep(@ForAll("adamW") AdamW.Options drawn, @ForAll @IntRange(min = -40, max = 40) int g) {
    AdamW.Options o = drawn.weightDecay(0).maximize(false);
    Parameter p = Trial.parameter(0, 0);
    AdamW adam = new AdamW(List.of(p), o);
    double step = -o.lr() * (g / 8.0) / (Math.abs(g / 8.0) + o.eps());
    for (int t = 1; t <= 20; t++) {
      Trial.gradient(p, g / 8f, -g / 8f);
      adam.step();
      assertEquals(g == 0 ? 0 : t * step, p.value().get(0), 1e-5 * t * o.lr());
      assertEquals(g == 0 ? 0 : -t * step, p.value().get(1), 1e-5 * t * o.lr());
    }
  }

  @Property(tries = 500)
  void aConstantGradientMovesSgdByTheGeometricSum(@ForAll("sgd") SGD.Options drawn, @ForAll @IntRange(min = -40, max = 40) int g) {
    SGD.Options o = drawn.weightDecay(0).dampening(0).nesterov(false).maximize(false).momentum(Math.min(drawn.momentum(), 0.9));
    Parameter p = Trial.parameter(1);
    SGD sgd = new SGD(List.of(p), o);
    double sum = 0;
    for (int n = 1; n <= 20; n++) {
      Trial.gradient(p, g / 8f);
      sgd.step();
      sum += (1 - Math.pow(o.momentum(), n)) / (1 - o.momentum());
      assertEquals(1 - o.lr() * g / 8 * sum, p.value().get(0), 2e-6 * (1 + o.lr() * sum * Math.abs(g)));
    }
  }

  @Property(tries = 500)
  void sgdFollowsTheTextbookInDoublePrecision(@ForAll("sgd") SGD.Options o, @ForAll long seed, @ForAll @IntRange(min = 1, max = 20) int steps) {
    Random random = new Random(seed);
    Parameter p = Trial.parameter(Trial.normal(random, 17));
    SGD sgd = new SGD(List.of(p), o);
    double[] value = doubles(p.value().toArray());
    double[] buffer = new double[17];
    double largest = 1;
    for (int t = 1; t <= steps; t++) {
      float[] gradient = Trial.normal(random, 17);
      Trial.gradient(p, gradient);
      sgd.step();
      for (int i = 0; i < 17; i++) {
        double g = (o.maximize() ? -gradient[i] : gradient[i]) + o.weightDecay() * value[i];
        buffer[i] = t == 1 ? g : o.momentum() * buffer[i] + (1 - o.dampening()) * g;
        double d = o.momentum() == 0 ? g : o.nesterov() ? g + o.momentum() * buffer[i] : buffer[i];
        value[i] -= o.lr() * d;
        largest = Math.max(largest, Math.max(Math.abs(value[i]), Math.abs(o.lr() * d)));
      }
      assertArrayEquals(value, doubles(p.value().toArray()), 1e-5 * largest);
    }
  }

  @Property(tries = 500)
  void adamWFollowsTheTextbookInDoublePrecision(@ForAll("adamW") AdamW.Options o, @ForAll long seed, @ForAll @IntRange(min = 1, max = 20) int steps) {
    Random random = new Random(seed);
    Parameter p = Trial.parameter(Trial.normal(random, 17));
    AdamW adam = new AdamW(List.of(p), o);
    double[] value = doubles(p.value().toArray());
    double[] m = new double[17];
    double[] v = new double[17];
    double[] x = new double[17];
    double[] scale = new double[17];
    for (int t = 1; t <= steps; t++) {
      float[] gradient = Trial.normal(random, 17);
      Trial.gradient(p, gradient);
      adam.step();
      for (int i = 0; i < 17; i++) {
        double g = o.maximize() ? -gradient[i] : gradient[i];
        value[i] -= o.lr() * o.weightDecay() * value[i];
        m[i] = o.beta1() * m[i] + (1 - o.beta1()) * g;
        v[i] = o.beta2() * v[i] + (1 - o.beta2()) * g * g;
        x[i] = Math.max(x[i], v[i]);
        double root = Math.sqrt((o.amsgrad() ? x[i] : v[i]) / (1 - Math.pow(o.beta2(), t)));
        double rate = o.lr() / (1 - Math.pow(o.beta1(), t)) / (root + o.eps());
        value[i] -= rate * m[i];
        scale[i] = Math.max(scale[i], Math.max(Math.abs(value[i]), 4 * rate));
        assertEquals(value[i], p.value().get(i), 1e-5 * scale[i], "step " + t + ", element " + i);
      }
    }
  }

  @Property(tries = 500)
  void bothComeNearTheMinimumOfAQuadraticBowl(@ForAll("sizes") int[] sizes, @ForAll long seed) {
    for (OptimizerOptions options : List.of(SGD.options().lr(0.1).momentum(0.5), AdamW.options().lr(0.05).weightDecay(0))) {
      List<Parameter> parameters = Trial.parameters(new Random(seed), sizes);
      Optimizer optimizer = options.build(parameters);
      double before = height(parameters);
      for (int t = 0; t < 40; t++) {
        for (Parameter p : parameters) {
          float[] g = p.value().toArray();
          for (int i = 0; i < g.length; i++) {
            g[i] *= 1 + i % 10;
          }
          Trial.gradient(p, g);
        }
        optimizer.step();
      }
      assertTrue(height(parameters) < 0.2 * before + 1e-3, options + ": " + height(parameters) + " from " + before);
    }
  }

  private static double height(List<Parameter> parameters) {
    double sum = 0;
    for (float[] x : Trial.values(parameters)) {
      for (int i = 0; i < x.length; i++) {
        sum += 0.5 * (1 + i % 10) * x[i] * x[i];
      }
    }
    return sum;
  }

  private static double[] doubles(float[] x) {
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = x[i];
    }
    return y;
  }
}
