package lanewise.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import lanewise.autograd.Activations;
import lanewise.autograd.MathFunctions;
import lanewise.autograd.Parameter;
import lanewise.autograd.Variable;
import lanewise.tensor.Rng;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The layers that apply one function to every element: which function that is, with which options, and how they show them. */
class ActivationLayersTest {
  private static final float[] POINTS = {-200, -20, -3.5f, -3, -2.25f, -1, -0.5f, -0.125f, 0, 0.125f, 0.5f, 1, 2.25f, 3, 3.5f, 20, 200};

  /**
   * A layer and what it has to be.
   *
   * @param text what it shows of itself
   * @param function the function of the library behind it
   * @param formula the function in double
   */
  record Case(Blueprint layer, String text, UnaryOperator<Variable> function, DoubleUnaryOperator formula) {
    @Override
    public String toString() {
      return text;
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case(Layers.elu(), "ELU[alpha=1.0]", x -> Activations.elu(x, 1), x -> elu(x, 1)),
        new Case(Layers.elu().alpha(0.25f), "ELU[alpha=0.25]", x -> Activations.elu(x, 0.25f), x -> elu(x, 0.25)),
        new Case(Layers.selu(), "SELU[]", Activations::selu, x -> 1.0507009873554805 * elu(x, 1.6732632423543772)),
        new Case(Layers.gelu(), "GELU[tanh=false]", Activations::gelu, x -> x < -9 ? 0 : x * normalShare(x)),
        new Case(Layers.gelu().tanh(true), "GELU[tanh=true]", Activations::geluTanh,
            x -> x / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)))),
        new Case(Layers.silu(), "SiLU[]", Activations::silu, x -> x * sigmoid(x)),
        new Case(Layers.mish(), "Mish[]", Activations::mish, x -> x * Math.tanh(softplus(x))),
        new Case(Layers.softplus(), "Softplus[beta=1.0, threshold=20.0]", x -> Activations.softplus(x, 1, 20), x -> x > 20 ? x : softplus(x)),
        new Case(Layers.softplus().beta(0.5f).threshold(1.5f), "Softplus[beta=0.5, threshold=1.5]", x -> Activations.softplus(x, 0.5f, 1.5f),
            x -> 0.5 * x > 1.5 ? x : 2 * softplus(0.5 * x)),
        new Case(Layers.hardswish(), "Hardswish[]", Activations::hardswish, x -> x * Math.clamp(x + 3, 0, 6) / 6),
        new Case(Layers.hardsigmoid(), "Hardsigmoid[]", Activations::hardsigmoid, x -> Math.clamp(x + 3, 0, 6) / 6),
        new Case(Layers.hardtanh(), "Hardtanh[minVal=-1.0, maxVal=1.0]", x -> Activations.hardtanh(x, -1, 1), x -> Math.clamp(x, -1, 1)),
        new Case(Layers.hardtanh().limits(-0.5f, 2), "Hardtanh[minVal=-0.5, maxVal=2.0]", x -> Activations.hardtanh(x, -0.5f, 2),
            x -> Math.clamp(x, -0.5, 2)),
        new Case(Layers.logSigmoid(), "LogSigmoid[]", Activations::logsigmoid, x -> -softplus(-x)),
        new Case(Layers.sigmoid(), "Sigmoid[]", MathFunctions::sigmoid, ActivationLayersTest::sigmoid),
        new Case(Layers.tanh(), "Tanh[]", MathFunctions::tanh, Math::tanh));
  }

  private static double elu(double x, double alpha) {
    return x > 0 ? x : alpha * Math.expm1(x);
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  private static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }

  /** The share of the normal distribution below x: its density added up by Simpson's rule. */
  private static double normalShare(double x) {
    int n = 4000;
    double h = Math.min(x, 9) / n;
    double sum = 0;
    for (int i = 0; i <= n; i++) {
      sum += Math.exp(-(i * h) * (i * h) / 2) * (i == 0 || i == n ? 1 : i % 2 == 1 ? 4 : 2);
    }
    return 0.5 + sum * h / 3 / Math.sqrt(2 * Math.PI);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void layer_isItsFunctionForwardAndBackward(Case c) {
    Layer layer = c.layer.init(Rng.seed(1));
    Tensor x = Tensor.of(POINTS, 1, POINTS.length);
    float[] y = layer.forward(x).toArray();
    for (int i = 0; i < y.length; i++) {
      double expected = c.formula.applyAsDouble(POINTS[i]);
      assertEquals(expected, y[i], 1e-6 * Math.max(1, Math.abs(expected)), c + " at " + POINTS[i]);
    }
    assertArrayEquals(c.function.apply(Variable.of(x)).value().toArray(), y);
    assertEquals(x.shape(), layer.forward(x).shape());
    assertArrayEquals(gradient(c.function, x), gradient(layer::forward, x));
  }

  private static float[] gradient(UnaryOperator<Variable> f, Tensor value) {
    Parameter x = new Parameter(value);
    f.apply(x).sum().backward();
    return x.grad().toArray();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void text_showsTheOptionsAndThereIsNothingToTrain(Case c) {
    Layer layer = c.layer.init(Rng.seed(1));
    assertEquals(c.text, layer.toString());
    assertEquals(List.of(), layer.parameters());
    assertTrue(layer.stateDict().isEmpty());
  }

  @Test
  void aLayerWithoutOptionsIsItsOwnBlueprint() {
    Layer tanh = Layers.tanh();
    assertSame(tanh, tanh.init(Rng.seed(1)));
    Layer twice = Layers.sequential(tanh, tanh).init(Rng.seed(1));
    Tensor x = Tensor.of(POINTS, POINTS.length);
    assertArrayEquals(tanh.forward(tanh.forward(x)).toArray(), twice.forward(x).toArray());
  }

  @Test
  void optionsOutOfRange_areRefusedWithValueAndRange() {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      assertRefused("elu alpha " + bad + "; allowed: finite", () -> Layers.elu().alpha(bad));
      assertRefused("softplus beta " + bad + ", threshold 20.0; allowed: a finite beta other than 0", () -> Layers.softplus().beta(bad));
    }
    assertRefused("softplus beta 0.0, threshold 20.0; allowed: a finite beta other than 0", () -> Layers.softplus().beta(0));
    assertRefused("softplus beta 1.0, threshold NaN; allowed: ", () -> Layers.softplus().threshold(Float.NaN));
    assertRefused("hardtanh from 1.0 to 1.0; allowed: minVal < maxVal", () -> Layers.hardtanh().limits(1, 1));
    assertRefused("hardtanh from 2.0 to -1.0; allowed: minVal < maxVal", () -> Layers.hardtanh().limits(2, -1));
    assertRefused("hardtanh from NaN to 1.0; allowed: minVal < maxVal", () -> Layers.hardtanh().limits(Float.NaN, 1));
    assertRefused("hardtanh from -1.0 to NaN; allowed: minVal < maxVal", () -> Layers.hardtanh().limits(-1, Float.NaN));
  }

  private static void assertRefused(String message, Executable action) {
    String actual = assertThrows(IllegalArgumentException.class, action).getMessage();
    assertTrue(actual.startsWith(message), actual);
  }
}
