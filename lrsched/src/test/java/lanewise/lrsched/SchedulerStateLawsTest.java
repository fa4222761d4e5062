package lanewise.lrsched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Logger;
import lanewise.lrsched.Schedulers.Case;
import lanewise.optim.Optimizer;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Laws of saving, loading and changing a scheduler while it runs. */
class SchedulerStateLawsTest {
  private static final Logger LOGGER = Logger.getLogger("lanewise.lrsched");

  @BeforeContainer
  static void keepWarningsOffTheConsole() {
    LOGGER.setUseParentHandlers(false);
  }

  @AfterContainer
  static void showWarningsAgain() {
    LOGGER.setUseParentHandlers(true);
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
  Arbitrary<Double> positive() {
    return Rates.positive();
  }

  @Provide
  Arbitrary<Double> fractions() {
    return Rates.fraction();
  }

  @Property(tries = 1000)
  void aLoadedStateGoesOnAsIfUninterruptedWhateverRatesTheOtherOptimizerHad(@ForAll("cases") Case c, @ForAll("bases") List<Double> bases,
      @ForAll("fractions") double where) {
    long first = c.lr() instanceof Swa ? 1 : 0;
    long split = first + Math.round(where * (c.last() - first));
    Optimizer before = c.optimizer(bases);
    LrScheduler whole = c.on(before);
    before.step();
    whole.step(split);
    Map<String, Object> state = Collections.unmodifiableMap(whole.stateDict());
    String text = state.toString();
    Optimizer after = c.optimizer(bases.stream().map(b -> 0.123).toList());
    LrScheduler resumed = c.on(after);
    resumed.loadStateDict(state);
    assertEquals(text, state.toString(), "the state itself is not changed");
    assertEquals(state, resumed.stateDict(), "saving what was loaded");
    assertEquals(before.toString(), after.toString());
    for (long t = split; t < Math.min(c.last(), split + 5); t++) {
      whole.step();
      resumed.step();
      assertEquals(before.toString(), after.toString());
      assertEquals(whole.getLastLr(), resumed.getLastLr());
    }
  }

  @Property(tries = 1000)
  void theStateOfTheOptimizerMayBeLoadedBeforeThatOfTheSchedulerOrAfter(@ForAll("cases") Case c, @ForAll("bases") List<Double> bases,
      @ForAll("fractions") double where, @ForAll boolean optimizerFirst) {
    Optimizer before = c.optimizer(bases);
    LrScheduler whole = c.on(before);
    before.step();
    whole.step(1 + Math.round(where * (c.last() - 1)));
    Optimizer after = c.optimizer(bases.stream().map(b -> 0.123).toList());
    LrScheduler resumed = c.on(after);
    List<Runnable> loads = List.of(() -> after.loadStateDict(before.stateDict()), () -> resumed.loadStateDict(whole.stateDict()));
    (optimizerFirst ? loads : loads.reversed()).forEach(Runnable::run);
    assertEquals(before.toString(), after.toString());
    if (whole.lastEpoch() < c.last()) {
      whole.step();
      resumed.step();
      assertEquals(before.toString(), after.toString());
    }
    assertEquals(whole.stateDict(), resumed.stateDict());
  }

  @Property(tries = 1000)
  void aStateThatLacksOrSpoilsEntriesIsRefusedWithTheNamesOfAllOfThem(@ForAll("cases") Case c, @ForAll("bases") List<Double> bases,
      @ForAll int seed) {
    Optimizer optimizer = c.optimizer(bases);
    LrScheduler scheduler = c.on(optimizer);
    optimizer.step();
    scheduler.step(1);
    Map<String, Object> good = scheduler.stateDict();
    List<String> names = List.copyOf(good.keySet());
    String missing = names.get(Math.floorMod(seed, names.size()));
    String spoilt = names.get(Math.floorMod(seed / 31, names.size()));
    Map<String, Object> bad = new LinkedHashMap<>(good);
    bad.put(spoilt, Double.NaN);
    bad.remove(missing);
    bad.put("surplus", 1);
    String before = optimizer.toString() + good;
    var e = assertThrows(IllegalArgumentException.class, () -> scheduler.loadStateDict(bad));
    assertTrue(e.getMessage().contains(missing + " is missing"), e.getMessage());
    assertTrue(spoilt.equals(missing) || e.getMessage().contains(spoilt + " NaN"), e.getMessage());
    assertTrue(e.getMessage().contains("surplus 1 is unknown"), e.getMessage());
    assertEquals(before, optimizer.toString() + scheduler.stateDict());
  }

  @Property(tries = 1000)
  void aStateOfAnotherScheduleIsRefusedAndNothingChanges(@ForAll("cases") Case c, @ForAll("cases") Case other, @ForAll("bases") List<Double> bases) {
    Optimizer optimizer = c.optimizer(bases);
    LrScheduler scheduler = c.on(optimizer);
    Map<String, Object> state = other.on(other.optimizer(bases)).stateDict();
    String before = optimizer.toString() + scheduler.stateDict();
    Map<String, Object> own = parameters(scheduler.stateDict());
    if (own.equals(parameters(state))) {
      scheduler.loadStateDict(state);
      assertEquals(state.get("base_lrs"), scheduler.baseLrs());
    } else {
      assertThrows(IllegalArgumentException.class, () -> scheduler.loadStateDict(state));
      assertEquals(before, optimizer.toString() + scheduler.stateDict());
    }
  }

  private static Map<String, Object> parameters(Map<String, Object> state) {
    Map<String, Object> rest = new LinkedHashMap<>(state);
    List.of("base_lrs", "last_epoch", "epoch_fraction", "_step_count", "_last_lr", "initial_momentums").forEach(rest::remove);
    return rest;
  }

  @Property(tries = 1000)
  void anotherBaseRateHoldsAtOnceAndFromThenOn(@ForAll("cases") Case c, @ForAll("bases") List<Double> bases, @ForAll("positive") double base,
      @ForAll("fractions") double where) {
    Optimizer optimizer = c.optimizer(bases);
    LrScheduler scheduler = c.on(optimizer);
    optimizer.step();
    long t = 1 + Math.round(where * (c.last() - 1));
    scheduler.step(t);
    scheduler.setBaseLr(bases.size() - 1, base);
    List<Double> expected = new ArrayList<>(bases);
    expected.set(bases.size() - 1, base);
    assertEquals(c.rates(t, expected), Fixtures.rates(optimizer));
    assertEquals(c.rates(t, expected), scheduler.getLastLr());
    assertEquals(base, optimizer.paramGroups().getLast().initialLr().getAsDouble());
    if (t < c.last()) {
      scheduler.step();
      assertEquals(c.rates(t + 1, expected), Fixtures.rates(optimizer));
    }
  }

  @Property(tries = 1000)
  void aFactorTimesTheBaseRatesIsTheFactorTimesTheRates(@ForAll("factors") Case c, @ForAll("bases") List<Double> bases,
      @ForAll("fractions") double where) {
    long t = Math.round(where * c.last());
    Optimizer one = c.optimizer(bases);
    Optimizer eight = c.optimizer(bases.stream().map(b -> 8 * b).toList());
    c.on(one).step(t);
    c.on(eight).step(t);
    for (int i = 0; i < bases.size(); i++) {
      double expected = 8 * one.paramGroups().get(i).lr();
      assertEquals(expected, eight.paramGroups().get(i).lr(), 8 * Double.MIN_NORMAL);
    }
  }

  @Property(tries = 1000)
  void twoChainableSchedulersOnOneOptimizerMultiplyTheirFactors(@ForAll("factors") Case c, @ForAll("factors") Case d,
      @ForAll("positive") double base) {
    Optimizer optimizer = c.optimizer(List.of(base));
    Start chainable = Start.NEW.chainable(true);
    LrScheduler first = c.build().apply(optimizer, chainable);
    LrScheduler second = d.build().apply(optimizer, chainable);
    optimizer.step();
    for (long t = 1; t <= 40; t++) {
      boolean lost = c.lr().at(t - 1) == 0 || d.lr().at(t - 1) == 0;
      if (lost) {
        return;
      }
      first.step();
      second.step();
      double expected = base * c.lr().at(t) * d.lr().at(t);
      assertEquals(expected, optimizer.paramGroups().getFirst().lr(), 1e-9 * expected);
    }
  }

  @Property(tries = 1000)
  void aChainableSchedulerThatNobodyDisturbsHasTheRatesOfAnyOther(@ForAll("cases") Case c, @ForAll("bases") List<Double> bases) {
    Optimizer optimizer = c.optimizer(bases);
    LrScheduler scheduler = c.build().apply(optimizer, Start.NEW.chainable(true));
    optimizer.step();
    for (long t = 1; t <= Math.min(40, c.last()); t++) {
      scheduler.step();
      assertEquals(c.rates(t, bases), Fixtures.rates(optimizer));
    }
  }

  @Property(tries = 1000)
  void aRateHalvedByHandStaysHalvedOnlyWhereTheSchedulerIsChainable(@ForAll("factors") Case c, @ForAll("positive") double base) {
    Optimizer kept = c.optimizer(List.of(base));
    Optimizer lost = c.optimizer(List.of(base));
    LrScheduler chainable = c.build().apply(kept, Start.NEW.chainable(true));
    LrScheduler usual = c.on(lost);
    List.of(kept, lost).forEach(o -> o.paramGroups().getFirst().lr(o.paramGroups().getFirst().lr() / 2));
    boolean zero = c.lr().at(0) == 0;
    for (long t = 1; t <= 10; t++) {
      chainable.step();
      usual.step();
      zero |= c.lr().at(t - 1) == 0;
      double lr = c.lr().at(t, base);
      assertEquals(lr, lost.paramGroups().getFirst().lr());
      if (!zero) {
        assertEquals(lr / 2, kept.paramGroups().getFirst().lr(), 1e-12 * lr);
      }
    }
  }

  @Property(tries = 1000)
  void aSecondSchedulerTakesTheCurrentRateOrOnDemandTheInitialOne(@ForAll("factors") Case c, @ForAll("factors") Case next,
      @ForAll("positive") double base) {
    Optimizer optimizer = c.optimizer(List.of(base));
    c.on(optimizer).step(3);
    double now = optimizer.paramGroups().getFirst().lr();
    assertEquals(List.of(base), next.build().apply(optimizer, Start.NEW.reuseInitialLr(true)).baseLrs());
    optimizer.paramGroups().getFirst().lr(now);
    assertEquals(List.of(now), next.on(optimizer).baseLrs());
  }
}
