package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import lanewise.autograd.Parameter;
import lanewise.tensor.Tensor;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Laws that hold for every update rule here. "The same" means the same bits. */
class OptimizerLawsTest {
  @Provide
  Arbitrary<AdamW.Options> adamW() {
    return Drawn.adamW();
  }

  @Provide
  Arbitrary<OptimizerOptions> any() {
    return Drawn.any();
  }

  @Provide
  Arbitrary<int[]> sizes() {
    return Drawn.sizes();
  }

  private static void gradients(List<Parameter> parameters, Random random, boolean negated) {
    for (Parameter p : parameters) {
      float[] g = Trial.wild(random, p.value().size());
      Trial.gradient(p, negated ? Trial.negated(g) : g);
    }
  }

  private static void assertSame(List<float[]> expected, List<float[]> actual) {
    for (int i = 0; i < expected.size(); i++) {
      assertArrayEquals(expected.get(i), actual.get(i), "parameter " + i);
    }
  }

  @Property(tries = Drawn.TRIES_OF_ANY)
  void aParameterWithoutAGradientKeepsItsValueAndState(@ForAll("any") OptimizerOptions options, @ForAll("sizes") int[] sizes, @ForAll long seed) {
    Random random = new Random(seed);
    List<Parameter> parameters = Trial.parameters(random, sizes);
    Optimizer optimizer = options.build(parameters);
    for (int t = 0; t < 4; t++) {
      optimizer.zeroGrad(true);
      List<Parameter> skipped = new ArrayList<>();
      for (Parameter p : parameters) {
        if (random.nextBoolean()) {
          Trial.gradient(p, Trial.wild(random, p.value().size()));
        } else {
          skipped.add(p);
        }
      }
      List<float[]> values = Trial.values(skipped);
      List<ParamState> states = skipped.stream().map(optimizer::state).toList();
      optimizer.step();
      assertSame(values, Trial.values(skipped));
      for (int i = 0; i < skipped.size(); i++) {
        ParamState now = optimizer.state(skipped.get(i));
        assertEquals(states.get(i).numbers(), now.numbers());
        assertSame(arrays(states.get(i)), arrays(now));
      }
    }
  }

  private static List<float[]> arrays(ParamState state) {
    return state.tensors().sequencedValues().stream().map(Tensor::toArray).toList();
  }

  @Property(tries = Drawn.TRIES_OF_ANY)
  void zeroGradientsOnFreshStateWithoutDecayMoveNothing(@ForAll("any") OptimizerOptions options, @ForAll("sizes") int[] sizes, @ForAll long seed) {
    List<Parameter> parameters = Trial.parameters(new Random(seed), sizes);
    List<float[]> before = Trial.values(parameters);
    Optimizer optimizer = options.with(new OptionValues(Map.of("weight_decay", 0, "wd", 0, "lambd", 0))).build(parameters);
    for (int t = 0; t < 3; t++) {
      parameters.forEach(p -> Trial.gradient(p, new float[p.value().size()]));
      optimizer.step();
    }
    assertSame(before, Trial.values(parameters));
  }

  @Property(tries = Drawn.TRIES_OF_ANY)
  void maximizingIsMinimizingWithTheNegatedGradient(@ForAll("any") OptimizerOptions options, @ForAll("sizes") int[] sizes, @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 30) int steps) {
    OptimizerOptions up = options.with(OptionValues.of("maximize", true));
    OptimizerOptions down = options.with(OptionValues.of("maximize", false));
    Assume.that(up.maximize());
    List<Parameter> first = Trial.parameters(new Random(seed), sizes);
    List<Parameter> second = Trial.parameters(new Random(seed), sizes);
    Optimizer climbing = up.build(first);
    Optimizer descending = down.build(second);
    for (int t = 0; t < steps; t++) {
      gradients(first, new Random(seed + t), false);
      gradients(second, new Random(seed + t), true);
      climbing.step();
      descending.step();
    }
    assertSame(Trial.values(first), Trial.values(second));
  }

  @Property(tries = Drawn.TRIES_OF_ANY)
  void aRateOfZeroChangesNothing(@ForAll("any") OptimizerOptions options, @ForAll("sizes") int[] sizes, @ForAll long seed) {
    Assume.that(!(options instanceof Rprop.Options)); // for which it is the first step size, pulled up to the least one
    List<Parameter> parameters = Trial.parameters(new Random(seed), sizes);
    List<float[]> before = Trial.values(parameters);
    Optimizer optimizer = options.lr(0).build(parameters);
    for (int t = 0; t < 3; t++) {
      gradients(parameters, new Random(seed + t), false);
      optimizer.step();
    }
    assertSame(before, Trial.values(parameters));
  }

  @Property(tries = Drawn.TRIES_OF_ANY)
  void oneTensorIsTheSameAsItsParts(@ForAll("any") OptimizerOptions options, @ForAll("sizes") int[] sizes, @ForAll long seed) {
    Random random = new Random(seed);
    List<Parameter> parts = Trial.parameters(random, sizes);
    Parameter whole = Trial.parameter(concatenated(Trial.values(parts)));
    Optimizer ofParts = options.build(parts);
    Optimizer ofWhole = options.build(List.of(whole));
    for (int t = 0; t < 5; t++) {
      List<float[]> gradients = parts.stream().map(p -> Trial.wild(random, p.value().size())).toList();
      for (int i = 0; i < parts.size(); i++) {
        Trial.gradient(parts.get(i), gradients.get(i));
      }
      Trial.gradient(whole, concatenated(gradients));
      ofParts.step();
      ofWhole.step();
    }
    assertArrayEquals(concatenated(Trial.values(parts)), whole.value().toArray());
  }

  @Property(tries = Drawn.TRIES_OF_ANY)
  void theOrderOfParametersAndTheirGroupsMakesNoDifference(@ForAll("any") OptimizerOptions options, @ForAll("sizes") int[] sizes, @ForAll long seed) {
    List<Parameter> first = Trial.parameters(new Random(seed), sizes);
    List<Parameter> second = Trial.parameters(new Random(seed), sizes);
    List<Parameter> shuffled = new ArrayList<>(second);
    Collections.shuffle(shuffled, new Random(seed));
    Optimizer together = options.build(first);
    Optimizer apart = options.build(shuffled.subList(0, 1));
    shuffled.stream().skip(1).forEach(p -> apart.addParamGroup(Group.group(List.of(p))));
    for (int t = 0; t < 5; t++) {
      gradients(first, new Random(seed + t), false);
      gradients(second, new Random(seed + t), false);
      together.step();
      apart.step();
    }
    assertSame(Trial.values(first), Trial.values(second));
  }

  @Property(tries = 500)
  void groupsWithOptionsOfTheirOwnDoNotMix(@ForAll("adamW") AdamW.Options one, @ForAll("adamW") AdamW.Options other, @ForAll("sizes") int[] sizes,
      @ForAll long seed) {
    List<Parameter> first = Trial.parameters(new Random(seed), sizes);
    List<Parameter> second = Trial.parameters(new Random(seed + 1), sizes);
    AdamW together = new AdamW(List.of(Group.group(first).options(one), Group.group(second).options(other)), AdamW.options());
    List<Parameter> firstAlone = Trial.parameters(new Random(seed), sizes);
    List<Parameter> secondAlone = Trial.parameters(new Random(seed + 1), sizes);
    AdamW ofFirst = one.build(firstAlone);
    AdamW ofSecond = other.build(secondAlone);
    for (int t = 0; t < 3; t++) {
      gradients(first, new Random(seed + t), false);
      gradients(second, new Random(seed - t), false);
      gradients(firstAlone, new Random(seed + t), false);
      gradients(secondAlone, new Random(seed - t), false);
      List.of(together, ofFirst, ofSecond).forEach(Optimizer::step);
    }
    assertSame(Trial.values(firstAlone), Trial.values(first));
    assertSame(Trial.values(secondAlone), Trial.values(second));
  }

  @Property(tries = Drawn.TRIES_OF_ANY)
  void aGradientThatIsNotFiniteSpoilsNoOtherElement(@ForAll("any") OptimizerOptions options, @ForAll("sizes") int[] sizes, @ForAll long seed) {
    Random random = new Random(seed);
    List<Parameter> clean = Trial.parameters(new Random(seed), sizes);
    List<Parameter> spoilt = Trial.parameters(new Random(seed), sizes);
    int victim = random.nextInt(sizes.length);
    int element = sizes[victim] == 0 ? -1 : random.nextInt(sizes[victim]);
    float poison = List.of(Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY).get(random.nextInt(3));
    Optimizer first = options.build(clean);
    Optimizer second = options.build(spoilt);
    for (int t = 0; t < 3; t++) {
      for (int i = 0; i < sizes.length; i++) {
        float[] g = Trial.wild(random, sizes[i]);
        Trial.gradient(clean.get(i), g);
        if (i == victim && element >= 0 && t == 1) {
          g[element] = poison;
        }
        Trial.gradient(spoilt.get(i), g);
      }
      first.step();
      second.step();
    }
    List<float[]> expected = Trial.values(clean);
    if (element >= 0) {
      expected.get(victim)[element] = spoilt.get(victim).value().get(element);
    }
    assertSame(expected, Trial.values(spoilt));
  }

  private static float[] concatenated(List<float[]> parts) {
    float[] all = new float[parts.stream().mapToInt(x -> x.length).sum()];
    int at = 0;
    for (float[] x : parts) {
      System.arraycopy(x, 0, all, at, x.length);
      at += x.length;
    }
    return all;
  }
}
