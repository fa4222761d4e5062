package lanewise.golden;

import java.util.Optional;
import lanewise.autograd.Variable;
import lanewise.nn.Layer;
import lanewise.tensor.Tensor;

/** Layers of the golden models that a user of the library writes: two paths added, and the mean over the pixels of an image. */
final class GoldenLayers {
  private GoldenLayers() {}

  /** y = after(main(x) + skip(x)); what is absent hands x on. */
  static final class Residual extends Layer {
    private final Optional<Layer> main;
    private final Optional<Layer> skip;
    private final Optional<Layer> after;

    Residual(Optional<Layer> main, Optional<Layer> skip, Optional<Layer> after) {
      this.main = main.map(layer -> child("main", layer));
      this.skip = skip.map(layer -> child("skip", layer));
      this.after = after.map(layer -> child("after", layer));
    }

    @Override
    public Variable forward(Variable x) {
      Variable sum = through(main, x).add(through(skip, x));
      return through(after, sum);
    }

    private static Variable through(Optional<Layer> layer, Variable x) {
      return layer.map(l -> l.forward(x)).orElse(x);
    }
  }

  /** [N, C, H, W] to [N, C]: a product with a column of 1 / (H W). */
  static final class MeanOfImages extends Layer {
    @Override
    public Variable forward(Variable x) {
      int images = x.shape().dim(0);
      int channels = x.shape().dim(1);
      int pixels = x.shape().dim(2) * x.shape().dim(3);
      return x.reshape(images * channels, pixels).matmul(Variable.of(Tensor.full(1f / pixels, pixels, 1))).reshape(images, channels);
    }
  }
}
