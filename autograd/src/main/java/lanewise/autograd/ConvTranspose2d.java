package lanewise.autograd;

import java.util.Optional;
import lanewise.tensor.Tensor;
import lanewise.tensor.ops.ConvTranspose;
import lanewise.tensor.ops.ConvTransposeGeometry;
import lanewise.tensor.ops.Convolution;

/** Transposed 2-d convolution and its three gradients. */
final class ConvTranspose2d extends Operation {
  private final ConvTransposeGeometry geometry;
  private final int inputs;

  private ConvTranspose2d(ConvTransposeGeometry geometry, Variable... inputs) {
    super(inputs);
    this.geometry = geometry;
    this.inputs = inputs.length;
  }

  static Variable apply(Variable x, Variable weight, Optional<Variable> bias, ConvTransposeGeometry geometry) {
    Tensor y = ConvTranspose.forward(x.value(), weight.value(), bias.map(Variable::value), geometry);
    Variable[] inputs = bias.isPresent() ? new Variable[] {x, weight, bias.get()} : new Variable[] {x, weight};
    return new Variable(y, recorded(inputs) ? new ConvTranspose2d(geometry, inputs) : null);
  }

  @Override
  Tensor[] backward(Tensor dy) {
    Tensor[] gradients = new Tensor[inputs];
    boolean biasWanted = inputs == 3 && wanted(2);
    if (wanted(1) || biasWanted) {
      Convolution.WeightGradients w = ConvTranspose.toWeights(input(0).value(), dy, biasWanted, geometry);
      gradients[1] = w.weight();
      if (biasWanted) {
        gradients[2] = w.bias();
      }
    }
    if (wanted(0)) {
      gradients[0] = ConvTranspose.toData(dy, input(1).value(), geometry);
    }
    return gradients;
  }
}
