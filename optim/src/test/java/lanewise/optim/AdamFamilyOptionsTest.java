package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.stream.Stream;
import lanewise.autograd.Parameter;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every bound of every option of Adam's relations, from both sides; their names, order and defaults. */
class AdamFamilyOptionsTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  private static Stream<Arguments> refused(String name, String allowed, DoubleFunction<OptimizerOptions> make, double... values) {
    return Arrays.stream(values).mapToObj(v -> Arguments.of(Named.of(name + " " + v, make), name, allowed, v));
  }

  private static Stream<Arguments> notNegative(String name, DoubleFunction<OptimizerOptions> make) {
    return refused(name, "finite and >= 0", make, -Double.MIN_VALUE, -1, Double.NaN, INFINITY, -INFINITY);
  }

  private static Stream<Arguments> positive(String name, DoubleFunction<OptimizerOptions> make) {
    return refused(name, "finite and > 0", make, 0, -0.0, -Double.MIN_VALUE, -1, Double.NaN, INFINITY, -INFINITY);
  }

  private static Stream<Arguments> belowOne(String name, DoubleFunction<OptimizerOptions> make) {
    return refused(name, ">= 0 and < 1", make, -Double.MIN_VALUE, 1, 2, Double.NaN, INFINITY, -INFINITY);
  }

  private static OptimizerOptions with(OptimizerOptions options, String name, Object value) {
    return options.with(OptionValues.of(name, value));
  }

  private static Stream<OptimizerOptions> all() {
    return Stream.of(Adam.options(), Adamax.options(), NAdam.options(), RAdam.options(), SparseAdam.options());
  }

  static Stream<Arguments> refused() {
    Stream<Arguments> betas = all().flatMap(o -> Stream.concat(
        belowOne("beta1", v -> with(o, "betas", List.of(v, 0.999))), belowOne("beta2", v -> with(o, "betas", List.of(0.9, v)))));
    Stream<Arguments> cycled = all().flatMap(o -> belowOne("beta1", v -> ((CyclesMomentum) o).cycledMomentum(v)));
    Stream<Arguments> others = all().filter(o -> !(o instanceof SparseAdam.Options)).flatMap(o -> Stream.of(notNegative("lr", o::lr),
        notNegative("eps", v -> with(o, "eps", v)), notNegative("weightDecay", v -> ((DecaysWeights) o).weightDecay(v))).flatMap(s -> s));
    return Stream.of(betas, cycled, others,
        notNegative("momentumDecay", v -> NAdam.options().momentumDecay(v)),
        positive("lr", v -> SparseAdam.options().lr(v)),
        positive("eps", v -> SparseAdam.options().eps(v))).flatMap(s -> s);
  }

  @ParameterizedTest
  @MethodSource("refused")
  void aValueOutsideItsRangeIsRefusedByName(DoubleFunction<OptimizerOptions> make, String name, String allowed, double value) {
    var e = assertThrows(IllegalArgumentException.class, () -> make.apply(value));
    assertEquals(name + " " + value + "; allowed: " + allowed, e.getMessage());
  }

  static Stream<Arguments> accepted() {
    double below = Math.nextDown(1.0);
    Stream<Arguments> common = all().flatMap(o -> Stream.of(
        Arguments.of(o, "betas", List.of(0.0, below)), Arguments.of(o, "betas", List.of(below, 0.0)),
        Arguments.of(o, "lr", Double.MIN_VALUE), Arguments.of(o, "lr", Double.MAX_VALUE),
        Arguments.of(o, "eps", Double.MIN_VALUE), Arguments.of(o, "eps", Double.MAX_VALUE),
        Arguments.of(o, "maximize", true)));
    Stream<Arguments> others = all().filter(o -> !(o instanceof SparseAdam.Options)).flatMap(o -> Stream.of(
        Arguments.of(o, "lr", 0.0), Arguments.of(o, "eps", 0.0), Arguments.of(o, "weight_decay", 0.0),
        Arguments.of(o, "weight_decay", Double.MAX_VALUE)));
    Stream<Arguments> own = Stream.of(
        Arguments.of(Adam.options(), "amsgrad", true), Arguments.of(Adam.options(), "decoupled_weight_decay", true),
        Arguments.of(NAdam.options(), "momentum_decay", 0.0), Arguments.of(NAdam.options(), "momentum_decay", Double.MAX_VALUE),
        Arguments.of(NAdam.options(), "decoupled_weight_decay", true), Arguments.of(RAdam.options(), "decoupled_weight_decay", true));
    return Stream.of(common, others, own).flatMap(s -> s);
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void aValueAtTheBorderOfItsRangeIsTakenAndChangesNothingElse(OptimizerOptions options, String name, Object value) {
    var expected = options.asMap();
    assertTrue(expected.containsKey(name));
    expected.put(name, value);
    assertEquals(expected, with(options, name, value).asMap());
  }

  @Test
  void theMapHasEveryOptionUnderPyTorchsNameAndReadsBack() {
    assertReadsBack("{lr=1.0, betas=[0.2, 0.3], eps=4.0, weight_decay=5.0, amsgrad=true, maximize=true, decoupled_weight_decay=true}",
        Adam.options(), Adam.options().lr(1).betas(0.2, 0.3).eps(4).weightDecay(5).amsgrad(true).maximize(true).decoupledWeightDecay(true));
    assertReadsBack("{lr=1.0, betas=[0.2, 0.3], eps=4.0, weight_decay=5.0, maximize=true}",
        Adamax.options(), Adamax.options().lr(1).betas(0.2, 0.3).eps(4).weightDecay(5).maximize(true));
    assertReadsBack("{lr=1.0, betas=[0.2, 0.3], eps=4.0, weight_decay=5.0, momentum_decay=6.0, decoupled_weight_decay=true, maximize=true}",
        NAdam.options(), NAdam.options().lr(1).betas(0.2, 0.3).eps(4).weightDecay(5).momentumDecay(6).maximize(true).decoupledWeightDecay(true));
    assertReadsBack("{lr=1.0, betas=[0.2, 0.3], eps=4.0, weight_decay=5.0, maximize=true, decoupled_weight_decay=true}",
        RAdam.options(), RAdam.options().lr(1).betas(0.2, 0.3).eps(4).weightDecay(5).maximize(true).decoupledWeightDecay(true));
    assertReadsBack("{lr=1.0, betas=[0.2, 0.3], eps=4.0, maximize=true}",
        SparseAdam.options(), SparseAdam.options().lr(1).betas(0.2, 0.3).eps(4).maximize(true));
  }

  private static void assertReadsBack(String map, OptimizerOptions defaults, CyclesMomentum changed) {
    assertEquals(map, changed.asMap().toString());
    OptionValues values = new OptionValues(changed.asMap());
    assertEquals(changed, defaults.with(values));
    assertTrue(values.unread().isEmpty());
    assertEquals(0.2, changed.cycledMomentum());
    assertEquals(0.25, changed.cycledMomentum(0.25).cycledMomentum());
    assertEquals(changed, changed.cycledMomentum(0.2));
  }

  @Test
  void theDefaultsArePyTorchs() {
    assertEquals("{lr=0.001, betas=[0.9, 0.999], eps=1.0E-8, weight_decay=0.0, amsgrad=false, maximize=false, decoupled_weight_decay=false}",
        Adam.options().asMap().toString());
    assertEquals("{lr=0.002, betas=[0.9, 0.999], eps=1.0E-8, weight_decay=0.0, maximize=false}", Adamax.options().asMap().toString());
    assertEquals("{lr=0.002, betas=[0.9, 0.999], eps=1.0E-8, weight_decay=0.0, momentum_decay=0.004, decoupled_weight_decay=false, maximize=false}",
        NAdam.options().asMap().toString());
    assertEquals("{lr=0.001, betas=[0.9, 0.999], eps=1.0E-8, weight_decay=0.0, maximize=false, decoupled_weight_decay=false}",
        RAdam.options().asMap().toString());
    assertEquals("{lr=0.001, betas=[0.9, 0.999], eps=1.0E-8, maximize=false}", SparseAdam.options().asMap().toString());
  }

  @Test
  void optionsBuildTheirOwnOptimizer() {
    List<Parameter> parameters = List.of(Trial.parameter(1));
    assertEquals(Adam.class, Adam.options().build(parameters).getClass());
    assertEquals(Adamax.class, Adamax.options().build(parameters).getClass());
    assertEquals(NAdam.class, NAdam.options().build(parameters).getClass());
    assertEquals(RAdam.class, RAdam.options().build(parameters).getClass());
    assertEquals(SparseAdam.class, SparseAdam.options().build(parameters).getClass());
    for (OptimizerOptions options : all().toList()) {
      Optimizer ofOne = options.build(parameters);
      Optimizer ofGroups = options.build(List.of(Group.group(parameters).lr(0.5), Group.group(List.of(Trial.parameter(2)))));
      assertEquals(ofOne.getClass(), ofGroups.getClass());
      assertEquals(List.of(0.5, options.lr()), ofGroups.paramGroups().stream().map(ParamGroup::lr).toList());
    }
  }
}
