package lanewise.gradient;

import static lanewise.gradient.GradientCheck.awayFrom;

import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import lanewise.autograd.Activations;
import lanewise.autograd.MathFunctions;
import lanewise.autograd.Variable;
import lanewise.tensor.BoolTensor;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Values and gradients of every elementwise function agree with the oracle and its central differences, with and without broadcasting. */
class ElementwiseGradientTest {
  /**
   * A function of one variable.
   *
   * @param low smallest argument of the sample
   * @param kinks where a difference must not straddle
   */
  record Unary(String name, UnaryOperator<Variable> ours, Oracle.One exact, double low, List<Double> kinks) {
    Unary(String name, UnaryOperator<Variable> ours, Oracle.One exact) {
      this(name, ours, exact, -3, List.of());
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** A function of two variables. */
  interface Binary {
    Variable of(Variable x, Variable y);
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  private static double softplus(double x) {
    return Math.log1p(Math.exp(x));
  }

  /** The error function by its series, for arguments below 4. */
  private static double erf(double x) {
    double term = x;
    double sum = x;
    for (int n = 1; n < 100; n++) {
      term *= -x * x / n;
      sum += term / (2 * n + 1);
    }
    return 2 / Math.sqrt(Math.PI) * sum;
  }

  static Stream<Unary> unary() {
    return Stream.of(new Unary("neg", Variable::neg, x -> -x), new Unary("abs", Variable::abs, Math::abs, -3, List.of(0.0)),
        new Unary("exp", Variable::exp, Math::exp), new Unary("expm1", MathFunctions::expm1, Math::expm1),
        new Unary("log", Variable::log, Math::log, 0.2, List.of()), new Unary("log1p", MathFunctions::log1p, Math::log1p, -0.7, List.of()),
        new Unary("sqrt", Variable::sqrt, Math::sqrt, 0.2, List.of()),
        new Unary("rsqrt", MathFunctions::rsqrt, x -> 1 / Math.sqrt(x), 0.3, List.of()),
        new Unary("reciprocal", MathFunctions::reciprocal, x -> 1 / x, 0.3, List.of()), new Unary("square", MathFunctions::square, x -> x * x),
        new Unary("sin", MathFunctions::sin, Math::sin), new Unary("cos", MathFunctions::cos, Math::cos),
        new Unary("tanh", Variable::tanh, Math::tanh), new Unary("sigmoid", Variable::sigmoid, ElementwiseGradientTest::sigmoid),
        new Unary("erf", MathFunctions::erf, ElementwiseGradientTest::erf),
        new Unary("clamp", x -> x.clamp(-1, 2), x -> Math.min(Math.max(x, -1), 2), -3, List.of(-1.0, 2.0)),
        new Unary("sign", MathFunctions::sign, Math::signum, -3, List.of(0.0)),
        new Unary("floor", MathFunctions::floor, Math::floor, -3, List.of(-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0)),
        new Unary("square by pow", x -> x.pow(2), x -> x * x), new Unary("cube", x -> x.pow(3), x -> x * x * x),
        new Unary("root by pow", x -> x.pow(0.5f), Math::sqrt, 0.3, List.of()),
        new Unary("inverse by pow", x -> x.pow(-1), x -> 1 / x, 0.3, List.of()),
        new Unary("power", x -> x.pow(-1.7f), x -> Math.pow(x, -1.7f), 0.3, List.of()),
        new Unary("first power", x -> x.pow(1), x -> x), new Unary("zeroth power", x -> x.pow(0), _ -> 1),
        new Unary("power of a number", x -> MathFunctions.pow(2.5f, x), x -> Math.pow(2.5, x)),
        new Unary("plus", x -> x.add(0.75f), x -> x + 0.75), new Unary("minus", x -> x.sub(0.75f), x -> x - 0.75),
        new Unary("from", x -> MathFunctions.sub(0.75f, x), x -> 0.75 - x), new Unary("over", x -> x.div(3), x -> x / 3),
        new Unary("under", x -> MathFunctions.div(3, x), x -> 3 / x, 0.3, List.of()));
  }

  static Stream<Unary> activations() {
    return Stream.of(new Unary("elu", x -> Activations.elu(x, 0.5f), x -> x > 0 ? x : 0.5 * Math.expm1(x), -3, List.of(0.0)),
        new Unary("selu", Activations::selu, x -> 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * Math.expm1(x)), -3, List.of(0.0)),
        new Unary("gelu", Activations::gelu, x -> x * 0.5 * (1 + erf(x / Math.sqrt(2)))),
        new Unary("gelu by tanh", Activations::geluTanh, x -> 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)))),
        new Unary("silu", Activations::silu, x -> x * sigmoid(x)), new Unary("mish", Activations::mish, x -> x * Math.tanh(softplus(x))),
        new Unary("softplus", x -> Activations.softplus(x, 1, 20), ElementwiseGradientTest::softplus),
        new Unary("steep softplus", x -> Activations.softplus(x, 3, 4.5f), x -> 3 * x > 4.5 ? x : softplus(3 * x) / 3, -3, List.of(1.5)),
        new Unary("logsigmoid", Activations::logsigmoid, x -> -softplus(-x)),
        new Unary("hardswish", Activations::hardswish, x -> x * Math.min(Math.max(x + 3, 0), 6) / 6, -5, List.of(-3.0, 3.0)),
        new Unary("hardsigmoid", Activations::hardsigmoid, x -> Math.min(Math.max(x + 3, 0), 6) / 6, -5, List.of(-3.0, 3.0)),
        new Unary("hardtanh", x -> Activations.hardtanh(x, -1, 2), x -> Math.min(Math.max(x, -1), 2), -3, List.of(-1.0, 2.0)));
  }

  @ParameterizedTest
  @MethodSource({"unary", "activations"})
  void functionsOfOneVariable(Unary f) {
    Random random = new Random(1);
    for (int size : new int[] {1, 5, 70}) {
      Tensor x = awayFrom(uniform(random, f.low, 3.2, size), f.kinks);
      GradientCheck.check(random, p -> f.ours.apply(p[0]), e -> Oracle.map(e[0], f.exact), x);
    }
  }

  private static Tensor uniform(Random random, double low, double high, int... shape) {
    Doubles d = Doubles.zeros(shape);
    float[] values = new float[d.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (low + (high - low) * random.nextDouble());
    }
    return Tensor.of(values, shape);
  }

  private static final int[][][] SHAPES = {
      {{3, 4}, {3, 4}}, {{3, 4}, {4}}, {{}, {2, 3}}, {{3, 1}, {1, 4}}, {{2, 1, 3}, {4, 1}}, {{2, 3, 2, 5}, {1, 3, 1, 1}}};

  private static void check(Binary ours, Oracle.Two exact, double low) {
    Random random = new Random(2);
    for (int[][] s : SHAPES) {
      Tensor x = uniform(random, low, 2.5, s[0]);
      Tensor y = uniform(random, low, 2.5, s[1]);
      GradientCheck.check(random, p -> ours.of(p[0], p[1]), e -> broadcast(e[0], e[1], exact), x, y);
    }
  }

  /** f of every pair of aligned elements. */
  static Doubles broadcast(Doubles x, Doubles y, Oracle.Two f) {
    int rank = Math.max(x.shape().length, y.shape().length);
    int[] dims = new int[rank];
    for (int k = 1; k <= rank; k++) {
      int a = k <= x.shape().length ? x.shape()[x.shape().length - k] : 1;
      int b = k <= y.shape().length ? y.shape()[y.shape().length - k] : 1;
      dims[rank - k] = Math.max(a, b);
    }
    Doubles z = Doubles.zeros(dims);
    for (int i = 0; i < z.size(); i++) {
      z.data()[i] = f.of(x.data()[from(i, dims, x.shape())], y.data()[from(i, dims, y.shape())]);
    }
    return z;
  }

  private static int from(int i, int[] dims, int[] shape) {
    int position = 0;
    int step = 1;
    for (int k = 1; k <= shape.length; k++) {
      int at = i % dims[dims.length - k];
      i /= dims[dims.length - k];
      position += shape[shape.length - k] == 1 ? 0 : at * step;
      step *= shape[shape.length - k];
    }
    return position;
  }

  @Test
  void sumsDifferencesProductsAndQuotients() {
    check(Variable::add, (a, b) -> a + b, -2);
    check(Variable::sub, (a, b) -> a - b, -2);
    check(Variable::mul, (a, b) -> a * b, -2);
    check(Variable::div, (a, b) -> a / b, 0.4);
    check((a, b) -> MathFunctions.add(a, b, 0.25f), (a, b) -> a + 0.25 * b, -2);
    check((a, b) -> MathFunctions.sub(a, b, 0.25f), (a, b) -> a - 0.25 * b, -2);
  }

  @Test
  void extremesAnglesAndPowers() {
    check(MathFunctions::maximum, Math::max, -2);
    check(MathFunctions::minimum, Math::min, -2);
    check(MathFunctions::atan2, Math::atan2, 0.3);
    check(MathFunctions::pow, Math::pow, 0.3);
  }

  @Test
  void choices() {
    BoolTensor condition = BoolTensor.of(new boolean[] {true, false, true, false}, 4);
    Random random = new Random(3);
    GradientCheck.check(random, p -> MathFunctions.where(condition, p[0], p[1]), e -> {
      Doubles z = Doubles.zeros(3, 4);
      for (int i = 0; i < 12; i++) {
        z.data()[i] = i % 2 == 0 ? e[0].data()[i] : e[1].data()[i % 4];
      }
      return z;
    }, uniform(random, -1, 1, 3, 4), uniform(random, -1, 1, 4));
    GradientCheck.check(random, p -> MathFunctions.maskedFill(p[0], condition, 7), e -> {
      Doubles z = Doubles.zeros(3, 4);
      for (int i = 0; i < 12; i++) {
        z.data()[i] = i % 2 == 0 ? 7 : e[0].data()[i];
      }
      return z;
    }, uniform(random, -1, 1, 3, 4));
  }
}
