package lanewise.nn;

import lanewise.autograd.Variable;
import lanewise.tensor.LongTensor;

/** Losses as functions, to be imported statically. */
public final class Losses {
  private Losses() {}

  /** The mean cross-entropy of softmax(logits [N, C]) against class numbers [N]; rank 0. */
  public static Variable crossEntropy(Variable logits, LongTensor targets) {
    return new CrossEntropyLoss().forward(logits, targets);
  }
}
