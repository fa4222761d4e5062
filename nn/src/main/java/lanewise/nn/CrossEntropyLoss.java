package lanewise.nn;

import lanewise.autograd.Functions;
import lanewise.autograd.Variable;
import lanewise.tensor.LongTensor;

/**
 * Softmax with cross-entropy, mean over the batch: the loss of logits [N, C] against class numbers [N], as PyTorch's with its defaults,
 * but for a class number of -100, which PyTorch ignores by default and this refuses.
 */
public record CrossEntropyLoss() {
  /**
   * The loss, rank 0.
   *
   * @throws IllegalArgumentException if the shapes do not fit or a class number is not in 0..C-1
   */
  public Variable forward(Variable logits, LongTensor targets) {
    return Functions.crossEntropy(logits, targets);
  }
}
