package lanewise.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import lanewise.autograd.Parameter;
import lanewise.tensor.Tensor;

/**
 * The functions that golden cases minimise, over the concatenation of some parameters: value and gradient in double, from the parameters' floats; the
 * gradient is rounded to float once.
 */
final class GoldenObjective {
  private final JsonNode description;
  private final List<Parameter> over = new ArrayList<>();

  GoldenObjective(JsonNode description, Map<String, Parameter> parameters) {
    this.description = description;
    description.get("over").forEach(name -> over.add(parameters.get(name.asText())));
  }

  /** The value; makes its gradient the parameters'. */
  double evaluate() {
    double[] x = over.stream().flatMapToDouble(p -> doubles(p.value())).toArray();
    double[] g = new double[x.length];
    double f = switch (description.get("name").asText()) {
      case "quadratic" -> quadratic(x, g);
      case "rosenbrock" -> rosenbrock(x, g);
      case "beale" -> beale(x, g);
      case "rastrigin" -> rastrigin(x, g);
      case "logistic" -> logistic(x, g);
      default -> throw new IllegalStateException("unknown objective " + description.get("name"));
    };
    int at = 0;
    for (Parameter p : over) {
      float[] own = new float[p.value().size()];
      for (int i = 0; i < own.length; i++) {
        own[i] = (float) g[at++];
      }
      p.zeroGrad();
      p.backward(Tensor.of(own, p.shape().toArray()));
    }
    return f;
  }

  private static DoubleStream doubles(Tensor t) {
    float[] x = t.toArray();
    return IntStream.range(0, x.length).mapToDouble(i -> x[i]);
  }

  private double quadratic(double[] x, double[] g) {
    double[] a = GoldenFile.numbers(description.get("A").get("data"));
    double[] b = GoldenFile.numbers(description.get("b").get("data"));
    double f = 0;
    for (int i = 0; i < x.length; i++) {
      double row = 0;
      for (int j = 0; j < x.length; j++) {
        row += a[i * x.length + j] * x[j];
      }
      g[i] = row - b[i];
      f += x[i] * (0.5 * row - b[i]);
    }
    return f;
  }

  private static double rosenbrock(double[] x, double[] g) {
    double f = 0;
    for (int i = 0; i + 1 < x.length; i++) {
      double d = x[i + 1] - x[i] * x[i];
      f += 100 * d * d + (1 - x[i]) * (1 - x[i]);
      g[i] += -400 * x[i] * d - 2 * (1 - x[i]);
      g[i + 1] += 200 * d;
    }
    return f;
  }

  private static double beale(double[] v, double[] g) {
    double x = v[0];
    double y = v[1];
    double r0 = 1.5 - x + x * y;
    double r1 = 2.25 - x + x * y * y;
    double r2 = 2.625 - x + x * y * y * y;
    g[0] = 2 * r0 * (y - 1) + 2 * r1 * (y * y - 1) + 2 * r2 * (y * y * y - 1);
    g[1] = 2 * r0 * x + 4 * r1 * x * y + 6 * r2 * x * y * y;
    return r0 * r0 + r1 * r1 + r2 * r2;
  }

  private static double rastrigin(double[] x, double[] g) {
    double f = 10.0 * x.length;
    for (int i = 0; i < x.length; i++) {
      f += x[i] * x[i] - 10 * StrictMath.cos(2 * Math.PI * x[i]);
      g[i] = 2 * x[i] + 20 * Math.PI * StrictMath.sin(2 * Math.PI * x[i]);
    }
    return f;
  }

  private double logistic(double[] x, double[] g) {
    double[] rows = GoldenFile.numbers(description.get("X").get("data"));
    double[] y = GoldenFile.numbers(description.get("y").get("data"));
    double l2 = description.get("l2").asDouble();
    double f = 0;
    for (int i = 0; i < y.length; i++) {
      double z = 0;
      for (int j = 0; j < x.length; j++) {
        z += rows[i * x.length + j] * x[j];
      }
      f += (Math.max(z, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(z))) - y[i] * z) / y.length;
      double error = 1 / (1 + StrictMath.exp(-z)) - y[i];
      for (int j = 0; j < x.length; j++) {
        g[j] += rows[i * x.length + j] * error / y.length;
      }
    }
    for (int j = 0; j < x.length; j++) {
      f += 0.5 * l2 * x[j] * x[j];
      g[j] += l2 * x[j];
    }
    return f;
  }
}
