package lanewise.autograd;

import java.util.Optional;
import lanewise.tensor.Tensor;
import lanewise.tensor.ops.LayerNormalization;

/** Differentiable normalisations within a sample; eps is added to the variance. */
public final class Normalizations {
  private Normalizations() {}

  /**
   * Normalises over the last axes.
   *
   * @param normalized sizes of these axes, also those of weight and bias
   */
  public static Variable layerNorm(Variable x, int[] normalized, Optional<Variable> weight, Optional<Variable> bias, double eps) {
    return of(x, weight, bias, LayerNormalization.layer(x.value(), normalized, weight.map(Variable::value), bias.map(Variable::value), eps));
  }

  /**
   * x / sqrt(mean(x^2) + eps) over the last axes, times the weight.
   *
   * @param normalized sizes of these axes, also those of the weight
   */
  public static Variable rmsNorm(Variable x, int[] normalized, Optional<Variable> weight, double eps) {
    return of(x, weight, Optional.empty(), LayerNormalization.rootMeanSquare(x.value(), normalized, weight.map(Variable::value), eps));
  }

  /** Normalises groups of neighbouring channels of x [N, C, ...]; weight and bias [C]. */
  public static Variable groupNorm(Variable x, int groups, Optional<Variable> weight, Optional<Variable> bias, double eps) {
    return of(x, weight, bias, LayerNormalization.group(x.value(), groups, weight.map(Variable::value), bias.map(Variable::value), eps));
  }

  /** Normalises each channel of each image of x [N, C, ...] by itself; weight and bias [C]. */
  public static Variable instanceNorm(Variable x, Optional<Variable> weight, Optional<Variable> bias, double eps) {
    return of(x, weight, bias, LayerNormalization.instance(x.value(), weight.map(Variable::value), bias.map(Variable::value), eps));
  }

  private static Variable of(Variable x, Optional<Variable> weight, Optional<Variable> bias, LayerNormalization.Forward f) {
    Variable nothing = Variable.of(Tensor.scalar(0));
    Variable[] inputs = {x, weight.orElse(nothing), bias.orElse(nothing)};
    return new Variable(f.result(), Operation.recorded(inputs) ? new Normalized(f.gradient(), inputs) : null);
  }

  private static final class Normalized extends Operation {
    private final LayerNormalization.Gradient gradient;

    Normalized(LayerNormalization.Gradient gradient, Variable... inputs) {
      super(inputs);
      this.gradient = gradient;
    }

    @Override
    Tensor[] backward(Tensor dy) {
      LayerNormalization.Gradients g = gradient.of(dy, wanted(0), wanted(1) || wanted(2));
      return new Tensor[] {g.input().orElse(null), g.weight().orElse(null), g.bias().orElse(null)};
    }
  }
}
