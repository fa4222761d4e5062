package lanewise.nn;

import lanewise.autograd.Variable;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Tensor;

/** Losses as functions with PyTorch's defaults, to be imported statically; their records ({@link CrossEntropyLoss} and so on) take the arguments. */
public final class Losses {
  private Losses() {}

  /** The mean cross-entropy of softmax(logits [N, C]) against class numbers [N]; rank 0. */
  public static Variable crossEntropy(Variable logits, LongTensor targets) {
    return new CrossEntropyLoss().forward(logits, targets);
  }

  /** The mean negative log-likelihood of class numbers [N] under log-probabilities [N, C]; rank 0. */
  public static Variable nllLoss(Variable logProbabilities, LongTensor targets) {
    return new NLLLoss().forward(logProbabilities, targets);
  }

  /** The mean binary cross-entropy of sigmoid(logits) against targets in [0, 1]; rank 0. */
  public static Variable binaryCrossEntropyWithLogits(Variable logits, Tensor targets) {
    return new BCEWithLogitsLoss().forward(logits, targets);
  }

  /** The mean of (x - target)^2; rank 0. */
  public static Variable mseLoss(Variable x, Variable target) {
    return new MSELoss().forward(x, target);
  }

  /** The mean of |x - target|; rank 0. */
  public static Variable l1Loss(Variable x, Variable target) {
    return new L1Loss().forward(x, target);
  }

  /** The mean of the smoothed |x - target| with beta 1; rank 0. */
  public static Variable smoothL1Loss(Variable x, Variable target) {
    return new SmoothL1Loss().forward(x, target);
  }

  /** The mean of the Huber loss with delta 1; rank 0. */
  public static Variable huberLoss(Variable x, Variable target) {
    return new HuberLoss().forward(x, target);
  }

  /** The mean over all elements of target (log target - x); rank 0. */
  public static Variable klDiv(Variable logProbabilities, Tensor target) {
    return new KLDivLoss().forward(logProbabilities, target);
  }
}
