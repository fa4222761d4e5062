package lanewise.optim;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import lanewise.autograd.Parameter;
import lanewise.tensor.Tensor;

/** Functions of all parameters end to end, with their gradients; computed in double. */
final class Objectives {
  private Objectives() {}

  /** A function of a vector: returns the value, writes the gradient. */
  @FunctionalInterface
  interface Function {
    double at(double[] x, double[] gradient);
  }

  /** A closure that evaluates a function at the parameters. */
  static DoubleSupplier closure(List<Parameter> parameters, Function function) {
    return () -> {
      List<Double> all = new ArrayList<>();
      for (Parameter p : parameters) {
        for (float v : p.value().toArray()) {
          all.add((double) v);
        }
      }
      double[] x = all.stream().mapToDouble(v -> v).toArray();
      double[] g = new double[x.length];
      double f = function.at(x, g);
      int at = 0;
      for (Parameter p : parameters) {
        float[] own = new float[p.shape().size()];
        for (int i = 0; i < own.length; i++) {
          own[i] = (float) g[at++];
        }
        p.zeroGrad();
        p.backward(Tensor.of(own, p.shape().toArray()));
      }
      return f;
    };
  }

  static double rosenbrock(double[] x, double[] g) {
    double f = 0;
    for (int i = 0; i + 1 < x.length; i++) {
      double d = x[i + 1] - x[i] * x[i];
      f += 100 * d * d + (1 - x[i]) * (1 - x[i]);
      g[i] += -400 * x[i] * d - 2 * (1 - x[i]);
      g[i + 1] += 200 * d;
    }
    return f;
  }

  /** x . A x / 2 - b . x with A = [[3, 1], [1, 2]], b = [1, -1]. */
  static double quadratic(double[] x, double[] g) {
    g[0] = 3 * x[0] + x[1] - 1;
    g[1] = x[0] + 2 * x[1] + 1;
    return 0.5 * (3 * x[0] * x[0] + 2 * x[0] * x[1] + 2 * x[1] * x[1]) - x[0] + x[1];
  }

  /** The sum of c_i (x_i - i / 10)^2 / 2, c_i rising from 1 to {@code condition}. */
  static Function bowl(double condition) {
    return (x, g) -> {
      double f = 0;
      for (int i = 0; i < x.length; i++) {
        double c = 1 + (condition - 1) * i / Math.max(1, x.length - 1);
        double e = x[i] - i % 10 / 10.0;
        g[i] = c * e;
        f += 0.5 * c * e * e;
      }
      return f;
    };
  }
}
