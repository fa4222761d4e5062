package lanewise.optim;

import java.util.ArrayList;
import java.util.List;
import lanewise.tensor.Tensor;

/**
 * How tensors enter their averages; the counterpart of PyTorch's {@code avg_fn} and {@code multi_avg_fn}. The first tensors are copied and never get
 * here, so {@code n} begins with 1.
 *
 * <p>Those made here keep working memory: one for each average, for one thread.
 *
 * <p>Source: PyTorch's {@code torch.optim.swa_utils}; Izmailov et al., Averaging weights leads to wider optima (arXiv 1803.05407); Polyak, Juditsky,
 * Acceleration of stochastic approximation by averaging (1992).
 */
@FunctionalInterface
public interface Averaging {
  /**
   * Replaces each average by the one with the current tensor in it.
   *
   * @param averages the averages so far, to be changed in their places
   * @param current what enters each of them, of the same shapes; to be read only
   * @param n how many are in the averages already, at least 1
   */
  void average(List<Tensor> averages, List<Tensor> current, long n);

  /** Stochastic weight averaging, the arithmetic mean of all: a = a + (x - a) / (n + 1). */
  static Averaging swa() {
    return new Interpolation(n -> 1.0 / (n + 1));
  }

  /** {@link #ema(double)} with PyTorch's default, 0.999. */
  static Averaging ema() {
    return ema(0.999);
  }

  /**
   * The exponential moving average a = decay a + (1 - decay) x; after n of them decay^(n-1) x1 + the sum of decay^(n-i) (1 - decay) xi, i from 2.
   *
   * @param decay in [0, 1]: 0 is always the last, 1 always the first
   */
  static Averaging ema(double decay) {
    if (!(decay >= 0 && decay <= 1)) {
      throw new IllegalArgumentException("decay " + decay + "; allowed: 0..1");
    }
    return new Interpolation(_ -> 1 - decay);
  }

  /**
   * A rule for one tensor at a time. If it fails for one, or returns a tensor of another shape, no average is changed.
   *
   * @param rule may return the same tensor again and again: what it returns is copied
   */
  static Averaging each(Rule rule) {
    return (averages, current, n) -> {
      List<Tensor> made = new ArrayList<>(averages.size());
      for (int i = 0; i < averages.size(); i++) {
        Tensor next = rule.average(averages.get(i), current.get(i), n);
        if (next == null || !next.shape().equals(averages.get(i).shape())) {
          throw new IllegalArgumentException("the average of tensor " + i + " became " + (next == null ? null : "one of shape " + next.shape())
              + "; allowed: shape " + averages.get(i).shape());
        }
        made.add(next.copy());
      }
      for (int i = 0; i < averages.size(); i++) {
        averages.get(i).copyFrom(made.get(i));
      }
    };
  }

  /** What becomes of the average of one tensor; PyTorch's {@code avg_fn}. */
  @FunctionalInterface
  interface Rule {
    /** The new average, of the same shape, from the one so far, what enters it, and how many are in it already. Both are to be read only. */
    Tensor average(Tensor average, Tensor current, long n);
  }
}
