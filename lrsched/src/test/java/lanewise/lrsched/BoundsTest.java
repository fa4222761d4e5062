package lanewise.lrsched;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.DoubleFunction;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import lanewise.lrsched.CosineAnnealing.Tail;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The range of every argument, from both sides, and every step. */
class BoundsTest {
  private static final double NEAR_ONE = Math.nextUp(1.0);
  private static final double LEAST = Double.MIN_VALUE;
  private static final double MOST = Double.MAX_VALUE;
  private static final long LONGEST = 1L << 53;

  /** An argument: its name, what is made of a value, the ends of its range, and values just beyond. */
  record Numbers(String name, DoubleFunction<Object> make, double[] good, double[] bad) {
    @Override
    public String toString() {
      return name;
    }
  }

  record Wholes(String name, LongFunction<Object> make, long[] good, long[] bad) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Numbers rate(String name, DoubleFunction<Object> make) {
    return new Numbers(name, make, new double[] {0, LEAST, MOST}, new double[] {-LEAST, -1, -MOST});
  }

  private static Numbers positive(String name, DoubleFunction<Object> make) {
    return new Numbers(name, make, new double[] {LEAST, 1, MOST}, new double[] {0, -0.0, -LEAST, -MOST});
  }

  private static Numbers fraction(String name, DoubleFunction<Object> make) {
    return new Numbers(name, make, new double[] {0, LEAST, 1}, new double[] {-LEAST, NEAR_ONE, MOST});
  }

  private static Wholes whole(String name, LongFunction<Object> make, long least, long most) {
    boolean open = most == Long.MAX_VALUE;
    long[] bad = {least - 1, Long.MIN_VALUE, open ? -1 : most + 1, open ? -1 : Long.MAX_VALUE};
    return new Wholes(name, make, new long[] {least, least + 1, most}, bad);
  }

  static Stream<Numbers> numbers() {
    Factor one = new Factor(1);
    TimmCycles t = TimmCycles.of(5);
    WarmupStableDecay wsd = WarmupStableDecay.of(1, 1, 1);
    return Stream.of(
        positive("gamma of Step", x -> new Step(1, x)),
        positive("gamma of MultiStep", x -> new MultiStep(List.of(1L), x)),
        positive("gamma of Exponential", Exponential::new),
        positive("rate of ExponentialDecay", x -> new ExponentialDecay(1, x)),
        positive("power of Polynomial", x -> Polynomial.of(1, x)),
        rate("etaMin of Polynomial", x -> Polynomial.of(1, 1).etaMin(x)),
        rate("etaMin of CosineAnnealing", x -> CosineAnnealing.of(1).etaMin(x)),
        new Numbers("maxLr of OneCycle", x -> OneCycle.of(x, 1), new double[] {0, LEAST, MOST}, new double[] {-LEAST, -1, -MOST}),
        fraction("pctStart of OneCycle", x -> OneCycle.of(1, 1).pctStart(x)),
        new Numbers("divFactor of OneCycle", x -> OneCycle.of(1, 1).divFactor(x), new double[] {1e-300, 1, MOST}, new double[] {0, -0.0, -LEAST}),
        new Numbers("finalDivFactor of OneCycle", x -> OneCycle.of(1, 1).finalDivFactor(x), new double[] {1e-300, 1, MOST},
            new double[] {0, -0.0, -LEAST}),
        rate("baseMomentum of OneCycle", x -> OneCycle.of(1, 1).momentum(x, 1)),
        rate("maxMomentum of OneCycle", x -> OneCycle.of(1, 1).momentum(1, x)),
        rate("etaMin of CosineAnnealingWarmRestarts", x -> CosineAnnealingWarmRestarts.of(1).etaMin(x)),
        rate("etaMax of CosineAnnealingWarmUpRestarts", x -> CosineAnnealingWarmUpRestarts.of(1).etaMax(x)),
        positive("gamma of CosineAnnealingWarmUpRestarts", x -> CosineAnnealingWarmUpRestarts.of(1).gamma(x)),
        fraction("factor of Constant", x -> new Constant(x, 1)),
        rate("factor of Factor", Factor::new),
        fraction("startFactor of Linear", x -> new Linear(x, 1, 1)),
        fraction("endFactor of Linear", x -> new Linear(1, x, 1)),
        rate("swaLr of Swa", Swa::of),
        new Numbers("baseLr of Cyclic", x -> Cyclic.of(x, 1), new double[] {0, 1}, new double[] {-LEAST, NEAR_ONE}),
        new Numbers("maxLr of Cyclic", x -> Cyclic.of(1, x), new double[] {1, MOST}, new double[] {Math.nextDown(1.0), -1}),
        positive("gamma of Cyclic", x -> Cyclic.of(0, 1).gamma(x)),
        rate("baseMomentum of Cyclic", x -> Cyclic.of(0, 1).momentum(x, 1)),
        rate("maxMomentum of Cyclic", x -> Cyclic.of(0, 1).momentum(1, x)),
        new Numbers("cycles of CosineWave", x -> CosineWave.of(1).cycles(x), new double[] {Double.MIN_NORMAL, 1 << 20},
            new double[] {0, -1, Math.nextUp(1048576.0)}),
        fraction("minRatio of CosineWave", x -> CosineWave.of(1).minRatio(x)),
        fraction("minRatio of WarmupStableDecay", wsd::minRatio),
        new Numbers("cycles of WarmupStableDecay", wsd::cycles, new double[] {Double.MIN_NORMAL, 1 << 20},
            new double[] {0, -1, Math.nextUp(1048576.0)}),
        rate("factors of Piecewise", x -> new Piecewise(List.of(), List.of(x))),
        rate("factor of Knot", x -> new Knot(0, x)),
        rate("lrMin of TimmCycles", t::lrMin),
        new Numbers("cycleMul of TimmCycles", x -> t.cycles(x, 1, 1), new double[] {1, MOST}, new double[] {Math.nextDown(1.0), 0, -1}),
        positive("cycleDecay of TimmCycles", x -> t.cycles(1, x, 1)),
        rate("warmupLrInit of TimmCycles", x -> t.warmup(1, x, true)),
        positive("kDecay of TimmCosine", x -> new TimmCosine(t, x)),
        new Numbers("lb of TimmTanh", x -> new TimmTanh(t, x, MOST), new double[] {-MOST, 1}, new double[] {}),
        new Numbers("ub of TimmTanh", x -> new TimmTanh(t, 1, x), new double[] {NEAR_ONE, MOST}, new double[] {1, -MOST}),
        rate("factor of scale", one::scale),
        new Numbers("amount of offset", one::offset, new double[] {-MOST, MOST}, new double[] {}),
        rate("least of clamp", x -> one.clamp(x, MOST)),
        new Numbers("greatest of clamp", x -> one.clamp(1, x), new double[] {1, Double.POSITIVE_INFINITY}, new double[] {Math.nextDown(1.0), -1}),
        fraction("startFactor of warmup", x -> one.warmup(1, x)),
        rate("base of withBase", one::withBase),
        positive("exponent of Raised", x -> new Raised(one, x)));
  }

  static Stream<Wholes> wholes() {
    Factor one = new Factor(1);
    return Stream.of(
        whole("stepSize of Step", Step::of, 1, Long.MAX_VALUE),
        whole("milestones of MultiStep", m -> new MultiStep(List.of(m, 7L), 1), 0, Long.MAX_VALUE),
        whole("totalIters of Constant", n -> new Constant(1, n), 0, Long.MAX_VALUE),
        whole("totalIters of Linear", n -> new Linear(0, 1, n), 0, LONGEST),
        whole("transitionSteps of ExponentialDecay", n -> new ExponentialDecay(n, 1), 1, LONGEST),
        whole("totalIters of Polynomial", n -> Polynomial.of(n, 1), 1, LONGEST),
        whole("tMax of CosineAnnealing", CosineAnnealing::of, 1, LONGEST),
        whole("totalSteps of OneCycle", n -> OneCycle.of(1, n), 1, LONGEST),
        whole("lastEpoch of Start", Start::after, -1, LONGEST),
        whole("t0 of CosineAnnealingWarmRestarts", CosineAnnealingWarmRestarts::of, 1, LONGEST),
        new Wholes("tMult of CosineAnnealingWarmRestarts", m -> CosineAnnealingWarmRestarts.of(1).tMult((int) m), new long[] {1, Integer.MAX_VALUE},
        new long[] {0, -1}),
        whole("t0 of CosineAnnealingWarmUpRestarts", CosineAnnealingWarmUpRestarts::of, 1, LONGEST),
        new Wholes("tMult of CosineAnnealingWarmUpRestarts", m -> CosineAnnealingWarmUpRestarts.of(1).tMult((int) m),
            new long[] {1, Integer.MAX_VALUE}, new long[] {0, -1}),
        whole("tUp of CosineAnnealingWarmUpRestarts", n -> CosineAnnealingWarmUpRestarts.of(9).tUp(n), 0, 8),
        whole("warmupSteps of WarmupConstant", WarmupConstant::new, 0, LONGEST),
        whole("annealEpochs of Swa", n -> new Swa(1, n, Annealing.COS), 0, LONGEST),
        whole("stepSizeUp of Cyclic", n -> Cyclic.of(0, 1).stepSize(n, 1), 1, LONGEST),
        whole("stepSizeDown of Cyclic", n -> Cyclic.of(0, 1).stepSize(1, n), 1, LONGEST),
        whole("steps of CosineWave", CosineWave::of, 1, LONGEST),
        whole("steps of CosineHardRestarts", n -> new CosineHardRestarts(n, 1), 1, LONGEST),
        new Wholes("cycles of CosineHardRestarts", c -> new CosineHardRestarts(1, (int) c), new long[] {1, 1000}, new long[] {0, -1, 1001}),
        whole("timescale of InverseSqrt", InverseSqrt::new, 1, LONGEST),
        whole("warmupSteps of WarmupStableDecay", n -> WarmupStableDecay.of(n, 1, 1), 0, LONGEST),
        whole("stableSteps of WarmupStableDecay", n -> WarmupStableDecay.of(1, n, 1), 0, LONGEST),
        whole("decaySteps of WarmupStableDecay", n -> WarmupStableDecay.of(1, 1, n), 0, LONGEST),
        whole("milestones of Piecewise", m -> new Piecewise(List.of(m), List.of(1.0, 1.0)), 1, Long.MAX_VALUE),
        whole("step of Knot", n -> new Knot(n, 1), 0, LONGEST),
        whole("milestones of Sequential", m -> new Sequential(List.of(one, one), List.of(m)), 1, Long.MAX_VALUE),
        whole("steps of delay", one::delay, 0, Long.MAX_VALUE),
        whole("steps of advance", one::advance, 0, Long.MAX_VALUE),
        whole("steps of lasting", one::lasting, 0, Long.MAX_VALUE),
        whole("steps of warmup", one::warmup, 0, LONGEST),
        whole("times of repeat", n -> one.lasting(5).repeat(n), 1, Long.MAX_VALUE),
        whole("period of repeat", n -> one.lasting(n).repeat(), 1, Long.MAX_VALUE),
        whole("tInitial of TimmCycles", TimmCycles::of, 1, LONGEST),
        whole("cycleLimit of TimmCycles", n -> TimmCycles.of(1).cycles(1, 1, n), 1, Long.MAX_VALUE),
        whole("warmupT of TimmCycles", n -> TimmCycles.of(1).warmup(n, 0, true), 0, LONGEST));
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void numbersWithinTheirRangeAreAcceptedAndOthersNamedWithTheirRange(Numbers argument) {
    for (double good : argument.good) {
      assertDoesNotThrow(() -> argument.make.apply(good), "" + good);
    }
    List<Double> bad = new ArrayList<>(Arrays.stream(argument.bad).boxed().toList());
    bad.addAll(List.of(Double.NaN, Double.NEGATIVE_INFINITY));
    if (!argument.name.equals("greatest of clamp")) {
      bad.add(Double.POSITIVE_INFINITY);
    }
    String name = argument.name.split(" ")[0];
    for (double value : bad) {
      var e = assertThrows(IllegalArgumentException.class, () -> argument.make.apply(value), "" + value);
      boolean other = argument.name.equals("baseLr of Cyclic") && value > 1 && value < Double.POSITIVE_INFINITY;
      assertTrue(other || e.getMessage().startsWith(name + " " + value + "; allowed: "), e.getMessage());
    }
  }

  @ParameterizedTest
  @MethodSource("wholes")
  void wholeNumbersWithinTheirRangeAreAcceptedAndOthersNamedWithTheirRange(Wholes argument) {
    for (long good : argument.good) {
      assertDoesNotThrow(() -> argument.make.apply(good), "" + good);
    }
    String name = argument.name.split(" ")[0];
    for (long value : argument.bad) {
      var e = assertThrows(IllegalArgumentException.class, () -> argument.make.apply(value), "" + value);
      String named = name.equals("period") && value < 0 ? "steps" : name;
      assertTrue(e.getMessage().matches(named + " \\[?" + value + "]?; allowed: .+"), e.getMessage());
    }
  }

  static Stream<Schedule> schedules() {
    Schedule one = new Factor(1);
    Schedule anything = (t, b) -> b;
    return Stream.of(one, Step.of(2), new MultiStep(List.of(), 0.1), new Constant(0.5, 2), new Linear(0, 1, 2), new Exponential(0.5),
        new ExponentialDecay(2, 0.5),
        Polynomial.of(2, 1), CosineAnnealing.of(2), CosineAnnealingWarmRestarts.of(2), CosineAnnealingWarmRestarts.of(2).tMult(2),
        CosineAnnealingWarmUpRestarts.of(2),
        CosineAnnealingWarmUpRestarts.of(2).tMult(2), Cyclic.of(0, 1), Cyclic.of(0, 1).momentum(), Swa.of(1), new WarmupConstant(2), CosineWave.of(2),
        CosineWave.of(2).tail(Tail.HOLD), new CosineHardRestarts(2, 1), new InverseSqrt(2), WarmupStableDecay.of(1, 1, 1), new Piecewise(List.of(),
        List.of(1.0)),
        new Interpolate(List.of(new Knot(0, 1)), Annealing.COS), new TimmCosine(TimmCycles.of(2), 1), TimmTanh.of(TimmCycles.of(2)),
        new LambdaSchedule("f", t -> 1),
        new Multiplicative("f", t -> 1), new Sequential(List.of(anything), List.of()), anything.delay(1), anything.advance(9), anything.warmup(1),
        anything.lasting(1).repeat(),
        anything.scale(1), anything.offset(1), anything.clamp(0, 1), anything.withBase(1), anything.asFactor(), anything.times(anything),
        anything.withoutMomentum(), new Raised(anything, 1), anything.lasting(3), Cyclic.of(0, 1).warmup(2).cycledMomentum().orElseThrow(),
        new Sequential(List.of(anything, Cyclic.of(0, 1)), List.of(1L)).cycledMomentum().orElseThrow());
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void negativeStepsAreRefusedAndTheGreatestIsNot(Schedule s) {
    for (long step : new long[] {-1, -2, Long.MIN_VALUE}) {
      var e = assertThrows(IllegalArgumentException.class, () -> s.at(step, 0.1));
      assertEquals("step " + step + "; allowed: >= 0", e.getMessage());
    }
    assertTrue(s.at(0, 0.1) >= 0);
    assertTrue(s instanceof Multiplicative || s.at(Long.MAX_VALUE, 0.1) >= 0);
  }

  static Stream<ContinuousSchedule> continuous() {
    return schedules().filter(ContinuousSchedule.class::isInstance).map(ContinuousSchedule.class::cast);
  }

  @ParameterizedTest
  @MethodSource("continuous")
  void realStepsThatAreNegativeOrNotFiniteAreRefused(ContinuousSchedule s) {
    for (double step : new double[] {-LEAST, -1, Double.NaN, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY}) {
      var e = assertThrows(IllegalArgumentException.class, () -> s.at(step, 0.1));
      assertEquals("step " + step + "; allowed: finite and >= 0.0", e.getMessage());
    }
    assertTrue(s.at(0.0, 0.1) >= 0);
  }

  @Test
  void fractionsOfStepsInOptaxsOneCyclesAreBetweenZeroAndOne() {
    for (double bad : new double[] {-LEAST, NEAR_ONE, Double.NaN, Double.POSITIVE_INFINITY}) {
      for (Supplier<Object> make : List.<Supplier<Object>>of(() -> Optax.linearOnecycle(9, 1, bad, 1, 1, 1), () ->
          Optax.linearOnecycle(9, 1, 0, bad, 1, 1), () -> Optax.cosineOnecycle(9, 1, bad, 1, 1))) {
        var e = assertThrows(IllegalArgumentException.class, make::get);
        assertTrue(e.getMessage().startsWith("pct") && e.getMessage().endsWith(" " + bad + "; allowed: 0.0..1.0"), e.getMessage());
      }
    }
    assertEquals("warmupSteps -1; allowed: 0..9007199254740992", assertThrows(IllegalArgumentException.class, () ->
        Transformers.linear(-1, 9)).getMessage());
  }

  static Stream<Consumer<String>> names() {
    return Stream.of(n -> new LambdaSchedule(n, t -> 1), n -> new Multiplicative(n, t -> 1), n -> new Cyclic.ScaleFn(n, t -> 1,
        Cyclic.ScaleMode.CYCLE));
  }

  @ParameterizedTest
  @MethodSource("names")
  void blankNamesAreRefused(Consumer<String> make) {
    for (String name : new String[] {"", "  "}) {
      assertEquals("name \"" + name + "\"; allowed: a text that is not blank", assertThrows(IllegalArgumentException.class, () ->
          make.accept(name)).getMessage());
    }
    assertEquals("name null; allowed: a text that is not blank", assertThrows(IllegalArgumentException.class, () -> make.accept(null)).getMessage());
  }

  static Stream<Supplier<Object>> lists() {
    Schedule one = new Factor(1);
    Knot knot = new Knot(3, 1);
    return Stream.of(() -> new Sequential(List.of(), List.of()), () -> new Sequential(List.of(one, one), List.of()), () ->
        new Sequential(List.of(one), List.of(1L)),
        () -> new Sequential(List.of(one, one, one), List.of(2L, 2L)), () -> new Sequential(List.of(one, one, one), List.of(2L, 1L)), () ->
        new Chained(List.of()),
        () -> new Piecewise(List.of(2L, 2L), List.of(1.0, 1.0, 1.0)), () -> new Piecewise(List.of(2L), List.of(1.0)), () -> new Piecewise(List.of(),
        List.of()),
        () -> new Interpolate(List.of(), Annealing.LINEAR), () -> new Interpolate(List.of(knot, knot), Annealing.LINEAR));
  }

  @ParameterizedTest
  @MethodSource("lists")
  void listsOfAnotherSizeOrOrderAreRefused(Supplier<Object> make) {
    assertTrue(assertThrows(IllegalArgumentException.class, make::get).getMessage().contains("allowed: "));
  }
}
