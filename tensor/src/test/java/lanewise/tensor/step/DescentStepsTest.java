package lanewise.tensor.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import lanewise.tensor.KernelLevel;
import lanewise.tensor.LongTensor;
import lanewise.tensor.RowSparse;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.template.Ladder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The steps of descent with and without averages, of RMSprop, Adadelta, Rprop and Lion: numbers that are exact in binary. */
class DescentStepsTest {
  private static final int[] SIZES = {0, 1, 3, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 1000};

  private final KernelLevel level = KernelLevel.current();
  private final Tensor p = one(2);
  private final Tensor g = one(3);

  @AfterEach
  void restore() {
    Ladder.force(level);
  }

  private static Tensor one(float x) {
    return Tensor.of(new float[] {x}, 1);
  }

  private static void run(Step step) {
    Sweep sweep = new Sweep();
    sweep.add(step);
    sweep.run();
  }

  private <S extends Step> S begun(S step) {
    step.begin(p, g, 1);
    return step;
  }

  @Test
  void descentDecaysInTheGradientOrApartFromIt() {
    run(begun(new SgdStep()).rate(0.5));
    assertEquals(0.5f, p.item());
    run(begun(new SgdStep()).rate(0.5).weightDecay(2));
    assertEquals(0.5f - 2, p.item());
    run(begun(new SgdStep()).rate(0.5, 0.25));
    assertEquals(-1.5f / 4 - 1.5f, p.item());
  }

  @Test
  void anAverageFollowsTheParameterByItsShareAndAShareOfOneCopies() {
    Tensor average = one(10);
    run(begun(new SgdStep()).rate(0.5).average(average, 0.25));
    assertEquals(10 + (0.5f - 10) / 4, average.item());
    average.copyFrom(one(Float.POSITIVE_INFINITY));
    run(begun(new SgdStep()).rate(0.5).average(average, 1));
    assertEquals(-1, average.item());
    assertEquals(-1, p.item());
  }

  @Test
  void rowsOfAGradientAreLaidOutAmongZerosForMomentum() {
    Tensor table = Tensor.ones(3, 2);
    Tensor buffer = Tensor.ones(3, 2);
    SgdStep step = new SgdStep();
    step.begin(table, RowSparse.of(table.shape(), LongTensor.of(new long[] {1}, 1), Tensor.of(new float[] {4, 8}, 1, 2)), 1);
    run(step.rate(0.5).momentum(buffer, false, 0.5, 0, false));
    assertArrayEquals(new float[] {0.5f, 0.5f, 4.5f, 8.5f, 0.5f, 0.5f}, buffer.toArray());
    assertArrayEquals(new float[] {0.75f, 0.75f, -1.25f, -3.25f, 0.75f, 0.75f}, table.toArray());
    step.begin(table, RowSparse.of(table.shape(), LongTensor.of(new long[] {2, 0}, 2), Tensor.of(new float[] {1, 2, 3, 4}, 2, 2)), 1);
    run(step.rate(0).momentum(buffer, false, 0, 0, false));
    assertArrayEquals(new float[] {3, 4, 0, 0, 1, 2}, buffer.toArray(), "the rows of the step before are zeros again");
    step.begin(table, RowSparse.of(table.shape(), LongTensor.of(new long[0], 0), Tensor.of(new float[0], 0, 2)), 1);
    run(step.rate(0).momentum(buffer, false, 0, 0, false));
    assertArrayEquals(new float[6], buffer.toArray());
    Tensor larger = Tensor.ones(5, 2);
    step.begin(larger, RowSparse.of(larger.shape(), LongTensor.of(new long[] {4}, 1), Tensor.of(new float[] {1, 2}, 1, 2)), 1);
    run(step.rate(1).momentum(Tensor.zeros(5, 2), true, 0.5, 0, false));
    assertArrayEquals(new float[] {1, 1, 1, 1, 1, 1, 1, 1, 0, -1}, larger.toArray(), "a step may go on with another parameter");
  }

  @Test
  void squaresAreAveragedOrSummedUpOrBeginWithTheFirst() {
    Tensor v = one(7);
    run(begun(new RmspropStep()).rate(0.5, 1).average(v, 0.5));
    assertEquals(8, v.item());
    assertEquals(2 - 0.5 * 3 / (Math.sqrt(8) + 1), p.item(), 1e-6);
    run(begun(new RmspropStep()).rate(0, 1).sum(v));
    assertEquals(17, v.item());
    run(begun(new RmspropStep()).rate(0.5, 1).firstOfAverage(v));
    assertEquals(9, v.item());
  }

  @Test
  void rmspropDecaysInTheGradientOrApartFromIt() {
    Tensor v = one(0);
    run(begun(new RmspropStep()).rate(0, 1).weightDecay(0.5).firstOfAverage(v));
    assertEquals(16, v.item());
    run(begun(new RmspropStep()).rate(0, 1).weightDecay(0).decoupledDecay(0.25).firstOfAverage(v));
    assertEquals(9, v.item());
    assertEquals(0.5f, p.item());
  }

  @Test
  void centeredSquaresAreTheVarianceAndNeverNegative() {
    Tensor v = one(9);
    Tensor h = one(1);
    run(begun(new RmspropStep()).rate(1, 1).average(v, 0.5).centered(h, 0.5));
    assertEquals(2, h.item());
    assertEquals(2 - 3 / (Math.sqrt(5) + 1), p.item(), 1e-6);
    p.copyFrom(one(2));
    h.copyFrom(one(7));
    run(begun(new RmspropStep()).rate(1, 1).average(v, 0.5).centered(h, 0.75));
    assertEquals(6, h.item());
    assertEquals(2 - 3, p.item(), "the variance would be 9 - 36");
    v.copyFrom(one(Float.NaN));
    run(begun(new RmspropStep()).rate(1, 1).average(v, 0.5).centered(h, 0.75));
    assertEquals(Float.NaN, p.item());
  }

  @Test
  void aBufferCollectsTheQuotients() {
    Tensor buffer = one(4);
    run(begun(new RmspropStep()).rate(0.5, 1).firstOfAverage(one(0)).momentum(buffer, 0.25));
    assertEquals(1.75f, buffer.item());
    assertEquals(2 - 0.875f, p.item());
  }

  @Test
  void adadeltaMeasuresItsStepInTheStepsBefore() {
    Tensor v = one(7);
    Tensor u = one(3);
    run(begun(new AdadeltaStep()).rate(2, 1).weightDecay(0).averages(v, u, 0.5));
    double x = Math.sqrt(4) / Math.sqrt(9) * 3;
    assertEquals(8, v.item());
    assertEquals(3.5f, u.item(), 1e-6);
    assertEquals(2 - 2 * x, p.item(), 1e-6);
    p.copyFrom(one(2));
    run(begun(new AdadeltaStep()).rate(0, 1).weightDecay(0.5).averages(v, u, 0));
    assertEquals(16, v.item());
  }

  @Test
  void averagesOfSquaresFadeByTheirShareAndNotByTheNearestFloat() {
    for (double share : new double[] {0.999, 0.99, 0.9, 0.5}) {
      Tensor v = one(16);
      Tensor w = one(16);
      Tensor u = one(16);
      int steps = (int) Math.min(1000, 60 / (1 - share));
      for (int t = 0; t < steps; t++) {
        RmspropStep rmsprop = new RmspropStep();
        rmsprop.begin(p, one(0), 1);
        run(rmsprop.rate(0, 1).average(v, share));
        AdadeltaStep adadelta = new AdadeltaStep();
        adadelta.begin(p, one(0), 1);
        run(adadelta.rate(0, 1).averages(w, u, share));
      }
      for (Tensor faded : List.of(v, w, u)) {
        assertEquals(1, faded.item() / (16 * StrictMath.pow(share, steps)), 5e-6, "share " + share);
      }
    }
  }

  @Test
  void stepSizesGrowShrinkAndStayWithinTheirBounds() {
    float[][] rows = { // gradient, gradient before, expected: step size, gradient kept, parameter from 8
        {3, 2, 8, 3, 0}, {3, -2, 1, 0, 8}, {-3, 2, 1, 0, 8}, {-3, -2, 8, -3, 16}, {3, 0, 4, 3, 4}, {0, 3, 4, 0, 8},
        {Float.NaN, 3, 4, Float.NaN, 8}, {3, Float.NaN, 4, 3, 4}};
    for (float[] row : rows) {
      Tensor value = one(8);
      Tensor before = one(row[1]);
      Tensor size = one(4);
      RpropStep step = new RpropStep();
      step.begin(value, one(row[0]), 1);
      run(step.memory(before, size).sizes(0.25, 2, 0, 100));
      float[] after = {size.item(), before.item(), value.item()};
      assertArrayEquals(new float[] {row[2], row[3], row[4]}, after, List.of(row[0], row[1]).toString());
      step.begin(one(8), one(row[0]), 1);
      run(step.memory(one(row[1]), size).sizes(0.25, 2, 5, 6));
      assertEquals(Math.clamp(size.item(), 5, 6), size.item(), "within the bounds");
    }
  }

  @Test
  void lionMovesByItsRateAndInterpolatesFromTheNearerEnd() {
    Tensor m = one(-1);
    run(begun(new LionStep()).average(m, 0.5, 0.75).update(0.25, 0.5));
    assertEquals(1 - 0.25f, p.item());
    assertEquals(0, m.item());
    m.copyFrom(one(-9));
    run(begun(new LionStep()).average(m, 0.5, 0.25).update(0.25, 1));
    assertEquals(1, p.item());
    assertEquals(0, m.item());
    m.copyFrom(one(-3));
    run(begun(new LionStep()).average(m, 0.5, 0.25).update(0.25, 1));
    assertEquals(1, p.item(), "no direction");
  }

  @Test
  void cautiousStepsOfLionShareTheRateOfThoseThatRest() {
    Tensor value = Tensor.zeros(4);
    Tensor m = Tensor.of(new float[] {1, -9, 9, 0}, 4);
    LionStep step = new LionStep();
    step.begin(value, Tensor.of(new float[] {1, 1, -1, 0}, 4), 1);
    run(step.average(m, 0.5, 0.5).updateCautious(0.25, 1));
    assertArrayEquals(new float[] {-1, 0, 0, 0}, value.toArray());
    step.begin(value, Tensor.of(new float[] {-1, -1, -1, -1}, 4), 1);
    run(step.average(Tensor.zeros(4), 0.5, 0.5).updateCautious(0.25, 1));
    assertArrayEquals(new float[] {-0.75f, 0.25f, 0.25f, 0.25f}, value.toArray());
  }

  @Test
  void stateOfAnotherShapeIsRefused() {
    Tensor other = Tensor.zeros(2);
    Tensor fits = one(0);
    for (Runnable wrong : List.<Runnable>of(
        () -> begun(new SgdStep()).average(other, 1),
        () -> begun(new RmspropStep()).average(other, 0.5),
        () -> begun(new RmspropStep()).sum(other),
        () -> begun(new RmspropStep()).centered(other, 0.5),
        () -> begun(new RmspropStep()).momentum(other, 0.5),
        () -> begun(new AdadeltaStep()).averages(other, fits, 0.5),
        () -> begun(new AdadeltaStep()).averages(fits, other, 0.5),
        () -> begun(new RpropStep()).memory(other, fits),
        () -> begun(new RpropStep()).memory(fits, other),
        () -> begun(new LionStep()).average(other, 0.5, 0.5))) {
      assertThrows(IllegalArgumentException.class, wrong::run);
    }
  }

  /** A step of a parameter with up to three tensors of state. */
  private static <S extends Step> Named<Function<List<Tensor>, Step>> of(String name, S step, Function<List<Tensor>, Function<S, S>> describe) {
    return Named.of(name, tensors -> {
      step.begin(tensors.get(0), tensors.get(1), -0.7);
      return describe.apply(tensors.subList(2, 5)).apply(step);
    });
  }

  static Stream<Named<Function<List<Tensor>, Step>>> steps() {
    return Stream.of(
        of("average", new SgdStep(), t -> s -> s.rate(0.1, 0.9).weightDecay(0.1).average(t.get(0), 0.3)),
        of("copy", new SgdStep(), t -> s -> s.rate(0.1).average(t.get(0), 1)),
        of("rmsprop", new RmspropStep(), t -> s -> s.rate(0.1, 1e-3).average(t.get(0), 0.9)),
        of("decay apart", new RmspropStep(), t -> s -> s.rate(0.1, 1e-3).decoupledDecay(0.9).average(t.get(0), 0.9)),
        of("sum", new RmspropStep(), t -> s -> s.rate(0.1, 1e-3).weightDecay(0.1).sum(t.get(0))),
        of("centered", new RmspropStep(), t -> s -> s.rate(0.1, 1e-3).average(t.get(0), 0.9).centered(t.get(1), 0.9)),
        of("centered, momentum", new RmspropStep(), t -> s -> s.rate(0.1, 1e-3).weightDecay(0.1).average(t.get(0), 0.3).centered(t.get(1), 0.3)
            .momentum(t.get(2), 0.9)),
        of("adadelta", new AdadeltaStep(), t -> s -> s.rate(1, 1e-6).averages(t.get(0), t.get(1), 0.9)),
        of("adadelta, decay", new AdadeltaStep(), t -> s -> s.rate(1, 1e-6).weightDecay(0.1).averages(t.get(0), t.get(1), 1)),
        of("rprop", new RpropStep(), t -> s -> s.memory(t.get(0), t.get(1)).sizes(0.5, 1.2, 0.01, 0.5)),
        of("lion", new LionStep(), t -> s -> s.average(t.get(0), 0.9, 0.99).update(0.1, 0.9)),
        of("lion from the gradient", new LionStep(), t -> s -> s.average(t.get(0), 0.9, 0.3).update(0.1, 1)),
        of("cautious", new LionStep(), t -> s -> s.average(t.get(0), 0.9, 0.99).updateCautious(0.1, 0.9)));
  }

  @ParameterizedTest
  @MethodSource("steps")
  void everyFormHasTheSameBitsAtEveryVectorWidth(Function<List<Tensor>, Step> step) {
    for (int n : SIZES) {
      List<float[]> expected = run(step, n, KernelLevel.SCALAR);
      for (KernelLevel other : List.of(KernelLevel.SIMD128, KernelLevel.SIMD256, KernelLevel.SIMD512)) {
        List<float[]> actual = run(step, n, other);
        for (int i = 0; i < expected.size(); i++) {
          assertArrayEquals(expected.get(i), actual.get(i), other.label() + ", size " + n + ", array " + i);
        }
      }
    }
  }

  private static List<float[]> run(Function<List<Tensor>, Step> step, int n, KernelLevel level) {
    Ladder.force(level);
    Random random = new Random(n);
    List<Tensor> tensors = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      float[] x = new float[n];
      for (int k = 0; k < n; k++) {
        x[k] = (float) (i < 2 ? random.nextGaussian() : random.nextDouble());
        if (random.nextInt(30) == 0) {
          x[k] = new float[] {Float.NaN, Float.POSITIVE_INFINITY, 0, -0f, 1e-40f, 3e19f}[random.nextInt(6)];
        }
      }
      tensors.add(Tensor.of(x, n));
    }
    run(step.apply(tensors));
    return tensors.stream().map(Tensor::toArray).toList();
  }
}
