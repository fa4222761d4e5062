package lanewise.autograd;

import lanewise.tensor.LongTensor;
import lanewise.tensor.Tensor;
import lanewise.tensor.ops.CrossEntropy;

/** Softmax with cross-entropy, mean over the rows; its gradient is (softmax - one-hot) / N. */
final class SoftmaxCrossEntropy extends Operation {
  private final Tensor probabilities;
  private final LongTensor targets;

  private SoftmaxCrossEntropy(Variable logits, Tensor probabilities, LongTensor targets) {
    super(logits);
    this.probabilities = probabilities;
    this.targets = targets;
  }

  static Variable apply(Variable logits, LongTensor targets) {
    CrossEntropy.Forward f = CrossEntropy.forward(logits.value(), targets);
    return new Variable(f.loss(), recorded(logits) ? new SoftmaxCrossEntropy(logits, f.probabilities(), targets) : null);
  }

  @Override
  Tensor[] backward(Tensor dloss) {
    return new Tensor[] {CrossEntropy.gradient(probabilities, targets, dloss.item())};
  }
}
