package lanewise.lrsched;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import lanewise.autograd.Parameter;
import lanewise.lrsched.Schedulers.Case;
import lanewise.optim.CyclesMomentum;
import lanewise.optim.Group;
import lanewise.optim.Optimizer;
import lanewise.optim.ParamGroup;
import lanewise.optim.SGD;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Laws of every scheduler, on both kinds of optimizer. */
class LrSchedulerLawsTest {
  @Provide
  Arbitrary<Double> fractions() {
    return Rates.fraction();
  }

  @Provide
  Arbitrary<Case> cases() {
    return Schedulers.any();
  }

  @Provide
  Arbitrary<Case> factors() {
    return Schedulers.factor();
  }

  @Provide
  Arbitrary<List<Double>> bases() {
    return Rates.base().list().ofMinSize(1).ofMaxSize(4);
  }

  @Provide
  Arbitrary<Double> rates() {
    return Rates.between(0.001, 0.5);
  }

  @Provide
  Arbitrary<Double> tooMuch() {
    return Rates.between(1, 9);
  }

  @Property(tries = 1000)
  void steppingNTimesGivesTheRateOfStepNAndTheGroupsHaveIt(@ForAll("cases") Case c, @ForAll("bases") List<Double> bases) {
    Optimizer optimizer = c.optimizer(bases);
    LrScheduler scheduler = c.on(optimizer);
    optimizer.step();
    for (long t = 0; t <= c.last(); t++) {
      List<Double> expected = c.rates(t, bases);
      assertEquals(expected, Fixtures.rates(optimizer));
      assertEquals(expected, scheduler.getLastLr());
      assertEquals(c.momentum(t), Fixtures.momentum(optimizer, 0));
      assertEquals(t, scheduler.lastEpoch());
      if (t < c.last()) {
        scheduler.step();
      }
    }
  }

  @Property(tries = 1000)
  void steppingToATIsIdempotentAndFreeOfOrder(@ForAll("cases") Case c, @ForAll("bases") List<Double> bases,
      @ForAll @Size(min = 1, max = 6) List<@From("fractions") Double> where) {
    Optimizer optimizer = c.optimizer(bases);
    LrScheduler scheduler = c.on(optimizer);
    optimizer.step();
    for (double w : where) {
      long t = Math.round(w * c.last());
      for (int twice = 0; twice < 2; twice++) {
        scheduler.step(t);
        assertEquals(c.rates(t, bases), Fixtures.rates(optimizer));
        assertEquals(t, scheduler.lastEpoch());
      }
    }
  }

  @Property(tries = 1000)
  void aRunTakenUpAgainAtAnyStepGoesOnAsIfUninterrupted(@ForAll("cases") Case c, @ForAll("bases") List<Double> bases,
      @ForAll("fractions") double where) {
    long split = 1 + Math.round(where * (c.last() - 1));
    Optimizer before = c.optimizer(bases);
    LrScheduler whole = c.on(before);
    before.step();
    whole.step(split);
    Optimizer after = c.optimizer(bases.stream().map(b -> 0.123).toList());
    for (int i = 0; i < bases.size(); i++) {
      OptionalDouble initial = before.paramGroups().get(i).initialLr();
      after.paramGroups().get(i).initialLr(initial.getAsDouble());
    }
    LrScheduler resumed = c.build().apply(after, Start.after(split - 1));
    after.step();
    for (long t = split; t <= Math.min(c.last(), split + 5); t++) {
      assertEquals(whole.getLastLr(), resumed.getLastLr());
      assertEquals(Fixtures.rates(before), Fixtures.rates(after));
      assertEquals(Fixtures.momentum(before, 0), Fixtures.momentum(after, 0));
      if (t < c.last()) {
        whole.step();
        resumed.step();
      }
    }
  }

  @Property(tries = 1000)
  void aGroupsRatesDependOnItsOwnBaseOnly(@ForAll("cases") Case c, @ForAll("bases") List<Double> bases, @ForAll("bases") List<Double> others,
      @ForAll("fractions") double where) {
    long t = Math.round(where * c.last());
    List<Double> together = new ArrayList<>(bases);
    together.addAll(others);
    Optimizer alone = c.optimizer(bases);
    Optimizer company = c.optimizer(together);
    LrScheduler ofAlone = c.on(alone);
    LrScheduler ofCompany = c.on(company);
    alone.step();
    company.step();
    ofAlone.step(t);
    ofCompany.step(t);
    assertEquals(Fixtures.rates(alone), Fixtures.rates(company).subList(0, bases.size()));
  }

  @Property(tries = 1000)
  void allRatesAreFiniteAndNotNegative(@ForAll("cases") Case c, @ForAll("bases") List<Double> bases, @ForAll("fractions") double where) {
    Optimizer optimizer = c.optimizer(bases);
    LrScheduler scheduler = c.on(optimizer);
    optimizer.step();
    scheduler.step(Math.round(where * c.last()));
    scheduler.getLastLr().forEach(lr -> assertTrue(Double.isFinite(lr) && lr >= 0));
  }

  @Property(tries = 1000)
  void nothingButRateAndMomentumChanges(@ForAll("cases") Case c, @ForAll("bases") List<Double> bases, @ForAll("fractions") double where) {
    Optimizer optimizer = c.optimizer(bases);
    List<Parameter> parameters = optimizer.paramGroups().stream().flatMap(g -> g.parameters().stream()).toList();
    parameters.forEach(p -> p.backward(p.value().copy()));
    optimizer.step();
    List<Map<String, Object>> options = optimizer.paramGroups().stream().map(g -> constant(c, g.options().asMap())).toList();
    List<float[]> values = parameters.stream().map(p -> p.value().toArray()).toList();
    var states = parameters.stream().map(p -> optimizer.state(p).tensors().sequencedValues().getFirst().toArray()).toList();
    LrScheduler scheduler = c.on(optimizer);
    optimizer.zeroGrad();
    optimizer.step();
    scheduler.step(Math.round(where * c.last()));
    assertEquals(options, optimizer.paramGroups().stream().map(g -> constant(c, g.options().asMap())).toList());
    for (int i = 0; i < parameters.size(); i++) {
      assertArrayEquals(values.get(i), parameters.get(i).value().toArray());
      assertArrayEquals(states.get(i), optimizer.state(parameters.get(i)).tensors().sequencedValues().getFirst().toArray());
    }
  }

  private static Map<String, Object> constant(Case c, Map<String, Object> options) {
    Map<String, Object> rest = new LinkedHashMap<>(options);
    rest.remove("lr");
    if (c.momentum().isPresent() && c.adam()) {
      rest.put("betas", ((List<?>) rest.get("betas")).get(1));
    } else if (c.momentum().isPresent()) {
      rest.remove("momentum");
    }
    return rest;
  }

  @Property(tries = 1000)
  void theConstructorAloneSetsStepZeroAndTheInitialLr(@ForAll("cases") Case c, @ForAll("bases") List<Double> bases) {
    Optimizer optimizer = c.optimizer(bases);
    c.on(optimizer);
    for (int i = 0; i < bases.size(); i++) {
      assertEquals(c.lr().at(0, bases.get(i)), optimizer.paramGroups().get(i).lr());
      assertEquals(c.baseOf(bases.get(i)), optimizer.paramGroups().get(i).initialLr().getAsDouble());
      assertEquals(c.momentum(0), Fixtures.momentum(optimizer, i));
    }
  }

  @Property(tries = 1000)
  void refusedSchedulesLeaveTheOptimizerUnchanged(@ForAll("cases") Case c, @ForAll("bases") List<Double> bases, @ForAll @IntRange(max = 99) int k) {
    Optimizer optimizer = c.optimizer(bases);
    String before = optimizer.toString();
    List<Schedule> own = new ArrayList<>(Collections.nCopies(bases.size() + 1, c.lr()));
    assertThrows(IllegalArgumentException.class, () -> new LrScheduler(optimizer, own, Start.NEW));
    own.removeLast();
    own.set(bases.size() - 1, (t, b) -> Double.NaN);
    assertThrows(IllegalArgumentException.class, () -> new LrScheduler(optimizer, own, Start.NEW));
    if (c.base().isEmpty()) {
      assertThrows(IllegalArgumentException.class, () -> c.build().apply(optimizer, Start.after(k)));
    }
    assertEquals(before, optimizer.toString());
  }

  @Property(tries = 1000)
  void refusedArgumentsLeaveTheOptimizerUnchanged(@ForAll("bases") List<Double> bases, @ForAll @IntRange(min = 1, max = 50) int total,
      @ForAll("tooMuch") double tooMuch, @ForAll @IntRange(max = 3) int spoilt) {
    Optimizer optimizer = Fixtures.adamW(bases.toArray(Double[]::new));
    String before = optimizer.toString();
    double[] momenta = new double[bases.size()];
    momenta[spoilt % bases.size()] = tooMuch;
    assertThrows(IllegalArgumentException.class, () -> new OneCycleLR(optimizer, OneCycleLR.options(0.1, total).pctStart(0).baseMomentum(momenta)));
    assertThrows(IllegalArgumentException.class,
        () -> new OneCycleLR(optimizer, OneCycleLR.options(0.1, total).maxLr(new double[bases.size() + 1 + spoilt])));
    assertThrows(IllegalArgumentException.class, () -> new CosineAnnealingLR(optimizer, CosineAnnealingLR.options(total), Start.after(spoilt)));
    assertEquals(before, optimizer.toString());
  }

  @Property(tries = 1000)
  void aGroupAddedLaterFollowsTheScheduleFromTheNextStepOn(@ForAll("cases") Case c, @ForAll("bases") List<Double> bases,
      @ForAll("fractions") double where, @ForAll("rates") double late) {
    Optimizer optimizer = c.optimizer(bases);
    LrScheduler scheduler = c.on(optimizer);
    optimizer.step();
    long t = Math.round(where * (c.last() - 1));
    scheduler.step(t);
    optimizer.addParamGroup(Group.group(List.of(Fixtures.parameter(3))).lr(late));
    assertEquals(late, optimizer.paramGroups().getLast().lr());
    optimizer.addParamGroup(Group.group(List.of(Fixtures.parameter(4))).lr(late));
    optimizer.paramGroups().getLast().initialLr(late / 2);
    scheduler.step();
    List<Double> all = new ArrayList<>(bases);
    all.addAll(List.of(late, late / 2));
    assertEquals(c.rates(t + 1, all), Fixtures.rates(optimizer));
  }

  @Property(tries = 1000)
  void theNthUpdateOfSgdUsesTheRateOfStepNMinusOne(@ForAll("cases") Case c, @ForAll("rates") double base) {
    Parameter p = Fixtures.parameter(1);
    SGD sgd = new SGD(List.of(p), SGD.options().lr(base));
    LrScheduler scheduler = new LrScheduler(sgd, (t, b) -> Math.min(c.lr().at(t, b), 0.5));
    double product = 1;
    for (long t = 0; t < Math.min(c.last(), 30); t++) {
      p.zeroGrad();
      p.backward(p.value().copy());
      sgd.step();
      scheduler.step();
      product *= 1 - Math.min(c.lr().at(t, base), 0.5);
      assertEquals(product, p.value().get(0), 1e-5 * product);
    }
  }

  @Property(tries = 1000)
  void everyUpdateIsThatOfAnOptimizerWhoseRateAndMomentumAreSetByHand(@ForAll("cases") Case c, @ForAll("rates") double base) {
    Optimizer driven = c.optimizer(List.of(base));
    Optimizer byHand = c.optimizer(List.of(base));
    LrScheduler scheduler = c.on(driven);
    for (long t = 0; t < Math.min(c.last(), 12); t++) {
      ParamGroup group = byHand.paramGroups().getFirst();
      group.options(((CyclesMomentum) group.options()).cycledMomentum(c.momentum(t)));
      group.lr(c.lr().at(t, base));
      assertArrayEquals(updated(byHand), updated(driven), "update " + (t + 1));
      scheduler.step();
    }
  }

  /** The values after a step with themselves as gradients. */
  private static float[] updated(Optimizer optimizer) {
    Parameter p = optimizer.paramGroups().getFirst().parameters().getFirst();
    p.zeroGrad();
    p.backward(p.value().copy());
    optimizer.step();
    return p.value().toArray();
  }
}
