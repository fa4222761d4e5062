package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import lanewise.autograd.Parameter;
import lanewise.tensor.Tensor;

/** The published examples: a vector or a matrix, gradients that repeat, values after steps 1, 2 and 8. */
final class Examples {
  private static final float[][] OF_VECTOR = {{.1f, -.2f, .3f}, {-.4f, .5f, 0}, {.25f, .25f, -1}, {0, -.1f, .2f}, {1, .3f, -.05f}};
  private static final float[][] OF_MATRIX = {{.1f, -.2f, .3f, -.4f, .5f, 0}, {.25f, .25f, -1, 0, -.1f, .2f}, {1, .3f, -.05f, .6f, -.7f, .8f}};
  private static final List<Integer> SHOWN = List.of(1, 2, 8);

  private Examples() {}

  static Parameter vector() {
    return Trial.parameter(1, -2, .5f);
  }

  static Parameter matrix() {
    return new Parameter(Tensor.of(new float[] {1, -2, .5f, .25f, -.75f, 1.5f}, 2, 3));
  }

  /** The matrix and its gradients with the axes exchanged. */
  static Parameter transposed() {
    return new Parameter(Tensor.of(transposed(matrix().value().toArray()), 3, 2));
  }

  private static float[] transposed(float[] x) {
    return new float[] {x[0], x[3], x[1], x[4], x[2], x[5]};
  }

  /** Steps eight times; compares within float32's accuracy, with the rows that are given (the last one is that of step 8). */
  static void check(Optimizer optimizer, double... expected) {
    Parameter p = optimizer.paramGroups().getFirst().parameters().getFirst();
    int n = p.shape().size();
    for (int t = 1; t <= 8; t++) {
      float[] g = n == 3 ? OF_VECTOR[(t - 1) % 5] : OF_MATRIX[(t - 1) % 3];
      Trial.gradient(p, p.shape().dim(0) == 3 && n == 6 ? transposed(g) : g);
      optimizer.step();
      int row = expected.length == 3 * n ? SHOWN.indexOf(t) : t == 1 ? 0 : t == 8 ? 1 : -1;
      for (int i = 0; row >= 0 && i < n; i++) {
        double e = expected[row * n + i];
        assertEquals(e, p.value().toArray()[i], 2e-6 * Math.max(1, Math.abs(e)), "step " + t + ", element " + i);
      }
    }
  }
}
