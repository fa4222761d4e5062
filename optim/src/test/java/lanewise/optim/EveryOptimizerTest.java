package lanewise.optim;

import static lanewise.optim.Group.group;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import lanewise.autograd.Parameter;
import lanewise.optim.notebook.MomentumSGD;
import lanewise.optim.notebook.RMSProp;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is the same for all optimizers: how options build them, how options are changed, and that groups do not touch each other. */
class EveryOptimizerTest {
  private static Named<Supplier<OptimizerOptions>> of(String name, Supplier<OptimizerOptions> options) {
    return Named.of(name, options);
  }

  /** Those that step with dense gradients and no closure. */
  static Stream<Named<Supplier<OptimizerOptions>>> dense() {
    return Stream.of(of("ASGD", ASGD::options), of("Adadelta", Adadelta::options), of("Adafactor", Adafactor::options),
        of("Adagrad", Adagrad::options),
        of("Adam", Adam::options), of("AdamW", AdamW::options), of("Adamax", Adamax::options), of("LAMB", () -> LAMB.options().noMaxGradNorm()),
        of("LARS", () -> LARS.options().alwaysAdapt(true).momentum(0.5)), of("Lion", Lion::options), of("Muon", Muon::options),
        of("NAdam", NAdam::options), of("RAdam", RAdam::options), of("RMSprop", () -> RMSprop.options().momentum(0.5)), of("Rprop", Rprop::options),
        of("SGD", () -> SGD.options().momentum(0.5)), of("notebook.Adam", () -> lanewise.optim.notebook.Adam.options(0.1)),
        of("notebook.MomentumSGD", () -> MomentumSGD.options(0.1)), of("notebook.RMSProp", () -> RMSProp.options(0.1)),
        of("notebook.SGD", () -> lanewise.optim.notebook.SGD.options(0.1)));
  }

  static Stream<Named<Supplier<OptimizerOptions>>> all() {
    return Stream.concat(dense(), Stream.of(of("SparseAdam", SparseAdam::options), of("LBFGS", LBFGS::options)));
  }

  private static Parameter matrix(Random random) {
    return new Parameter(Tensor.of(Trial.normal(random, 6), 2, 3));
  }

  @ParameterizedTest
  @MethodSource("all")
  void optionsBuildTheirOwnOptimizerOfOneGroupAndOfSeveral(Supplier<OptimizerOptions> made) {
    OptimizerOptions options = made.get();
    Parameter p = matrix(new Random(1));
    Parameter q = matrix(new Random(2));
    Optimizer one = options.build(List.of(p, q));
    assertSame(options.getClass().getEnclosingClass(), one.getClass());
    assertEquals(List.of(p, q), one.paramGroups().getFirst().parameters());
    assertEquals(options.lr(), one.paramGroups().getFirst().lr());
    if (options.mostGroups() > 1) {
      assertEquals(options, one.paramGroups().getFirst().options());
      Optimizer several = options.build(List.of(group(List.of(p)), group(List.of(q)).lr(0.75)));
      assertSame(options.getClass().getEnclosingClass(), several.getClass());
      assertEquals(options, several.paramGroups().getFirst().options());
      assertEquals(options.lr(0.75), several.paramGroups().getLast().options());
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void aMethodNamedAsAnOptionChangesThatOptionAndNothingElse(Supplier<OptimizerOptions> made) throws ReflectiveOperationException {
    OptimizerOptions options = made.get();
    int changed = 0;
    for (RecordComponent component : options.getClass().getRecordComponents()) {
      for (Method wither : options.getClass().getMethods()) {
        if (wither.getName().equals(component.getName()) && wither.getParameterCount() == 1 && !wither.isBridge()
            && wither.getParameterTypes()[0] == component.getType()) {
          Object other = another(wither, options, component.getAccessor().invoke(options));
          for (RecordComponent c : options.getClass().getRecordComponents()) {
            Object before = c.getAccessor().invoke(options);
            Object after = c.getAccessor().invoke(other);
            if (c.getName().equals(component.getName())) {
              assertNotEquals(before, after, c.getName());
            } else {
              assertEquals(before, after, component.getName() + " changes " + c.getName());
            }
          }
          changed++;
        }
      }
    }
    assertTrue(changed > 0, "at least the rate");
  }

  /** The options with another value that they take. */
  private static Object another(Method wither, OptimizerOptions options, Object value) throws ReflectiveOperationException {
    List<?> candidates = switch (value) {
      case Boolean b -> List.of(!b);
      case Integer i -> List.of(i + 1);
      case Double _ -> List.of(0.25, -0.25, 2.0);
      default -> Arrays.stream(value.getClass().isEnum() ? value.getClass().getEnumConstants() : new Object[0]).filter(e -> e != value).toList();
    };
    for (Object candidate : candidates) {
      try {
        return wither.invoke(options, candidate);
      } catch (ReflectiveOperationException e) {
        assertSame(IllegalArgumentException.class, e.getCause().getClass());
      }
    }
    throw new AssertionError("no other value of " + wither);
  }

  @ParameterizedTest
  @MethodSource("all")
  void decayAndMomentumAreReachedWithoutKnowingTheOptimizer(Supplier<OptimizerOptions> made) {
    OptimizerOptions options = made.get();
    assertEquals(0.25, options.lr(0.25).lr());
    if (options instanceof DecaysWeights decaying) {
      assertEquals(0.25, decaying.weightDecay(0.25).weightDecay());
      assertEquals(options, decaying.weightDecay(0.25).weightDecay(decaying.weightDecay()));
    }
    if (options instanceof CyclesMomentum cycled) {
      assertEquals(0.25, cycled.cycledMomentum(0.25).cycledMomentum());
      assertEquals(options, cycled.cycledMomentum(0.25).cycledMomentum(cycled.cycledMomentum()));
    }
  }

  @ParameterizedTest
  @MethodSource("dense")
  void aGroupStepsAsAnOptimizerOfItsOwnWouldWhateverTheOtherGroupsOptionsAre(Supplier<OptimizerOptions> made) {
    OptimizerOptions options = made.get();
    OptimizerOptions other = options instanceof CyclesMomentum cycled ? cycled.cycledMomentum(0.25) : options.lr(0.375);
    List<Parameter> together = List.of(matrix(new Random(1)), matrix(new Random(2)));
    List<Parameter> apart = List.of(matrix(new Random(1)), matrix(new Random(2)));
    List<Optimizer> optimizers = List.of(
        options.build(List.of(group(List.of(together.get(0))), group(List.of(together.get(1))).options(other))),
        options.build(List.of(apart.get(0))), other.build(List.of(apart.get(1))));
    Random random = new Random(3);
    for (int t = 0; t < 4; t++) {
      for (int i = 0; i < 2; i++) {
        float[] g = Trial.normal(random, 6);
        Trial.gradient(together.get(i), g);
        Trial.gradient(apart.get(i), g);
      }
      optimizers.forEach(Optimizer::step);
      List<float[]> expected = new ArrayList<>(Trial.values(apart));
      for (int i = 0; i < 2; i++) {
        assertArrayEquals(expected.get(i), together.get(i).value().toArray(), "group " + i + ", step " + t);
      }
    }
  }
}
