package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import lanewise.autograd.Parameter;
import org.junit.jupiter.api.Test;

/** Counts that belong to a group as a whole: LAMB's {@code step}, the notebook's {@code i}, and none anywhere else. */
class GroupCountsTest {
  private final Parameter parameter = Trial.parameter(1);
  private final LAMB lamb = new LAMB(List.of(parameter), LAMB.options().noMaxGradNorm());
  private final ParamGroup group = lamb.paramGroups().getFirst();

  private static OptimizerState saved(String name, Object value) {
    SequencedMap<String, Object> options = new LinkedHashMap<>();
    options.put(name, value);
    return new OptimizerState(Optional.empty(), new LinkedHashMap<>(),
        List.of(new OptimizerState.Group(options, Optional.empty(), Optional.empty(), List.of(0))));
  }

  @Test
  void aCountIsZeroUntilItIsWritten() {
    assertEquals(0, group.counter("step"));
    assertEquals(Map.of(), group.counters());
    group.counter("step", 3);
    assertEquals(3, group.counter("step"));
    assertEquals(0, group.counter("i"));
  }

  @Test
  void aCountThatASavedStateWouldNotBringBackIsRefused() {
    String message = assertThrows(IllegalArgumentException.class, () -> group.counter("i", 3)).getMessage();
    assertEquals("count i 3 of a group; allowed: one of [step], >= 0", message);
    assertThrows(IllegalArgumentException.class, () -> group.counter("step", -1));
    assertEquals(Map.of(), group.counters());
    group.counter("step", 0);
    assertEquals(Map.of("step", 0.0), group.counters());
  }

  @Test
  void countsAreShownAmongTheOptions() {
    group.counter("step", 3);
    assertTrue(lamb.toString().contains("\n    step: 3.0\n"), lamb::toString);
  }

  @Test
  void countsTravelAmongTheOptions() {
    group.counter("step", 7);
    OptimizerState state = lamb.stateDict();
    assertEquals(7.0, state.paramGroups().getFirst().options().get("step"));
    LAMB other = new LAMB(List.of(Trial.parameter(1)), LAMB.options());
    other.loadStateDict(state);
    assertEquals(7, other.paramGroups().getFirst().counter("step"));
    assertEquals(state, other.stateDict());
    other.loadStateDict(saved("lr", 1));
    assertEquals(0, other.paramGroups().getFirst().counter("step"), "a count that the saved group lacks begins anew");
  }

  @Test
  void aDamagedCountIsRefused() {
    for (double bad : new double[] {-1, 0.5, 0x1p53, Double.NaN, Double.POSITIVE_INFINITY}) {
      String message = assertThrows(IllegalArgumentException.class, () -> lamb.loadStateDict(saved("step", bad))).getMessage();
      assertEquals("the saved state does not fit this LAMB: group 0: step " + bad + "; allowed: a whole number >= 0", message);
    }
    String message = assertThrows(IllegalArgumentException.class, () -> lamb.loadStateDict(saved("step", "often"))).getMessage();
    assertEquals("the saved state does not fit this LAMB: group 0: step often; allowed: a number", message);
    lamb.loadStateDict(saved("step", 0x1p53 - 1));
    assertEquals((1L << 53) - 1, group.counter("step"));
  }

  @Test
  void anOptimizerTakesOverNoCountThatItDoesNotKeep() {
    SGD sgd = new SGD(List.of(parameter), SGD.options());
    assertEquals(List.of("WARNING option step of group 0 of a saved state is not known here"),
        Warnings.of(() -> sgd.loadStateDict(saved("step", 3))));
    assertEquals(Map.of(), sgd.paramGroups().getFirst().counters());
    assertEquals(List.of("WARNING option i of group 0 of a saved state is not known here"), Warnings.of(() -> lamb.loadStateDict(saved("i", 3))));
    assertEquals(Map.of(), group.counters());
  }

  @Test
  void aGroupCountsTheStepsThatMadeTheirChange() {
    Trial.gradient(parameter, 1);
    lamb.step();
    assertEquals(1, group.counter("step"));
    assertThrows(ArithmeticException.class, () -> lamb.step(() -> {
      throw new ArithmeticException();
    }));
    lamb.errorIfNonfinite(true);
    Trial.gradient(parameter, Float.NaN);
    assertThrows(IllegalArgumentException.class, lamb::step);
    assertEquals(1, group.counter("step"));
  }
}
