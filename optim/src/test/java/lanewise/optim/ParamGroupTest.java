package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
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
  void theBaseRateIsAbsentUntilAScheduleNotesIt() {
    assertEquals(OptionalDouble.empty(), group.initialLr());
    group.initialLr(0);
    assertEquals(OptionalDouble.of(0), group.initialLr());
    group.initialLr(0.75);
    assertEquals(OptionalDouble.of(0.75), group.initialLr());
    assertEquals(0.5, group.lr());
  }
}
