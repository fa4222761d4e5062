package lanewise.golden;

import java.util.Map;
import java.util.function.Consumer;
import lanewise.autograd.Functions;
import lanewise.autograd.Normalizations;
import lanewise.autograd.Variable;
import lanewise.tensor.Tensor;
import lanewise.tensor.ops.BatchNormalization;

/** Normalisations by mean and variance. */
final class NormalizationOps implements OpFamily {
  @Override
  public Map<String, Consumer<OpCase>> operations() {
    return Map.of("batch_norm", c -> c.check(batchNorm(c)),
        "layer_norm", c -> c.check(Normalizations.layerNorm(c.input(), sizes(c), c.optional("weight"), c.optional("bias"), eps(c))),
        "rms_norm", c -> c.check(Normalizations.rmsNorm(c.input(), sizes(c), c.optional("weight"), eps(c))),
        "group_norm", c -> c.check(Normalizations.groupNorm(c.input(), c.args().get("num_groups").asInt(), c.optional("weight"), c.optional("bias"),
            eps(c))),
        "instance_norm", c -> c.check(Normalizations.instanceNorm(c.input(), c.optional("weight"), c.optional("bias"), eps(c))));
  }

  /** Inputs of rank 2 and 3 are images of one pixel and of one row. */
  private static Variable batchNorm(OpCase c) {
    int[] shape = c.input().shape().toArray();
    int channels = shape[1];
    Variable x = shape.length == 4 ? c.input() : c.input().reshape(shape[0], channels, shape.length == 3 ? shape[2] : 1, 1);
    Variable weight = c.optional("weight").orElse(Variable.of(Tensor.ones(channels)));
    Variable bias = c.optional("bias").orElse(Variable.of(Tensor.zeros(channels)));
    double eps = c.args().get("eps").asDouble();
    if (!c.args().get("training").asBoolean()) {
      return Functions.batchNorm(x, weight, bias, doubles(c, "running_mean"), doubles(c, "running_var"), eps).reshape(shape);
    }
    BatchNormalization.Statistics s = BatchNormalization.statistics(x.value());
    if (c.has("running_mean")) {
      double[] unbiased = new double[channels];
      for (int i = 0; i < channels; i++) {
        unbiased[i] = s.unbiased(i);
      }
      BatchNormalization.updateRunning(c.input("running_mean").value(), s.mean(), c.args().get("momentum").asDouble());
      BatchNormalization.updateRunning(c.input("running_var").value(), unbiased, c.args().get("momentum").asDouble());
      c.assertNear("expected", "running_mean", c.input("running_mean").value());
      c.assertNear("expected", "running_var", c.input("running_var").value());
    }
    return Functions.batchNorm(x, weight, bias, s, eps, false).reshape(shape);
  }

  private static double[] doubles(OpCase c, String name) {
    float[] values = c.input(name).value().toArray();
    double[] x = new double[values.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = values[i];
    }
    return x;
  }

  /** The machine epsilon where there is none. */
  private static double eps(OpCase c) {
    return c.args().get("eps").isNull() ? 0x1p-23 : c.args().get("eps").asDouble();
  }

  private static int[] sizes(OpCase c) {
    int[] sizes = new int[c.args().get("normalized_shape").size()];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = c.args().get("normalized_shape").get(i).asInt();
    }
    return sizes;
  }
}
