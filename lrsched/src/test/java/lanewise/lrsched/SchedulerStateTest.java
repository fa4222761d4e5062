package lanewise.lrsched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Logger;
import lanewise.optim.Optimizer;
import lanewise.optim.SGD;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is in a state, and what is refused of one. */
class SchedulerStateTest {
  private static final Logger LOGGER = Logger.getLogger("lanewise.lrsched");

  @BeforeEach
  void keepWarningsOffTheConsole() {
    LOGGER.setUseParentHandlers(false);
  }

  @AfterEach
  void showWarningsAgain() {
    LOGGER.setUseParentHandlers(true);
  }

  @Test
  void aStateNamesItsParametersAsPyTorchDoes() {
    Optimizer sgd = Fixtures.sgd(0.1, 0.2);
    var scheduler = new SequentialLR(sgd, SequentialLR.options(
        List.of(LinearLR.options(0.5, 1, 4), MultiStepLR.options(List.of(2L, 2L, 5L), 0.5), LambdaLR.options("f", t -> 1)), List.of(4L, 9L)));
    scheduler.step(4);
    Map<String, Object> state = scheduler.stateDict();
    assertEquals(List.of(4L, 9L), state.get("_milestones"));
    assertEquals(List.of(
        Map.of("type", "Linear", "start_factor", 0.5, "end_factor", 1.0, "total_iters", 4L),
        Map.of("type", "MultiStep", "milestones", Map.of("2", 2L, "5", 1L), "gamma", 0.5),
        Map.of("type", "LambdaSchedule", "lr_lambdas", List.of("f", "f"))), state.get("_schedulers"));
    assertEquals(List.of(0.1, 0.2), state.get("base_lrs"));
    assertEquals(4L, state.get("last_epoch"));
  }

  @Test
  void aStateFromAFileWithOtherTypesOfNumbersIsTheSame() {
    SGD sgd = Fixtures.sgd(0.1);
    var scheduler = new StepLR(sgd, StepLR.options(3));
    scheduler.step(7);
    Map<String, Object> state = new HashMap<>(scheduler.stateDict());
    state.replaceAll((name, value) -> value instanceof Long n ? (Object) n.intValue() : value);
    state.put("epoch_fraction", 0);
    SGD other = Fixtures.sgd(0.5);
    new StepLR(other, StepLR.options(3)).loadStateDict(state);
    assertEquals(Fixtures.rates(sgd), Fixtures.rates(other));
  }

  @Test
  void aStateOfAnotherKindIsRefusedWithEveryDifference() {
    SGD sgd = Fixtures.sgd(0.1);
    Map<String, Object> state = new StepLR(sgd, StepLR.options(3)).stateDict();
    var e = assertThrows(IllegalArgumentException.class, () -> new ExponentialLR(sgd, ExponentialLR.options(0.5)).loadStateDict(state));
    assertEquals("a state that does not belong to this ExponentialLR: kind StepLR instead of ExponentialLR; type Step instead of Exponential; "
        + "gamma 0.1 instead of 0.5; step_size 3 is unknown", e.getMessage());
    var two = new StepLR(Fixtures.sgd(0.1, 0.2), StepLR.options(3));
    var f = assertThrows(IllegalArgumentException.class, () -> two.loadStateDict(state));
    assertTrue(f.getMessage().contains("base_lrs [0.1]; allowed: 2 finite numbers >= 0, one for each group"), f.getMessage());
    assertFalse(f.getMessage().contains("kind"), f.getMessage());
  }
}
