package lanewise.train;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import lanewise.autograd.Parameter;
import lanewise.lrsched.CosineAnnealingLR;
import lanewise.lrsched.LrScheduler;
import lanewise.lrsched.OneCycleLR;
import lanewise.optim.AdamW;
import lanewise.optim.Optimizer;
import lanewise.optim.SGD;

/**
 * An optimizer together with the schedule of its learning rate, by name. The schedule is stepped after every batch and ends with the last one of the
 * run.
 */
public enum Recipe {
  /**
   * AdamW with PyTorch's defaults (betas 0.9 and 0.999, eps 1e-8, weight decay 0.01 on all parameters) under the 1cycle policy: the rate rises from
   * lr / 25 to lr within 30 % of the steps and falls to lr / 250,000, while beta1 goes from 0.95 to 0.85 and back. Source: SlowAI, notebook 10
   * ({@code train_1cycle}).
   */
  ONE_CYCLE("1cycle", "AdamW, 1cycle schedule", 5e-2) {
    @Override
    public Optimizer optimizer(List<Parameter> parameters, double lr) {
      return new AdamW(parameters, AdamW.options().lr(lr));
    }

    @Override
    public LrScheduler scheduler(Optimizer optimizer, double lr, long totalSteps) {
      return new OneCycleLR(optimizer, OneCycleLR.options(lr, totalSteps));
    }
  },
  /** Stochastic gradient descent with momentum 0.9; the rate falls from lr to 0 along half a cosine. */
  SGD_COSINE("sgd", "SGD with momentum, cosine schedule", 2e-1) {
    @Override
    public Optimizer optimizer(List<Parameter> parameters, double lr) {
      return new SGD(parameters, SGD.options().lr(lr).momentum(0.9));
    }

    @Override
    public LrScheduler scheduler(Optimizer optimizer, double lr, long totalSteps) {
      return new CosineAnnealingLR(optimizer, CosineAnnealingLR.options(totalSteps));
    }
  };

  private final String label;
  private final String summary;
  private final double defaultLr;

  Recipe(String label, String summary, double defaultLr) {
    this.label = label;
    this.summary = summary;
    this.defaultLr = defaultLr;
  }

  /**
   * The recipe of this name.
   *
   * @throws IllegalArgumentException naming the recipes that there are
   */
  public static Recipe of(String label) {
    for (Recipe recipe : values()) {
      if (recipe.label.equals(label)) {
        return recipe;
      }
    }
    throw new IllegalArgumentException("recipe '" + label + "'; allowed: " + labels());
  }

  /** The names of all recipes, separated by commas. */
  public static String labels() {
    return Arrays.stream(values()).map(Recipe::label).collect(Collectors.joining(", "));
  }

  /** The name: {@code 1cycle}, {@code sgd}. */
  public String label() {
    return label;
  }

  /** Optimizer and schedule in a few words. */
  public String summary() {
    return summary;
  }

  /** A highest learning rate that suits {@link NotebookCnn}. */
  public double defaultLr() {
    return defaultLr;
  }

  /**
   * The optimizer.
   *
   * @param lr highest learning rate of the run, finite and >= 0
   */
  public abstract Optimizer optimizer(List<Parameter> parameters, double lr);

  /**
   * The schedule, bound to that optimizer.
   *
   * @param lr highest learning rate of the run, finite and >= 0
   * @param totalSteps optimizer steps of the run, >= 1
   */
  public abstract LrScheduler scheduler(Optimizer optimizer, double lr, long totalSteps);
}
