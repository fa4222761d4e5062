package lanewise.lrsched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lanewise.optim.SGD;
import org.junit.jupiter.api.Test;

/** PyTorch's states of cycles: their phases, their momentum and the base rates that they do not use. */
class TorchCycleStateTest {
  @Test
  void aOneCycleOfThreePhasesComparesTheirEnds() {
    SGD sgd = Fixtures.sgd(0.7);
    var scheduler = new OneCycleLR(sgd, OneCycleLR.options(0.25, 10).pctStart(0.4).threePhase(true).cycleMomentum(false));
    List<Map<String, Object>> phases = new ArrayList<>();
    String[][] names = {{"initial_lr", "max_lr", "max_momentum", "base_momentum"}, {"max_lr", "initial_lr", "base_momentum", "max_momentum"},
        {"initial_lr", "min_lr", "max_momentum", "max_momentum"}};
    double[] ends = {3, 6, 9};
    for (int i = 0; i < 3; i++) {
      phases.add(Map.of("end_step", ends[i], "start_lr", names[i][0], "end_lr", names[i][1], "start_momentum", names[i][2], "end_momentum",
          names[i][3]));
    }
    Map<String, Object> state = state(Map.of("total_steps", 10, "_schedule_phases", phases, "_anneal_func_type", "cos", "cycle_momentum", false), 3,
        0.01);
    scheduler.loadStateDict(state);
    assertEquals(List.of(0.25), Fixtures.rates(sgd));
    assertEquals(0.9, Fixtures.momentum(sgd, 0), "the momentum is not cycled, and the state has to say so");
    state.put("_schedule_phases", phases.reversed());
    assertRefused("_schedule_phases [", scheduler, state);
  }

  @Test
  void aCyclicRateWithoutMomentumAgreesWithAStateThatSaysSo() {
    SGD sgd = Fixtures.sgd(0.7);
    var scheduler = new CyclicLR(sgd, Cyclic.of(0, 1).stepSize(2, 2), CyclicLR.CycleMomentum.NEVER, Start.NEW);
    Map<String, Object> state = state(Map.of("max_lrs", List.of(1.0), "total_size", 4, "step_ratio", 0.5, "mode", "triangular", "gamma", 1,
        "scale_mode", "cycle", "cycle_momentum", false), 3, 0.0);
    scheduler.loadStateDict(state);
    assertEquals(List.of(0.5), Fixtures.rates(sgd));
    state.put("cycle_momentum", true);
    assertRefused("cycle_momentum true instead of false", scheduler, state);
  }

  @Test
  void theBaseRateOfASequenceThatBeginsCyclicIsTheSchedulersOwnWhateverTheGroupSaysByNow() {
    SGD sgd = Fixtures.sgd(0.7);
    var scheduler = new SequentialLR(sgd, SequentialLR.options(List.of(Cyclic.of(0, 1).stepSize(2, 2).withoutMomentum(), new Exponential(0.5)),
        List.of(3L)));
    List<Double> own = scheduler.baseLrs();
    sgd.paramGroups().getFirst().initialLr(5.0);
    Map<String, Object> cycle = state(Map.of("max_lrs", List.of(1.0), "total_size", 4, "step_ratio", 0.5, "mode", "triangular", "gamma", 1,
        "scale_mode", "cycle", "cycle_momentum", false), 3, 0.0);
    scheduler.loadStateDict(Map.of("_milestones", List.of(3), "last_epoch", 4, "_last_lr", List.of(0.5), "_schedulers",
        List.of(cycle, state(Map.of("gamma", 0.5), 1, 0.8))));
    assertEquals(own, scheduler.baseLrs());
    assertEquals(List.of(own.getFirst() * 0.5), Fixtures.rates(sgd));
  }

  private static Map<String, Object> state(Map<String, Object> parameters, long t, double base) {
    Map<String, Object> state = new HashMap<>(parameters);
    state.putAll(Map.of("base_lrs", List.of(base), "last_epoch", t, "_step_count", t + 1, "_last_lr", List.of(base)));
    return state;
  }

  private static void assertRefused(String difference, LrScheduler scheduler, Map<String, Object> state) {
    var e = assertThrows(IllegalArgumentException.class, () -> scheduler.loadStateDict(state));
    assertTrue(e.getMessage().contains(difference), e.getMessage());
  }
}
