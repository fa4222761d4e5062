package lanewise.tensor.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
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

class AdamStepTest {
  private static final int[] SIZES = {0, 1, 3, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 1000};

  private final KernelLevel level = KernelLevel.current();

  @AfterEach
  void restore() {
    Ladder.force(level);
  }

  /** What one step of a parameter 2 with a gradient 3, averages 1 and 16 and a largest average 25 leads to. */
  private static float[] step(double beta1, double beta2, UnaryOperator<AdamStep> rest) {
    List<Tensor> tensors = List.of(Tensor.of(new float[] {2}, 1), Tensor.of(new float[] {3}, 1), Tensor.of(new float[] {1}, 1),
        Tensor.of(new float[] {16}, 1));
    AdamStep step = new AdamStep();
    step.begin(tensors.get(0), tensors.get(1), 1);
    run(rest.apply(step.averages(tensors.get(2), tensors.get(3), beta1, beta2)));
    return new float[] {tensors.get(0).item(), tensors.get(2).item(), tensors.get(3).item()};
  }

  private static void run(AdamStep step) {
    Sweep sweep = new Sweep();
    sweep.add(step);
    sweep.run();
  }

  @Test
  void theAveragesMoveTowardsTheGradientAndItsSquare() {
    assertArrayEquals(new float[] {2, 1.5f, 14.25f}, step(0.75, 0.75, s -> s.update(0, 0.5, 0.25, 0)));
    assertArrayEquals(new float[] {2, 2.5f, 10.75f}, step(0.25, 0.25, s -> s.update(0, 0.5, 0.25, 0)));
    assertArrayEquals(new float[] {2, 3, 9}, step(0, 0, s -> s.update(0, 1, 1, 0)));
  }

  @Test
  void epsIsAddedToTheCorrectedRootOrTheUncorrectedOrInsideIt() {
    assertEquals(2 - 0.125 / 0.5 * 3 / (3 / 0.5 + 2), step(0, 0, s -> s.update(0.125, 0.5, 0.25, 2))[0]);
    assertEquals(2 - 0.125 * 3 / (3 + 2), step(0, 0, s -> s.updateUncorrected(0.125, 2))[0], 1e-7);
    assertEquals(2 - 0.125 / 0.5 * 3 / 8, step(0, 0, s -> s.updateEpsInside(0.125, 0.5, 0.25, 28))[0]);
    assertEquals(2 - 0.125 * 3, step(0, 0, s -> s.updatePlain(0.125))[0]);
  }

  @Test
  void theNesterovFormAddsSharesOfTheGradientAndOfTheAverage() {
    double expected = 2 - 0.125 * (0.5 * 3 + 4 * 2.5) / (Math.sqrt(10.75) / 0.5 + 1);
    assertEquals(expected, step(0.25, 0.25, s -> s.updateNesterov(0.125, 0.5, 4, 0.25, 1))[0], 1e-6);
  }

  @Test
  void decayIsCoupledWithTheGradientOrShrinksTheParameter() {
    assertArrayEquals(new float[] {2, 4, 16}, step(0, 0, s -> s.coupledDecay(0.5).updatePlain(0)));
    assertArrayEquals(new float[] {1, 3, 9}, step(0, 0, s -> s.decoupledDecay(0.5).updatePlain(0)));
    assertArrayEquals(new float[] {2, 3, 9}, step(0, 0, s -> s.decoupledDecay(0.5).coupledDecay(0).updatePlain(0)));
  }

  @Test
  void amsgradDividesByTheLargestAverage() {
    Tensor largest = Tensor.of(new float[] {25}, 1);
    assertEquals(2 - 3 / 5f, step(0, 0, s -> s.amsgrad(largest).update(1, 1, 1, 0))[0], 1e-7);
    assertEquals(25, largest.item());
    largest.copyFrom(Tensor.of(new float[] {4}, 1));
    assertEquals(2 - 3 / 3f, step(0, 0, s -> s.amsgrad(largest).update(1, 1, 1, 0))[0], 1e-7);
    assertEquals(9, largest.item());
  }

  @Test
  void theAverageIsInterpolatedFromTheNearerEnd() {
    for (double beta1 : new double[] {0, 0.25, 0.5, 0.51, 0.75}) {
      Tensor average = Tensor.ones(1);
      AdamStep step = new AdamStep();
      step.begin(Tensor.ones(1), Tensor.of(new float[] {Float.POSITIVE_INFINITY}, 1), 1);
      run(step.averages(average, Tensor.ones(1), beta1, 0.5).updatePlain(0.1));
      assertEquals(beta1 <= 0.5 ? Float.NaN : Float.POSITIVE_INFINITY, average.item(), "beta1 " + beta1);
    }
  }

  @Test
  void theSecondAverageFadesByBeta2AndNotByTheNearestFloat() {
    for (double beta2 : new double[] {0.999, 0.99, 0.9, 0.5, 1 - 0x1p-30}) {
      Tensor average = Tensor.ones(2);
      average.copyFrom(Tensor.of(new float[] {16, Float.POSITIVE_INFINITY}, 2));
      AdamStep step = new AdamStep();
      int steps = (int) Math.min(1000, 60 / (1 - beta2));
      for (int t = 0; t < steps; t++) {
        step.begin(Tensor.ones(2), Tensor.zeros(2), 1);
        run(step.averages(Tensor.zeros(2), average, 0.9, beta2).updatePlain(0.1));
      }
      assertEquals(1, average.get(0) / (16 * StrictMath.pow(beta2, steps)), 5e-6, "beta2 " + beta2);
      assertEquals(Float.POSITIVE_INFINITY, average.get(1), "beta2 " + beta2);
    }
  }

  @Test
  void aGradientOfSomeRowsIsFoundWhereItsRowsAre() {
    Tensor table = Tensor.ones(4, 2);
    RowSparse rows = RowSparse.of(table.shape(), LongTensor.of(new long[] {3, 1}, 2), Tensor.of(new float[] {1, 2, 3, 4}, 2, 2));
    AdamStep step = new AdamStep();
    step.begin(table, rows, 1);
    run(step.averages(Tensor.zeros(4, 2), Tensor.zeros(4, 2), 0, 0).updatePlain(1));
    assertArrayEquals(new float[] {1, 1, -2, -3, 1, 1, 0, -1}, table.toArray());
  }

  static Stream<Named<UnaryOperator<AdamStep>>> updates() {
    return Stream.of(
        Named.of("usual", s -> s.update(0.1, 0.3, 0.2, 1e-3)),
        Named.of("uncorrected", s -> s.updateUncorrected(0.1, 1e-3)),
        Named.of("eps inside", s -> s.updateEpsInside(0.1, 0.3, 0.2, 1e-3)),
        Named.of("plain", s -> s.updatePlain(0.1)),
        Named.of("nesterov", s -> s.updateNesterov(0.1, 0.3, 0.8, 0.2, 1e-3)));
  }

  @ParameterizedTest
  @MethodSource("updates")
  void everyFormHasTheSameBitsAtEveryVectorWidth(UnaryOperator<AdamStep> update) {
    for (int variant = 0; variant < 8; variant++) {
      for (int n : SIZES) {
        List<float[]> expected = run(update, variant, n, KernelLevel.SCALAR);
        for (KernelLevel other : List.of(KernelLevel.SIMD128, KernelLevel.SIMD256, KernelLevel.SIMD512)) {
          List<float[]> actual = run(update, variant, n, other);
          for (int i = 0; i < expected.size(); i++) {
            assertArrayEquals(expected.get(i), actual.get(i), other.label() + ", variant " + variant + ", size " + n + ", array " + i);
          }
        }
      }
    }
  }

  private static List<float[]> run(UnaryOperator<AdamStep> update, int variant, int n, KernelLevel level) {
    Ladder.force(level);
    Random random = new Random(n);
    List<Tensor> tensors = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      float[] x = new float[n];
      for (int k = 0; k < n; k++) {
        x[k] = (float) (i < 3 ? random.nextGaussian() : random.nextDouble());
        if (random.nextInt(30) == 0) {
          x[k] = new float[] {Float.NaN, Float.POSITIVE_INFINITY, 0, 1e-40f, 3e19f}[random.nextInt(5)];
        }
      }
      tensors.add(Tensor.of(x, n));
    }
    AdamStep step = new AdamStep();
    step.begin(tensors.get(0), tensors.get(1), -0.7);
    step.averages(tensors.get(2), tensors.get(3), (variant & 1) != 0 ? 0.9 : 0.3, 0.99);
    step = (variant & 2) != 0 ? step.coupledDecay(0.1) : step.decoupledDecay(0.9);
    run(update.apply((variant & 4) != 0 ? step.amsgrad(tensors.get(4)) : step));
    return tensors.stream().map(Tensor::toArray).toList();
  }
}
