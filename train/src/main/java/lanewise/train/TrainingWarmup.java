package lanewise.train;

import static lanewise.nn.Losses.crossEntropy;

import lanewise.autograd.NoGrad;
import lanewise.autograd.Variable;
import lanewise.lrsched.LrScheduler;
import lanewise.nn.Blueprint;
import lanewise.nn.Layer;
import lanewise.optim.Optimizer;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Rng;
import lanewise.tensor.Scope;
import lanewise.tensor.Tensor;
import lanewise.tensor.Warmup;

/**
 * Brings a training to full speed before its first step: steps of a throw-away network on a few images of noise, forward, loss, backward, optimizer
 * and schedule, then forward as in evaluation. Nothing of it touches the training; its result is the same with and without.
 *
 * <pre>{@code
 * Thread warm = Thread.ofPlatform().daemon().start(() -> TrainingWarmup.run(new NotebookCnn(), Recipe.ONE_CYCLE, 512, 10, 1, 28, 28));
 * ImageSplits images = FashionMnist.load(folder);
 * warm.join();
 * }</pre>
 */
public final class TrainingWarmup {
  /** Images of a step at most: kernels for large batches begin to work at so many. */
  private static final int MOST_IMAGES = 64;
  private static final double LR = 1e-3;

  private TrainingWarmup() {}

  /**
   * Returns when the steps are fast, after 2.5 seconds at the latest; at once where {@link Warmup#isOn} says no.
   *
   * @param network what will be trained
   * @param recipe with which optimizer and schedule
   * @param batch images of a step of the training; small batches have kernels of their own
   * @param classes number of logits
   * @param image shape of an image, [C, H, W]
   */
  public static void run(Blueprint network, Recipe recipe, int batch, int classes, int... image) {
    if (!Warmup.isOn()) {
      return;
    }
    Rng rng = Rng.seed(0);
    Layer model = network.init(rng.split("model"));
    Optimizer optimizer = recipe.optimizer(model.parameters(), LR);
    LrScheduler scheduler = recipe.scheduler(optimizer, LR, Integer.MAX_VALUE);
    int size = Math.min(batch, MOST_IMAGES);
    int[] shape = new int[image.length + 1];
    shape[0] = size;
    System.arraycopy(image, 0, shape, 1, image.length);
    Tensor images = rng.normal(0, 1, shape);
    long[] classOf = new long[size];
    for (int i = 0; i < size; i++) {
      classOf[i] = i % classes;
    }
    LongTensor labels = LongTensor.of(classOf, size);
    Warmup.run(() -> {
      model.train();
      try (var _ = Scope.open()) {
        Variable loss = crossEntropy(model.forward(Variable.of(images)), labels);
        optimizer.zeroGrad();
        loss.backward();
        optimizer.step();
        scheduler.step();
      }
      model.eval();
      try (var _ = Scope.open(); var _ = NoGrad.open()) {
        model.forward(Variable.of(images));
      }
    });
  }
}
