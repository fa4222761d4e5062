package lanewise.train;

import static lanewise.nn.Layers.flatten;
import static lanewise.nn.Layers.linear;
import static lanewise.nn.Layers.sequential;

import lanewise.nn.Blueprint;
import lanewise.nn.Layer;
import lanewise.tensor.Rng;

/**
 * Softmax regression: one linear map from the pixels to the logits, [N, ...] to [N, classes]. What a model without any notion of images reaches;
 * networks are compared with it.
 *
 * <p>Names: {@code linear.weight} [classes, features], {@code linear.bias} [classes].
 *
 * @param features numbers in an image, >= 1
 * @param classes >= 1
 */
public record SoftmaxRegression(int features, int classes) implements Blueprint {
  /** Checks the ranges. */
  public SoftmaxRegression {
    if (features < 1 || classes < 1) {
      throw new IllegalArgumentException("softmax regression from " + features + " features to " + classes + " classes; allowed: >= 1");
    }
  }

  /** For 28x28 grey images of 10 classes. */
  public SoftmaxRegression() {
    this(28 * 28, 10);
  }

  @Override
  public Layer init(Rng rng) {
    return sequential(flatten().named("flatten"), linear(features, classes).named("linear")).init(rng);
  }
}
