package lanewise.optim;

import java.util.Random;
import java.util.function.ToDoubleBiFunction;
import lanewise.autograd.Parameter;
import lanewise.tensor.LongTensor;
import lanewise.tensor.RowSparse;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;

/**
 * A function to minimise: value and gradient in double.
 *
 * @param start where to begin
 * @param function the value; writes the gradient into its second argument
 * @param minimum the least value
 */
record Problem(double[] start, ToDoubleBiFunction<double[], double[]> function, double minimum) {
  /** The banana valley: (1 - x)^2 + 100 (y - x^2)^2. */
  static Problem rosenbrock() {
    return new Problem(new double[] {1.5, 1.5}, (x, g) -> {
      double d = x[1] - x[0] * x[0];
      g[0] = -400 * x[0] * d - 2 * (1 - x[0]);
      g[1] = 200 * d;
      return 100 * d * d + (1 - x[0]) * (1 - x[0]);
    }, 0);
  }

  /** Half of x A x, with eigenvalues from 1 to the condition number along axes that no coordinate axis is parallel to (a reflection). */
  static Problem quadratic(int n, double condition) {
    double[] start = new double[n];
    start[0] = 1;
    start[1] = -1;
    return new Problem(start, (x, g) -> {
      double[] y = reflected(x);
      double f = 0;
      for (int i = 0; i < n; i++) {
        double c = StrictMath.pow(condition, i / (n - 1.0));
        f += 0.5 * c * y[i] * y[i];
        y[i] *= c;
      }
      System.arraycopy(reflected(y), 0, g, 0, n);
      return f;
    }, 0);
  }

  /** x - 2 v (v x) with v in the direction (1, 2, .., n). */
  private static double[] reflected(double[] x) {
    double along = 0;
    double square = 0;
    for (int i = 0; i < x.length; i++) {
      along += (i + 1) * x[i];
      square += (i + 1.0) * (i + 1);
    }
    double[] y = x.clone();
    for (int i = 0; i < x.length; i++) {
      y[i] -= 2 * (i + 1) * along / square;
    }
    return y;
  }

  /** The mean logistic loss of 64 points in 4 dimensions whose classes overlap, with an L2 term of 0.01 |x|^2 / 2. */
  static Problem logistic() {
    Random random = new Random(7);
    double[][] points = new double[64][4];
    double[] labels = new double[64];
    for (int i = 0; i < 64; i++) {
      labels[i] = i % 2;
      for (int j = 0; j < 4; j++) {
        points[i][j] = random.nextGaussian() + (labels[i] - 0.5) * (j + 1) * 0.5;
      }
    }
    ToDoubleBiFunction<double[], double[]> loss = (x, g) -> {
      double f = 0;
      for (int j = 0; j < 4; j++) {
        f += 0.005 * x[j] * x[j];
        g[j] = 0.01 * x[j];
      }
      for (int i = 0; i < 64; i++) {
        double z = 0;
        for (int j = 0; j < 4; j++) {
          z += points[i][j] * x[j];
        }
        f += (Math.max(z, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(z))) - labels[i] * z) / 64;
        double error = (1 / (1 + StrictMath.exp(-z)) - labels[i]) / 64;
        for (int j = 0; j < 4; j++) {
          g[j] += error * points[i][j];
        }
      }
      return f;
    };
    double[] x = new double[4];
    double[] g = new double[4];
    double f = 0;
    for (int t = 0; t < 20_000; t++) {
      f = loss.applyAsDouble(x, g);
      for (int j = 0; j < 4; j++) {
        x[j] -= g[j];
      }
    }
    return new Problem(new double[4], loss, f);
  }

  /** The value at a point. */
  double value(double... x) {
    return function.applyAsDouble(x, new double[x.length]);
  }

  /** A parameter [1, n] at the start; a matrix, because some optimizers want one. */
  Parameter parameter() {
    float[] x = new float[start.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) start[i];
    }
    return new Parameter(Tensor.of(x, 1, x.length));
  }

  /** The value at the parameter; its gradient becomes the parameter's, row-sparse where that is asked for. */
  double evaluate(Parameter p, boolean sparse) {
    float[] at = p.value().toArray();
    double[] x = new double[at.length];
    double[] g = new double[at.length];
    for (int i = 0; i < at.length; i++) {
      x[i] = at[i];
    }
    double f = function.applyAsDouble(x, g);
    float[] rounded = new float[at.length];
    for (int i = 0; i < at.length; i++) {
      rounded[i] = (float) g[i];
    }
    p.zeroGrad();
    if (sparse) {
      p.backward(RowSparse.of(p.shape(), LongTensor.of(new long[] {0}, 1), Tensor.of(rounded, 1, at.length)));
    } else {
      p.backward(Tensor.of(rounded, Shape.of(1, at.length).toArray()));
    }
    return f;
  }
}
