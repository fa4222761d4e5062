package lanewise.autograd;

import java.util.Optional;
import lanewise.autograd.fused.FusedConv2d;
import lanewise.tensor.Tensor;
import lanewise.tensor.ops.ConvGeometry;
import lanewise.tensor.ops.FusedConvolution;
import lanewise.tensor.ops.Rectification;

/** 2-d convolution, alone or with the leaky rectifier after it, and its three gradients. */
final class Conv2d extends Operation {
  private final ConvGeometry geometry;
  private final Rectification rectification;
  private final Tensor result;
  private final int inputs;

  private Conv2d(ConvGeometry geometry, Rectification rectification, Tensor result, Variable... inputs) {
    super(inputs);
    this.geometry = geometry;
    this.rectification = rectification;
    this.result = result;
    this.inputs = inputs.length;
  }

  static Variable apply(Variable x, Variable weight, Optional<Variable> bias, ConvGeometry geometry, Rectification rectification,
      boolean statistics) {
    Variable[] inputs = bias.isPresent() ? new Variable[] {x, weight, bias.get()} : new Variable[] {x, weight};
    boolean recorded = recorded(inputs);
    Tensor y = FusedConvolution.forward(x.value(), weight.value(), bias.map(Variable::value), geometry, rectification, statistics, !recorded);
    return new Variable(y, recorded ? new Conv2d(geometry, rectification, y, inputs) : null);
  }

  /** {@link #apply} for the module of layers. */
  static final class Fused extends FusedConv2d {
    @Override
    protected Variable apply(Variable x, Variable weight, Optional<Variable> bias, ConvGeometry geometry, Rectification rectification,
        boolean statistics) {
      return Conv2d.apply(x, weight, bias, geometry, rectification, statistics);
    }
  }

  @Override
  Tensor[] backward(Tensor dy) {
    FusedConvolution.Wanted wanted = new FusedConvolution.Wanted(wanted(0), wanted(1), inputs == 3 && wanted(2));
    FusedConvolution.Gradients g = FusedConvolution.gradients(input(0).value(), dy, input(1).value(), result, geometry, rectification, wanted);
    Tensor[] gradients = new Tensor[inputs];
    gradients[0] = g.input().orElse(null);
    gradients[1] = g.weight().orElse(null);
    if (inputs == 3) {
      gradients[2] = g.bias().orElse(null);
    }
    return gradients;
  }
}
