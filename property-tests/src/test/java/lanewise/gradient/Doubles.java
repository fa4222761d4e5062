package lanewise.gradient;

import java.util.Random;
import lanewise.tensor.Tensor;

/** An array of doubles with a shape, row-major: what the oracle computes with. */
record Doubles(double[] data, int... shape) {
  static Doubles of(Tensor t) {
    float[] values = t.toArray();
    double[] data = new double[values.length];
    for (int i = 0; i < data.length; i++) {
      data[i] = values[i];
    }
    return new Doubles(data, t.shape().toArray());
  }

  static Doubles zeros(int... shape) {
    int size = 1;
    for (int d : shape) {
      size *= d;
    }
    return new Doubles(new double[size], shape);
  }

  int dim(int axis) {
    return shape[axis];
  }

  int size() {
    return data.length;
  }

  double dot(Doubles other) {
    double sum = 0;
    for (int i = 0; i < data.length; i++) {
      sum += data[i] * other.data[i];
    }
    return sum;
  }

  /** A tensor of normal values. */
  static Tensor normal(Random random, int... shape) {
    float[] values = new float[zeros(shape).size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Tensor.of(values, shape);
  }
}
