package lanewise.nn;

import lanewise.autograd.Parameter;
import lanewise.tensor.Rng;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;

/** Initial values of weights (He, Zhang, Ren, Sun, "Delving deep into rectifiers", 2015; defaults are PyTorch's). */
public final class Init {
  private Init() {}

  /** Inputs of one output: of a weight [O, I, ...] the product of all sizes but the first. */
  public static int fanIn(Shape weight) {
    if (weight.rank() < 2) {
      throw new IllegalArgumentException("fan of shape " + weight + "; allowed: rank >= 2");
    }
    int fan = 1;
    for (int axis = 1; axis < weight.rank(); axis++) {
      fan *= weight.dim(axis);
    }
    return fan;
  }

  /** The gain of a leaky rectifier: sqrt(2 / (1 + slope^2)). */
  public static double leakyReluGain(double slope) {
    return Math.sqrt(2 / (1 + slope * slope));
  }

  /** PyTorch's default of Linear and Conv2d, weight and bias alike: uniform in +-1 / sqrt(fanIn), which is kaiming uniform with a = sqrt(5). */
  static Tensor uniformByFan(int fanIn, Rng rng, int... shape) {
    float bound = (float) (1 / Math.sqrt(fanIn));
    return rng.uniform(-bound, bound, shape);
  }

  /**
   * Overwrites a weight with normal values of standard deviation gain / sqrt(fanIn), for layers followed by a leaky rectifier of this slope.
   *
   * @param slope slope below zero, 0 for ReLU
   */
  public static void kaimingNormal(Parameter weight, double slope, Rng rng) {
    double std = leakyReluGain(slope) / Math.sqrt(fanIn(weight.shape()));
    weight.value().copyFrom(rng.gaussians(0, (float) std, weight.shape().toArray()));
  }

  /** {@link #kaimingNormal} for the weight of every {@link Conv2d} in a model, the biases left as they are: each from its own stream, by path. */
  public static void kaimingNormalConvolutions(Layer model, double slope, Rng rng) {
    forEachConv2d(model, "", slope, rng);
  }

  private static void forEachConv2d(Layer layer, String path, double slope, Rng rng) {
    if (layer instanceof Conv2d conv) {
      kaimingNormal(conv.weight(), slope, rng.split(path));
    }
    layer.children().forEach((name, child) -> forEachConv2d(child, path + name + ".", slope, rng));
  }
}
