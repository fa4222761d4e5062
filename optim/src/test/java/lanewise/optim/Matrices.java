package lanewise.optim;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import lanewise.autograd.Parameter;
import lanewise.tensor.Tensor;

/** Parameters and gradients of several axes for tests. */
final class Matrices {
  /** Vectors, matrices around the widths of vectors, small and large ones, several at once, kernels of convolutions. */
  static final int[][] SHAPES = {{}, {1}, {17}, {1000}, {1, 1}, {1, 33}, {31, 1}, {3, 5}, {16, 16}, {65, 63},
      {4, 2, 3}, {5, 0}, {8, 4, 3, 3}, {2, 3, 1, 7}};

  private Matrices() {}

  static List<Parameter> parameters(Random random, int[]... shapes) {
    return Stream.of(shapes).map(shape -> {
      int size = Tensor.zeros(shape).size();
      return new Parameter(Tensor.of(Trial.normal(random, size), shape));
    }).toList();
  }

  /** Gives each parameter a gradient: of wild magnitudes, one in five elements exactly zero. */
  static void gradients(List<Parameter> parameters, Random random, boolean negated) {
    for (Parameter p : parameters) {
      float[] g = Trial.wild(random, p.shape().size());
      Trial.gradient(p, negated ? Trial.negated(g) : g);
    }
  }

  static Parameter matrix(float[] values, int rows, int columns) {
    return new Parameter(Tensor.of(values, rows, columns));
  }

  static float[] transposed(float[] x, int rows, int columns) {
    float[] y = new float[x.length];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        y[j * rows + i] = x[i * columns + j];
      }
    }
    return y;
  }
}
