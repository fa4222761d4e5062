package lanewise.tensor.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import lanewise.tensor.KernelLevel;
import lanewise.tensor.LongTensor;
import lanewise.tensor.RowSparse;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.template.Ladder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any elementwise rule can follow a gradient of some rows: these rows of parameter and state change as they would in a step of theirs alone, the
 * others not at all. "As" means the same bits.
 */
class RowsOfEveryRuleTest {
  private static final int ROWS = 6;
  private static final int WIDTH = 37;
  private static final long[] TOUCHED = {1, 2, 5};

  private final KernelLevel level = KernelLevel.current();

  @AfterEach
  void restore() {
    Ladder.force(level);
  }

  /** Begins a step by the first function and ends its description with two tensors of state. */
  private record Rule<S extends Step>(S step, BiConsumer<S, Tensor[]> end) {
    Step described(Tensor p, Tensor g, Tensor... state) {
      step.begin(p, g, 0.5);
      end.accept(step, state);
      return step;
    }

    Step described(Tensor p, RowSparse g, Tensor... state) {
      step.begin(p, g, 0.5);
      end.accept(step, state);
      return step;
    }
  }

  private static <S extends Step> Named<Rule<S>> rule(S step, BiConsumer<S, Tensor[]> end) {
    return Named.of(step.getClass().getSimpleName(), new Rule<>(step, end));
  }

  static Stream<Arguments> rules() {
    List<Named<? extends Rule<?>>> rules = List.of(
        rule(new AdadeltaStep(), (s, x) -> s.rate(0.5, 1e-3).weightDecay(0.1).averages(x[0], x[1], 0.9)),
        rule(new AdamStep(), (s, x) -> s.coupledDecay(0.1).averages(x[0], x[1], 0.9, 0.99).update(0.1, 0.5, 0.5, 1e-3)),
        rule(new AdamaxStep(), (s, x) -> s.weightDecay(0.1).averages(x[0], x[1], 0.9, 0.99).update(0.1, 0.5, 1e-3)),
        rule(new DecayedMoveStep(), (s, _) -> s.decoupledDecay(0.9)),
        rule(new LionStep(), (s, x) -> s.average(x[0], 0.9, 0.99).update(0.1, 0.9)),
        rule(new MomentumStep(), (s, x) -> s.average(x[0], x[1], 0.9, true)),
        rule(new RmspropStep(), (s, x) -> s.rate(0.1, 1e-3).average(x[0], 0.9).momentum(x[1], 0.9)),
        rule(new RpropStep(), (s, x) -> s.memory(x[0], x[1]).sizes(0.5, 1.2, 1e-3, 5)),
        rule(new SgdStep(), (s, x) -> s.rate(0.1, 0.9).weightDecay(0.1).trust(0.5).average(x[0], 0.25)));
    return rules.stream().flatMap(rule -> Arrays.stream(KernelLevel.values()).map(forced -> Arguments.of(rule, forced)));
  }

  private static Tensor noise(long seed, int... shape) {
    Random random = new Random(seed);
    float[] x = new float[Shape.of(shape).size()];
    for (int i = 0; i < x.length; i++) {
      x[i] = Math.abs((float) random.nextGaussian());
    }
    return Tensor.of(x, shape);
  }

  private static float[] touched(Tensor t) {
    float[] x = new float[TOUCHED.length * WIDTH];
    for (int r = 0; r < TOUCHED.length; r++) {
      System.arraycopy(t.toArray(), (int) TOUCHED[r] * WIDTH, x, r * WIDTH, WIDTH);
    }
    return x;
  }

  private static void run(Step step) {
    Sweep sweep = new Sweep();
    sweep.add(step);
    sweep.run();
  }

  @ParameterizedTest
  @MethodSource("rules")
  void theRowsThatAreThereChangeAsByThemselvesAndTheOthersDoNot(Rule<?> rule, KernelLevel forced) {
    Ladder.force(forced);
    Tensor[] whole = {noise(1, ROWS, WIDTH), noise(2, ROWS, WIDTH), noise(3, ROWS, WIDTH)};
    Tensor[] alone = Arrays.stream(whole).map(t -> Tensor.of(touched(t), TOUCHED.length, WIDTH)).toArray(Tensor[]::new);
    Tensor[] before = Arrays.stream(whole).map(t -> t.copy()).toArray(Tensor[]::new);
    Tensor g = noise(4, TOUCHED.length, WIDTH);
    run(rule.described(whole[0], RowSparse.of(Shape.of(ROWS, WIDTH), LongTensor.of(TOUCHED, TOUCHED.length), g), whole[1], whole[2]));
    run(rule.described(alone[0], g, alone[1], alone[2]));
    for (int t = 0; t < whole.length; t++) {
      assertArrayEquals(alone[t].toArray(), touched(whole[t]), "tensor " + t);
      for (int row : new int[] {0, 3, 4}) {
        float[] old = Arrays.copyOfRange(before[t].toArray(), row * WIDTH, (row + 1) * WIDTH);
        assertArrayEquals(old, Arrays.copyOfRange(whole[t].toArray(), row * WIDTH, (row + 1) * WIDTH), "row " + row + " of tensor " + t);
      }
    }
  }

  /** Parameter, gradient and state in the middle of larger tensors. */
  @ParameterizedTest
  @MethodSource("rules")
  void partsOfTensorsChangeInTheirPlace(Rule<?> rule, KernelLevel forced) {
    Ladder.force(forced);
    Tensor[] around = {noise(1, 90), noise(2, 91), noise(3, 92), noise(4, 93)};
    Tensor[] parts = new Tensor[4];
    Tensor[] alone = new Tensor[4];
    for (int t = 0; t < 4; t++) {
      parts[t] = around[t].slice(5 + t, 5 + t + WIDTH);
      alone[t] = parts[t].copy();
    }
    float[][] before = Arrays.stream(around).map(Tensor::toArray).toArray(float[][]::new);
    run(rule.described(parts[0], parts[3], parts[1], parts[2]));
    run(rule.described(alone[0], alone[3], alone[1], alone[2]));
    for (int t = 0; t < 4; t++) {
      System.arraycopy(alone[t].toArray(), 0, before[t], 5 + t, WIDTH);
      assertArrayEquals(before[t], around[t].toArray(), "tensor " + t);
    }
  }
}
