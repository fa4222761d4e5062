package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import lanewise.autograd.Parameter;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AdafactorTest {
  static Stream<Arguments> vectors() {
    return Stream.of(
        Arguments.of(Adafactor.options(), new double[] {.9867712434, -1.986771243, .4867712434, 1.003096192, -2.002560114, .4867712434,
            .9746668768, -2.03707585, .512703787}),
        Arguments.of(Adafactor.options().lr(0.5).weightDecay(0.1).d(1.5).beta2Decay(-1), new double[] {.2885621722, -1.238562172, -.1864378278,
            .7831990959, -1.663835703, -.1771159364, -.6050528139, -2.314144609, .9164174506}));
  }

  static Stream<Arguments> matrices() {
    return Stream.of(
        Arguments.of(Adafactor.options(), new double[] {.9948649038, -1.992136714, .4788274558, .2620027474, -.7614872518, 1.5,
            .9848543022, -2.000243396, .4953526402, .2620027474, -.7554446343, 1.493841169,
            .937566541, -2.015804998, .5206948155, .2606507395, -.7454951505, 1.458055498}),
        Arguments.of(Adafactor.options().lr(0.5).weightDecay(0.1).d(1.5), new double[] {.6702958371, -1.471693774, -.6782498077, .891279067,
            -1.338200477, 1.425, .1486343879, -1.79341495, .1614797361, .8467151136, -.9766344778, 1.053427097,
            -1.663724425, -1.884580882, .8398592129, .4158192791, -.157899848, -.5911499826}));
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void aVectorFollowsThePublishedExamples(Adafactor.Options options, double[] expected) {
    Examples.check(options.build(List.of(Examples.vector())), expected);
  }

  @ParameterizedTest
  @MethodSource("matrices")
  void aMatrixFollowsThePublishedExamples(Adafactor.Options options, double[] expected) {
    Examples.check(options.build(List.of(Examples.matrix())), expected);
  }

  @Test
  void inAVectorAGradientThatIsNaNSpoilsItsOwnElementOnly() {
    Parameter p = Trial.parameter(1, 2, 3);
    Optimizer optimizer = Adafactor.options().build(List.of(p));
    Trial.gradient(p, 1, Float.NaN, 1);
    for (int t = 0; t < 3; t++) {
      optimizer.step();
    }
    assertTrue(Float.isNaN(p.value().get(1)));
    assertTrue(p.value().get(0) < 1 && p.value().get(2) < 3);
  }

  @Test
  void inAMatrixAGradientThatIsNaNSpoilsEverything() {
    Parameter p = new Parameter(Tensor.ones(2, 3, 4));
    Optimizer optimizer = Adafactor.options().build(List.of(p));
    float[] g = new float[24];
    g[5] = Float.NaN;
    Trial.gradient(p, g);
    optimizer.step();
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 4; j++) {
        assertTrue(Float.isNaN(p.value().get(0, i, j)));
        assertFalse(Float.isNaN(p.value().get(1, i, j)), "another matrix");
      }
    }
  }

  @Test
  void aParameterThatIsNaNStepsOthersByEps2() {
    Parameter p = Trial.parameter(Float.NaN, 1);
    Optimizer optimizer = Adafactor.options().lr(0.5).eps(1e-7, 0.25).build(List.of(p));
    Trial.gradient(p, 3, 3);
    optimizer.step();
    assertEquals(1 - 0.5f * 0.25f, p.value().get(1), 1e-6);
  }

  @Test
  void theStateHasARowAndAColumnForMatricesOnly() {
    List<Parameter> parameters = new ArrayList<>();
    for (int[] shape : new int[][] {{}, {3}, {2, 3}, {4, 1, 2}, {2, 3, 4, 5}}) {
      parameters.add(new Parameter(Tensor.ones(shape)));
    }
    Optimizer optimizer = Adafactor.options().build(parameters);
    for (Parameter p : parameters) {
      p.backward(Tensor.ones(p.shape().toArray()));
    }
    optimizer.step();
    assertEquals(Set.of("step", "variance"), optimizer.state(parameters.get(0)).names());
    assertEquals(Shape.of(3), optimizer.state(parameters.get(1)).tensors().get("variance").shape());
    assertEquals(Set.of("step", "row_var", "col_var"), optimizer.state(parameters.get(2)).names());
    assertEquals(Shape.of(4, 1, 1), optimizer.state(parameters.get(3)).tensors().get("row_var").shape());
    assertEquals(Shape.of(2, 3, 1, 5), optimizer.state(parameters.get(4)).tensors().get("col_var").shape());
  }

  @Test
  void aParameterWithoutElementsCountsItsSteps() {
    Parameter p = new Parameter(Tensor.zeros(3, 0));
    Optimizer optimizer = Adafactor.options().build(List.of(p));
    p.backward(Tensor.zeros(3, 0));
    optimizer.step();
    assertEquals(1, optimizer.state(p).numbers().get("step"));
  }

  @Test
  void noneStandsForTheEpsilonOfFloat32() {
    assertEquals(Math.ulp(1f), Adafactor.options().eps1());
    List<Object> none = new ArrayList<>(List.of(Optional.empty(), 0.5));
    assertEquals(Adafactor.options().eps(Math.ulp(1f), 0.5), Adafactor.options().eps(1, 1).with(OptionValues.of("eps", none)));
    none.set(0, null);
    assertEquals(Adafactor.options().eps(Math.ulp(1f), 0.5), Adafactor.options().eps(1, 1).with(OptionValues.of("eps", none)));
    assertThrows(IllegalArgumentException.class, () -> Adafactor.options().with(OptionValues.of("eps", List.of(Optional.empty()))));
    assertThrows(IllegalArgumentException.class, () -> Adafactor.options().with(OptionValues.of("eps", 3)));
  }

  @Test
  void optionsAreTheirOwnInverse() {
    Adafactor.Options o = Adafactor.options().lr(0.5).beta2Decay(-1).eps(0.125, 0.25).d(2).weightDecay(0.75).maximize(true);
    assertEquals(o, Adafactor.options().with(new OptionValues(o.asMap())));
    assertEquals(List.of("lr", "beta2_decay", "eps", "d", "weight_decay", "maximize"), List.copyOf(o.asMap().keySet()));
  }

  @Test
  void aValueOutsideItsRangeIsRefused() {
    Adafactor.Options o = Adafactor.options();
    for (double bad : new double[] {-Double.MIN_VALUE, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThrows(IllegalArgumentException.class, () -> o.lr(bad));
      assertThrows(IllegalArgumentException.class, () -> o.eps(bad, 0));
      assertThrows(IllegalArgumentException.class, () -> o.eps(0, bad));
      assertThrows(IllegalArgumentException.class, () -> o.weightDecay(bad));
    }
    for (double bad : new double[] {Double.MIN_VALUE, 0.8, Double.NaN, Double.NEGATIVE_INFINITY}) {
      assertEquals("beta2Decay " + bad + "; allowed: finite and <= 0",
          assertThrows(IllegalArgumentException.class, () -> o.beta2Decay(bad)).getMessage());
    }
    for (double bad : new double[] {Math.nextDown(1.0), 0, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertEquals("d " + bad + "; allowed: finite and >= 1", assertThrows(IllegalArgumentException.class, () -> o.d(bad)).getMessage());
    }
    assertEquals(1, o.lr(0).eps(0, 0).weightDecay(0).beta2Decay(0).d(1).d());
  }
}
