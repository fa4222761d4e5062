package lanewise.tensor.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import lanewise.tensor.KernelLevel;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.Levels;
import lanewise.tensor.kernel.Values;
import lanewise.tensor.ops.lines.Lines;
import org.junit.jupiter.api.Test;

/** What goes along one axis element by element: where the extremes are, and sums up to each element. */
class AlongAxisTest {
  @Test
  void placesOfExtremes_areTheFirstOfEqualsAtEveryLevel() {
    Random random = new Random(4);
    for (int[] shape : new int[][] {{}, {1}, {7}, {130}, {5, 3}, {3, 300}, {2, 30, 4}, {3, 2, 65, 2}}) {
      for (int dim = 0; dim < Math.max(1, shape.length); dim++) {
        Tensor x = Tensor.of(Arrays.copyOf(coarse(random, 2000), Values.normalTensor(random, shape).size()), shape);
        Lines lines = Lines.of(x.shape(), dim);
        int axis = dim;
        for (KernelLevel level : Levels.all()) {
          Extremes.Indexed max = Levels.at(level, () -> Extremes.max(x, axis, true));
          Extremes.Indexed min = Levels.at(level, () -> Extremes.min(x, axis - Math.max(1, shape.length), true));
          for (int j = 0; j < lines.count(); j++) {
            assertEquals(place(x, lines, j, 1), max.indices().at(j));
            assertEquals(place(x, lines, j, -1), min.indices().at(j));
            assertEquals(element(x, lines, j, (int) max.indices().at(j)), max.values().toArray()[j]);
          }
        }
      }
    }
  }

  /** Few different values, so that there are ties, and here and there a NaN. */
  private static float[] coarse(Random random, int n) {
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = random.nextInt(40) == 0 ? Float.NaN : random.nextInt(5) - 2;
    }
    return x;
  }

  private static float element(Tensor x, Lines lines, int line, int i) {
    return x.toArray()[(line / lines.inner() * lines.n() + i) * lines.inner() + line % lines.inner()];
  }

  private static int place(Tensor x, Lines lines, int line, int sign) {
    int best = 0;
    for (int i = 0; i < lines.n(); i++) {
      float v = sign * element(x, lines, line, i);
      float most = sign * element(x, lines, line, best);
      if (v > most || v != v && most == most) {
        best = i;
      }
    }
    return best;
  }

  @Test
  void cumulativeSum_isTheChainInDouble() {
    Random random = new Random(5);
    for (int[] shape : new int[][] {{}, {9}, {4, 5}, {2, 3, 300}, {3, 0, 2}}) {
      for (int dim = 0; dim < Math.max(1, shape.length); dim++) {
        Tensor x = Values.normalTensor(random, shape);
        Lines lines = Lines.of(x.shape(), dim);
        Tensor y = Cumulative.sum(x, dim);
        Tensor back = Cumulative.sumGradient(x, dim);
        for (int j = 0; j < lines.count(); j++) {
          double sum = 0;
          for (int i = 0; i < lines.n(); i++) {
            sum += element(x, lines, j, i);
            assertEquals((float) sum, element(y, lines, j, i));
          }
          sum = 0;
          for (int i = lines.n() - 1; i >= 0; i--) {
            sum += element(x, lines, j, i);
            assertEquals((float) sum, element(back, lines, j, i));
          }
        }
      }
    }
  }
}
