package lanewise.train;

import java.util.List;
import java.util.stream.IntStream;
import lanewise.tensor.Rng;
import lanewise.train.data.ImageSet;
import lanewise.train.data.ImageSplits;
import lanewise.train.data.Loader;
import lanewise.train.data.Normalization;

/** A data set that is learned within seconds: class k is a bright 6x6 square at a place of its own, on noise. */
final class Patterns {
  private static final int SIDE = 28;
  private static final List<String> CLASSES = IntStream.range(0, 10).mapToObj(k -> "place " + k).toList();

  private Patterns() {}

  static ImageSplits splits(int train, int eval) {
    ImageSet trainSet = set("patterns train", train, Rng.seed(11));
    return new ImageSplits(trainSet, set("patterns eval", eval, Rng.seed(12)), Normalization.of(trainSet));
  }

  static Loader train(int images, int batchSize) {
    ImageSplits splits = splits(images, 1);
    return Loader.of(splits.train(), batchSize, splits.normalization());
  }

  private static ImageSet set(String name, int count, Rng rng) {
    byte[] pixels = new byte[count * SIDE * SIDE];
    byte[] labels = new byte[count];
    for (int n = 0; n < count; n++) {
      labels[n] = (byte) rng.nextInt(10);
      int row = 4 + labels[n] / 5 * 12;
      int column = labels[n] % 5 * 5;
      for (int i = 0; i < SIDE * SIDE; i++) {
        boolean inside = i / SIDE >= row && i / SIDE < row + 6 && i % SIDE >= column && i % SIDE < column + 6;
        pixels[n * SIDE * SIDE + i] = (byte) (rng.nextInt(120) + (inside ? 110 : 0));
      }
    }
    return ImageSet.of(name, SIDE, SIDE, pixels, labels, CLASSES);
  }
}
