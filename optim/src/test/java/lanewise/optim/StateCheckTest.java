package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import lanewise.autograd.Parameter;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** What is said about the saved state of one parameter that does not fit. */
class StateCheckTest {
  private final Parameter vector = Trial.parameter(1, 2, 3, 4);
  private final ParamState good = ParamState.EMPTY.with("step", 1).with("eta", -0.5).with("exp_avg", Tensor.ones(4));

  private static List<String> differences(Parameter parameter, ParamState saved, boolean strict) {
    List<String> differences = new ArrayList<>();
    new Memory(parameter, StateLayoutTest.everything()).compare(saved, strict, "p", differences, new ArrayList<>());
    return differences;
  }

  /** Warnings about a state that fits where it is not strict. */
  private List<String> warnings(ParamState saved) {
    List<String> differences = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    List<String> logged = Warnings.of(
        () -> new Memory(vector, StateLayoutTest.everything()).compare(saved, false, "p", differences, warnings));
    assertEquals(List.of(), logged, "before it is known whether the whole fits");
    assertEquals(List.of(), differences);
    return warnings;
  }

  private void assertDifferences(ParamState saved, String... expected) {
    assertEquals(List.of(expected), differences(vector, saved, true));
  }

  @Test
  void whatHasToBeThereIsEnoughAndNothingAtAllToo() {
    assertDifferences(good);
    assertDifferences(ParamState.EMPTY);
    assertEquals(List.of("p: row_var is missing"), differences(new Parameter(Tensor.ones(2, 3)), good.with("exp_avg", Tensor.ones(2, 3)), true));
  }

  @Test
  void whatIsMissingIsListedUnlessItIsNotStrict() {
    ParamState little = ParamState.EMPTY.with("mu", 1);
    assertDifferences(little, "p: step is missing", "p: eta is missing", "p: exp_avg is missing");
    assertEquals(List.of(), differences(vector, little, false));
  }

  @Test
  void whatIsUnknownIsListedByNameOrWhereItIsNotStrictPassedOverWithAWarning() {
    ParamState more = good.with("velocity", Tensor.ones(4)).with("age", 3);
    assertDifferences(more, "p: age is not part of this optimizer's state", "p: velocity is not part of this optimizer's state");
    assertEquals(List.of("passed over in a saved state: p: age is not part of this optimizer's state",
        "passed over in a saved state: p: velocity is not part of this optimizer's state"), warnings(more));
    assertEquals(List.of(), warnings(good));
  }

  @Test
  void aTensorThatAParameterOfThisShapeDoesNotHaveIsListedOrPassedOverWithAWarning() {
    ParamState more = good.with("row_var", Tensor.ones(4));
    assertDifferences(more, "p: row_var does not belong to a parameter of this shape");
    assertEquals(List.of("passed over in a saved state: p: row_var does not belong to a parameter of this shape"), warnings(more));
  }

  @Test
  void aCountIsAWholeNumberFromZeroThatADoubleHoldsExactly() {
    for (double fits : new double[] {0, 1, 0x1p53 - 1}) {
      assertDifferences(good.with("step", fits));
    }
    for (double bad : new double[] {-1, -Double.MIN_VALUE, 0.5, 0x1p53, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertDifferences(good.with("step", bad), "p: step " + bad + "; allowed: a whole number >= 0");
    }
  }

  @Test
  void aNumberIsFinite() {
    for (double fits : new double[] {-Double.MAX_VALUE, -0.5, 0, Double.MAX_VALUE}) {
      assertDifferences(good.with("eta", fits).with("mu", fits));
    }
    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
      assertDifferences(good.with("eta", bad), "p: eta " + bad + "; allowed: finite");
      assertEquals(List.of("p: mu " + bad + "; allowed: finite"), differences(vector, good.with("mu", bad), false));
    }
  }

  @Test
  void anEntryOfAnotherKindIsListedAlsoWhereItIsNotStrict() {
    ParamState numbers = ParamState.EMPTY.with("step", Tensor.ones(2)).with("eta", List.of()).with("mu", Tensor.ones(0)).with("exp_avg", 1)
        .with("max_exp_avg", List.of(Tensor.ones(4))).with("old_dirs", 2);
    List<String> expected = List.of("p: step is not a number", "p: eta is not a number", "p: exp_avg is not a tensor",
        "p: max_exp_avg is not a tensor", "p: mu is not a number", "p: old_dirs is not a list of tensors");
    assertEquals(expected, differences(vector, numbers, true));
    assertEquals(expected, differences(vector, numbers, false));
  }

  @Test
  void aTensorOfAnotherShapeIsListedAlsoInAList() {
    assertDifferences(good.with("exp_avg", Tensor.ones(3)).with("d", Tensor.ones(1, 5)), "p: exp_avg has shape [3] instead of [4]",
        "p: d has shape [1, 5] instead of [5]");
    assertDifferences(good.with("old_dirs", List.of(Tensor.ones(5), Tensor.ones(4), Tensor.ones(5))), "p: old_dirs.1 has shape [4] instead of [5]");
    assertDifferences(good.with("old_dirs", List.of(Tensor.ones(5))).with("d", Tensor.ones(5)).with("max_exp_avg", Tensor.ones(4)));
  }
}
