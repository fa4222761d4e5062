package lanewise.lrsched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalDouble;
import java.util.logging.Logger;
import lanewise.autograd.Parameter;
import lanewise.optim.AdamW;
import lanewise.optim.Group;
import lanewise.optim.SGD;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LrSchedulerTest {
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
  void theConstructorAppliesStepZeroAndNotesTheBaseRate() {
    SGD sgd = Fixtures.sgd(0.1, 0.2);
    var scheduler = new LrScheduler(sgd, (t, base) -> base / (t + 2));
    assertEquals(List.of(0.05, 0.1), Fixtures.rates(sgd));
    assertEquals(List.of(0.05, 0.1), scheduler.getLastLr());
    assertEquals(0, scheduler.lastEpoch());
    assertEquals(OptionalDouble.of(0.1), sgd.paramGroups().get(0).initialLr());
    assertEquals(OptionalDouble.of(0.2), sgd.paramGroups().get(1).initialLr());
  }

  @Test
  void cosineFollowsTheGroupsOwnBaseRates() {
    SGD sgd = Fixtures.sgd(0.05, 0.5);
    var scheduler = new CosineAnnealingLR(sgd, CosineAnnealingLR.options(10).etaMin(1e-10));
    for (int t = 0; t < 30; t++) {
      double share = (1 + Math.cos(Math.PI * t / 10)) / 2;
      assertEquals(1e-10 + (0.05 - 1e-10) * share, sgd.paramGroups().get(0).lr(), 1e-15);
      assertEquals(1e-10 + (0.5 - 1e-10) * share, sgd.paramGroups().get(1).lr(), 1e-15);
      scheduler.step();
    }
  }

  @Test
  void optionsAreCheckedWhenTheyAreMade() {
    assertThrows(IllegalArgumentException.class, () -> OneCycleLR.options(Double.NaN, 40));
    assertThrows(IllegalArgumentException.class, () -> OneCycleLR.options(0.1, 0));
    assertThrows(IllegalArgumentException.class, () -> OneCycleLR.options(0.1, 40).pctStart(1.1));
    assertThrows(IllegalArgumentException.class, () -> OneCycleLR.options(0.1, 40).divFactor(0));
    assertThrows(IllegalArgumentException.class, () -> OneCycleLR.options(0.1, 40).finalDivFactor(-1));
    assertThrows(IllegalArgumentException.class, () -> OneCycleLR.options(0.1, 40).baseMomentum(-0.1));
    assertThrows(IllegalArgumentException.class, () -> OneCycleLR.options(0.1, 40).maxMomentum(Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> OneCycleLR.options(0.1, 40).threePhase(true).pctStart(0.6));
    assertThrows(IllegalArgumentException.class, () -> Start.after(-2));
    assertThrows(IllegalArgumentException.class, () -> Start.after((1L << 53) + 1));
    assertEquals(-1, Start.after(-1).lastEpoch());
    assertEquals(1L << 53, Start.after(1L << 53).lastEpoch());
    assertThrows(IllegalArgumentException.class, () -> CosineAnnealingLR.options(0));
    assertThrows(IllegalArgumentException.class, () -> CosineAnnealingLR.options(5).etaMin(-0.01));
  }

  @Test
  void aNewSchedulerStartsFromTheCurrentRateNotFromAStaleInitialLr() {
    SGD sgd = Fixtures.sgd(0.1);
    new CosineAnnealingLR(sgd, CosineAnnealingLR.options(10)).step(5);
    double now = sgd.paramGroups().getFirst().lr();
    new CosineAnnealingLR(sgd, CosineAnnealingLR.options(10));
    assertEquals(now, sgd.paramGroups().getFirst().lr());
    assertEquals(OptionalDouble.of(now), sgd.paramGroups().getFirst().initialLr());
  }

  @Test
  void goingOnWithoutAnInitialLrIsRefused() {
    SGD sgd = Fixtures.sgd(0.1, 0.2);
    sgd.paramGroups().getFirst().initialLr(0.3);
    var e = assertThrows(IllegalArgumentException.class, () -> new CosineAnnealingLR(sgd, CosineAnnealingLR.options(10), Start.after(3)));
    assertTrue(e.getMessage().startsWith("group 1 has no initial_lr to go on from"), e.getMessage());
    assertEquals(List.of(0.1, 0.2), Fixtures.rates(sgd));
  }

  @Test
  void goingOnUsesTheInitialLr() {
    SGD sgd = Fixtures.sgd(0.7);
    sgd.paramGroups().getFirst().initialLr(0.1);
    var scheduler = new CosineAnnealingLR(sgd, CosineAnnealingLR.options(10), Start.after(4));
    assertEquals(5, scheduler.lastEpoch());
    assertEquals(CosineAnnealing.of(10).at(5, 0.1), sgd.paramGroups().getFirst().lr());
  }

  @Test
  void aValueThatTheOptimizerRefusesLeavesAllGroupsAsTheyWere() {
    AdamW adam = Fixtures.adamW(0.01, 0.02);
    assertThrows(IllegalArgumentException.class, () -> new OneCycleLR(adam, OneCycleLR.options(0.1, 10).maxMomentum(0.9, 1.0)));
    assertEquals(List.of(0.01, 0.02), Fixtures.rates(adam));
    assertEquals(0.9, Fixtures.momentum(adam, 0));
    assertEquals(OptionalDouble.empty(), adam.paramGroups().getFirst().initialLr());
    SGD nesterov = new SGD(List.of(Fixtures.parameter(1)), SGD.options().momentum(0.9).nesterov(true));
    assertThrows(IllegalArgumentException.class, () -> new OneCycleLR(nesterov, OneCycleLR.options(0.1, 10).maxMomentum(0)));
    assertEquals(0.9, Fixtures.momentum(nesterov, 0));
    SGD two = new SGD(Fixtures.groups(List.of(0.1, 0.2)), SGD.options().momentum(0.9).nesterov(true));
    assertThrows(IllegalArgumentException.class, () -> new OneCycleLR(two, OneCycleLR.options(0.1, 10).maxMomentum(0.8, 0)));
    assertEquals(0.9, Fixtures.momentum(two, 0), "the first group, too, although its own values are right");
  }

  @Test
  void aScheduleThatGivesNaNIsRefusedAndNothingChanges() {
    SGD sgd = Fixtures.sgd(0.1);
    var scheduler = new LrScheduler(sgd, (t, base) -> t == 0 ? base : Double.NaN);
    assertThrows(IllegalArgumentException.class, scheduler::step);
    assertEquals(0.1, sgd.paramGroups().getFirst().lr());
    assertEquals(0, scheduler.lastEpoch());
    assertEquals(List.of(0.1), scheduler.getLastLr());
  }

  @Test
  void afterTheLastStepThereIsNone() {
    SGD sgd = Fixtures.sgd(0.1);
    var scheduler = new LrScheduler(sgd, new Step(1L << 62, 0.5));
    scheduler.step(Long.MAX_VALUE);
    var e = assertThrows(IllegalArgumentException.class, scheduler::step);
    assertEquals("no step after lastEpoch 9223372036854775807; allowed: lastEpoch up to 9223372036854775806", e.getMessage());
    assertEquals(Long.MAX_VALUE, scheduler.lastEpoch());
    assertEquals(List.of(0.05), Fixtures.rates(sgd));
  }

  @Test
  void aGroupAddedLaterIsScheduledFromTheNextStepOn() {
    SGD sgd = Fixtures.sgd(0.1);
    var scheduler = new CosineAnnealingLR(sgd, CosineAnnealingLR.options(10));
    scheduler.step(3);
    sgd.addParamGroup(Group.group(List.of(Fixtures.parameter(1))).lr(0.7));
    assertEquals(0.7, sgd.paramGroups().get(1).lr());
    assertEquals(List.of(CosineAnnealing.of(10).at(3, 0.1)), scheduler.getLastLr());
    scheduler.step();
    assertEquals(CosineAnnealing.of(10).at(4, 0.7), sgd.paramGroups().get(1).lr());
    assertEquals(OptionalDouble.of(0.7), sgd.paramGroups().get(1).initialLr());
  }

  @Test
  void aGroupAddedLaterWithAnInitialLrUsesThat() {
    SGD sgd = Fixtures.sgd(0.1);
    var scheduler = new CosineAnnealingLR(sgd, CosineAnnealingLR.options(10));
    sgd.addParamGroup(Group.group(List.of(Fixtures.parameter(1))).lr(0.7));
    sgd.paramGroups().get(1).initialLr(0.4);
    scheduler.step();
    assertEquals(CosineAnnealing.of(10).at(1, 0.4), sgd.paramGroups().get(1).lr());
  }

  @Test
  void aGroupAddedToARunTakenUpAgainNeedsNoInitialLr() {
    SGD sgd = Fixtures.sgd(0.7);
    sgd.paramGroups().getFirst().initialLr(0.1);
    var scheduler = new CosineAnnealingLR(sgd, CosineAnnealingLR.options(10), Start.after(4));
    sgd.addParamGroup(Group.group(List.of(Fixtures.parameter(1))).lr(0.3));
    scheduler.step();
    assertEquals(CosineAnnealing.of(10).at(6, 0.3), sgd.paramGroups().get(1).lr());
  }

  @Test
  void theListOfRatesIsACopyThatCannotBeChanged() {
    SGD sgd = Fixtures.sgd(0.1);
    var scheduler = new CosineAnnealingLR(sgd, CosineAnnealingLR.options(10));
    List<Double> first = scheduler.getLastLr();
    scheduler.step();
    assertEquals(List.of(0.1), first);
    assertThrows(UnsupportedOperationException.class, () -> first.set(0, 1.0));
  }

  @Test
  void theRateOfStepTIsUsedByTheOptimizersStepTPlusOne() {
    Parameter p = Fixtures.parameter(1, -2, 3);
    SGD sgd = new SGD(List.of(p), SGD.options().lr(0.3));
    CosineAnnealing schedule = CosineAnnealing.of(7);
    var scheduler = new CosineAnnealingLR(sgd, CosineAnnealingLR.options(7));
    double factor = 1;
    for (long t = 0; t < 20; t++) {
      p.zeroGrad();
      p.backward(p.value().copy());
      sgd.step();
      scheduler.step();
      factor *= 1 - schedule.at(t, 0.3);
      assertEquals(-2 * factor, p.value().get(1), 1e-6);
    }
  }
}
