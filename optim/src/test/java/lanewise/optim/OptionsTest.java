package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.function.DoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every bound of every option, from both sides. */
class OptionsTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  private static Arguments of(String name, String allowed, double value, DoubleFunction<OptimizerOptions> make) {
    return Arguments.of(Named.of(name + " " + value, make), name, allowed, value);
  }

  private static Stream<Arguments> notNegative(String name, DoubleFunction<OptimizerOptions> make) {
    return Stream.of(-Double.MIN_VALUE, -1.0, Double.NaN, INFINITY, -INFINITY).map(bad -> of(name, "finite and >= 0", bad, make));
  }

  private static Stream<Arguments> belowOne(String name, DoubleFunction<OptimizerOptions> make) {
    return Stream.of(-Double.MIN_VALUE, 1.0, 2.0, Double.NaN, INFINITY, -INFINITY).map(bad -> of(name, ">= 0 and < 1", bad, make));
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        notNegative("lr", v -> SGD.options().lr(v)),
        notNegative("momentum", v -> SGD.options().momentum(v)),
        notNegative("weightDecay", v -> SGD.options().weightDecay(v)),
        Stream.of(Double.NaN, INFINITY, -INFINITY).map(bad -> of("dampening", "finite", bad, v -> SGD.options().dampening(v))),
        notNegative("lr", v -> AdamW.options().lr(v)),
        notNegative("eps", v -> AdamW.options().eps(v)),
        notNegative("weightDecay", v -> AdamW.options().weightDecay(v)),
        belowOne("beta1", v -> AdamW.options().betas(v, 0.999)),
        belowOne("beta1", v -> AdamW.options().cycledMomentum(v)),
        belowOne("beta2", v -> AdamW.options().betas(0.9, v))).flatMap(s -> s);
  }

  @ParameterizedTest
  @MethodSource("refused")
  void aValueOutsideItsRangeIsRefusedByName(DoubleFunction<OptimizerOptions> make, String name, String allowed, double value) {
    var e = assertThrows(IllegalArgumentException.class, () -> make.apply(value));
    assertEquals(name + " " + value + "; allowed: " + allowed, e.getMessage());
  }

  static Stream<Arguments> accepted() {
    double below = Math.nextDown(1.0);
    return Stream.of(
        Arguments.of(SGD.options().lr(0).lr(), 0.0),
        Arguments.of(SGD.options().momentum(0).momentum(), 0.0),
        Arguments.of(SGD.options().momentum(22).cycledMomentum(), 22.0),
        Arguments.of(SGD.options().cycledMomentum(0.3).momentum(), 0.3),
        Arguments.of(SGD.options().dampening(-3).dampening(), -3.0),
        Arguments.of(SGD.options().weightDecay(1e9).weightDecay(), 1e9),
        Arguments.of(AdamW.options().lr(1e9).lr(), 1e9),
        Arguments.of(AdamW.options().eps(0).eps(), 0.0),
        Arguments.of(AdamW.options().weightDecay(0).weightDecay(), 0.0),
        Arguments.of(AdamW.options().betas(0, below).beta1(), 0.0),
        Arguments.of(AdamW.options().betas(0, below).beta2(), below),
        Arguments.of(AdamW.options().betas(below, 0).cycledMomentum(), below),
        Arguments.of(AdamW.options().betas(below, 0).beta2(), 0.0),
        Arguments.of(AdamW.options().cycledMomentum(0.3).beta1(), 0.3));
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void aValueAtTheBorderOfItsRangeIsTaken(double taken, double given) {
    assertEquals(given, taken);
  }
}
