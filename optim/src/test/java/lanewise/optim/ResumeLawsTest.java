package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import lanewise.autograd.Parameter;
import lanewise.tensor.Tensor;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Laws of saving and loading, for every update rule. "The same" means the same bits. */
class ResumeLawsTest {
  @Provide
  Arbitrary<OptimizerOptions> any() {
    return Drawn.any();
  }

  @Provide
  Arbitrary<int[]> sizes() {
    return Drawn.sizes();
  }

  /** Gradients of a step; some parameters have none. */
  private static void gradients(List<Parameter> parameters, long seed) {
    Random random = new Random(seed);
    for (Parameter p : parameters) {
      p.zeroGrad();
      float[] g = Trial.wild(random, p.value().size());
      if (random.nextInt(6) != 0) {
        Trial.gradient(p, g);
      }
    }
  }

  private static Optimizer inTwoGroups(OptimizerOptions options, List<Parameter> parameters, double otherRate) {
    int half = parameters.size() / 2;
    return options.build(List.of(Group.group(parameters.subList(0, half)), Group.group(parameters.subList(half, parameters.size())).lr(otherRate)));
  }

  private static void assertSameState(OptimizerState expected, OptimizerState actual) {
    assertEquals(expected.paramGroups(), actual.paramGroups());
    assertEquals(expected.state().keySet(), actual.state().keySet());
    expected.state().forEach((number, state) -> {
      ParamState other = actual.state().get(number);
      assertEquals(state.names(), other.names());
      assertEquals(state.numbers(), other.numbers());
      state.tensors().forEach((name, t) -> assertArrayEquals(t.toArray(), other.tensors().get(name).toArray(), name));
    });
  }

  @Property(tries = Drawn.TRIES_OF_ANY)
  void aRunThatIsSavedAndTakenUpAtAnySplitEndsWithTheSameBits(@ForAll("any") OptimizerOptions options, @ForAll("any") OptimizerOptions other,
      @ForAll("sizes") int[] sizes, @ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int steps, @ForAll @IntRange(max = 12) int at) {
    int split = Math.min(at, steps);
    List<Parameter> straight = Trial.parameters(new Random(seed), sizes);
    Optimizer reference = inTwoGroups(options, straight, 0.03);
    List<Parameter> first = Trial.parameters(new Random(seed), sizes);
    Optimizer before = inTwoGroups(options, first, 0.03);
    for (int t = 0; t < split; t++) {
      gradients(straight, seed + t);
      gradients(first, seed + t);
      reference.step();
      before.step();
    }
    OptimizerState saved = before.stateDict();
    List<Parameter> second = new ArrayList<>();
    for (Parameter p : first) {
      second.add(new Parameter(p.value()));
    }
    OptimizerOptions elsewhere = other.getClass() == options.getClass() ? other : options.lr(7);
    Optimizer after = inTwoGroups(elsewhere, second, 0.5);
    gradients(second, seed - 1);
    if ((seed & 1) == 0) {
      List<float[]> values = Trial.values(second);
      after.step();
      for (int i = 0; i < second.size(); i++) {
        second.get(i).value().copyFrom(Tensor.of(values.get(i), values.get(i).length));
      }
    }
    after.loadStateDict(saved);
    assertSameState(saved, after.stateDict());
    for (int t = split; t < steps; t++) {
      gradients(straight, seed + t);
      gradients(second, seed + t);
      reference.step();
      after.step();
    }
    List<float[]> expected = Trial.values(straight);
    for (int i = 0; i < expected.size(); i++) {
      assertArrayEquals(expected.get(i), second.get(i).value().toArray(), "parameter " + i);
    }
    assertSameState(reference.stateDict(), after.stateDict());
  }

  @Property(tries = Drawn.TRIES_OF_ANY)
  void aSavedStateDoesNotChangeWhenTheOptimizerGoesOn(@ForAll("any") OptimizerOptions options, @ForAll("sizes") int[] sizes, @ForAll long seed) {
    List<Parameter> parameters = Trial.parameters(new Random(seed), sizes);
    Optimizer optimizer = inTwoGroups(options, parameters, 0.03);
    gradients(parameters, seed);
    optimizer.step();
    OptimizerState saved = optimizer.stateDict();
    Optimizer copy = inTwoGroups(options, Trial.parameters(new Random(seed), sizes), 0.03);
    copy.loadStateDict(saved);
    OptimizerState before = copy.stateDict();
    gradients(parameters, seed + 1);
    optimizer.step();
    optimizer.paramGroups().forEach(g -> g.lr(9));
    assertSameState(before, copy.stateDict());
    assertSameState(before, saved);
  }
}
