package lanewise.lrsched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.logging.Logger;
import lanewise.optim.Group;
import lanewise.optim.SGD;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SequentialPlateauLRTest {
  private static final Logger LOGGER = Logger.getLogger("lanewise.lrsched");
  private static final ReduceLROnPlateau.Options HALVE = ReduceLROnPlateau.options().factor(0.5).patience(1);

  @BeforeEach
  void keepWarningsOffTheConsole() {
    LOGGER.setUseParentHandlers(false);
  }

  @AfterEach
  void showWarningsAgain() {
    LOGGER.setUseParentHandlers(true);
  }

  private static SequentialPlateauLR warmed(SGD sgd) {
    return new SequentialPlateauLR(sgd, LinearLR.options(0.25, 1, 3), 3, HALVE);
  }

  @Test
  void theScheduleComesFirstAndThenTheMetricDecidesFromTheBaseRatesOn() {
    SGD sgd = Fixtures.sgd(0.8, 0.4);
    var scheduler = warmed(sgd);
    List<List<Double>> rates = new ArrayList<>(List.of(scheduler.getLastLr()));
    for (double metric : new double[] {5, 5, 5, 1, 1, 1, 0.5, 0.5, 0.5}) {
      scheduler.step(metric);
      assertEquals(Fixtures.rates(sgd), scheduler.getLastLr());
      rates.add(scheduler.getLastLr());
    }
    assertEquals(List.of(0.2, 0.4, 0.6000000000000001, 0.8, 0.8, 0.8, 0.4, 0.4, 0.4, 0.2), rates.stream().map(List::getFirst).toList());
    assertEquals(0.1, rates.getLast().getLast());
    assertEquals(9, scheduler.lastEpoch());
    assertEquals(0.5, scheduler.plateau().best());
  }

  @Test
  void theLastPartBeginsFromTheBaseRatesWhateverTheScheduleEndedWith() {
    SGD sgd = Fixtures.sgd(0.8);
    var scheduler = new SequentialPlateauLR(sgd, ExponentialLR.options(0.5), 2, HALVE);
    List<Double> rates = new ArrayList<>(scheduler.getLastLr());
    for (int i = 0; i < 4; i++) {
      scheduler.step(1);
      rates.addAll(scheduler.getLastLr());
    }
    assertEquals(List.of(0.8, 0.4, 0.8, 0.8, 0.8), rates);
  }

  @Test
  void aMomentumThatTheScheduleCyclesKeepsItsLastValue() {
    SGD sgd = Fixtures.sgd(0.8);
    OneCycle cycle = OneCycle.of(0.5, 4);
    var scheduler = new SequentialPlateauLR(sgd, cycle, 4, HALVE);
    for (int i = 0; i < 6; i++) {
      scheduler.step(1);
    }
    assertEquals(0.8, sgd.paramGroups().getFirst().lr(), "the base rate, which the 1cycle ignores");
    assertEquals(cycle.momentum().at(3), Fixtures.momentum(sgd, 0));
  }

  @Test
  void aStateSavedAnywhereGoesOnAsIfUninterrupted() {
    double[] metrics = {5, 5, 5, 1, 2, Double.NaN, 3, 0.5, 2, 2, 2};
    for (int split = 0; split <= metrics.length; split++) {
      SGD sgd = Fixtures.sgd(0.8, 0.4);
      var whole = warmed(sgd);
      for (int i = 0; i < split; i++) {
        whole.step(metrics[i]);
      }
      SGD other = Fixtures.sgd(0.7, 0.3);
      var loaded = warmed(other);
      loaded.loadStateDict(whole.stateDict());
      assertEquals(whole.stateDict(), loaded.stateDict());
      assertEquals(sgd.toString(), other.toString(), "after " + split);
      for (int i = split; i < metrics.length; i++) {
        whole.step(metrics[i]);
        loaded.step(metrics[i]);
        assertEquals(sgd.toString(), other.toString());
      }
    }
  }

  @Test
  void aGroupAddedInTheLastPartIsLoweredAndTravelsInTheState() {
    SGD sgd = Fixtures.sgd(0.8);
    var scheduler = warmed(sgd);
    for (int i = 0; i < 4; i++) {
      scheduler.step(1);
    }
    sgd.addParamGroup(Group.group(List.of(Fixtures.parameter(1))).lr(0.6));
    scheduler.step(1);
    scheduler.step(1);
    assertEquals(List.of(0.4, 0.3), Fixtures.rates(sgd));
    SGD other = Fixtures.sgd(1.0, 1.0);
    var loaded = warmed(other);
    loaded.loadStateDict(scheduler.stateDict());
    assertEquals(List.of(0.4, 0.3), Fixtures.rates(other));
    assertEquals(scheduler.stateDict(), loaded.stateDict());
  }

  @Test
  void aLateGroupWithoutALowestRateIsRefusedAndNothingChanges() {
    SGD sgd = Fixtures.sgd(0.8, 0.4);
    var scheduler = new SequentialPlateauLR(sgd, LinearLR.options(0.25, 1, 3), 3, HALVE.patience(0).minLr(0.1, 0.2));
    for (int i = 0; i < 4; i++) {
      scheduler.step(1);
    }
    sgd.addParamGroup(Group.group(List.of(Fixtures.parameter(1))).lr(0.6));
    String before = sgd.toString();
    Object counters = scheduler.plateau().numBadEpochs() + " " + scheduler.lastEpoch() + " " + scheduler.getLastLr();
    var e = assertThrows(IllegalArgumentException.class, () -> scheduler.step(1));
    assertTrue(e.getMessage().startsWith("minLr [0.1, 0.2] has no value for group 2; "), e.getMessage());
    assertEquals(OptionalDouble.empty(), sgd.paramGroups().getLast().initialLr());
    assertEquals(before, sgd.toString());
    assertEquals(counters, scheduler.plateau().numBadEpochs() + " " + scheduler.lastEpoch() + " " + scheduler.getLastLr());
    scheduler.step(0.5);
    assertEquals(OptionalDouble.of(0.6), sgd.paramGroups().getLast().initialLr(), "a better metric lowers nothing and takes the group up");
  }

  @Test
  void aStateThatDoesNotFitIsRefusedAndNothingChanges() {
    SGD sgd = Fixtures.sgd(0.8);
    var scheduler = warmed(sgd);
    for (int i = 0; i < 5; i++) {
      scheduler.step(1);
    }
    Map<String, Object> good = scheduler.stateDict();
    List<?> parts = (List<?>) good.get("_schedulers");
    Map<String, Object> milestone = new LinkedHashMap<>(good);
    milestone.put("_milestones", List.of(4L));
    milestone.put("last_epoch", 3L);
    milestone.remove("_last_lr");
    Map<String, Object> one = new LinkedHashMap<>(good);
    one.put("_schedulers", parts.subList(0, 1));
    Map<String, Object> swapped = new LinkedHashMap<>(good);
    swapped.put("_schedulers", parts.reversed());
    Map<String, Object> inside = new LinkedHashMap<>(good);
    inside.put("_schedulers", List.of(parts.get(0), new ReduceLROnPlateau(sgd, HALVE.patience(7)).stateDict()));
    Map<String, Object> early = new LinkedHashMap<>(good);
    early.put("_schedulers", List.of(((List<?>) warmed(Fixtures.sgd(0.8)).stateDict().get("_schedulers")).getFirst(), parts.get(1)));
    SGD other = Fixtures.sgd(0.7);
    var fresh = warmed(other);
    String before = other + fresh.stateDict().toString();
    assertTrue(assertThrows(IllegalArgumentException.class, () -> fresh.loadStateDict(early)).getMessage()
        .contains("_schedulers[0].last_epoch 0 instead of 3"));
    var e = assertThrows(IllegalArgumentException.class, () -> fresh.loadStateDict(milestone));
    for (String part : List.of("_milestones [4] instead of [3]", "_last_lr is missing", "_schedulers[1].last_epoch 2 instead of 0")) {
      assertTrue(e.getMessage().contains(part), e.getMessage());
    }
    e = assertThrows(IllegalArgumentException.class, () -> fresh.loadStateDict(one));
    assertTrue(e.getMessage().contains("; allowed: 2 states"), e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> fresh.loadStateDict(swapped));
    e = assertThrows(IllegalArgumentException.class, () -> fresh.loadStateDict(inside));
    assertTrue(e.getMessage().contains("_schedulers[1].last_epoch 0 instead of 2"), e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> fresh.loadStateDict(null));
    assertEquals(before, other + fresh.stateDict().toString());
  }

  @Test
  void listenersAreToldOfBothPartsWithOneCount() {
    var scheduler = warmed(Fixtures.sgd(0.8));
    List<String> told = new ArrayList<>();
    scheduler.addListener(new SchedulerListener() {
      @Override
      public void stepped(long t, List<Double> lr) {
        told.add(t + " " + lr.getFirst());
      }

      @Override
      public void lowered(long t, List<Double> lr) {
        told.add("lowered " + t);
      }

      @Override
      public void metricIsNaN(long t) {
        told.add("NaN " + t);
      }
    });
    for (double metric : new double[] {1, 1, 1, 1, Double.NaN, 1}) {
      scheduler.step(metric);
    }
    assertEquals(List.of("1 0.4", "2 0.6000000000000001", "3 0.8", "4 0.8", "NaN 5", "5 0.8", "lowered 6", "6 0.4"), told);
  }

  @Test
  void argumentsThatAreNotAllowedLeaveTheOptimizerUnchanged() {
    SGD sgd = Fixtures.sgd(0.8);
    String before = sgd.toString();
    Schedule s = LinearLR.options();
    assertThrows(IllegalArgumentException.class, () -> new SequentialPlateauLR(sgd, s, 0, HALVE));
    assertThrows(IllegalArgumentException.class, () -> new SequentialPlateauLR(sgd, s, (1L << 53) + 1, HALVE));
    assertThrows(IllegalArgumentException.class, () -> new SequentialPlateauLR(sgd, null, 1, HALVE));
    assertThrows(IllegalArgumentException.class, () -> new SequentialPlateauLR(sgd, s, 1, null));
    assertThrows(IllegalArgumentException.class, () -> new SequentialPlateauLR(null, s, 1, HALVE));
    assertThrows(IllegalArgumentException.class, () -> new SequentialPlateauLR(sgd, s, 1, HALVE.minLr(0.1, 0.2)));
    assertEquals(before, sgd.toString());
  }
}
