package lanewise.lrsched.elsewhere;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import lanewise.autograd.Parameter;
import lanewise.lrsched.LrScheduler;
import lanewise.lrsched.Schedule;
import lanewise.optim.SGD;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Schedules that a user writes in a package of their own. */
class OwnScheduleTest {
  /** Open to all. */
  public record Flat(double rate) implements Schedule {
    @Override
    public double at(long step, double base) {
      return rate;
    }
  }

  /** Of no concern to others. */
  private record Hidden(double secretRate) implements Schedule {
    @Override
    public double at(long step, double base) {
      return secretRate;
    }
  }

  @Test
  void aStateHasTheComponentsOfAPublicRecordAndTellsOneFromAnother() {
    Map<String, Object> state = on(new Flat(0.5)).stateDict();
    assertEquals("Flat", state.get("type"));
    assertEquals(0.5, state.get("rate"));
    on(new Flat(0.5)).loadStateDict(state);
    var e = assertThrows(IllegalArgumentException.class, () -> on(new Flat(0.25)).loadStateDict(state));
    assertEquals("a state that does not belong to this LrScheduler: rate 0.5 instead of 0.25", e.getMessage());
  }

  @Test
  void ofARecordThatIsNotPublicAStateSaysOnlyThatTheComponentsAreThere() {
    Map<String, Object> state = on(new Hidden(0.5)).stateDict();
    assertEquals("Hidden", state.get("type"));
    assertEquals("hidden", state.get("secret_rate"));
    LrScheduler scheduler = on(new Hidden(0.25));
    scheduler.loadStateDict(state);
    assertEquals(List.of(0.25), scheduler.getLastLr());
  }

  private static LrScheduler on(Schedule schedule) {
    return new LrScheduler(new SGD(List.of(new Parameter(Tensor.zeros(1))), SGD.options().lr(0.1)), schedule);
  }
}
