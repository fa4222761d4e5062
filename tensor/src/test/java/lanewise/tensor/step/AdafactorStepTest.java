package lanewise.tensor.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.access.TensorAccess;
import org.junit.jupiter.api.Test;

class AdafactorStepTest {
  private static Tensor random(long seed, int... shape) {
    Random random = new Random(seed);
    float[] x = new float[Tensor.zeros(shape).size()];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.nextGaussian();
    }
    return Tensor.of(x, shape);
  }

  private static void step(Tensor p, Tensor g, Tensor r, Tensor c, double weight) {
    AdafactorStep step = new AdafactorStep();
    step.begin(p, g, 1);
    step.factored(r, c).averages(weight, 1e-7).update(0.01, 1e-3, 1, 0.99);
    AdafactorSweep sweep = new AdafactorSweep();
    sweep.add(step);
    sweep.run();
  }

  @Test
  void theLayoutOfParameterGradientAndStateMakesNoDifference() {
    int[] shape = {3, 4, 5, 2};
    Tensor p = random(1, shape);
    Tensor r = Tensor.zeros(3, 4, 5, 1);
    Tensor c = Tensor.zeros(3, 4, 1, 2);
    Tensor lastP = TensorAccess.channelsLast(random(1, shape));
    Tensor lastR = TensorAccess.channelsLast(Tensor.zeros(3, 4, 5, 1));
    Tensor lastC = TensorAccess.channelsLast(Tensor.zeros(3, 4, 1, 2));
    for (int t = 1; t <= 3; t++) {
      Tensor g = random(t, shape);
      step(p, g, r, c, 1.0 / t);
      step(lastP, t == 2 ? g : TensorAccess.channelsLast(g), lastR, lastC, 1.0 / t);
    }
    assertArrayEquals(p.toArray(), lastP.toArray());
    assertArrayEquals(r.toArray(), lastR.toArray());
    assertArrayEquals(c.toArray(), lastC.toArray());
  }

  /** The rule in double, without units, pieces or lanes. */
  @Test
  void theUnitsMakeNoDifferenceToTheRule() {
    for (int[] shape : new int[][] {{1, 1}, {3, 5}, {90, 91}, {91, 90}, {4, 20_000}, {20_000, 4}, {5000, 3, 3}, {3, 130, 64}, {1, 9000}}) {
      Tensor p = random(1, shape);
      Tensor g = random(2, shape);
      int rows = shape[shape.length - 2];
      int columns = shape[shape.length - 1];
      int matrices = p.size() / (rows * columns);
      float[] expected = expected(p.toArray(), g.toArray(), matrices, rows, columns);
      int[] ofRows = shape.clone();
      ofRows[shape.length - 1] = 1;
      int[] ofColumns = shape.clone();
      ofColumns[shape.length - 2] = 1;
      step(p, g, Tensor.zeros(ofRows), Tensor.zeros(ofColumns), 1);
      assertArrayEquals(expected, p.toArray(), 2e-6f, p.shape().toString());
    }
  }

  private static float[] expected(float[] p, float[] g, int matrices, int rows, int columns) {
    double[] v = new double[p.length];
    for (int m = 0; m < matrices; m++) {
      double[] r = new double[rows];
      double[] c = new double[columns];
      double mean = 0;
      int at = m * rows * columns;
      for (int i = 0; i < rows * columns; i++) {
        double square = (double) g[at + i] * g[at + i];
        r[i / columns] += square / columns;
        c[i % columns] += square / rows;
        mean += square / rows / columns;
      }
      for (int i = 0; i < rows * columns; i++) {
        v[at + i] = r[i / columns] * c[i % columns] / mean;
      }
    }
    double updates = 0;
    double values = 0;
    for (int i = 0; i < p.length; i++) {
      updates += g[i] * g[i] / v[i] / p.length;
      values += (double) p[i] * p[i] / p.length;
    }
    double rate = 0.01 * Math.max(1e-3, Math.sqrt(values)) / Math.max(1, Math.sqrt(updates));
    float[] moved = new float[p.length];
    for (int i = 0; i < p.length; i++) {
      moved[i] = (float) (0.99 * p[i] - rate * g[i] / Math.sqrt(v[i]));
    }
    return moved;
  }

  @Test
  void aGradientOfAnotherShapeIsRefused() {
    Tensor p = Tensor.zeros(2, 3);
    Tensor g = Tensor.zeros(3, 2);
    var e = assertThrows(IllegalArgumentException.class, () -> new AdafactorStep().begin(p, g, 1));
    assertEquals("gradient of shape [3, 2] for a parameter of shape [2, 3]", e.getMessage());
  }

  @Test
  void manyParametersInOneSweepAreSteppedAsEachByItself() {
    AdafactorSweep sweep = new AdafactorSweep();
    Tensor[] together = new Tensor[40];
    Tensor[] alone = new Tensor[40];
    for (int i = 0; i < 40; i++) {
      int[] shape = {2 + i % 5, 3 + i * 7 % 11};
      Tensor g = random(100 + i, shape);
      together[i] = random(i, shape);
      alone[i] = random(i, shape);
      AdafactorStep step = new AdafactorStep();
      step.begin(together[i], g, 1);
      if (i % 3 == 0) {
        sweep.add(step.whole(Tensor.zeros(shape)).averages(1, 1e-7).update(0.01, 1e-3, 1, 0.99));
        AdafactorStep single = new AdafactorStep();
        single.begin(alone[i], g, 1);
        AdafactorSweep one = new AdafactorSweep();
        one.add(single.whole(Tensor.zeros(shape)).averages(1, 1e-7).update(0.01, 1e-3, 1, 0.99));
        one.run();
      } else {
        sweep.add(step.factored(Tensor.zeros(shape[0], 1), Tensor.zeros(1, shape[1])).averages(1, 1e-7).update(0.01, 1e-3, 1, 0.99));
        step(alone[i], g, Tensor.zeros(shape[0], 1), Tensor.zeros(1, shape[1]), 1);
      }
    }
    sweep.run();
    for (int i = 0; i < 40; i++) {
      assertArrayEquals(alone[i].toArray(), together[i].toArray(), "parameter " + i);
    }
  }
}
