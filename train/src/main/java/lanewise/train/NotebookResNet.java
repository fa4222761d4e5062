package lanewise.train;

import static lanewise.autograd.Functions.rectifiedSum;
import static lanewise.nn.Layers.avgPool2d;
import static lanewise.nn.Layers.batchNorm2d;
import static lanewise.nn.Layers.conv2d;
import static lanewise.nn.Layers.flatten;
import static lanewise.nn.Layers.generalReLU;
import static lanewise.nn.Layers.sequential;

import lanewise.autograd.Variable;
import lanewise.nn.Blueprint;
import lanewise.nn.Init;
import lanewise.nn.Layer;
import lanewise.tensor.Rng;

/**
 * The course notebook's residual network for 28x28 grey images of 10 classes, 321,438 parameters: [N, 1, 28, 28] to logits [N, 10].
 *
 * <pre>
 * block  channels    kernel  stride  output
 * 0      1 to 8      5x5     1       [N, 8, 28, 28]
 * 1      8 to 16     3x3     2       [N, 16, 14, 14]
 * 2      16 to 32    3x3     2       [N, 32, 7, 7]
 * 3      32 to 64    3x3     2       [N, 64, 4, 4]
 * 4      64 to 128   3x3     2       [N, 128, 2, 2]
 * 5      128 to 10   3x3     2       [N, 10, 1, 1], flattened to [N, 10]
 *
 * main(x) = norm(conv_b(norm(act(conv_a(x)))))        conv_a keeps the size, conv_b has the stride; neither has a bias
 * skip(x) = id(pool(x))                               1x1 convolution with a bias; with stride 2 after the mean of 2x2 pixels, windows may end
 *                                                     at the border
 * block(x) = act(main(x) + skip(x))                   act(t) = max(t, 0.1 t) - 0.4; the last block has none
 * </pre>
 *
 * <p>Initial weights: of conv_a normal with standard deviation sqrt(2 / (1 + 0.1^2)) / sqrt(fanIn), of conv_b sqrt(2) / sqrt(fanIn), of the 1x1
 * convolutions the layer's default.
 *
 * <p>Source: SlowAI, notebook 11 ({@code ResidualConvBlock}).
 */
public record NotebookResNet() implements Blueprint {
  private static final float LEAK = 0.1f;
  private static final float SUB = 0.4f;

  @Override
  public Layer init(Rng rng) {
    return sequential(
        block(1, 8, 5, 1, true),
        block(8, 16, 3, 2, true),
        block(16, 32, 3, 2, true),
        block(32, 64, 3, 2, true),
        block(64, 128, 3, 2, true),
        block(128, 10, 3, 2, false),
        flatten()).init(rng);
  }

  private static Blueprint block(int in, int out, int kernel, int stride, boolean activated) {
    return rng -> {
      Layer first = sequential(
          conv2d(in, out, kernel).padding(kernel / 2).bias(false).named("conv"),
          generalReLU(LEAK).sub(SUB).named("act"),
          batchNorm2d(out).named("norm")).init(rng.split("conv_a"));
      Layer second = sequential(
          conv2d(out, out, kernel).stride(stride).padding(kernel / 2).bias(false).named("conv"),
          batchNorm2d(out).named("norm")).init(rng.split("conv_b"));
      Init.kaimingNormalConvolutions(first, LEAK, rng.split("kaiming_a"));
      Init.kaimingNormalConvolutions(second, 0, rng.split("kaiming_b"));
      Blueprint id = conv2d(in, out, 1).named("id");
      Layer skip = (stride == 1 ? sequential(id) : sequential(avgPool2d(2).ceilMode(true).named("pool"), id)).init(rng.split("skip"));
      return new Block(sequential(first.named("conv_a"), second.named("conv_b")).init(rng), skip, activated);
    };
  }

  private static final class Block extends Layer {
    private final Layer main;
    private final Layer skip;
    private final boolean activated;

    Block(Layer main, Layer skip, boolean activated) {
      this.main = child("main", main);
      this.skip = child("skip", skip);
      this.activated = activated;
    }

    @Override
    public Variable forward(Variable x) {
      Variable y = main.forward(x);
      Variable z = skip.forward(x);
      return activated ? rectifiedSum(y, z, LEAK, SUB) : y.add(z);
    }
  }
}
