package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Random;
import lanewise.autograd.Parameter;
import lanewise.tensor.LongTensor;
import lanewise.tensor.RowSparse;
import lanewise.tensor.Tensor;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** The laws of all optimizers, for the one that takes rows only. "The same" means the same bits. */
class SparseAdamLawsTest {
  private static final int ROWS = 6;

  @Provide
  Arbitrary<SparseAdam.Options> options() {
    return Drawn.sparseAdam();
  }

  @Provide
  Arbitrary<Integer> widths() {
    return Arbitraries.of(1, 3, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 1000);
  }

  private static List<Parameter> tables(Random random, int width) {
    return List.of(table(random, width), table(random, width));
  }

  private static Parameter table(Random random, int width) {
    return new Parameter(Tensor.of(Trial.normal(random, ROWS * width), ROWS, width));
  }

  /** A gradient of up to four rows, which may repeat. */
  private static void gradient(Parameter p, Random random, boolean negated) {
    long[] rows = random.longs(random.nextInt(5), 0, ROWS).toArray();
    float[] values = Trial.wild(random, rows.length * p.shape().dim(1));
    p.zeroGrad();
    p.backward(RowSparse.of(p.shape(), LongTensor.of(rows, rows.length),
        Tensor.of(negated ? Trial.negated(values) : values, rows.length, p.shape().dim(1))));
  }

  private static void assertSame(Parameter expected, Parameter actual) {
    assertArrayEquals(expected.value().toArray(), actual.value().toArray());
  }

  private static void assertSameState(ParamState expected, ParamState actual) {
    assertEquals(expected.numbers(), actual.numbers());
    assertEquals(expected.names(), actual.names());
    expected.tensors().forEach((name, t) -> assertArrayEquals(t.toArray(), actual.tensors().get(name).toArray(), name));
  }

  @Property(tries = 500)
  void aParameterWithoutAGradientKeepsItsValueAndState(@ForAll("options") SparseAdam.Options options, @ForAll("widths") int width,
      @ForAll long seed, @ForAll @IntRange(max = 3) int steps) {
    Random random = new Random(seed);
    List<Parameter> parameters = tables(random, width);
    SparseAdam adam = options.build(parameters);
    for (int t = 0; t < steps; t++) {
      parameters.forEach(p -> gradient(p, random, false));
      adam.step();
    }
    adam.zeroGrad();
    float[] value = parameters.getFirst().value().toArray();
    ParamState state = adam.state(parameters.getFirst());
    gradient(parameters.getLast(), random, false);
    adam.step();
    assertArrayEquals(value, parameters.getFirst().value().toArray());
    assertSameState(state, adam.state(parameters.getFirst()));
    assertEquals(steps == 0, state.isEmpty());
  }

  @Property(tries = 500)
  void maximizingIsMinimizingWithTheNegatedGradient(@ForAll("options") SparseAdam.Options options, @ForAll("widths") int width, @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 30) int steps) {
    Parameter first = table(new Random(seed), width);
    Parameter second = table(new Random(seed), width);
    SparseAdam climbing = options.maximize(true).build(List.of(first));
    SparseAdam descending = options.maximize(false).build(List.of(second));
    for (int t = 0; t < steps; t++) {
      gradient(first, new Random(seed + t), false);
      gradient(second, new Random(seed + t), true);
      climbing.step();
      descending.step();
    }
    assertSame(first, second);
  }

  @Property(tries = 500)
  void parametersDoNotMix(@ForAll("options") SparseAdam.Options options, @ForAll("widths") int width, @ForAll long seed) {
    List<Parameter> together = tables(new Random(seed), width);
    Parameter alone = tables(new Random(seed), width).getFirst();
    SparseAdam both = options.build(together);
    SparseAdam one = options.build(List.of(alone));
    for (int t = 0; t < 4; t++) {
      gradient(together.getFirst(), new Random(seed + t), false);
      gradient(together.getLast(), new Random(seed - t), false);
      gradient(alone, new Random(seed + t), false);
      both.step();
      one.step();
    }
    assertSame(alone, together.getFirst());
    assertSameState(one.state(alone), both.state(together.getFirst()));
  }

  @Property(tries = 500)
  void zerosOnFreshStateMoveNothing(@ForAll("options") SparseAdam.Options options, @ForAll("widths") int width, @ForAll long seed) {
    Parameter p = table(new Random(seed), width);
    float[] before = p.value().toArray();
    SparseAdam adam = options.build(List.of(p));
    for (int t = 1; t <= 3; t++) {
      p.zeroGrad();
      p.backward(RowSparse.of(p.shape(), LongTensor.of(new long[] {4, 0}, 2), Tensor.zeros(2, width)));
      adam.step();
      assertEquals(t, adam.state(p).numbers().get("step"));
    }
    assertArrayEquals(before, p.value().toArray());
  }

  @Property(tries = 500)
  void aRunThatIsSavedAndTakenUpAtAnySplitEndsWithTheSameBits(@ForAll("options") SparseAdam.Options options,
      @ForAll("options") SparseAdam.Options other, @ForAll("widths") int width, @ForAll long seed, @ForAll @IntRange(max = 6) int split) {
    Parameter straight = table(new Random(seed), width);
    Parameter broken = table(new Random(seed), width);
    SparseAdam reference = options.build(List.of(straight));
    SparseAdam current = options.build(List.of(broken));
    for (int t = 0; t < 6; t++) {
      if (t == split) {
        Parameter fresh = new Parameter(broken.value());
        SparseAdam next = other.build(List.of(fresh));
        next.loadStateDict(current.stateDict());
        gradient(broken, new Random(seed - 1), false);
        current.step();
        broken = fresh;
        current = next;
      }
      gradient(straight, new Random(seed + t), false);
      gradient(broken, new Random(seed + t), false);
      reference.step();
      current.step();
    }
    assertSame(straight, broken);
    assertSameState(reference.state(straight), current.state(broken));
  }
}
