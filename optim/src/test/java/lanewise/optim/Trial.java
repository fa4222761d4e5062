package lanewise.optim;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import lanewise.autograd.Parameter;
import lanewise.tensor.Tensor;

/** Parameters and gradients for tests. */
final class Trial {
  /** Sizes around every vector width. */
  static final int[] SIZES = {0, 1, 3, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 1000};
  /** The 18 parameters of the course's convolutional network: four convolutions, each with weight, bias and a normalisation's two, and a last one. */
  static final int[] NETWORK = {200, 8, 8, 8, 1152, 16, 16, 16, 4608, 32, 32, 32, 18_432, 64, 64, 64, 5760, 10};

  private Trial() {}

  static Parameter parameter(float... values) {
    return new Parameter(Tensor.of(values, values.length));
  }

  /** Makes {@code gradient} the parameter's gradient. */
  static void gradient(Parameter p, float... gradient) {
    p.zeroGrad();
    p.backward(Tensor.of(gradient, p.shape().toArray()));
  }

  static float[] normal(Random random, int n) {
    return scaled(random, n, 1);
  }

  static float[] scaled(Random random, int n, double scale) {
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = (float) (random.nextGaussian() * scale);
    }
    return x;
  }

  /** Gradients of very different magnitudes, one in five exactly zero. */
  static float[] wild(Random random, int n) {
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = random.nextInt(5) == 0 ? 0 : (float) (random.nextGaussian() * Math.pow(10, random.nextInt(10) - 6));
    }
    return x;
  }

  static List<Parameter> parameters(Random random, int... sizes) {
    List<Parameter> list = new ArrayList<>();
    IntStream.of(sizes).forEach(n -> list.add(parameter(normal(random, n))));
    return list;
  }

  static List<float[]> values(List<Parameter> parameters) {
    return parameters.stream().map(p -> p.value().toArray()).toList();
  }

  static float[] negated(float[] x) {
    float[] y = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = -x[i];
    }
    return y;
  }

  /** Every element times 2 to the power of {@code exponent}. */
  static float[] scalb(float[] x, int exponent) {
    float[] y = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = Math.scalb(x[i], exponent);
    }
    return y;
  }
}
