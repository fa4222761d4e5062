package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import lanewise.autograd.Parameter;
import org.junit.jupiter.api.Test;

class ParamGroupTest {
  private final Parameter parameter = Trial.parameter(1);
  private final SGD sgd = new SGD(List.of(parameter), SGD.options().lr(0.5).momentum(0.9));
  private final ParamGroup group = sgd.paramGroups().getFirst();

  @Test
  void aNewRateCountsFromTheNextStepAndLeavesTheOtherOptions() {
    assertEquals(0.5, group.lr());
    group.lr(2);
    assertEquals(SGD.options().lr(2).momentum(0.9), group.options());
    Trial.gradient(parameter, 3);
    sgd.step();
    assertEquals(-5, parameter.value().get(0));
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
    String message = assertThrows(IllegalArgumentException.class, () -> group.counter("lr", 3)).getMessage();
    assertEquals("count lr 3 of a group; allowed: one of [step, i], >= 0", message);
    assertThrows(IllegalArgumentException.class, () -> group.counter("i", -1));
    assertEquals(Map.of(), group.counters());
    group.counter("i", 0);
    assertEquals(Map.of("i", 0.0), group.counters());
  }

  @Test
  void theBaseRateIsAbsentUntilAScheduleNotesIt() {
    assertEquals(OptionalDouble.empty(), group.initialLr());
    group.initialLr(0);
    assertEquals(OptionalDouble.of(0), group.initialLr());
    group.initialLr(0.75);
    assertEquals(OptionalDouble.of(0.75), group.initialLr());
    assertEquals(0.5, group.lr());
  }

  @Test
  void countsAreShownAmongTheOptions() {
    group.counter("step", 3);
    assertEquals("""
        SGD (
        Parameter Group 0
            dampening: 0.0
            lr: 0.5
            maximize: false
            momentum: 0.9
            nesterov: false
            step: 3.0
            weight_decay: 0.0
        )""", sgd.toString());
  }
}
