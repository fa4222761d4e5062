package lanewise.train.data;

/**
 * The two parts of a data set of images, and the normalisation that goes with it.
 *
 * @param train what weights are fitted to
 * @param eval what is kept back to measure them
 * @param normalization for both parts
 */
public record ImageSplits(ImageSet train, ImageSet eval, Normalization normalization) {
  /** Checks that both parts have images of the same size and the same classes. */
  public ImageSplits {
    if (train.height() != eval.height() || train.width() != eval.width()) {
      throw new IllegalArgumentException(train + ", but " + eval + "; both parts need the same size");
    }
    if (!train.classNames().equals(eval.classNames())) {
      throw new IllegalArgumentException(train.name() + " has classes " + train.classNames() + ", but " + eval.name() + " has " + eval.classNames());
    }
  }
}
