package lanewise.lrsched.text;

import static lanewise.lrsched.Schedules.cosine;
import static lanewise.lrsched.Schedules.exponential;
import static lanewise.lrsched.Schedules.linear;
import static lanewise.lrsched.Schedules.oneCycle;
import static lanewise.lrsched.Schedules.step;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lanewise.lrsched.Annealing;
import lanewise.lrsched.Chained;
import lanewise.lrsched.Constant;
import lanewise.lrsched.CosineAnnealing;
import lanewise.lrsched.CosineAnnealingWarmRestarts;
import lanewise.lrsched.CosineAnnealingWarmUpRestarts;
import lanewise.lrsched.CosineWave;
import lanewise.lrsched.Cyclic;
import lanewise.lrsched.Factor;
import lanewise.lrsched.LambdaSchedule;
import lanewise.lrsched.MultiStep;
import lanewise.lrsched.Multiplicative;
import lanewise.lrsched.OneCycle;
import lanewise.lrsched.Schedule;
import lanewise.lrsched.Sequential;
import lanewise.lrsched.Step;
import lanewise.lrsched.Swa;
import lanewise.lrsched.TimmCosine;
import lanewise.lrsched.TimmCycles;
import lanewise.lrsched.TimmTanh;
import lanewise.lrsched.WarmupStableDecay;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTextTest {
  private static final List<String> EXAMPLES = Examples.ALL;

  @ParameterizedTest
  @FieldSource("EXAMPLES")
  void anExample_isPrintedAsItIsWritten(String text) {
    assertEquals(text, ScheduleText.print(ScheduleText.parse(text)));
  }

  @ParameterizedTest
  @FieldSource("EXAMPLES")
  void anExample_withoutSpacesAndUnderscores_isTheSame(String text) {
    String squeezed = text.contains(" then ") ? text : text.replace(" ", "");
    String shouted = squeezed.replace("_", "").toUpperCase(Locale.ROOT).replace("THEN", "then");
    assertEquals(ScheduleText.parse(text), ScheduleText.parse(shouted));
  }

  @Test
  void theExamples_coverEveryKind() {
    String all = String.join(" ", EXAMPLES);
    Set<String> absent = Kinds.all().filter(k -> !all.contains(k.name() + "(")).map(Kind::name).collect(Collectors.toCollection(TreeSet::new));
    assertEquals(Set.of(), absent);
  }

  @Test
  void everyPublicSchedule_hasATextUnlessItHoldsAFunction() throws URISyntaxException {
    File classes = Path.of(Schedule.class.getProtectionDomain().getCodeSource().getLocation().toURI()).resolve("lanewise/lrsched").toFile();
    Set<Class<?>> known = Kinds.all().map(Kind::type).collect(Collectors.toSet());
    Set<Object> absent = Stream.of(classes.list())
        .filter(f -> f.endsWith(".class") && !f.contains("$"))
        .map(f -> load("lanewise.lrsched." + f.replace(".class", "")))
        .filter(c -> c.isRecord() && Schedule.class.isAssignableFrom(c) && Modifier.isPublic(c.getModifiers()) && !known.contains(c))
        .collect(Collectors.toSet());
    assertEquals(Set.of(LambdaSchedule.class, Multiplicative.class), absent);
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theDefaults_areThoseOfTheRecords() {
    assertEquals(Step.of(30), ScheduleText.parse("step(30)"));
    assertEquals(CosineAnnealing.of(9), ScheduleText.parse("cosine(9)"));
    assertEquals(CosineWave.of(9), ScheduleText.parse("cosine_wave(9)"));
    assertEquals(CosineAnnealingWarmRestarts.of(9), ScheduleText.parse("warm_restarts(9)"));
    assertEquals(CosineAnnealingWarmUpRestarts.of(9), ScheduleText.parse("warm_up_restarts(9)"));
    assertEquals(Cyclic.of(0.1, 0.2), ScheduleText.parse("cyclic(0.1, 0.2)"));
    assertEquals(OneCycle.of(0.1, 9), ScheduleText.parse("one_cycle(0.1, 9)"));
    assertEquals(Swa.of(0.1), ScheduleText.parse("swa(0.1)"));
    assertEquals(WarmupStableDecay.of(1, 2, 3), ScheduleText.parse("wsd(1, 2, 3)"));
    assertEquals(new TimmCosine(TimmCycles.of(9), 1), ScheduleText.parse("timm_cosine(9)"));
    assertEquals(TimmTanh.of(TimmCycles.of(9)), ScheduleText.parse("timm_tanh(9)"));
    assertEquals(cosine(9).repeat(), ScheduleText.parse("cosine(9).repeat()"));
    assertEquals(cosine(9).warmup(3), ScheduleText.parse("cosine(9).warmup(3)"));
  }

  @Test
  void namesOfPyTorch_areUnderstood() {
    assertEquals(CosineAnnealing.of(100).etaMin(0.001), ScheduleText.parse("CosineAnnealingLR(T_max=100, eta_min=0.001)"));
    assertEquals(OneCycle.of(0.1, 100).annealStrategy(Annealing.LINEAR),
        ScheduleText.parse("OneCycleLR(max_lr=0.1, total_steps=100, anneal_strategy=linear)"));
    assertEquals(CosineAnnealingWarmRestarts.of(50).tMult(2), ScheduleText.parse("CosineAnnealingWarmRestarts(T_0=50, T_mult=2)"));
  }

  @Test
  void linearAndConstant_haveTheDefaultsOfPyTorch() {
    assertEquals(linear(1.0 / 3, 1, 5), ScheduleText.parse("LinearLR()"));
    assertEquals(linear(1.0 / 3, 1, 4), ScheduleText.parse("LinearLR(total_iters=4)"));
    assertEquals(linear(0.5, 1, 5), ScheduleText.parse("linear(0.5)"));
    assertEquals(new Constant(1.0 / 3, 5), ScheduleText.parse("ConstantLR()"));
    assertEquals(new Constant(0.5, 5), ScheduleText.parse("ConstantLR(factor=0.5)"));
    assertEquals(new Constant(1.0 / 3, 4), ScheduleText.parse("constant(total_iters=4)"));
    assertEquals(new Factor(0.5), ScheduleText.parse("constant(factor=0.5)"));
    assertEquals("linear(0.3333333333333333, 1, 5)", ScheduleText.print(ScheduleText.parse("LinearLR()")));
    assertEquals("constant(0.5, 5)", ScheduleText.print(ScheduleText.parse("ConstantLR(0.5)")));
  }

  @Test
  void theTextsOfPyTorchInTheManual_areUnderstood() {
    assertEquals(new MultiStep(List.of(30L, 80L), 0.1), ScheduleText.parse("MultiStepLR(milestones=[30, 80], gamma=0.1)"));
    assertEquals(new Swa(0.05, 10, Annealing.LINEAR), ScheduleText.parse("SWALR(swa_lr=0.05, anneal_strategy=linear)"));
    assertEquals(OneCycle.of(0.1, 9).threePhase(true), ScheduleText.parse("OneCycleLR(max_lr=0.1, total_steps=9, three_phase=True)"));
    for (String text : List.of("StepLR(optimizer, 30)", "OneCycleLR(0.1, 9, anneal_strategy='cos')", "LinearLR(start_factor=1/3)",
        "StepLR(30, last_epoch=4)", "SequentialLR(schedulers=[step(3)], milestones=[])", "PolynomialLR()", "LambdaLR(step)",
        "CyclicLR(0.1, 0.2, cycle_momentum=False)", "OneCycleLR(0.1, epochs=3, steps_per_epoch=10)")) {
      assertThrows(ScheduleSyntaxException.class, () -> ScheduleText.parse(text), text);
    }
  }

  @Test
  void then_isOneSequenceOfAllItsParts() {
    Sequential three = new Sequential(List.of(linear(0, 1, 10), cosine(90), step(5, 0.1)), List.of(10L, 100L));
    assertEquals(three, ScheduleText.parse("linear(0, 1, 10) then cosine(90) then step(5)"));
    assertEquals(linear(0, 1, 10).then(cosine(90)).then(step(5, 0.1)), ScheduleText.parse("linear(0, 1, 10).then(cosine(90)).then(step(5))"));
    assertEquals("(linear(0, 1, 10) then cosine(90)) then step(5)", ScheduleText.print(linear(0, 1, 10).then(cosine(90)).then(step(5, 0.1))));
  }

  @Test
  void then_leavesOutPartsOfLengthZero() {
    assertEquals(cosine(90), ScheduleText.parse("linear(0, 1, 0) then cosine(90)"));
    assertEquals(linear(0, 1, 5).then(cosine(90)), ScheduleText.parse("linear(0, 1, 5) then linear(0, 1, 0) then cosine(90)"));
  }

  @Test
  void aProduct_isOneChainOfAllItsParts() {
    assertEquals(new Chained(List.of(step(3, 0.1), step(4, 0.1), step(5, 0.1))), ScheduleText.parse("step(3) * step(4) * step(5)"));
    assertEquals(step(3, 0.1).times(step(4, 0.1)), ScheduleText.parse("step(3).times(step(4))"));
  }

  @Test
  void aNumberInAProduct_scales() {
    assertEquals(step(3, 0.1).scale(0.5), ScheduleText.parse("0.5 * step(3)"));
    assertEquals(step(3, 0.1).scale(0.5).times(step(4, 0.1)), ScheduleText.parse("step(3) * 0.5 * step(4)"));
    assertEquals(step(3, 0.1).times(step(4, 0.1)).scale(0.5), ScheduleText.parse("0.5 * (step(3) * step(4))"));
  }

  @Test
  void anOperation_mayBeAFunctionOfTheSchedule() {
    assertEquals(cosine(50).clamp(0.1, 1), ScheduleText.parse("clamp(cosine(50), 0.1, 1)"));
    assertEquals(cosine(50).clamp(0.1, 1), ScheduleText.parse("clamp(greatest=1, schedule=cosine(50), least=0.1)"));
  }

  @Test
  void numbers_mayHaveExponentsSignsAndUnderscores() {
    assertEquals(oneCycle(0.05, 60_000).finalDivFactor(1e4), ScheduleText.parse("one_cycle(+5e-2, 60_000, final_div_factor=1e4)"));
    assertEquals(cosine(1000), ScheduleText.parse("cosine(1e3)"));
    assertEquals(exponential(.5), ScheduleText.parse("exponential(.5)"));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -0.0, 1, 0.1, 1e-5, 12345678, 1e22, 4.9e-324, Double.MAX_VALUE, 1.0 / 3, 100, 1e7, 9999999, 1e-4, 2.5e-5})
  void aNumber_isPrintedWithAllItsDigits(double value) {
    assertEquals(Optional.of(value), Arguments.number(Printer.number(value)));
  }

  static Stream<Schedule> withoutText() {
    return Stream.of(
        new LambdaSchedule("half", t -> 0.5),
        cosine(9).times(new LambdaSchedule("half", t -> 0.5)),
        new Multiplicative("half", t -> 0.5),
        Cyclic.of(0.1, 0.2).scaleFn(new Cyclic.ScaleFn("half", t -> 0.5, Cyclic.ScaleMode.CYCLE)),
        (t, base) -> base);
  }

  @ParameterizedTest
  @MethodSource("withoutText")
  void aScheduleWithAFunction_hasNoText(Schedule schedule) {
    var e = assertThrows(IllegalArgumentException.class, () -> ScheduleText.print(schedule));
    assertTrue(e.getMessage().endsWith(" has no text; allowed: schedules without functions of one's own"), e.getMessage());
  }

  @Test
  void usage_showsEveryKindWithItsDefaults() {
    List<String> usage = ScheduleText.usage();
    assertEquals(Kinds.all().count(), usage.size());
    assertTrue(usage.contains("step(step_size, gamma=0.1)"));
    assertTrue(usage.contains(".clamp(least, greatest)"));
    assertTrue(usage.contains(".as_factor()"));
    assertTrue(usage.contains("swa(swa_lr, anneal_epochs=10, anneal_strategy=cos)"));
  }
}
