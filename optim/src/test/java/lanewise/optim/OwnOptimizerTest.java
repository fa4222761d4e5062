package lanewise.optim;

import static lanewise.optim.Group.group;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import lanewise.autograd.Parameter;
import lanewise.tensor.LongTensor;
import lanewise.tensor.RowSparse;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** What the base class does for an optimizer that is written on it. */
class OwnOptimizerTest {
  private final Parameter a = Trial.parameter(1, 2);
  private final Parameter b = Trial.parameter(3);

  private static void requireRefused(String message, Runnable made) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, made::run).getMessage());
  }

  @Test
  void optionsThatDoNotSayOtherwiseGoDownhillAndBuildOneGroup() {
    OptimizerOptions options = new Toy.Options(0.5);
    Optimizer toy = options.build(List.of(a, b));
    assertFalse(options.maximize());
    assertEquals(List.of(a, b), toy.paramGroups().getFirst().parameters());
    Trial.gradient(a, 1, 4);
    toy.step();
    assertArrayEquals(new float[] {0.5f, 0}, a.value().toArray());
  }

  @Test
  void aDescriptionIsToldTheGroupOfItsParameter() {
    Toy toy = new Toy(List.of(group(List.of(a)), group(List.of(b)).lr(2)), new Toy.Options(0.5));
    Trial.gradient(a, 1, 1);
    Trial.gradient(b, 1);
    toy.step();
    assertEquals(toy.paramGroups(), toy.described);
    assertEquals(1, b.value().get(0));
  }

  @Test
  void aStepThatFailedLeavesNothingForTheNextOne() {
    Toy toy = Toy.of(a, b);
    Trial.gradient(a, 1, 1);
    Trial.gradient(b, 1);
    toy.failing = true;
    assertThrows(ArithmeticException.class, toy::step);
    assertArrayEquals(new float[] {1, 2}, a.value().toArray());
    assertEquals(0, toy.stepCount());
    toy.failing = false;
    toy.step();
    assertArrayEquals(new float[] {0.5f, 1.5f}, a.value().toArray());
    assertEquals(2.5f, b.value().get(0));
    assertEquals(1, toy.stepCount());
  }

  @Test
  void moreGroupsThanTheOptionsAllowAreRefused() {
    Toy toy = Toy.of(a);
    toy.addParamGroup(group(List.of(b)));
    requireRefused("3 parameter groups; allowed: 2", () -> toy.addParamGroup(group(List.of())));
    assertEquals(2, toy.paramGroups().size());
    requireRefused("3 parameter groups; allowed: 2",
        () -> new Toy(List.of(group(List.of(a)), group(List.of(b)), group(List.of())), new Toy.Options(1)));
  }

  @Test
  void aParameterThatTheOptionsDoNotTakeIsRefused() {
    Parameter matrix = new Parameter(Tensor.ones(2, 3));
    requireRefused("a matrix [2, 3]", () -> Toy.of(a, matrix));
    Toy toy = Toy.of(a);
    requireRefused("a matrix [2, 3]", () -> toy.addParamGroup(group(List.of(b, matrix))));
    assertEquals(1, toy.paramGroups().size());
  }

  @Test
  void onlyAnOptimizerThatMayBeEmptyIsMadeWithoutParametersAndNoneWithoutGroups() {
    String message = "an empty list of parameters; an optimizer needs at least one";
    requireRefused(message, () -> new Toy(List.of(group(List.of())), new Toy.Options(1)));
    requireRefused(message, () -> new Toy(List.of(), new Toy.Options(0)));
    new Toy(List.of(group(List.of())), new Toy.Options(0)).step();
  }

  @Test
  void aGradientOfAKindThatItDoesNotTakeIsRefusedBeforeAnythingChanges() {
    Toy toy = new Toy(List.of(group(List.of(a)), group(List.of(b))), new Toy.Options(0.5));
    Trial.gradient(a, 1, 1);
    b.backward(RowSparse.of(b.shape(), LongTensor.of(new long[] {0}, 1), Tensor.ones(1)));
    String rows = "row-sparse gradient of parameter 0 of group 1 of shape [1]; Toy does not take it";
    requireRefused(rows, toy::step);
    requireRefused(rows, () -> toy.step(() -> 1));
    toy.dense = false;
    b.zeroGrad();
    String dense = "dense gradient of parameter 0 of group 0 of shape [2]; Toy does not take it";
    requireRefused(dense, toy::step);
    requireRefused(dense, () -> toy.step(() -> 1));
    assertTrue(toy.state(a).isEmpty());
    assertArrayEquals(new float[] {1, 2}, a.value().toArray());
    assertEquals(0, toy.stepCount());
    a.zeroGrad();
    toy.step();
    assertEquals(1, toy.stepCount());
  }

  @Test
  void gradientsAreFilledWithZerosWhereTheyAreThereOrMarkedAbsent() {
    Toy toy = Toy.of(a, b);
    Trial.gradient(a, 1, 1);
    toy.zeroGrad(false);
    assertArrayEquals(new float[2], a.grad().toArray());
    assertFalse(b.hasGrad());
    toy.step();
    assertEquals(1, toy.state(a).numbers().get("step"));
    toy.zeroGrad(true);
    assertFalse(a.hasGrad());
  }

  @Test
  void optionsThatDoNotGoTogetherAreRefusedAlsoWhereEveryGroupHasItsOwn() {
    requireRefused("nesterov with momentum 0.0 and dampening 0.0; allowed: momentum > 0 and dampening 0",
        () -> new SGD(List.of(group(List.of(a)).options(SGD.options())), SGD.options().nesterov(true)));
  }
}
