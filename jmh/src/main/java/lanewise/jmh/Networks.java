package lanewise.jmh;

import static lanewise.nn.Layers.batchNorm2d;
import static lanewise.nn.Layers.conv2d;
import static lanewise.nn.Layers.flatten;
import static lanewise.nn.Layers.generalReLU;
import static lanewise.nn.Layers.sequential;

import lanewise.nn.Blueprint;
import lanewise.train.NotebookCnn;
import lanewise.train.NotebookResNet;

/** The networks that are measured, by name, all for grey images of 28 x 28 pixels and 10 classes. */
final class Networks {
  private static final float LEAK = 0.1f;

  private Networks() {}

  /** {@code cnn}, the notebook's; {@code cnn2} and {@code cnn4}, the same with two and four times its channels; {@code resnet}, the notebook's. */
  static Blueprint of(String name) {
    return switch (name) {
      case "cnn" -> new NotebookCnn();
      case "cnn2" -> cnn(2);
      case "cnn4" -> cnn(4);
      case "resnet" -> new NotebookResNet();
      default -> throw new IllegalArgumentException("network " + name + "; allowed: cnn, cnn2, cnn4, resnet");
    };
  }

  private static Blueprint cnn(int times) {
    return sequential(block(1, 8 * times, 5), block(8 * times, 16 * times, 3), block(16 * times, 32 * times, 3), block(32 * times, 64 * times, 3),
        conv2d(64 * times, 10, 3).stride(2).padding(1), flatten());
  }

  private static Blueprint block(int in, int out, int kernel) {
    return sequential(conv2d(in, out, kernel).stride(2).padding(kernel / 2), generalReLU(LEAK), batchNorm2d(out));
  }
}
