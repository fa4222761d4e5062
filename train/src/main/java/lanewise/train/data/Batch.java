package lanewise.train.data;

import lanewise.tensor.LongTensor;
import lanewise.tensor.Tensor;

/**
 * Some images of a set, ready for a network.
 *
 * @param images [N, 1, H, W], normalised
 * @param labels [N], the class of each
 */
public record Batch(Tensor images, LongTensor labels) {
  /** Checks that there is one label for each image. */
  public Batch {
    if (images.shape().rank() != 4 || labels.shape().rank() != 1 || images.shape().dim(0) != labels.size()) {
      throw new IllegalArgumentException("images " + images.shape() + " with labels " + labels.shape() + "; allowed: [N, C, H, W] with [N]");
    }
  }

  /** Number of images. */
  public int size() {
    return labels.size();
  }
}
