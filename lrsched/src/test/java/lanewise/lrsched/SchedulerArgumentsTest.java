package lanewise.lrsched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.logging.Logger;
import lanewise.optim.SGD;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the constructors and options of single schedulers make of their arguments. */
class SchedulerArgumentsTest {
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
  void neitherEpochsNorStepsPerEpochMayBeNegativeEvenIfTheirProductIsNot() {
    var e = assertThrows(IllegalArgumentException.class, () -> OneCycleLR.options(0.1, -2, -3));
    assertEquals("epochs -2; allowed: 1..2147483647", e.getMessage());
    e = assertThrows(IllegalArgumentException.class, () -> OneCycleLR.options(0.1, 2, 0));
    assertEquals("stepsPerEpoch 0; allowed: 1..2147483647", e.getMessage());
    assertEquals(OneCycleLR.options(0.1, 6), OneCycleLR.options(0.1, 2, 3));
    assertEquals(OneCycleLR.options(0.1, 1), OneCycleLR.options(0.1, 1, 1));
  }

  @Test
  void cyclicRatesHaveToBeToldWhetherTheMomentumIsCycled() {
    SGD sgd = Fixtures.sgd(0.3);
    var e = assertThrows(IllegalArgumentException.class, () -> new CyclicLR(sgd, CyclicLR.options(0.1, 1), null, Start.NEW));
    assertEquals("cycleMomentum null; allowed: not null", e.getMessage());
    assertEquals(List.of(0.3), Fixtures.rates(sgd));
  }

  @Test
  void cyclicRatesForEachGroupDriveRateAndMomentumOfTheirOwnGroup() {
    SGD sgd = Fixtures.sgd(0.3, 0.4);
    Cyclic first = CyclicLR.options(0.1, 1).stepSize(4, 4).momentum(0.6, 0.8);
    Cyclic second = CyclicLR.options(0.2, 2).stepSize(2, 2).momentum(0.5, 0.7);
    new CyclicLR(sgd, List.of(first, second), CyclicLR.CycleMomentum.ALWAYS, Start.NEW).step(2);
    assertEquals(List.of(first.at(2, 0), 2.0), Fixtures.rates(sgd));
    assertEquals(0.7, Fixtures.momentum(sgd, 0), 1e-15);
    assertEquals(0.5, Fixtures.momentum(sgd, 1));
  }

  @Test
  void multiplicativeFunctionsForEachGroupMultiplyTheRateOfTheirOwnGroup() {
    SGD sgd = Fixtures.sgd(0.8, 0.9);
    var scheduler = new MultiplicativeLR(sgd, List.of(MultiplicativeLR.options("half", t -> 0.5), MultiplicativeLR.options("one", t -> 1)),
        Start.NEW);
    scheduler.step();
    scheduler.step();
    assertEquals(List.of(0.2, 0.9), Fixtures.rates(sgd));
  }

  @Test
  void averagingForEachGroupEndsAtTheRateOfItsOwnGroup() {
    SGD sgd = Fixtures.sgd(0.8, 0.9);
    new SWALR(sgd, List.of(SWALR.options(0.1, 2, Annealing.COS), SWALR.options(0.2, 3, Annealing.COS)), Start.NEW).step(3);
    assertEquals(List.of(0.1, 0.2), Fixtures.rates(sgd));
  }

  @Test
  void compositionsForEachGroupFollowTheirOwnParts() {
    SGD sgd = Fixtures.sgd(0.8, 0.8);
    Sequential falling = SequentialLR.options(List.of(StepLR.options(1, 0.5), ConstantLR.options(0.5, 9)), List.of(2L));
    Sequential flat = SequentialLR.options(List.of(StepLR.options(9, 0.5)), List.of());
    new SequentialLR(sgd, List.of(falling, flat), Start.NEW).step(2);
    assertEquals(List.of(0.4, 0.8), Fixtures.rates(sgd));
    SGD other = Fixtures.sgd(0.8, 0.8);
    new ChainedScheduler(other, List.of(ChainedScheduler.options(List.of(StepLR.options(1, 0.5), StepLR.options(2, 0.5))),
        ChainedScheduler.options(List.of(StepLR.options(2, 0.5)))), Start.NEW).step(2);
    assertEquals(List.of(0.1, 0.4), Fixtures.rates(other));
  }

  @Test
  void realStepsAndBaseRatesAreRefusedByTheirOwnNames() {
    var scheduler = new StepLR(Fixtures.sgd(0.8), StepLR.options(1));
    for (double bad : new double[] {-0.5, Double.NaN, Double.POSITIVE_INFINITY}) {
      var e = assertThrows(IllegalArgumentException.class, () -> scheduler.step(bad));
      assertEquals("step " + bad + "; allowed: finite and >= 0.0", e.getMessage());
      e = assertThrows(IllegalArgumentException.class, () -> scheduler.setBaseLr(0, bad));
      assertEquals("lr " + bad + "; allowed: finite and >= 0.0", e.getMessage());
    }
  }

  @Test
  void aStateSaysWhetherTheMomentumIsCycledAtAll() {
    assertEquals(false, new StepLR(Fixtures.sgd(0.8), StepLR.options(1)).stateDict().get("cycle_momentum"));
    Cyclic cyclic = CyclicLR.options(0.1, 1);
    for (CyclicLR.CycleMomentum cycling : List.of(CyclicLR.CycleMomentum.ALWAYS, CyclicLR.CycleMomentum.NEVER)) {
      var scheduler = new CyclicLR(Fixtures.sgd(0.8), cyclic, cycling, Start.NEW);
      assertEquals(cycling == CyclicLR.CycleMomentum.ALWAYS, scheduler.stateDict().get("cycle_momentum"));
    }
  }
}
