package lanewise.lrsched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.logging.Logger;
import lanewise.optim.Group;
import lanewise.optim.SGD;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The ways in which a scheduler begins, and what it then does about rates that others have written. */
class StartTest {
  private static final Logger LOGGER = Logger.getLogger("lanewise.lrsched");
  private static final Start CHAINABLE = Start.NEW.chainable(true);

  @BeforeEach
  void keepWarningsOffTheConsole() {
    LOGGER.setUseParentHandlers(false);
  }

  @AfterEach
  void showWarningsAgain() {
    LOGGER.setUseParentHandlers(true);
  }

  @Test
  void aRateHalvedByHandStaysHalvedOnlyWhereTheSchedulerIsChainable() {
    for (boolean chainable : new boolean[] {true, false}) {
      SGD sgd = Fixtures.sgd(0.8, 0.4);
      var scheduler = new ExponentialLR(sgd, ExponentialLR.options(0.5), Start.NEW.chainable(chainable));
      scheduler.step();
      sgd.paramGroups().getFirst().lr(0.2);
      scheduler.step();
      assertEquals(List.of(chainable ? 0.1 : 0.2, 0.1), Fixtures.rates(sgd));
      assertEquals(Fixtures.rates(sgd), scheduler.getLastLr());
    }
  }

  @Test
  void chainableSchedulersOnOneOptimizerMultiplyTheirFactorsAlsoWhereSomebodyWaits() {
    SGD sgd = Fixtures.sgd(0.8);
    var halving = new ExponentialLR(sgd, ExponentialLR.options(0.5), CHAINABLE);
    var steps = new StepLR(sgd, StepLR.options(2, 0.25), CHAINABLE);
    List<Double> rates = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      halving.step();
      steps.step();
      rates.addAll(Fixtures.rates(sgd));
    }
    assertEquals(List.of(0.4, 0.05, 0.025, 0.003125), rates);
    steps.step(0);
    assertEquals(List.of(0.05), Fixtures.rates(sgd), "going back divides again");
  }

  @Test
  void afterARateOfZeroTheScheduleItselfIsWritten() {
    SGD sgd = Fixtures.sgd(0.8);
    var scheduler = new LinearLR(sgd, LinearLR.options(0, 1, 4), CHAINABLE);
    assertEquals(List.of(0.0), Fixtures.rates(sgd));
    sgd.paramGroups().getFirst().lr(0.3);
    scheduler.step();
    assertEquals(List.of(0.2), Fixtures.rates(sgd));
  }

  @Test
  void aGroupAddedLaterToAChainableSchedulerGetsTheRateOfTheSchedule() {
    SGD sgd = Fixtures.sgd(0.8);
    var scheduler = new ExponentialLR(sgd, ExponentialLR.options(0.5), CHAINABLE);
    scheduler.step();
    sgd.addParamGroup(Group.group(List.of(Fixtures.parameter(1))).lr(0.4));
    sgd.paramGroups().getFirst().lr(4.0);
    scheduler.step();
    assertEquals(List.of(2.0, 0.1), Fixtures.rates(sgd));
    assertEquals(List.of(0.8, 0.4), scheduler.baseLrs());
    scheduler.step();
    assertEquals(List.of(1.0, 0.05), Fixtures.rates(sgd));
  }

  @Test
  void theStateOfAChainableSchedulerBringsBackTheRatesAsTheyWere() {
    SGD sgd = Fixtures.sgd(0.8);
    var scheduler = new ExponentialLR(sgd, ExponentialLR.options(0.5), CHAINABLE);
    sgd.paramGroups().getFirst().lr(0.1);
    scheduler.step();
    assertEquals(List.of(0.05), scheduler.getLastLr());
    Map<String, Object> state = scheduler.stateDict();
    assertEquals(true, state.get("chainable"));
    SGD other = Fixtures.sgd(0.3);
    var resumed = new ExponentialLR(other, ExponentialLR.options(0.5), CHAINABLE);
    resumed.loadStateDict(state);
    assertEquals(List.of(0.05), Fixtures.rates(other));
    assertEquals(state, resumed.stateDict());
    resumed.step();
    assertEquals(List.of(0.025), Fixtures.rates(other));
  }

  @Test
  void theInitialRateOfAnEarlierSchedulerIsTheBaseOnDemandOnly() {
    for (boolean reuse : new boolean[] {true, false}) {
      SGD sgd = Fixtures.sgd(0.8);
      new ExponentialLR(sgd, ExponentialLR.options(0.5)).step(2);
      var next = new ExponentialLR(sgd, ExponentialLR.options(0.5), Start.NEW.reuseInitialLr(reuse));
      assertEquals(List.of(reuse ? 0.8 : 0.2), next.baseLrs());
      assertEquals(List.of(reuse ? 0.8 : 0.2), Fixtures.rates(sgd));
      assertEquals(OptionalDouble.of(reuse ? 0.8 : 0.2), sgd.paramGroups().getFirst().initialLr());
    }
  }

  @Test
  void whatWasChosenBeforeStaysWithEveryChoice() {
    assertEquals(new Start(7, true, true), Start.after(7).chainable(true).reuseInitialLr(true));
    assertEquals(new Start(7, false, false), Start.after(7));
    assertEquals(new Start(-1, false, false), Start.NEW);
  }

  @Test
  void averagingThatGoesOnTakesTheInitialRateAndNotThatOfItsFirstStep() {
    SGD sgd = Fixtures.sgd(0.8);
    sgd.paramGroups().getFirst().initialLr(0.4);
    var averaging = new SWALR(sgd, SWALR.options(0.2, 4, Annealing.LINEAR), Start.after(1));
    assertEquals(List.of(0.4), averaging.baseLrs());
    sgd.paramGroups().getFirst().lr(0.7);
    averaging.step();
    assertEquals(List.of(0.4), averaging.baseLrs());
    assertEquals(0.25, sgd.paramGroups().getFirst().lr(), 1e-15);
  }

  @Test
  void goingOnAfterStepZeroIsGoingOnToo() {
    SGD sgd = Fixtures.sgd(0.8);
    sgd.paramGroups().getFirst().initialLr(0.4);
    assertEquals(List.of(0.4), new ExponentialLR(sgd, ExponentialLR.options(0.5), Start.after(0)).baseLrs());
    assertEquals(List.of(0.2), Fixtures.rates(sgd));
    var averaging = new SWALR(sgd, SWALR.options(0.2, 4, Annealing.LINEAR), Start.after(0));
    sgd.paramGroups().getFirst().lr(0.7);
    averaging.step();
    assertEquals(List.of(0.4), averaging.baseLrs());
  }

  @Test
  void averagingTakesTheRateOfItsFirstStepForEveryGroupAndOnlyOnce() {
    SGD sgd = Fixtures.sgd(0.8, 0.6);
    var averaging = new SWALR(sgd, SWALR.options(0.2, 2, Annealing.LINEAR));
    sgd.paramGroups().getFirst().lr(0.4);
    averaging.step();
    assertEquals(List.of(0.4, 0.6), averaging.baseLrs());
    sgd.paramGroups().getLast().lr(5.0);
    averaging.step();
    assertEquals(List.of(0.4, 0.6), averaging.baseLrs());
    assertEquals(List.of(0.2, 0.2), Fixtures.rates(sgd));
  }

  @Test
  void aStateCountsItsStepsAndKeepsTheMomentumThatItBeganWith() {
    SGD sgd = Fixtures.sgd(0.8);
    var scheduler = new SequentialLR(sgd, SequentialLR.options(List.of(ConstantLR.options(1, 1), CyclicLR.options(0.1, 0.2)), List.of(3L)));
    assertEquals(1L, scheduler.stateDict().get("_step_count"));
    scheduler.step();
    scheduler.step(5);
    Map<String, Object> state = scheduler.stateDict();
    assertEquals(3L, state.get("_step_count"));
    assertEquals(5L, state.get("last_epoch"));
    assertEquals(List.of(0.9), state.get("initial_momentums"));
    assertEquals(true, state.get("cycle_momentum"));
    SGD other = new SGD(Fixtures.groups(List.of(0.8)), SGD.options().momentum(0.3));
    var resumed = new SequentialLR(other, SequentialLR.options(List.of(ConstantLR.options(1, 1), CyclicLR.options(0.1, 0.2)), List.of(3L)));
    resumed.loadStateDict(state);
    resumed.step(1);
    assertEquals(0.9, Fixtures.momentum(other, 0));
    assertTrue(Fixtures.momentum(sgd, 0) < 0.9);
  }
}
