package lanewise.autograd;

import java.util.Optional;
import lanewise.tensor.Tensor;
import lanewise.tensor.ops.ConvGeometry;
import lanewise.tensor.ops.FusedConvolution;

/** 2-d convolution, alone or with the leaky rectifier after it, and its three gradients. */
final class Conv2d extends Operation {
  private final ConvGeometry geometry;
  private final FusedConvolution.Act act;
  private final Tensor result;
  private final int inputs;

  private Conv2d(ConvGeometry geometry, FusedConvolution.Act act, Tensor result, Variable... inputs) {
    super(inputs);
    this.geometry = geometry;
    this.act = act;
    this.result = result;
    this.inputs = inputs.length;
  }

  static Variable apply(Variable x, Variable weight, Optional<Variable> bias, ConvGeometry geometry, FusedConvolution.Act act,
      boolean statistics) {
    Variable[] inputs = bias.isPresent() ? new Variable[] {x, weight, bias.get()} : new Variable[] {x, weight};
    boolean recorded = recorded(inputs);
    Tensor y = FusedConvolution.forward(x.value(), weight.value(), bias.map(Variable::value), geometry, act, statistics, !recorded);
    return new Variable(y, recorded ? new Conv2d(geometry, act, y, inputs) : null);
  }

  @Override
  Tensor[] backward(Tensor dy) {
    FusedConvolution.Wanted wanted = new FusedConvolution.Wanted(wanted(0), wanted(1), inputs == 3 && wanted(2));
    FusedConvolution.Gradients g = FusedConvolution.gradients(input(0).value(), dy, input(1).value(), result, geometry, act, wanted);
    Tensor[] gradients = new Tensor[inputs];
    gradients[0] = g.input().orElse(null);
    gradients[1] = g.weight().orElse(null);
    if (inputs == 3) {
      gradients[2] = g.bias().orElse(null);
    }
    return gradients;
  }
}
