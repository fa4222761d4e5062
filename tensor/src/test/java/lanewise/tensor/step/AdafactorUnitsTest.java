package lanewise.tensor.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Parameters of many sizes and numbers, in cases where every element is known. */
class AdafactorUnitsTest {
  private final AdafactorSweep sweep = new AdafactorSweep();

  private static Tensor filled(float value, int... shape) {
    Tensor t = Tensor.zeros(shape);
    float[] x = new float[t.size()];
    Arrays.fill(x, value);
    return Tensor.of(x, shape);
  }

  private static AdafactorStep begun(Tensor p, Tensor g) {
    AdafactorStep step = new AdafactorStep();
    step.begin(p, g, 1);
    return step;
  }

  @Test
  void theAveragesOfTheFirstStepAreTheMeansOfTheSquaresOfRowsAndColumns() {
    Tensor p = Tensor.ones(2, 3);
    Tensor rows = filled(99, 2, 1);
    Tensor columns = filled(99, 1, 3);
    sweep.add(begun(p, Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3)).factored(rows, columns).averages(1, 1e-7).update(0.01, 1e-3, 1, 1));
    sweep.run();
    assertArrayEquals(new float[] {14 / 3f, 77 / 3f}, rows.toArray(), 1e-5f);
    assertArrayEquals(new float[] {8.5f, 14.5f, 22.5f}, columns.toArray(), 1e-5f);
  }

  @Test
  void largeMatricesAreSummedUpAnewInEveryStepEachByItself() {
    int[] shape = {3, 300, 400};
    float[] g = new float[3 * 300 * 400];
    for (int i = 0; i < g.length; i++) {
      g[i] = 1 + i / 120_000;
    }
    Tensor p = Tensor.ones(shape);
    Tensor rows = Tensor.zeros(3, 300, 1);
    Tensor columns = Tensor.zeros(3, 1, 400);
    AdafactorStep step = new AdafactorStep();
    for (int t = 0; t < 2; t++) {
      step.begin(p, Tensor.of(g, shape), 1);
      sweep.add(step.factored(rows, columns).averages(1, 1e-7).update(0.5, 1e-3, 1, 1));
      sweep.run();
      for (int i = 0; i < 900; i++) {
        assertEquals((1 + i / 300) * (1 + i / 300), rows.toArray()[i], 1e-5f, "row " + i);
      }
      for (int i = 0; i < 1200; i++) {
        assertEquals((1 + i / 400) * (1 + i / 400), columns.toArray()[i], 1e-5f, "column " + i);
      }
      assertArrayEquals(filled(t == 0 ? 0.5f : 0.25f, shape).toArray(), p.toArray(), 1e-5f);
    }
  }

  @Test
  void everyElementOfALongVectorMovesAlike() {
    int n = 200_003;
    Tensor p = filled(2, n);
    Tensor variance = filled(7, n);
    sweep.add(begun(p, filled(3, n)).whole(variance).averages(1, 1e-7).update(0.5, 1e-3, 1, 0.5));
    sweep.run();
    assertArrayEquals(filled(0, n).toArray(), p.toArray(), 1e-5f);
    assertArrayEquals(filled(9, n).toArray(), variance.toArray());
  }

  @Test
  void manyParametersStepAsEachWouldAlone() {
    List<Tensor> parameters = new ArrayList<>();
    List<Float> expected = new ArrayList<>();
    for (int i = 0; i < 70; i++) {
      int[] shape = i % 3 == 0 ? new int[] {1 + i} : i % 3 == 1 ? new int[] {1 + i, 5} : new int[] {0, 4};
      Tensor p = filled(1 + i, shape);
      AdafactorStep step = begun(p, filled(i % 2 == 0 ? 1 : -1, shape));
      AdafactorStep described = i % 3 == 0 ? step.whole(Tensor.zeros(shape))
          : step.factored(Tensor.zeros(shape[0], 1), Tensor.zeros(1, shape[1]));
      sweep.add(described.averages(1, 1e-7).update(0.25, 1e-3, 1, 1));
      parameters.add(p);
      expected.add((1 + i) * (i % 2 == 0 ? 0.75f : 1.25f));
    }
    sweep.run();
    for (int i = 0; i < 70; i++) {
      for (float x : parameters.get(i).toArray()) {
        assertEquals(expected.get(i), x, 1e-4f, "parameter " + i);
      }
    }
    List<float[]> after = parameters.stream().map(Tensor::toArray).toList();
    sweep.run();
    for (int i = 0; i < 70; i++) {
      assertArrayEquals(after.get(i), parameters.get(i).toArray(), "a sweep forgets its steps");
    }
  }
}
