package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lanewise.autograd.Parameter;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.access.TensorAccess;
import org.junit.jupiter.api.Test;

class MemoryTest {
  private final Parameter parameter = new Parameter(Tensor.ones(2, 3));
  private final Memory memory = new Memory(parameter, StateLayoutTest.everything());

  /** Every entry there, none of them zero. */
  private static Memory full(Parameter parameter) {
    Memory memory = new Memory(parameter, StateLayoutTest.everything());
    memory.nextStep();
    memory.put("eta", 0.5);
    memory.put("mu", 0.25);
    for (String name : List.of("exp_avg", "max_exp_avg", "row_var", "d")) {
      memory.tensor(name).copyFrom(Tensor.ones(memory.tensor(name).shape().toArray()));
    }
    memory.list("old_dirs").add(Tensor.of(new float[] {1, 2, 3, 4, 5}, 5));
    return memory;
  }

  @Test
  void aNumberBeginsAsItsFirstReaderSaysAndThenKeepsItsValue() {
    assertFalse(memory.has("eta"));
    assertEquals(0.5, memory.number("eta", 0.5));
    assertTrue(memory.has("eta"));
    assertEquals(0.5, memory.number("eta", 7));
    memory.put("eta", 3);
    assertEquals(3, memory.number("eta", 7));
    assertFalse(memory.has("mu"));
  }

  @Test
  void stepsAreCountedFromOne() {
    assertEquals(1, memory.nextStep());
    assertEquals(2, memory.nextStep());
    assertEquals(2, memory.number("step", 0));
  }

  @Test
  void aTensorBeginsWithZerosOfItsEntrysShapeAndIsTheSameFromThenOn() {
    assertFalse(memory.has("exp_avg"));
    Tensor average = memory.tensor("exp_avg");
    assertArrayEquals(new float[6], average.toArray());
    assertEquals(Shape.of(2, 3), average.shape());
    assertSame(average, memory.tensor("exp_avg"));
    assertTrue(memory.has("exp_avg"));
    assertEquals(Shape.of(2), memory.tensor("row_var").shape());
    assertEquals(Shape.of(5), memory.tensor("d").shape());
  }

  @Test
  void aTensorOfTheParametersShapeHasItsLayoutToo() {
    Parameter images = new Parameter(TensorAccess.channelsLast(Tensor.ones(2, 3, 4, 4)));
    Memory own = new Memory(images, StateLayout.NONE.tensor("exp_avg"));
    assertEquals(TensorAccess.layout(images.value()), TensorAccess.layout(own.tensor("exp_avg")));
  }

  @Test
  void entriesThatTheLayoutOrTheParametersShapeDoesNotHaveAreRefused() {
    var unknown = assertThrows(IllegalArgumentException.class, () -> memory.number("speed", 0));
    assertEquals("entry speed; the layout has [step, eta, exp_avg, max_exp_avg, row_var, mu, d, old_dirs]", unknown.getMessage());
    Memory vector = new Memory(Trial.parameter(1, 2, 3, 4), StateLayoutTest.everything());
    var none = assertThrows(IllegalStateException.class, () -> vector.tensor("row_var"));
    assertEquals("a parameter of shape [4] has no row_var", none.getMessage());
    assertFalse(vector.has("row_var"));
  }

  @Test
  void aListBeginsEmptyAndIsChangedInItsPlace() {
    assertFalse(memory.has("old_dirs"));
    memory.list("old_dirs").add(Tensor.ones(5));
    assertEquals(1, memory.list("old_dirs").size());
    assertTrue(memory.has("old_dirs"));
    assertSame(parameter, memory.parameter());
  }

  @Test
  void clearForgetsEverything() {
    Memory full = full(parameter);
    full.clear();
    assertTrue(full.snapshot().isEmpty());
    assertEquals(0, full.list("old_dirs").size());
    assertEquals(7, full.number("eta", 7));
    assertArrayEquals(new float[6], full.tensor("exp_avg").toArray());
  }

  @Test
  void aSnapshotHasWhatIsThereInTheLayoutsOrderAndDoesNotChange() {
    Memory full = full(parameter);
    ParamState state = full.snapshot();
    assertEquals(Map.of("step", 1.0, "eta", 0.5, "mu", 0.25), state.numbers());
    assertEquals(List.of("step", "eta", "mu"), List.copyOf(state.numbers().keySet()));
    assertEquals(List.of("exp_avg", "max_exp_avg", "row_var", "d"), List.copyOf(state.tensors().keySet()));
    full.tensor("exp_avg").copyFrom(Tensor.zeros(2, 3));
    full.list("old_dirs").getFirst().copyFrom(Tensor.zeros(5));
    full.list("old_dirs").clear();
    assertArrayEquals(new float[] {1, 1, 1, 1, 1, 1}, state.tensors().get("exp_avg").toArray());
    assertArrayEquals(new float[] {1, 2, 3, 4, 5}, state.lists().get("old_dirs").getFirst().toArray());
    memory.put("mu", 2);
    assertEquals(List.of("mu"), List.copyOf(memory.snapshot().names()));
  }

  @Test
  void restoringTakesCopiesOfWhatWasSavedAndForgetsTheRest() {
    ParamState saved = full(parameter).snapshot();
    memory.restore(saved);
    ParamState back = memory.snapshot();
    assertEquals(saved.numbers(), back.numbers());
    assertEquals(saved.names(), back.names());
    saved.tensors().forEach((name, t) -> assertArrayEquals(t.toArray(), back.tensors().get(name).toArray(), name));
    memory.tensor("exp_avg").copyFrom(Tensor.zeros(2, 3));
    memory.list("old_dirs").getFirst().copyFrom(Tensor.zeros(5));
    assertArrayEquals(new float[] {1, 1, 1, 1, 1, 1}, saved.tensors().get("exp_avg").toArray());
    assertArrayEquals(new float[] {1, 2, 3, 4, 5}, saved.lists().get("old_dirs").getFirst().toArray());
    memory.restore(ParamState.EMPTY.with("eta", 4));
    assertEquals(List.of("eta"), List.copyOf(memory.snapshot().names()));
    assertEquals(0, memory.list("old_dirs").size());
  }

  @Test
  void anEmptyListThatWasSavedIsThereAgainAndOneThatWasNotIsNot() {
    memory.restore(ParamState.EMPTY.with("old_dirs", List.of()));
    assertEquals(List.of("old_dirs"), List.copyOf(memory.snapshot().names()));
    memory.restore(ParamState.EMPTY.with("step", 1));
    assertEquals(List.of("step"), List.copyOf(memory.snapshot().names()));
  }

  @Test
  void restoringPassesOverATensorThatAParameterOfThisShapeDoesNotHave() {
    Memory vector = new Memory(Trial.parameter(1, 2, 3, 4), StateLayoutTest.everything());
    vector.restore(ParamState.EMPTY.with("row_var", Tensor.ones(2)).with("step", 3));
    assertEquals(List.of("step"), List.copyOf(vector.snapshot().names()));
  }

  @Test
  void whatAnotherOneHoldsReplacesEverything() {
    Memory few = new Memory(parameter, StateLayoutTest.everything());
    few.put("mu", 8);
    few.list("old_dirs").add(Tensor.zeros(5));
    few.list("old_dirs").add(Tensor.ones(5));
    Memory all = full(parameter);
    Tensor average = few.tensor("exp_avg");
    all.take(few);
    assertEquals(List.of("mu", "exp_avg", "old_dirs"), List.copyOf(all.snapshot().names()));
    assertEquals(8, all.number("mu", 0));
    assertSame(average, all.tensor("exp_avg"));
    assertEquals(2, all.list("old_dirs").size());
  }

  @Test
  void memoriesOfTheSameLayoutShareNothing() {
    Memory other = new Memory(parameter, StateLayoutTest.everything());
    memory.list("old_dirs").add(Tensor.ones(5));
    memory.put("eta", 1);
    assertTrue(other.snapshot().isEmpty());
    assertEquals(0, other.list("old_dirs").size());
  }

  @Test
  void aTensorMayBeginWithAnotherNumberThanZero() {
    assertArrayEquals(new float[] {0.5f, 0.5f}, memory.tensor("row_var", 0.5).toArray());
    assertArrayEquals(new float[] {0.5f, 0.5f}, memory.tensor("row_var", 7).toArray());
    assertArrayEquals(new float[5], memory.tensor("d", 0).toArray());
  }

  @Test
  void anIgnoredEntryIsPassedOverOfWhateverKindItIs() {
    Memory own = new Memory(parameter, StateLayout.NONE.number("eta").ignored("buffer"));
    for (ParamState saved : List.of(ParamState.EMPTY.with("buffer", 1), ParamState.EMPTY.with("buffer", Tensor.ones(7)),
        ParamState.EMPTY.with("buffer", List.of(Tensor.ones(7))))) {
      List<String> differences = new ArrayList<>();
      own.compare(saved.with("eta", 3), true, "p", differences, differences);
      assertEquals(List.of(), differences);
      own.restore(saved.with("eta", 3));
      assertEquals(List.of("eta"), List.copyOf(own.snapshot().names()));
    }
  }

  @Test
  void entriesThatAreRightOneByOneMayDisagree() {
    Memory own = new Memory(parameter, StateLayout.NONE.number("eta").number("mu")
        .agreeing(s -> s.number("eta").equals(s.number("mu")) ? Optional.empty() : Optional.of("eta is not mu")));
    List<String> differences = new ArrayList<>();
    own.compare(ParamState.EMPTY.with("eta", 3).with("mu", 3), true, "p", differences, differences);
    assertEquals(List.of(), differences);
    own.compare(ParamState.EMPTY.with("eta", 3).with("mu", 4), true, "p", differences, differences);
    assertEquals(List.of("p: eta is not mu"), differences);
  }

  @Test
  void aListThatWasThereAtTheMarkIsNotLookedAt() {
    memory.list("old_dirs").add(Tensor.ones(5));
    memory.mark();
    memory.list("old_dirs").add(Tensor.zeros(5));
    memory.rewind();
    assertEquals(2, memory.list("old_dirs").size());
  }

  @Test
  void whatCameAfterAMarkIsUndone() {
    memory.nextStep();
    Tensor kept = memory.tensor("exp_avg");
    memory.mark();
    memory.nextStep();
    memory.put("eta", 5);
    memory.tensor("max_exp_avg").copyFrom(Tensor.ones(2, 3));
    memory.list("old_dirs").add(Tensor.ones(5));
    memory.rewind();
    assertEquals(1, memory.number("step", 0));
    assertFalse(memory.has("eta"));
    assertFalse(memory.has("max_exp_avg"));
    assertFalse(memory.has("old_dirs"));
    assertEquals(List.of(), memory.list("old_dirs"));
    assertSame(kept, memory.tensor("exp_avg"));
    assertArrayEquals(new float[6], memory.tensor("max_exp_avg").toArray());
    assertEquals(2, memory.nextStep());
  }
}
