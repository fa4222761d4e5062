package lanewise.tensor.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.access.TensorAccess;
import org.junit.jupiter.api.Test;

class FlatTest {
  private static final int[] SIZES = {0, 1, 3, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 1000, 65_536, 65_537, 140_003};

  private static Tensor random(int n, long seed) {
    Random random = new Random(seed);
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = (float) random.nextGaussian();
    }
    return Tensor.of(x, n);
  }

  /** The order of sum as it is written. */
  private static double sum(double[] terms) {
    double sum = 0;
    for (int from = 0; from < terms.length; from += 65_536) {
      double[] lanes = new double[8];
      for (int i = from; i < Math.min(terms.length, from + 65_536); i++) {
        lanes[(i - from) % 8] += terms[i];
      }
      sum += lanes[0] + lanes[4] + (lanes[2] + lanes[6]) + (lanes[1] + lanes[5] + (lanes[3] + lanes[7]));
    }
    return sum;
  }

  @Test
  void productsAndSumsHaveTheOrderThatIsWritten() {
    for (int n : SIZES) {
      float[] a = random(n, 1).toArray();
      float[] b = random(n, 2).toArray();
      double[] products = new double[n];
      double[] sizes = new double[n];
      double largest = 0;
      for (int i = 0; i < n; i++) {
        products[i] = (double) a[i] * b[i];
        sizes[i] = Math.abs(a[i]);
        largest = Math.max(largest, sizes[i]);
      }
      assertEquals(sum(products), Flat.dot(random(n, 1), random(n, 2)), 0.0, "size " + n);
      assertEquals(sum(sizes), Flat.sumAbs(random(n, 1)), 0.0, "size " + n);
      assertEquals(largest, Flat.largest(random(n, 1)), 0.0, "size " + n);
    }
  }

  @Test
  void theLargestOfAVectorWithANaNIsNaN() {
    assertEquals(Double.NaN, Flat.largest(Tensor.of(new float[] {1, Float.NaN, 3}, 3)));
    assertEquals(Double.POSITIVE_INFINITY, Flat.largest(Tensor.of(new float[] {1, Float.NEGATIVE_INFINITY, 3}, 3)));
  }

  @Test
  void movesAndScalesAreRoundedOnce() {
    for (int n : SIZES) {
      Tensor x = random(n, 1);
      Tensor d = random(n, 2);
      Tensor moved = Flat.zeros(n);
      Tensor scaled = Flat.zeros(n);
      Flat.move(x, 0.1, d, moved);
      Flat.scale(x, 0.1, scaled);
      for (int i = 0; i < n; i++) {
        assertEquals((float) (x.get(i) + 0.1 * d.get(i)), moved.get(i));
        assertEquals((float) (0.1 * x.get(i)), scaled.get(i));
      }
    }
  }

  @Test
  void tensorsOfAnyLayoutAreGatheredAndScatteredRowMajor() {
    Tensor x = random(120, 1).reshape(2, 3, 4, 5);
    Tensor vector = Flat.zeros(130);
    Flat.gather(TensorAccess.channelsLast(x), -2, vector, 7);
    for (int i = 0; i < 120; i++) {
      assertEquals(-2 * x.reshape(120).get(i), vector.get(7 + i));
    }
    assertEquals(0, vector.get(6));
    assertEquals(0, vector.get(127));
    Tensor back = TensorAccess.channelsLast(Tensor.ones(2, 3, 4, 5));
    Flat.scatter(vector, 7, back);
    assertArrayEquals(vector.slice(7, 127).toArray(), back.toArray());
  }

  @Test
  void vectorsOfDifferentSizesAreRefused() {
    Tensor two = Flat.zeros(2);
    Tensor three = Flat.zeros(3);
    assertThrows(IllegalArgumentException.class, () -> Flat.dot(two, three));
    assertThrows(IllegalArgumentException.class, () -> Flat.move(two, 1, three, two));
    assertThrows(IllegalArgumentException.class, () -> Flat.move(two, 1, two, three));
    assertThrows(IllegalArgumentException.class, () -> Flat.scale(two, 1, three));
  }

  /** H by the update formula of the method, as a whole matrix. */
  @Test
  void theTwoLoopsAreTheProductWithTheUpdatedMatrix() {
    int n = 7;
    Random random = new Random(4);
    for (int pairs = 0; pairs <= 5; pairs++) {
      double[][] h = new double[n][n];
      for (int i = 0; i < n; i++) {
        h[i][i] = 0.5;
      }
      List<Tensor> dirs = new ArrayList<>();
      List<Tensor> steps = new ArrayList<>();
      List<Tensor> ro = new ArrayList<>();
      for (int k = 0; k < pairs; k++) {
        Tensor y = random(n, random.nextLong());
        Tensor s = Flat.zeros(n);
        Flat.move(y, 0.1, random(n, random.nextLong()), s);
        float r = (float) (1 / Flat.dot(y, s));
        dirs.add(y);
        steps.add(s);
        ro.add(Tensor.scalar(r));
        h = updated(h, s.toArray(), y.toArray(), r);
      }
      Tensor g = random(n, 9);
      Tensor d = Flat.zeros(n);
      TwoLoop recursion = new TwoLoop();
      recursion.direction(dirs, steps, ro, 0.5, g, d);
      for (int i = 0; i < n; i++) {
        double expected = 0;
        for (int j = 0; j < n; j++) {
          expected -= h[i][j] * g.get(j);
        }
        assertEquals(expected, d.get(i), 1e-6 * (1 + Math.abs(expected)), pairs + " pairs, element " + i);
      }
      Tensor again = Flat.zeros(n);
      recursion.direction(dirs, steps, ro, 0.5, g, again);
      assertArrayEquals(d.toArray(), again.toArray());
    }
  }

  /** (I - r s y^T) H (I - r y s^T) + r s s^T. */
  private static double[][] updated(double[][] h, float[] s, float[] y, double r) {
    int n = s.length;
    double[][] left = new double[n][n];
    double[][] result = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        left[i][j] = h[i][j];
        for (int k = 0; k < n; k++) {
          left[i][j] -= r * s[i] * y[k] * h[k][j];
        }
      }
    }
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        result[i][j] = left[i][j] + r * s[i] * s[j];
        for (int k = 0; k < n; k++) {
          result[i][j] -= left[i][k] * r * y[k] * s[j];
        }
      }
    }
    return result;
  }
}
