package lanewise.lrsched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.logging.Logger;
import lanewise.lrsched.CyclicLR.CycleMomentum;
import lanewise.optim.AdamW;
import lanewise.optim.Group;
import lanewise.optim.SGD;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the schedulers add to their schedules: PyTorch's defaults, lists of values for groups, momentum, real steps. */
class SchedulersTest {
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
  void optionsHaveTheDefaultsOfPyTorch() {
    assertEquals(new Step(30, 0.1), StepLR.options(30));
    assertEquals(new MultiStep(List.of(3L, 8L), 0.1), MultiStepLR.options(List.of(8L, 3L)));
    assertEquals(new Constant(1.0 / 3, 5), ConstantLR.options());
    assertEquals(new Linear(1.0 / 3, 1, 5), LinearLR.options());
    assertEquals(new Polynomial(5, 1, 0), PolynomialLR.options());
    assertEquals(new CosineAnnealing(7, 0, CosineAnnealing.Tail.PERIODIC), CosineAnnealingLR.options(7));
    assertEquals(new CosineAnnealingWarmRestarts(7, 1, 0), CosineAnnealingWarmRestartsLR.options(7));
    assertEquals(Cyclic.of(0.1, 1), CyclicLR.options(0.1, 1));
    assertEquals(new Swa(0.05, 10, Annealing.COS), SWALR.options(0.05));
    assertEquals(new Swa(0.05, 4, Annealing.LINEAR), SWALR.options(0.05, 4, Annealing.LINEAR));
  }

  @Test
  void optionsThatAreNotAllowedAreRefusedFromBothSidesBeforeThereIsAScheduler() {
    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -1}) {
      List<Supplier<Object>> makers = List.of(() -> StepLR.options(1, bad), () -> MultiStepLR.options(List.of(1L), bad),
          () -> ConstantLR.options(bad, 1), () -> LinearLR.options(bad, 1, 1), () -> LinearLR.options(1, bad, 1), () -> ExponentialLR.options(bad),
          () -> PolynomialLR.options(1, bad), () -> CosineAnnealingLR.options(1).etaMin(bad),
          () -> CosineAnnealingWarmRestartsLR.options(1).etaMin(bad), () -> CyclicLR.options(bad, 1), () -> CyclicLR.options(0, bad),
          () -> CyclicLR.options(0, 1).gamma(bad), () -> SWALR.options(bad), () -> OneCycleLR.options(bad, 5),
          () -> ReduceLROnPlateau.options().factor(bad), () -> ReduceLROnPlateau.options().threshold(bad),
          () -> ReduceLROnPlateau.options().eps(bad), () -> ReduceLROnPlateau.options().minLr(bad));
      for (int i = 0; i < makers.size(); i++) {
        Supplier<Object> maker = makers.get(i);
        var e = assertThrows(IllegalArgumentException.class, maker::get, "maker " + i + " with " + bad);
        assertTrue(e.getMessage().contains(" " + bad) && e.getMessage().contains("allowed: "), e.getMessage());
      }
    }
    List<Supplier<Object>> makers = List.of(() -> StepLR.options(0), () -> MultiStepLR.options(List.of(-1L)), () -> ConstantLR.options(1, -1),
        () -> LinearLR.options(1, 1, -1), () -> PolynomialLR.options(0, 1), () -> CosineAnnealingLR.options(0),
        () -> CosineAnnealingWarmRestartsLR.options(0), () -> CosineAnnealingWarmRestartsLR.options(1).tMult(0),
        () -> CyclicLR.options(0, 1).stepSize(0, 1), () -> CyclicLR.options(0, 1).stepSize(1, 0), () -> CyclicLR.options(2, 1),
        () -> SWALR.options(1, -1, Annealing.COS), () -> SequentialLR.options(List.of(), List.of()),
        () -> SequentialLR.options(List.of(StepLR.options(1)), List.of(1L)), () -> ChainedScheduler.options(List.of()),
        () -> SequentialLR.options(List.of(StepLR.options(1), StepLR.options(1)), List.of(0L)), () -> LambdaLR.options(" ", t -> 1),
        () -> MultiplicativeLR.options("", t -> 1));
    makers.forEach(maker -> assertThrows(IllegalArgumentException.class, maker::get));
  }

  @Test
  void listsWithoutOneValueForEachGroupAreRefusedAndNothingChanges() {
    SGD sgd = Fixtures.sgd(0.1, 0.2);
    String before = sgd.toString();
    for (int n : new int[] {0, 1, 3}) {
      List<Supplier<Object>> makers = List.of(
          () -> new LrScheduler(sgd, Collections.nCopies(n, StepLR.options(1)), Start.NEW),
          () -> new LambdaLR(sgd, Collections.nCopies(n, LambdaLR.options("f", t -> 1)), Start.NEW),
          () -> new MultiplicativeLR(sgd, Collections.nCopies(n, MultiplicativeLR.options("f", t -> 1)), Start.NEW),
          () -> new SWALR(sgd, Collections.nCopies(n, SWALR.options(0.1)), Start.NEW),
          () -> new CyclicLR(sgd, Collections.nCopies(n, CyclicLR.options(0.1, 1)), CycleMomentum.NEVER, Start.NEW),
          () -> new SequentialLR(sgd, Collections.nCopies(n, new Sequential(List.of(StepLR.options(1)), List.of())), Start.NEW),
          () -> new ChainedScheduler(sgd, Collections.nCopies(n, new Chained(List.of(StepLR.options(1)))), Start.NEW));
      for (Supplier<Object> maker : makers) {
        var e = assertThrows(IllegalArgumentException.class, maker::get);
        assertEquals(n + " schedules for 2 parameter groups; allowed: a list with one for each group, or one schedule instead of a list",
            e.getMessage());
      }
    }
    assertEquals(before, sgd.toString());
  }

  @Test
  void eachGroupFollowsItsOwnScheduleAndAGroupMoreIsRefused() {
    SGD sgd = Fixtures.sgd(0.1, 0.2);
    var scheduler = new LambdaLR(sgd, List.of(LambdaLR.options("half", t -> 0.5), LambdaLR.options("t", t -> t)), Start.NEW);
    scheduler.step();
    scheduler.step();
    assertEquals(List.of(0.05, 0.4), Fixtures.rates(sgd));
    sgd.addParamGroup(Group.group(List.of(Fixtures.parameter(1))).lr(0.7));
    var e = assertThrows(IllegalArgumentException.class, scheduler::step);
    assertEquals("2 schedules have none for group 2; allowed: one for each group", e.getMessage());
    assertEquals(List.of(0.05, 0.4, 0.7), Fixtures.rates(sgd));
    assertEquals(2, scheduler.lastEpoch());
  }

  @Test
  void cyclicRatesCycleTheMomentumWhereThereIsOneUnlessToldOtherwise() {
    Cyclic cycle = CyclicLR.options(0.1, 1).stepSize(4, 4).momentum(0.6, 0.8);
    SGD without = new SGD(Fixtures.groups(List.of(0.1)), SGD.options());
    new CyclicLR(without, cycle).step(2);
    assertEquals(0, Fixtures.momentum(without, 0));
    new CyclicLR(without, cycle, CycleMomentum.ALWAYS, Start.NEW).step(4);
    assertEquals(0.6, Fixtures.momentum(without, 0));
    SGD with = Fixtures.sgd(0.1);
    new CyclicLR(with, cycle).step(4);
    assertEquals(0.6, Fixtures.momentum(with, 0));
    SGD left = Fixtures.sgd(0.1);
    new CyclicLR(left, cycle, CycleMomentum.NEVER, Start.NEW).step(4);
    assertEquals(0.9, Fixtures.momentum(left, 0));
    AdamW zero = new AdamW(Fixtures.groups(List.of(0.1)), AdamW.options().betas(0, 0.9));
    new CyclicLR(zero, cycle).step(4);
    assertEquals(0.6, Fixtures.momentum(zero, 0), "beta1 is a momentum also where it is 0");
  }

  @Test
  void averagingStartsFromTheRateAtItsOwnFirstStep() {
    SGD sgd = Fixtures.sgd(0.8);
    var decay = new ExponentialLR(sgd, ExponentialLR.options(0.5));
    var averaging = new SWALR(sgd, SWALR.options(0.4, 2, Annealing.LINEAR));
    decay.step();
    decay.step();
    averaging.step();
    assertEquals(0.3, sgd.paramGroups().getFirst().lr(), 1e-16);
    averaging.step();
    assertEquals(0.4, sgd.paramGroups().getFirst().lr());
    assertEquals(List.of(0.2), averaging.baseLrs());
  }

  @Test
  void averagingThatHasNotBegunLeavesTheRatesAloneWhenItsStateIsLoaded() {
    SGD sgd = Fixtures.sgd(0.8);
    Map<String, Object> state = new SWALR(sgd, SWALR.options(0.4, 2, Annealing.LINEAR)).stateDict();
    SGD other = Fixtures.sgd(0.8);
    var averaging = new SWALR(other, SWALR.options(0.4, 2, Annealing.LINEAR));
    other.paramGroups().getFirst().lr(0.2);
    averaging.loadStateDict(state);
    assertEquals(List.of(0.2), Fixtures.rates(other));
    averaging.step();
    assertEquals(0.3, other.paramGroups().getFirst().lr(), 1e-16);
  }

  @Test
  void realStepsGoOnByOneFromTheirFraction() {
    SGD sgd = Fixtures.sgd(0.1);
    CosineAnnealingWarmRestarts restarts = CosineAnnealingWarmRestartsLR.options(4).tMult(2);
    var scheduler = new CosineAnnealingWarmRestartsLR(sgd, restarts);
    scheduler.step(3.5);
    assertEquals(restarts.at(3.5, 0.1), sgd.paramGroups().getFirst().lr());
    assertEquals(3, scheduler.lastEpoch());
    scheduler.step();
    assertEquals(restarts.at(4.5, 0.1), sgd.paramGroups().getFirst().lr());
    SGD other = Fixtures.sgd(0.7);
    var loaded = new CosineAnnealingWarmRestartsLR(other, restarts);
    loaded.loadStateDict(scheduler.stateDict());
    loaded.step();
    assertEquals(restarts.at(5.5, 0.1), other.paramGroups().getFirst().lr());
    scheduler.step(6.0);
    assertEquals(restarts.at(6, 0.1), sgd.paramGroups().getFirst().lr());
    for (double bad : new double[] {-0.5, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThrows(IllegalArgumentException.class, () -> scheduler.step(bad));
    }
    assertEquals(6, scheduler.lastEpoch());
  }

  @Test
  void aRealStepBeyondTheWholeNumbersOfADoubleIsRefusedAndNothingChanges() {
    SGD sgd = Fixtures.sgd(0.1);
    sgd.step();
    LrScheduler scheduler = new CosineAnnealingWarmRestartsLR(sgd, CosineAnnealingWarmRestarts.of(10).tMult(2));
    scheduler.step(0x1p53);
    Map<String, Object> before = scheduler.stateDict();
    assertEquals(1L << 53, scheduler.lastEpoch());
    var e = assertThrows(IllegalArgumentException.class, () -> scheduler.step(Math.nextUp(0x1p53)));
    assertEquals("step 9.007199254740994E15; allowed: 0.0..9.007199254740992E15", e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> scheduler.step(1e19));
    assertEquals(before, scheduler.stateDict());
  }

  @Test
  void aScheduleOfWholeStepsRefusesRealOnes() {
    SGD sgd = Fixtures.sgd(0.1);
    var scheduler = new StepLR(sgd, StepLR.options(2));
    var e = assertThrows(IllegalArgumentException.class, () -> scheduler.step(2.5));
    assertEquals("step 2.5 of Step[stepSize=2, gamma=0.1]; allowed: whole numbers", e.getMessage());
    assertEquals(List.of(0.1), Fixtures.rates(sgd));
    assertEquals(0, scheduler.lastEpoch());
  }

  @Test
  void aFunctionThatReturnsNoRateIsRefusedAtItsStepAndNothingChanges() {
    SGD sgd = Fixtures.sgd(0.1);
    for (double bad : new double[] {Double.NaN, -1, Double.POSITIVE_INFINITY}) {
      var lambda = new LambdaLR(sgd, LambdaLR.options("f", t -> t < 2 ? 1 : bad));
      var product = new MultiplicativeLR(sgd, MultiplicativeLR.options("f", t -> t < 2 ? 1 : bad));
      for (LrScheduler scheduler : List.of(lambda, product)) {
        scheduler.step();
        var e = assertThrows(IllegalArgumentException.class, scheduler::step);
        assertEquals("function f returned " + bad + " for 2; allowed: finite and >= 0", e.getMessage());
        assertEquals(List.of(0.1), Fixtures.rates(sgd));
        assertEquals(1, scheduler.lastEpoch());
      }
    }
  }

  @Test
  void multiplicativeAsksItsFunctionOnceForEachStep() {
    SGD sgd = Fixtures.sgd(0.1);
    List<Long> asked = new ArrayList<>();
    var scheduler = new MultiplicativeLR(sgd, MultiplicativeLR.options("f", t -> {
      asked.add(t);
      return 0.5;
    }));
    for (int i = 0; i < 5; i++) {
      scheduler.step();
    }
    assertEquals(List.of(1L, 2L, 3L, 4L, 5L), asked);
    scheduler.step(2);
    assertEquals(0.025, sgd.paramGroups().getFirst().lr());
    assertEquals(7, asked.size());
  }

  @Test
  void listenersAreToldOfEveryStepAfterItWasMade() {
    SGD sgd = Fixtures.sgd(0.8);
    var scheduler = new ExponentialLR(sgd, ExponentialLR.options(0.5));
    List<String> told = new ArrayList<>();
    scheduler.addListener(new SchedulerListener() {
      @Override
      public void stepped(long t, List<Double> lr) {
        told.add(t + " " + lr + " " + sgd.paramGroups().getFirst().lr() + " " + scheduler.lastEpoch());
      }
    });
    scheduler.step();
    scheduler.step(3);
    scheduler.setBaseLr(0, 0.4);
    scheduler.loadStateDict(scheduler.stateDict());
    assertEquals(List.of("1 [0.4] 0.4 1", "3 [0.1] 0.1 3"), told);
    assertThrows(IllegalArgumentException.class, () -> scheduler.addListener(null));
  }

  @Test
  void theStepAfterTheLastOfAStrictOneCycleIsRefusedAndNothingChanges() {
    SGD sgd = Fixtures.sgd(0.8);
    var scheduler = new OneCycleLR(sgd, OneCycleLR.options(0.5, 10).strictOneCycle(true));
    scheduler.step(9);
    String before = sgd.toString();
    assertThrows(IllegalArgumentException.class, scheduler::step);
    assertEquals(before, sgd.toString());
    assertEquals(9, scheduler.lastEpoch());
    var e = assertThrows(IllegalArgumentException.class, () -> new OneCycleLR(sgd, OneCycleLR.options(0.5, 10)).loadStateDict(scheduler.stateDict()));
    assertTrue(e.getMessage().contains("strict_one_cycle true instead of false"), e.getMessage());
  }

  @Test
  void aBaseRateForAGroupThatIsNotThereOrThatIsNoRateIsRefused() {
    SGD sgd = Fixtures.sgd(0.1);
    var scheduler = new StepLR(sgd, StepLR.options(2));
    assertThrows(IllegalArgumentException.class, () -> scheduler.setBaseLr(-1, 0.1));
    assertThrows(IllegalArgumentException.class, () -> scheduler.setBaseLr(1, 0.1));
    for (double bad : new double[] {-0.1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThrows(IllegalArgumentException.class, () -> scheduler.setBaseLr(0, bad));
    }
    assertEquals(List.of(0.1), scheduler.baseLrs());
    sgd.addParamGroup(Group.group(List.of(Fixtures.parameter(1))).lr(0.7));
    scheduler.setBaseLr(0, 0.2);
    scheduler.setBaseLr(1, 0.3);
    assertEquals(List.of(0.2, 0.7), Fixtures.rates(sgd));
    assertEquals(List.of(0.2), scheduler.baseLrs());
    assertEquals(List.of(0.2), scheduler.getLastLr());
    scheduler.step();
    assertEquals(List.of(0.2, 0.3), Fixtures.rates(sgd), "the base rate was noted for the group");
  }
}
