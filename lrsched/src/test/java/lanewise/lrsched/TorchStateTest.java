package lanewise.lrsched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Logger;
import lanewise.optim.Group;
import lanewise.optim.SGD;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** States as PyTorch writes them. Recorded ones are among the golden cases. */
class TorchStateTest {
  private static final Logger LOGGER = Logger.getLogger("lanewise.lrsched");

  @BeforeEach
  void keepWarningsOffTheConsole() {
    LOGGER.setUseParentHandlers(false);
  }

  @AfterEach
  void showWarningsAgain() {
    LOGGER.setUseParentHandlers(true);
  }

  private static Map<String, Object> state(Map<String, Object> parameters, long t, Double... bases) {
    Map<String, Object> state = new HashMap<>(parameters);
    state.putAll(Map.of("base_lrs", List.of(bases), "last_epoch", t, "_step_count", t + 1, "_is_initial", false,
        "_get_lr_called_within_step", false, "_last_lr", List.of(bases)));
    return state;
  }

  private static String refusal(LrScheduler scheduler, Map<String, ?> state) {
    String before = scheduler.stateDict().toString();
    var e = assertThrows(IllegalArgumentException.class, () -> scheduler.loadStateDict(state));
    assertEquals(before, scheduler.stateDict().toString());
    return e.getMessage();
  }

  @Test
  void positionAndBaseRatesAreTakenOver() {
    SGD sgd = Fixtures.sgd(0.7, 0.9);
    var scheduler = new StepLR(sgd, StepLR.options(3, 0.5));
    scheduler.loadStateDict(state(Map.of("step_size", 3, "gamma", 0.5), 7, 0.8, 0.4));
    assertEquals(List.of(0.2, 0.1), Fixtures.rates(sgd));
    assertEquals(List.of(0.8, 0.4), scheduler.baseLrs());
    assertEquals(7, scheduler.lastEpoch());
    assertEquals(8L, scheduler.stateDict().get("_step_count"));
    assertEquals(0.8, sgd.paramGroups().getFirst().initialLr().getAsDouble());
  }

  @Test
  void everyDifferenceIsNamedAndNothingChanges() {
    SGD sgd = Fixtures.sgd(0.7);
    var scheduler = new StepLR(sgd, StepLR.options(3, 0.5));
    Map<String, Object> state = state(Map.of("step_size", 4, "gammas", 0.5), -1, 0.8, 0.4);
    state.put("_step_count", -1);
    assertEquals("a state that does not belong to this StepLR: step_size 4 instead of 3; gamma is missing; "
        + "last_epoch -1; allowed: a whole number >= 0; _step_count -1; allowed: a whole number >= 0; "
        + "_last_lr [0.8, 0.4]; allowed: 1 finite numbers, one for each group; "
        + "base_lrs [0.8, 0.4]; allowed: 1 finite numbers >= 0, one for each group; gammas 0.5 is unknown", refusal(scheduler, state));
    assertEquals(List.of(0.7), Fixtures.rates(sgd));
    assertTrue(refusal(new ExponentialLR(sgd, ExponentialLR.options(0.5)), state(Map.of("step_size", 3, "gamma", 0.5), 1, 0.8))
        .endsWith(": step_size 3 is unknown"));
  }

  @Test
  void aStateThatNamesItsKindOrVersionIsNotPyTorchs() {
    var scheduler = new StepLR(Fixtures.sgd(0.7), StepLR.options(3, 0.5));
    Map<String, Object> state = state(Map.of("step_size", 3, "gamma", 0.5, "version", 1L), 1, 0.8);
    assertTrue(refusal(scheduler, state).contains("kind is missing"));
    state.remove("version");
    state.put("kind", "StepLR");
    assertTrue(refusal(scheduler, state).contains("version is missing"));
    assertTrue(assertThrows(IllegalArgumentException.class, () -> scheduler.loadStateDict(null)).getMessage().startsWith("state null"));
  }

  @Test
  void aScheduleThatPyTorchDoesNotHaveHasNoStateThere() {
    SGD sgd = Fixtures.sgd(0.7, 0.7);
    assertTrue(refusal(new LrScheduler(sgd, new InverseSqrt(9)), state(Map.of(), 1, 0.8,
        0.8)).contains("PyTorch has no scheduler with the rates of "));
    var mixed = new LrScheduler(sgd, List.of(new Exponential(0.5), new Step(3, 0.5)), Start.NEW);
    assertTrue(refusal(mixed, state(Map.of("gamma", 0.5), 1, 0.8, 0.8)).contains("PyTorch has no scheduler with the rates of "));
    var inside = new SequentialLR(sgd, SequentialLR.options(List.of(new Exponential(0.5), new InverseSqrt(9)), List.of(2L)));
    Map<String, Object> parts = Map.of("_milestones", List.of(2), "last_epoch", 1, "_last_lr", List.of(0.1, 0.1),
        "_schedulers", List.of(state(Map.of("gamma", 0.5), 1, 0.8, 0.8), state(Map.of(), 0, 0.8, 0.8)));
    assertTrue(refusal(inside, parts).contains("_schedulers[1].PyTorch has no scheduler"));
  }

  @Test
  void functionsAreNotComparedAndKeepTheirNames() {
    SGD sgd = Fixtures.sgd(0.7);
    var lambda = new LambdaLR(sgd, LambdaLR.options("f", t -> 1.0 / (t + 1)));
    lambda.loadStateDict(state(Collections.singletonMap("lr_lambdas", null), 3, 0.8));
    assertEquals(List.of(0.2), Fixtures.rates(sgd));
    assertEquals(List.of("f"), lambda.stateDict().get("lr_lambdas"));
    var product = new MultiplicativeLR(sgd, MultiplicativeLR.options("f", t -> 0.5));
    product.loadStateDict(state(Map.of(), 3, 0.8));
    assertEquals(List.of(0.1), Fixtures.rates(sgd));
  }

  @Test
  void theFractionOfARealStepIsThatOfTCur() {
    SGD sgd = Fixtures.sgd(0.7);
    var schedule = CosineAnnealingWarmRestartsLR.options(4).tMult(2);
    var scheduler = new CosineAnnealingWarmRestartsLR(sgd, schedule);
    Map<String, Object> state = state(Map.of("T_0", 4, "T_mult", 2, "eta_min", 0, "T_cur", 1.25, "T_i", 8), 5, 0.8);
    state.put("_step_count", 0);
    scheduler.loadStateDict(state);
    assertEquals(schedule.at(5.25, 0.8), sgd.paramGroups().getFirst().lr());
    state.put("T_cur", -1);
    assertTrue(refusal(scheduler, state).contains("T_cur -1; allowed: a number >= 0.0"));
  }

  @Test
  void aOneCycleComparesItsPhasesAndItsFirstRate() {
    SGD sgd = Fixtures.sgd(0.7);
    var scheduler = new OneCycleLR(sgd, OneCycleLR.options(0.25, 10).pctStart(0.5).divFactor(2));
    Map<String, Object> up = Map.of("end_step", 4.0, "start_lr", "initial_lr", "end_lr", "max_lr", "start_momentum", "max_momentum",
        "end_momentum", "base_momentum");
    Map<String, Object> down = Map.of("end_step", 9, "start_lr", "max_lr", "end_lr", "min_lr", "start_momentum", "base_momentum",
        "end_momentum", "max_momentum");
    Map<String, Object> state = state(Map.of("total_steps", 10, "_schedule_phases", List.of(up, down), "_anneal_func_type", "cos",
        "cycle_momentum", true, "use_beta1", false), 4, 0.125);
    scheduler.loadStateDict(state);
    assertEquals(List.of(0.25), scheduler.getLastLr());
    assertEquals(0.85, Fixtures.momentum(sgd, 0));
    state.put("_schedule_phases", List.of(down, up));
    state.put("_anneal_func_type", "linear");
    state.put("base_lrs", List.of(0.5));
    state.put("cycle_momentum", false);
    String message = refusal(scheduler, state);
    for (String part : List.of("_schedule_phases [", "_anneal_func_type linear instead of cos", "base_lrs [0.5] instead of [0.125]",
        "cycle_momentum false instead of true")) {
      assertTrue(message.contains(part), message);
    }
  }

  @Test
  void aSequenceTakesItsBaseRatesFromTheFirstPartUnlessThatIsCyclic() {
    Map<String, Object> decay = state(Map.of("gamma", 0.5), 2, 0.8);
    Map<String, Object> steps = state(Map.of("step_size", 2, "gamma", 0.1), 1, 99.0);
    SGD sgd = Fixtures.sgd(0.7);
    var scheduler = new SequentialLR(sgd, SequentialLR.options(List.of(new Exponential(0.5), new Step(2, 0.1)), List.of(3L)));
    Map<String, Object> state = Map.of("_milestones", List.of(3), "last_epoch", 4, "_last_lr", List.of(0.8), "_schedulers", List.of(decay, steps));
    scheduler.loadStateDict(state);
    assertEquals(List.of(0.8), scheduler.baseLrs());
    assertEquals(List.of(0.8), Fixtures.rates(sgd));
    assertEquals(5L, scheduler.stateDict().get("_step_count"));

    Map<String, Object> cycle = state(Map.of("max_lrs", List.of(1.0), "total_size", 4, "step_ratio", 0.5, "mode", "triangular", "gamma", 1,
        "scale_mode", "cycle", "cycle_momentum", false), 3, 0.0);
    var cyclic = new SequentialLR(sgd, SequentialLR.options(List.of(Cyclic.of(0, 1).stepSize(2, 2).withoutMomentum(), new Exponential(0.5)),
        List.of(3L)));
    double own = cyclic.baseLrs().getFirst();
    cyclic.loadStateDict(Map.of("_milestones", List.of(3), "last_epoch", 4, "_last_lr", List.of(0.5), "_schedulers", List.of(cycle, decay)));
    assertEquals(List.of(own), cyclic.baseLrs());
    assertEquals(List.of(own * 0.5), Fixtures.rates(sgd));
  }

  @Test
  void aProductCountsByItsFirstPart() {
    Map<String, Object> decay = state(Map.of("gamma", 0.5), 2, 0.8);
    Map<String, Object> nested = Map.of("_milestones", List.of(3), "last_epoch", 5, "_last_lr", List.of(0.8), "_schedulers",
        List.of(decay, decay));
    SGD sgd = Fixtures.sgd(0.7);
    Exponential half = new Exponential(0.5);
    Schedule sequence = new Sequential(List.of(half, half), List.of(3L));
    var scheduler = new ChainedScheduler(sgd, ChainedScheduler.options(List.of(sequence, half)));
    scheduler.loadStateDict(Map.of("_last_lr", List.of(0.1), "_schedulers", List.of(nested, decay)));
    assertEquals(5, scheduler.lastEpoch());
    assertEquals(List.of(0.8 / 4 / 32), Fixtures.rates(sgd));
    for (Object wrong : List.of(List.of(nested), 7, List.of(nested, 7), List.of(), List.of(nested, Map.of(1, 2)))) {
      String message = refusal(scheduler, Map.of("_last_lr", List.of(0.1), "_schedulers", wrong));
      assertTrue(message.contains("_schedulers " + wrong + "; allowed: 2 states"), message);
    }
    assertTrue(refusal(scheduler, Map.of("_last_lr", List.of(0.1))).contains("_schedulers is missing"));
    Map<String, Object> surplus = new HashMap<>(decay);
    surplus.put("more", 1);
    assertTrue(refusal(scheduler, Map.of("_last_lr", List.of(0.1), "_schedulers", List.of(nested, surplus)))
        .endsWith("_schedulers[1].more 1 is unknown"));
  }

  @Test
  void averagingReckonsItsBeginningBackFromTheLastRate() {
    SGD sgd = Fixtures.sgd(0.7);
    var scheduler = new SWALR(sgd, SWALR.options(0.5, 4, Annealing.LINEAR));
    Map<String, Object> state = state(Map.of("anneal_epochs", 4, "_anneal_strategy", "linear"), 1, 0.8);
    state.put("_last_lr", List.of(0.25 * 0.5 + 0.75 * 0.125));
    scheduler.loadStateDict(state);
    assertEquals(List.of(0.125), scheduler.baseLrs());
    scheduler.step();
    assertEquals(List.of(0.3125), scheduler.getLastLr());
    state.put("last_epoch", 9);
    state.put("_step_count", 10);
    scheduler.loadStateDict(state);
    assertEquals(List.of(0.8), scheduler.baseLrs(), "at the end there is nothing to reckon");
    assertEquals(List.of(0.5), scheduler.getLastLr());
    state.put("last_epoch", 4);
    state.put("_step_count", 5);
    scheduler.loadStateDict(state);
    assertEquals(List.of(0.8), scheduler.baseLrs(), "nor at its last step");
    state.put("last_epoch", 3);
    state.put("_step_count", 2);
    scheduler.loadStateDict(state);
    assertEquals(List.of(0.8), scheduler.baseLrs(), "a count that does not belong to the position says nothing about the way");
  }

  @Test
  void aChainableSchedulerTakesTheLastRatesAsTheyAre() {
    SGD sgd = Fixtures.sgd(0.7);
    var scheduler = new ExponentialLR(sgd, ExponentialLR.options(0.5), Start.NEW.chainable(true));
    Map<String, Object> state = state(Map.of("gamma", 0.5), 1, 0.8);
    state.put("_last_lr", List.of(0.3));
    scheduler.loadStateDict(state);
    scheduler.step();
    assertEquals(0.15, sgd.paramGroups().getFirst().lr(), 1e-16);
  }

  @Test
  void aGroupThatNoStepHasReachedYetIsInTheState() {
    SGD sgd = Fixtures.sgd(0.7);
    var scheduler = new ExponentialLR(sgd, ExponentialLR.options(0.5));
    sgd.addParamGroup(Group.group(List.of(Fixtures.parameter(1))).lr(0.7));
    scheduler.loadStateDict(state(Map.of("gamma", 0.5), 1, 0.8, 0.4));
    assertEquals(List.of(0.4, 0.2), Fixtures.rates(sgd));
  }

  @Test
  void plateauComparesItsOptionsAndTakesItsCounters() {
    SGD sgd = Fixtures.sgd(0.7);
    var scheduler = new ReduceLROnPlateau(sgd, ReduceLROnPlateau.options().patience(3).factor(0.5));
    Map<String, Object> state = new HashMap<>(Map.of("factor", 0.5, "min_lrs", List.of(0), "patience", 3, "cooldown", 0, "eps", 1e-8,
        "last_epoch", 8, "_last_lr", List.of(0.4), "mode", "min", "threshold", 1e-4));
    state.putAll(Map.of("threshold_mode", "rel", "best", 2.5, "cooldown_counter", 0, "num_bad_epochs", 3, "mode_worse",
        Double.POSITIVE_INFINITY, "default_min_lr", 0));
    scheduler.loadStateDict(state);
    assertEquals(List.of(0.4), Fixtures.rates(sgd));
    assertEquals(8, scheduler.lastEpoch());
    assertEquals(2.5, scheduler.best());
    scheduler.step(2.5);
    assertEquals(List.of(0.2), Fixtures.rates(sgd));
    state.put("patience", 4);
    state.put("surplus", 1);
    state.remove("best");
    String before = scheduler.stateDict().toString();
    var e = assertThrows(IllegalArgumentException.class, () -> scheduler.loadStateDict(state));
    assertEquals("a state that does not belong to this ReduceLROnPlateau: patience 4 instead of 3; best is missing; surplus 1 is unknown",
        e.getMessage());
    assertEquals(before, scheduler.stateDict().toString());
  }
}
