package lanewise.autograd;

import java.util.List;
import lanewise.tensor.Tensor;
import lanewise.tensor.ops.Joining;
import lanewise.tensor.ops.Selection;

/** Tensors one behind the other; each takes its part of the gradient back. */
final class Cat extends Operation {
  private final Variable[] parts;
  private final int axis;

  private Cat(Variable[] parts, int axis) {
    super(parts);
    this.parts = parts;
    this.axis = axis;
  }

  static Variable apply(List<Variable> parts, int axis) {
    Tensor y = Joining.cat(parts.stream().map(Variable::value).toList(), axis);
    Variable[] inputs = parts.toArray(Variable[]::new);
    return new Variable(y, recorded(inputs) ? new Cat(inputs, axis) : null);
  }

  @Override
  Tensor[] backward(Tensor dy) {
    Tensor[] gradients = new Tensor[parts.length];
    int at = 0;
    for (int i = 0; i < parts.length; i++) {
      int size = parts[i].shape().dim(axis);
      if (wanted(i)) {
        gradients[i] = Selection.take(dy, Selection.Range.narrow(dy.shape(), axis, at, size));
      }
      at += size;
    }
    return gradients;
  }
}
