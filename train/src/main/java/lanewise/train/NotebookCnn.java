package lanewise.train;

import static lanewise.nn.Layers.batchNorm2d;
import static lanewise.nn.Layers.conv2d;
import static lanewise.nn.Layers.flatten;
import static lanewise.nn.Layers.generalReLU;
import static lanewise.nn.Layers.sequential;

import lanewise.nn.Blueprint;
import lanewise.nn.Conv2d;
import lanewise.nn.Init;
import lanewise.nn.Layer;
import lanewise.tensor.Rng;

/**
 * The course notebook's convolutional network for 28x28 grey images of 10 classes, 30,522 parameters: [N, 1, 28, 28] to logits [N, 10].
 *
 * <pre>
 * block  convolution                  then                        output
 * 0      1 to 8, 5x5, padding 2       leaky ReLU 0.1, batch norm  [N, 8, 14, 14]
 * 1      8 to 16, 3x3, padding 1      leaky ReLU 0.1, batch norm  [N, 16, 7, 7]
 * 2      16 to 32, 3x3, padding 1     leaky ReLU 0.1, batch norm  [N, 32, 4, 4]
 * 3      32 to 64, 3x3, padding 1     leaky ReLU 0.1, batch norm  [N, 64, 2, 2]
 * 4      64 to 10, 3x3, padding 1                                 [N, 10, 1, 1], flattened to [N, 10]
 * </pre>
 *
 * <p>All strides are 2 and all convolutions have a bias. Names: {@code 0.conv.weight}, {@code 0.conv.bias}, {@code 0.norm.weight}, ...,
 * {@code 4.conv.bias}. Initial weights of the convolutions: normal with standard deviation sqrt(2 / (1 + 0.1^2)) / sqrt(fanIn), the last one
 * included; biases keep the layer's default.
 *
 * <p>Source: SlowAI, notebook 10 ({@code CNNWithGeneralReLUAndBatchNorm}).
 *
 * @param detachedStats whether batch normalisation is the notebook's own variant ({@link lanewise.nn.BatchNorm2d.Options#detachedStats}); default
 *     false
 */
public record NotebookCnn(boolean detachedStats) implements Blueprint {
  private static final float LEAK = 0.1f;

  /** The network with standard batch normalisation. */
  public NotebookCnn() {
    this(false);
  }

  /** The notebook's batch normalisation, or the standard one. */
  public NotebookCnn detachedStats(boolean on) {
    return new NotebookCnn(on);
  }

  @Override
  public Layer init(Rng rng) {
    Layer model = sequential(
        block(conv2d(1, 8, 5).stride(2).padding(2)),
        block(conv2d(8, 16, 3).stride(2).padding(1)),
        block(conv2d(16, 32, 3).stride(2).padding(1)),
        block(conv2d(32, 64, 3).stride(2).padding(1)),
        sequential(conv2d(64, 10, 3).stride(2).padding(1).named("conv")),
        flatten()).init(rng.split("layers"));
    Init.kaimingNormalConvolutions(model, LEAK, rng.split("kaiming"));
    return model;
  }

  private Blueprint block(Conv2d.Options conv) {
    return sequential(
        conv.named("conv"),
        generalReLU(LEAK).named("act"),
        batchNorm2d(conv.outChannels()).detachedStats(detachedStats).named("norm"));
  }
}
