package lanewise.lrsched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SequencedCollection;
import java.util.SequencedMap;
import java.util.logging.Logger;
import lanewise.autograd.Parameter;
import lanewise.optim.AdamW;
import lanewise.optim.Group;
import lanewise.optim.OptimizerOptions;
import lanewise.optim.Optimizer;
import lanewise.optim.OptionValues;
import lanewise.optim.SGD;
import lanewise.optim.StateLayout;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OneCycleLRTest {
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
  void oneCycleDrivesMomentumAgainstTheRateAndIgnoresTheGroupsRate() {
    SGD sgd = Fixtures.sgd(7.0);
    var options = OneCycleLR.options(25, 10).finalDivFactor(2).annealStrategy(Annealing.LINEAR).baseMomentum(1).maxMomentum(22);
    var scheduler = new OneCycleLR(sgd, options);
    double[] rates = {1, 13, 25, 21.5, 18, 14.5, 11, 7.5, 4, .5, .5};
    double[] momenta = {22, 11.5, 1, 4, 7, 10, 13, 16, 19, 22, 22};
    for (int t = 0; t <= 10; t++) {
      assertEquals(rates[t], sgd.paramGroups().getFirst().lr(), 1e-13, "t = " + t);
      assertEquals(momenta[t], Fixtures.momentum(sgd, 0), 1e-13, "t = " + t);
      if (t < 10) {
        scheduler.step();
      }
    }
    assertEquals(OptionalDouble.of(1), sgd.paramGroups().getFirst().initialLr());
    assertThrows(IllegalArgumentException.class, scheduler::step);
    assertEquals(10, scheduler.lastEpoch());
    assertEquals(.5, sgd.paramGroups().getFirst().lr());
  }

  @Test
  void oneCycleDrivesBetaOneOfAdamWAndLeavesBetaTwo() {
    AdamW adam = Fixtures.adamW(0.01);
    new OneCycleLR(adam, OneCycleLR.options(0.1, 100));
    var options = (AdamW.Options) adam.paramGroups().getFirst().options();
    assertEquals(0.95, options.beta1());
    assertEquals(0.999, options.beta2());
    assertEquals(0.004, options.lr());
  }

  @Test
  void withoutCyclingTheMomentumStays() {
    SGD sgd = Fixtures.sgd(0.1);
    new OneCycleLR(sgd, OneCycleLR.options(0.1, 100).cycleMomentum(false)).step(50);
    assertEquals(0.9, Fixtures.momentum(sgd, 0));
  }

  @Test
  void epochsTimesStepsIsTheTotal() {
    assertEquals(OneCycleLR.options(0.1, 60), OneCycleLR.options(0.1, 3, 20));
    assertThrows(IllegalArgumentException.class, () -> OneCycleLR.options(0.1, 0, 20));
    assertThrows(IllegalArgumentException.class, () -> OneCycleLR.options(0.1, 3, 0));
    assertEquals(4_000_000_000_000L, OneCycleLR.options(0.1, 2_000_000, 2_000_000).totalSteps());
  }

  @Test
  void oneValueForEachGroupOrOneForAll() {
    AdamW adam = Fixtures.adamW(0.01, 0.02);
    new OneCycleLR(adam, OneCycleLR.options(0.01, 40).maxLr(0.01, 0.05).baseMomentum(0.8, 0.7).maxMomentum(0.9, 0.99)).step(11);
    assertEquals(List.of(0.01, 0.05), Fixtures.rates(adam));
    assertEquals(0.8, Fixtures.momentum(adam, 0));
    assertEquals(0.7, Fixtures.momentum(adam, 1));
    for (var wrong : List.of(OneCycleLR.options(0.1, 40).maxLr(0.1, 0.2, 0.3), OneCycleLR.options(0.1, 40).baseMomentum(0.1, 0.2, 0.3),
        OneCycleLR.options(0.1, 40).maxMomentum(0.1, 0.2, 0.3))) {
      var e = assertThrows(IllegalArgumentException.class, () -> new OneCycleLR(adam, wrong));
      assertTrue(e.getMessage().endsWith("0.2, 0.3] for 2 parameter groups; allowed: one value, or one for each group"), e.getMessage());
    }
    assertEquals(List.of(0.01, 0.05), Fixtures.rates(adam));
  }

  @Test
  void emptyListsOfValuesAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> OneCycleLR.options(0.1, 40).maxLr(new double[0]));
    assertThrows(IllegalArgumentException.class, () -> OneCycleLR.options(0.1, 40).baseMomentum(new double[0]));
    assertThrows(IllegalArgumentException.class, () -> OneCycleLR.options(0.1, 40).maxMomentum(new double[0]));
  }

  @Test
  void anOptimizerWithoutMomentumCannotBeCycled() {
    Optimizer plain = new Plain(List.of(Group.group(List.of(Fixtures.parameter(1)))));
    var e = assertThrows(IllegalArgumentException.class, () -> new OneCycleLR(plain, OneCycleLR.options(0.1, 10)));
    assertTrue(e.getMessage().contains("has no momentum to cycle; switch cycleMomentum off"), e.getMessage());
    assertEquals(0.5, plain.paramGroups().getFirst().lr());
    new OneCycleLR(plain, OneCycleLR.options(0.1, 10).cycleMomentum(false));
    assertEquals(0.004, plain.paramGroups().getFirst().lr());
  }

  @Test
  void aGroupAddedLaterForWhichTheListsHaveNoValueIsRefused() {
    SGD sgd = Fixtures.sgd(0.1, 0.2);
    var scheduler = new OneCycleLR(sgd, OneCycleLR.options(0.1, 10).maxLr(0.1, 0.2));
    double before = sgd.paramGroups().getFirst().lr();
    sgd.addParamGroup(Group.group(List.of(Fixtures.parameter(1))));
    var e = assertThrows(IllegalArgumentException.class, scheduler::step);
    assertEquals("maxLr [0.1, 0.2] has no value for group 2; allowed: one value, or one for each group", e.getMessage());
    assertEquals(before, sgd.paramGroups().getFirst().lr());
    assertEquals(0, scheduler.lastEpoch());
  }

  @Test
  void theCycledMomentumActsInTheNextUpdate() {
    Parameter p = Fixtures.parameter(0);
    SGD sgd = new SGD(List.of(p), SGD.options().lr(1).momentum(0.5));
    OneCycle cycle = OneCycle.of(0.25, 8);
    var scheduler = new OneCycleLR(sgd, OneCycleLR.options(0.25, 8));
    double buffer = 0;
    double value = 0;
    for (long t = 0; t < 8; t++) {
      p.zeroGrad();
      p.backward(Tensor.of(new float[] {1}, 1));
      sgd.step();
      scheduler.step();
      buffer = t == 0 ? 1 : cycle.momentum().at(t) * buffer + 1;
      value -= cycle.at(t) * buffer;
      assertEquals(value, p.value().get(0), 1e-6);
    }
  }

  /** An optimizer without momentum. */
  private static final class Plain extends Optimizer {
    Plain(SequencedCollection<Group> groups) {
      super(groups, new PlainOptions(0.5));
    }

    @Override
    protected StateLayout stateLayout() {
      return StateLayout.NONE;
    }

    @Override
    protected void update() {}
  }

  private record PlainOptions(double lr) implements OptimizerOptions {
    @Override
    public PlainOptions lr(double lr) {
      return new PlainOptions(lr);
    }

    @Override
    public SequencedMap<String, Object> asMap() {
      return new LinkedHashMap<>(Map.of("lr", lr));
    }

    @Override
    public PlainOptions with(OptionValues values) {
      return new PlainOptions(values.number("lr", lr));
    }

    @Override
    public Optimizer build(SequencedCollection<Group> groups) {
      return new Plain(groups);
    }
  }
}
