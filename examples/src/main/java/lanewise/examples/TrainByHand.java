package lanewise.examples;

import static lanewise.nn.Layers.batchNorm2d;
import static lanewise.nn.Layers.conv2d;
import static lanewise.nn.Layers.flatten;
import static lanewise.nn.Layers.generalReLU;
import static lanewise.nn.Layers.linear;
import static lanewise.nn.Layers.sequential;
import static lanewise.nn.Losses.crossEntropy;

import lanewise.autograd.Variable;
import lanewise.lrsched.OneCycleLR;
import lanewise.nn.Layer;
import lanewise.optim.AdamW;
import lanewise.tensor.Rng;
import lanewise.tensor.Scope;
import lanewise.tensor.ops.Reduce;
import lanewise.train.data.Loader;
import lanewise.train.data.SyntheticImages;

/**
 * The ordinary training loop, written out: a small convolutional network on the built-in images, which must classify 95 % of those kept back.
 *
 * <pre>
 * mvn -q package -DskipTests
 * java --add-modules jdk.incubator.vector -cp "$(echo *&#47;target/lanewise-*.jar | tr ' ' ':')" lanewise.examples.TrainByHand
 * </pre>
 */
public final class TrainByHand {
  private static final int EPOCHS = 4;

  private TrainByHand() {}

  /** Trains, prints the accuracy of each epoch, and fails if the last one is below 0.95. */
  public static void main(String[] arguments) {
    double accuracy = train(SyntheticImages.TRAIN_SIZE, SyntheticImages.EVAL_SIZE);
    if (accuracy < 0.95) {
      throw new AssertionError("accuracy " + accuracy + "; wanted at least 0.95");
    }
  }

  /** Trains with so many images and returns the accuracy on so many others. */
  static double train(int trainSize, int evalSize) {
    var rng = Rng.seed(42);
    var images = SyntheticImages.splits(Rng.seed(0), trainSize, evalSize);
    var batches = Loader.of(images.train(), 64, images.normalization());
    var kept = Loader.of(images.eval(), 500, images.normalization());

    var model = sequential(
        conv2d(1, 8, 5).stride(2).padding(2), generalReLU(0.1f), batchNorm2d(8),
        conv2d(8, 16, 3).stride(2).padding(1), generalReLU(0.1f), batchNorm2d(16),
        conv2d(16, 32, 3).stride(2).padding(1), generalReLU(0.1f), batchNorm2d(32),
        flatten(), linear(32 * 4 * 4, 10)).init(rng);
    var optimizer = new AdamW(model.parameters(), AdamW.options());
    var scheduler = new OneCycleLR(optimizer, OneCycleLR.options(1e-2, EPOCHS, batches.size()));

    double accuracy = 0;
    for (int epoch = 1; epoch <= EPOCHS; epoch++) {
      var shuffled = batches.shuffled(rng.split("shuffle", epoch));
      for (int i = 0; i < shuffled.size(); i++) {
        try (var _ = Scope.open()) { // tensors of this step go back to the pool
          var batch = shuffled.batch(i);
          var loss = crossEntropy(model.forward(Variable.of(batch.images())), batch.labels());
          optimizer.zeroGrad();
          loss.backward();
          optimizer.step();
          scheduler.step();
        }
      }
      accuracy = accuracy(model, kept);
      System.out.printf("epoch %d  accuracy %.4f%n", epoch, accuracy);
    }
    return accuracy;
  }

  private static double accuracy(Layer model, Loader loader) {
    model.eval();
    int correct = 0;
    for (int i = 0; i < loader.size(); i++) {
      try (var _ = Scope.open()) {
        var batch = loader.batch(i);
        correct += Reduce.countCorrect(model.forward(batch.images()), batch.labels()); // Tensor in, Tensor out: no graph
      }
    }
    model.train();
    return (double) correct / loader.set().size();
  }
}
