package lanewise.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import lanewise.autograd.Parameter;
import lanewise.autograd.Variable;
import lanewise.tensor.Tensor;

/**
 * Compares a formula of variables with the same formula in double: values with values, gradients with central differences of sum(direction *
 * formula). The difference of a step h = 2^-14 in double errs by about h^2 = 4e-9, so what is left is the rounding of float32.
 */
final class GradientCheck {
  /** Allowed error of a value or gradient in relation to the largest of its tensor (at least 1): some hundred roundings of float32. */
  private static final double TOLERANCE = 4e-5;
  private static final double STEP = 0x1p-14;

  private GradientCheck() {}

  /** Ours. */
  interface Formula {
    Variable of(Parameter[] x);
  }

  /** The oracle's. */
  interface ExactFormula {
    Doubles of(Doubles[] x);
  }

  /** Checks value and all gradients at these inputs; the direction is drawn from the stream. */
  static void check(Random random, Formula ours, ExactFormula exact, Tensor... inputs) {
    check(random, ours, exact, () -> {}, inputs);
  }

  /** The same for a formula with a state that {@code rewind} resets before each evaluation. */
  static void check(Random random, Formula ours, ExactFormula exact, Runnable rewind, Tensor... inputs) {
    Parameter[] parameters = Arrays.stream(inputs).map(Parameter::new).toArray(Parameter[]::new);
    Variable y = ours.of(parameters);
    Doubles[] x = Arrays.stream(inputs).map(Doubles::of).toArray(Doubles[]::new);
    rewind.run();
    Doubles expected = exact.of(x);
    assertArrayEquals(expected.shape(), y.shape().toArray());
    assertNear(expected, y.value(), "value");
    Tensor direction = Doubles.normal(random, y.shape().toArray());
    y.backward(direction);
    for (int i = 0; i < x.length; i++) {
      assertNear(differences(exact, rewind, x, i, Doubles.of(direction)), parameters[i].grad(), "gradient of input " + i);
    }
  }

  private static Doubles differences(ExactFormula f, Runnable rewind, Doubles[] x, int input, Doubles direction) {
    Doubles gradient = Doubles.zeros(x[input].shape());
    double[] at = x[input].data();
    for (int i = 0; i < at.length; i++) {
      double value = at[i];
      at[i] = value + STEP;
      rewind.run();
      double above = f.of(x).dot(direction);
      at[i] = value - STEP;
      rewind.run();
      double below = f.of(x).dot(direction);
      at[i] = value;
      gradient.data()[i] = (above - below) / (2 * STEP);
    }
    return gradient;
  }

  private static void assertNear(Doubles expected, Tensor actual, String what) {
    double largest = Math.max(1, Arrays.stream(expected.data()).map(Math::abs).max().orElse(0));
    float[] values = actual.toArray();
    for (int i = 0; i < values.length; i++) {
      double bound = TOLERANCE * largest;
      assertTrue(Math.abs(values[i] - expected.data()[i]) <= bound,
          what + " of shape " + actual.shape() + ", element " + i + " is " + values[i] + ", expected " + expected.data()[i] + " within " + bound);
    }
  }

  /** Moves values away from places where the formula has a kink, so that a difference does not straddle one. */
  static Tensor awayFrom(Tensor t, List<Double> kinks) {
    float[] values = t.toArray();
    for (int i = 0; i < values.length; i++) {
      for (double kink : kinks) {
        if (Math.abs(values[i] - kink) < 0.01) {
          values[i] = (float) (kink + 0.02);
        }
      }
    }
    return Tensor.of(values, t.shape().toArray());
  }
}
