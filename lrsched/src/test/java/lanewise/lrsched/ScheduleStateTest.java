package lanewise.lrsched;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a saved state tells of a schedule. */
class ScheduleStateTest {
  private static final LambdaSchedule HALF = new LambdaSchedule("half", t -> 0.5);

  @Test
  void cyclicRatesHaveTheEntriesOfPyTorchsState() {
    Cyclic cyclic = Cyclic.of(0.1, 0.4).stepSize(3, 5).mode(Cyclic.Mode.TRIANGULAR2).gamma(0.9).momentum(0.7, 0.8);
    assertEquals(Map.ofEntries(Map.entry("type", "Cyclic"), Map.entry("base_lr", 0.1), Map.entry("max_lrs", List.of(0.4)),
        Map.entry("total_size", 8.0), Map.entry("step_ratio", 0.375), Map.entry("mode", "triangular2"), Map.entry("gamma", 0.9),
        Map.entry("scale_mode", "cycle"), Map.entry("scale_fn", ""), Map.entry("base_momentums", List.of(0.7)),
        Map.entry("max_momentums", List.of(0.8)), Map.entry("cycle_momentum", true)), state(cyclic));
  }

  @Test
  void theScaleModeIsThatOfTheFunctionOrElseThatOfTheMode() {
    Cyclic cyclic = Cyclic.of(0.1, 0.4);
    Cyclic range = cyclic.mode(Cyclic.Mode.EXP_RANGE);
    assertEquals("cycle", state(cyclic).get("scale_mode"));
    assertEquals("iterations", state(range).get("scale_mode"));
    var byCycle = new Cyclic.ScaleFn("f", t -> 1, Cyclic.ScaleMode.CYCLE);
    var byStep = new Cyclic.ScaleFn("g", t -> 1, Cyclic.ScaleMode.ITERATIONS);
    assertEquals("cycle", state(range.scaleFn(byCycle)).get("scale_mode"));
    assertEquals("iterations", state(cyclic.scaleFn(byStep)).get("scale_mode"));
    assertEquals("g", state(cyclic.scaleFn(byStep)).get("scale_fn"));
  }

  @Test
  void oneCycleSaysThatItCyclesTheMomentumUnlessItIsSwitchedOff() {
    OneCycle cycle = OneCycle.of(0.1, 10);
    assertEquals(true, state(cycle).get("cycle_momentum"));
    assertEquals(false, state(cycle.withoutMomentum()).get("cycle_momentum"));
    assertEquals(10L, state(cycle.withoutMomentum()).get("total_steps"));
    assertEquals("OneCycle", state(cycle.withoutMomentum()).get("type"));
  }

  @Test
  void aRememberedProductIsKnownByItsFunctionLikeTheScheduleItself() {
    Multiplicative product = new Multiplicative("f", t -> 0.5);
    assertEquals(Map.of("type", "Multiplicative", "lr_lambdas", List.of("f")), state(product));
    assertEquals(List.of("f"), state(new RememberedProduct(product)).get("lr_lambdas"));
  }

  @Test
  void averagingHasTheEntriesOfPyTorchsState() {
    assertEquals(Map.of("type", "Swa", "swa_lrs", List.of(0.2), "anneal_epochs", 4L, "_anneal_strategy", "linear"),
        state(new Swa(0.2, 4, Annealing.LINEAR)));
  }

  @Test
  void listsOfRecordsAreWrittenOutInFull() {
    assertEquals(Map.of("type", "Interpolate", "knots", List.of(Map.of("step", 0L, "factor", 1.0), Map.of("step", 9L, "factor", 0.25)),
        "shape", "cos"), state(new Interpolate(List.of(new Knot(0, 1), new Knot(9, 0.25)), Annealing.COS)));
  }

  @Test
  void aScheduleWithinAScheduleIsWrittenOutWithItsType() {
    assertEquals(Map.of("type", "Scaled", "schedule", Map.of("type", "Step", "step_size", 3L, "gamma", 0.5), "factor", 0.25),
        state(new Step(3, 0.5).scale(0.25)));
  }

  @Test
  void groupsThatDifferHaveListsAndGroupsOfOtherKindsAreWrittenOneByOne() {
    assertEquals(Map.of("type", "Step", "step_size", List.of(3L, 4L), "gamma", 0.5),
        ScheduleState.of(List.of(new Step(3, 0.5), new Step(4, 0.5))));
    assertEquals(Map.of("groups", List.of(Map.of("type", "Step", "step_size", 3L, "gamma", 0.5), Map.of("type", "Exponential", "gamma", 0.5))),
        ScheduleState.of(List.of(new Step(3, 0.5), new Exponential(0.5))));
  }

  @Test
  void compositionsOfAsManyPartsAreMergedPartByPartAndOthersGroupByGroup() {
    Chained one = new Chained(List.of(new Step(3, 0.5)));
    Chained two = new Chained(List.of(new Step(3, 0.5), HALF));
    assertEquals(Map.of("type", "Chained", "_schedulers", List.of(Map.of("type", "Step", "step_size", List.of(3L, 4L), "gamma", 0.5))),
        ScheduleState.of(List.of(one, new Chained(List.of(new Step(4, 0.5))))));
    assertEquals(Map.of("groups", List.of(Map.of("type", "Chained"), Map.of("type", "Chained"))), ScheduleState.of(List.of(one, two)));
  }

  @Test
  void aFunctionIsOnlySaidToBeOneOrHasTheNameThatItWasGiven() {
    Schedule function = (t, b) -> b;
    assertEquals(Map.of("type", "function"), state(function));
    assertEquals(Map.of("type", "LambdaSchedule", "lr_lambdas", List.of("half")), state(HALF));
  }

  private static Map<String, Object> state(Schedule schedule) {
    return ScheduleState.of(List.of(schedule));
  }
}
