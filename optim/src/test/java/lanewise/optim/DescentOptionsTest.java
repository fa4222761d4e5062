package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import lanewise.autograd.Parameter;
import lanewise.optim.notebook.MomentumSGD;
import lanewise.optim.notebook.RMSProp;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every bound of every option, from both sides, of the elementwise optimizers outside Adam's family and of the notebook's. */
class DescentOptionsTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;
  private static final double BELOW_ONE = Math.nextDown(1.0);
  private static final double ABOVE_ONE = Math.nextUp(1.0);
  private static final double TINY = Double.MIN_VALUE;

  private static Stream<Arguments> bad(String name, String allowed, DoubleFunction<OptimizerOptions> make, double... values) {
    return DoubleStream.of(values).mapToObj(v -> Arguments.of(Named.of(name + " " + v, make), name, allowed, v));
  }

  private static Stream<Arguments> notNegative(String name, DoubleFunction<OptimizerOptions> make) {
    return bad(name, "finite and >= 0", make, -TINY, -1, Double.NaN, INFINITY, -INFINITY);
  }

  private static Stream<Arguments> belowOne(String name, DoubleFunction<OptimizerOptions> make) {
    return bad(name, ">= 0 and < 1", make, -TINY, 1, 2, Double.NaN, INFINITY, -INFINITY);
  }

  static Stream<Arguments> refused() {
    var adam = lanewise.optim.notebook.Adam.options(1);
    return Stream.of(
        notNegative("lr", v -> Adadelta.options().lr(v)),
        bad("rho", ">= 0 and <= 1", v -> Adadelta.options().rho(v), -TINY, ABOVE_ONE, Double.NaN, INFINITY, -INFINITY),
        notNegative("eps", v -> Adadelta.options().eps(v)),
        notNegative("weightDecay", v -> Adadelta.options().weightDecay(v)),
        notNegative("lr", v -> Adagrad.options().lr(v)),
        notNegative("lrDecay", v -> Adagrad.options().lrDecay(v)),
        notNegative("weightDecay", v -> Adagrad.options().weightDecay(v)),
        notNegative("initialAccumulatorValue", v -> Adagrad.options().initialAccumulatorValue(v)),
        notNegative("eps", v -> Adagrad.options().eps(v)),
        notNegative("lr", v -> RMSprop.options().lr(v)),
        belowOne("alpha", v -> RMSprop.options().alpha(v)),
        notNegative("eps", v -> RMSprop.options().eps(v)),
        notNegative("weightDecay", v -> RMSprop.options().weightDecay(v)),
        notNegative("momentum", v -> RMSprop.options().momentum(v)),
        notNegative("momentum", v -> RMSprop.options().cycledMomentum(v)),
        notNegative("lr", v -> Rprop.options().lr(v)),
        bad("etaMinus", "> 0 and < 1", v -> Rprop.options().etas(v, 1.2), 0, -1, 1, 2, Double.NaN, INFINITY, -INFINITY),
        bad("etaPlus", "finite and > 1", v -> Rprop.options().etas(0.5, v), 1, 0.5, -2, Double.NaN, INFINITY, -INFINITY),
        notNegative("stepSizeMin", v -> Rprop.options().stepSizes(v, 50)),
        notNegative("stepSizeMax", v -> Rprop.options().stepSizes(0, v)),
        notNegative("lr", v -> ASGD.options().lr(v)),
        notNegative("lambd", v -> ASGD.options().lambd(v)),
        notNegative("alpha", v -> ASGD.options().alpha(v)),
        bad("t0", "finite", v -> ASGD.options().t0(v), Double.NaN, INFINITY, -INFINITY),
        notNegative("weightDecay", v -> ASGD.options().weightDecay(v)),
        notNegative("lr", v -> Lion.options().lr(v)),
        belowOne("beta1", v -> Lion.options().betas(v, 0.99)),
        belowOne("beta1", v -> Lion.options().cycledMomentum(v)),
        belowOne("beta2", v -> Lion.options().betas(0.9, v)),
        notNegative("weightDecay", v -> Lion.options().weightDecay(v)),
        notNegative("lr", lanewise.optim.notebook.SGD::options),
        notNegative("wd", v -> lanewise.optim.notebook.SGD.options(1).wd(v)),
        notNegative("wd", v -> lanewise.optim.notebook.SGD.options(1).weightDecay(v)),
        notNegative("lr", MomentumSGD::options),
        notNegative("wd", v -> MomentumSGD.options(1).wd(v)),
        belowOne("mom", v -> MomentumSGD.options(1).mom(v)),
        belowOne("mom", v -> MomentumSGD.options(1).cycledMomentum(v)),
        notNegative("lr", RMSProp::options),
        notNegative("wd", v -> RMSProp.options(1).wd(v)),
        belowOne("sqrMom", v -> RMSProp.options(1).sqrMom(v)),
        notNegative("eps", v -> RMSProp.options(1).eps(v)),
        notNegative("lr", v -> adam.lr(v)),
        notNegative("wd", v -> adam.wd(v)),
        belowOne("beta1", v -> adam.beta1(v)),
        belowOne("beta1", v -> adam.cycledMomentum(v)),
        belowOne("beta2", v -> adam.beta2(v)),
        notNegative("eps", v -> adam.eps(v))).flatMap(s -> s);
  }

  @ParameterizedTest
  @MethodSource("refused")
  void aValueOutsideItsRangeIsRefusedByName(DoubleFunction<OptimizerOptions> make, String name, String allowed, double value) {
    var e = assertThrows(IllegalArgumentException.class, () -> make.apply(value));
    assertEquals(name + " " + value + "; allowed: " + allowed, e.getMessage());
  }

  static Stream<Arguments> accepted() {
    return Stream.of(
        Arguments.of(Adadelta.options().lr(0).lr(), 0.0),
        Arguments.of(Adadelta.options().rho(0).rho(), 0.0),
        Arguments.of(Adadelta.options().rho(1).rho(), 1.0),
        Arguments.of(Adadelta.options().eps(0).eps(), 0.0),
        Arguments.of(Adadelta.options().weightDecay(0).weightDecay(), 0.0),
        Arguments.of(Adagrad.options().lrDecay(0).lrDecay(), 0.0),
        Arguments.of(Adagrad.options().initialAccumulatorValue(1e9).initialAccumulatorValue(), 1e9),
        Arguments.of(Adagrad.options().eps(0).eps(), 0.0),
        Arguments.of(RMSprop.options().alpha(0).alpha(), 0.0),
        Arguments.of(RMSprop.options().alpha(BELOW_ONE).alpha(), BELOW_ONE),
        Arguments.of(RMSprop.options().momentum(3).cycledMomentum(), 3.0),
        Arguments.of(RMSprop.options().cycledMomentum(0.4).momentum(), 0.4),
        Arguments.of(Rprop.options().etas(TINY, ABOVE_ONE).etaMinus(), TINY),
        Arguments.of(Rprop.options().etas(BELOW_ONE, ABOVE_ONE).etaMinus(), BELOW_ONE),
        Arguments.of(Rprop.options().etas(BELOW_ONE, ABOVE_ONE).etaPlus(), ABOVE_ONE),
        Arguments.of(Rprop.options().etas(0.5, Double.MAX_VALUE).etaPlus(), Double.MAX_VALUE),
        Arguments.of(Rprop.options().stepSizes(0, 0).stepSizeMin(), 0.0),
        Arguments.of(Rprop.options().stepSizes(0, 0).stepSizeMax(), 0.0),
        Arguments.of(ASGD.options().lambd(0).lambd(), 0.0),
        Arguments.of(ASGD.options().alpha(0).alpha(), 0.0),
        Arguments.of(ASGD.options().t0(-5).t0(), -5.0),
        Arguments.of(Lion.options().betas(0, BELOW_ONE).cycledMomentum(), 0.0),
        Arguments.of(Lion.options().betas(0, BELOW_ONE).beta2(), BELOW_ONE),
        Arguments.of(Lion.options().cycledMomentum(0.4).beta1(), 0.4),
        Arguments.of(lanewise.optim.notebook.SGD.options(0).lr(), 0.0),
        Arguments.of(lanewise.optim.notebook.SGD.options(0).weightDecay(0.3).wd(), 0.3),
        Arguments.of(lanewise.optim.notebook.SGD.options(0).wd(0.3).weightDecay(), 0.3),
        Arguments.of(MomentumSGD.options(1).mom(0).cycledMomentum(), 0.0),
        Arguments.of(MomentumSGD.options(1).cycledMomentum(BELOW_ONE).mom(), BELOW_ONE),
        Arguments.of(MomentumSGD.options(1).weightDecay(0.3).weightDecay(), 0.3),
        Arguments.of(RMSProp.options(1).sqrMom(BELOW_ONE).sqrMom(), BELOW_ONE),
        Arguments.of(RMSProp.options(1).eps(0).eps(), 0.0),
        Arguments.of(RMSProp.options(1).weightDecay(0.3).weightDecay(), 0.3),
        Arguments.of(lanewise.optim.notebook.Adam.options(1).beta1(0).cycledMomentum(), 0.0),
        Arguments.of(lanewise.optim.notebook.Adam.options(1).cycledMomentum(0.4).beta1(), 0.4),
        Arguments.of(lanewise.optim.notebook.Adam.options(1).beta2(BELOW_ONE).beta2(), BELOW_ONE),
        Arguments.of(lanewise.optim.notebook.Adam.options(1).weightDecay(0.3).weightDecay(), 0.3));
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void aValueAtTheBorderOfItsRangeIsTaken(double taken, double given) {
    assertEquals(given, taken);
  }

  static Stream<Arguments> defaults() {
    return Stream.of(
        Arguments.of(Adadelta.options(), "{lr=1.0, rho=0.9, eps=1.0E-6, weight_decay=0.0, maximize=false}"),
        Arguments.of(Adagrad.options(),
            "{lr=0.01, lr_decay=0.0, weight_decay=0.0, initial_accumulator_value=0.0, eps=1.0E-10, maximize=false}"),
        Arguments.of(RMSprop.options(), "{lr=0.01, alpha=0.99, eps=1.0E-8, weight_decay=0.0, momentum=0.0, centered=false, maximize=false}"),
        Arguments.of(Rprop.options(), "{lr=0.01, etas=[0.5, 1.2], step_sizes=[1.0E-6, 50.0], maximize=false}"),
        Arguments.of(ASGD.options(), "{lr=0.01, lambd=1.0E-4, alpha=0.75, t0=1000000.0, weight_decay=0.0, maximize=false}"),
        Arguments.of(Lion.options(), "{lr=1.0E-4, betas=[0.9, 0.99], weight_decay=0.0, caution=false, maximize=false}"),
        Arguments.of(lanewise.optim.notebook.SGD.options(2), "{lr=2.0, wd=0.0}"),
        Arguments.of(MomentumSGD.options(2), "{lr=2.0, wd=0.0, mom=0.9}"),
        Arguments.of(RMSProp.options(2), "{lr=2.0, wd=0.0, sqr_mom=0.99, eps=1.0E-5}"),
        Arguments.of(lanewise.optim.notebook.Adam.options(2), "{lr=2.0, wd=0.0, beta1=0.9, beta2=0.99, eps=1.0E-5}"));
  }

  @ParameterizedTest
  @MethodSource("defaults")
  void theDefaultsAreThePublishedOnes(OptimizerOptions options, String expected) {
    assertEquals(expected, options.asMap().toString());
  }

  @Provide
  Arbitrary<OptimizerOptions> any() {
    return DrawnDescent.any();
  }

  @Property(tries = 500)
  void optionsComeBackFromTheirValues(@ForAll("any") OptimizerOptions options, @ForAll("any") OptimizerOptions other) {
    OptimizerOptions of = options.getClass() == other.getClass() ? other : options.lr(3);
    OptionValues values = new OptionValues(options.asMap());
    assertEquals(options, of.with(values));
    assertEquals(Set.of(), values.unread());
    assertEquals(of, of.with(new OptionValues(Map.of())));
  }

  @Property(tries = 500)
  void anotherRateLeavesTheOtherOptionsAlone(@ForAll("any") OptimizerOptions options) {
    assertEquals(options.with(OptionValues.of("lr", 0.7)), options.lr(0.7));
    if (options instanceof DecaysWeights o) {
      assertEquals(0.7, o.weightDecay(0.7).weightDecay());
      assertEquals(options, o.weightDecay(0.7).weightDecay(o.weightDecay()));
    }
    if (options instanceof CyclesMomentum o) {
      assertEquals(options, o.cycledMomentum(0.7).cycledMomentum(o.cycledMomentum()));
    }
  }

  @Test
  void flagsAreKeptAndReadByName() {
    assertEquals(true, RMSprop.options().centered(true).asMap().get("centered"));
    assertEquals(true, Lion.options().caution(true).asMap().get("caution"));
    for (OptimizerOptions o : List.of(Adadelta.options().maximize(true), Adagrad.options().maximize(true), RMSprop.options().maximize(true),
        Rprop.options().maximize(true), ASGD.options().maximize(true), Lion.options().maximize(true))) {
      assertEquals(true, o.asMap().get("maximize"));
      assertEquals(true, o.maximize());
    }
  }

  @Test
  void boundsOfRpropInTheWrongOrderAreRefusedByTheOptimizerAndItsGroups() {
    List<Parameter> parameters = List.of(Trial.parameter(1));
    Rprop.Options wrong = Rprop.options().stepSizes(2, 1);
    var e = assertThrows(IllegalArgumentException.class, () -> new Rprop(parameters, wrong));
    assertEquals("stepSizeMin 2.0 with stepSizeMax 1.0; allowed: stepSizeMin <= stepSizeMax", e.getMessage());
    Rprop rprop = new Rprop(parameters, Rprop.options().stepSizes(1, 1));
    assertThrows(IllegalArgumentException.class, () -> rprop.paramGroups().getFirst().options(wrong));
    assertThrows(IllegalArgumentException.class, () -> rprop.addParamGroup(Group.group(List.of(Trial.parameter(1))).options(wrong)));
    assertEquals(1, rprop.paramGroups().size());
    assertEquals(Rprop.options().stepSizes(1, 1), rprop.paramGroups().getFirst().options());
  }
}
