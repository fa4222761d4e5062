package lanewise.autograd;

import java.util.Optional;
import lanewise.tensor.Tensor;
import lanewise.tensor.ops.ConvGeometry;
import lanewise.tensor.ops.Convolution;

/** 2-d convolution and its three gradients. */
final class Conv2d extends Operation {
  private final ConvGeometry geometry;
  private final int inputs;

  private Conv2d(ConvGeometry geometry, Variable... inputs) {
    super(inputs);
    this.geometry = geometry;
    this.inputs = inputs.length;
  }

  static Variable apply(Variable x, Variable weight, Optional<Variable> bias, ConvGeometry geometry) {
    Tensor y = Convolution.forward(x.value(), weight.value(), bias.map(Variable::value), geometry);
    Variable[] inputs = bias.isPresent() ? new Variable[] {x, weight, bias.get()} : new Variable[] {x, weight};
    return new Variable(y, recorded(inputs) ? new Conv2d(geometry, inputs) : null);
  }

  @Override
  Tensor[] backward(Tensor dy) {
    Tensor[] gradients = new Tensor[inputs];
    boolean biasWanted = inputs == 3 && wanted(2);
    if (wanted(1) || biasWanted) {
      Convolution.WeightGradients w = Convolution.toWeights(input(0).value(), dy, biasWanted, geometry);
      gradients[1] = w.weight();
      if (biasWanted) {
        gradients[2] = w.bias();
      }
    }
    if (wanted(0)) {
      gradients[0] = Convolution.toData(dy, input(1).value(), geometry);
    }
    return gradients;
  }
}
