package lanewise.tensor.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.ops.MatMul;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class NewtonSchulzTest {
  private static Tensor iterate(Tensor x) {
    return new NewtonSchulz(x.shape()).iterate(x.copy(), 3.4445, -4.7750, 2.0315, 1e-7, 5);
  }

  private static Tensor random(Random random, int rows, int columns) {
    float[] x = new float[rows * columns];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.nextGaussian();
    }
    return Tensor.of(x, rows, columns);
  }

  /** A matrix with orthonormal columns: Gram and Schmidt in double. */
  private static Tensor orthogonal(Random random, int rows, int columns) {
    double[][] q = new double[columns][rows];
    for (int j = 0; j < columns; j++) {
      for (int i = 0; i < rows; i++) {
        q[j][i] = random.nextGaussian();
      }
      for (int round = 0; round < 2; round++) {
        for (int k = 0; k < j; k++) {
          double product = product(q[k], q[j]);
          for (int i = 0; i < rows; i++) {
            q[j][i] -= product * q[k][i];
          }
        }
      }
      double norm = Math.sqrt(product(q[j], q[j]));
      for (int i = 0; i < rows; i++) {
        q[j][i] /= norm;
      }
    }
    float[] x = new float[rows * columns];
    for (int j = 0; j < columns; j++) {
      for (int i = 0; i < rows; i++) {
        x[i * columns + j] = (float) q[j][i];
      }
    }
    return Tensor.of(x, rows, columns);
  }

  private static double product(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static Tensor transposed(Tensor x) {
    int rows = x.shape().dim(0);
    int columns = x.shape().dim(1);
    float[] y = new float[x.size()];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        y[j * rows + i] = x.get(i, j);
      }
    }
    return Tensor.of(y, columns, rows);
  }

  @Property(tries = 500)
  void singularValuesOfAHundredthAndMoreComeNearOne(@ForAll @IntRange(min = 1, max = 12) int rows, @ForAll @IntRange(min = 1, max = 12) int columns,
      @ForAll long seed) {
    Random random = new Random(seed);
    int rank = Math.min(rows, columns);
    double[] sigma = random.doubles(rank, 0.05, 1).toArray();
    Tensor left = orthogonal(random, rows, rank);
    Tensor right = orthogonal(random, columns, rank);
    float[] scaled = left.toArray();
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] *= (float) sigma[i % rank];
    }
    Tensor y = iterate(MatMul.multiply(Tensor.of(scaled, rows, rank), false, right, true));
    Tensor inBasis = MatMul.multiply(MatMul.multiply(left, true, y, false), false, right, false);
    for (int i = 0; i < rank; i++) {
      for (int j = 0; j < rank; j++) {
        float v = inBasis.get(i, j);
        assertTrue(i == j ? v >= 0.68f && v <= 1.14f : Math.abs(v) < 1e-3f, "element " + i + ", " + j + ": " + v);
      }
    }
  }

  @Property(tries = 500)
  void rotationsBeforeAreRotationsAfter(@ForAll @IntRange(min = 1, max = 12) int rows, @ForAll @IntRange(min = 1, max = 12) int columns,
      @ForAll long seed) {
    Random random = new Random(seed);
    Tensor x = random(random, rows, columns);
    Tensor q = orthogonal(random, rows, rows);
    Tensor r = orthogonal(random, columns, columns);
    Tensor rotated = MatMul.multiply(MatMul.multiply(q, false, x, false), false, r, true);
    Tensor expected = MatMul.multiply(MatMul.multiply(q, false, iterate(x), false), false, r, true);
    // a singular value near 0 grows by up to 485, and its rounding errors with it
    assertArrayEquals(expected.toArray(), iterate(rotated).toArray(), 2e-3f);
  }

  @Property(tries = 500)
  void theTransposeOfTheResultIsTheResultOfTheTranspose(@ForAll @IntRange(min = 1, max = 40) int rows,
      @ForAll @IntRange(min = 1, max = 40) int columns, @ForAll long seed) {
    if (rows != columns) {
      Tensor x = random(new Random(seed), rows, columns);
      float scale = (float) (1 / Math.sqrt(Flat.dot(x.reshape(rows * columns), x.reshape(rows * columns))));
      float[] values = x.toArray();
      for (int i = 0; i < values.length; i++) {
        values[i] = Math.round(values[i] * scale * 4096) / 4096f;
      }
      x = Tensor.of(values, rows, columns);
      assertArrayEquals(transposed(iterate(x)).toArray(), iterate(transposed(x)).toArray(), 0f);
    }
  }

  @Test
  void withoutIterationsTheMatrixIsNormalised() {
    Tensor x = Tensor.of(new float[] {3, 0, 0, 4}, 2, 2);
    assertArrayEquals(new float[] {0.6f, 0, 0, 0.8f}, new NewtonSchulz(x.shape()).iterate(x.copy(), 1, 1, 1, 1e-7, 0).toArray());
    assertArrayEquals(new float[] {0.3f, 0, 0, 0.4f}, new NewtonSchulz(x.shape()).iterate(x.copy(), 1, 1, 1, 10, 0).toArray());
    assertArrayEquals(new float[4], new NewtonSchulz(x.shape()).iterate(Tensor.zeros(2, 2), 1, 1, 1, 1e-7, 5).toArray());
    assertEquals(0, new NewtonSchulz(Shape.of(0, 3)).iterate(Tensor.zeros(0, 3), 1, 1, 1, 1e-7, 5).size());
  }
}
