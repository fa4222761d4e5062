package lanewise.train.data;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.stream.IntStream;
import lanewise.tensor.Rng;
import lanewise.tensor.Workers;

/**
 * The built-in data set: grey images, 28x28, of ten kinds of drawing, made by a program, so that everything runs where there is no file and no
 * network.
 *
 * <pre>
 * filled shapes   0 disk      1 ring (one stroke)   2 square          3 triangle
 * strokes         4 cross     5 arc                 6 zigzag
 * textures        7 stripes   8 checkerboard        9 dots            each in a round window
 * </pre>
 *
 * <p>By lot, for each image: position (up to 3 pixels off the centre on each axis), size (16 to 24 pixels), rotation (up to 20 degrees either way),
 * aspect, shear and a bend; thickness of strokes, softness of edges; level and slope of the background, contrast of the ink; in four images of ten a
 * bar of any direction and brightness across the image; noise in every pixel, nearly normal.
 *
 * <p>Why a linear model fails: it adds up pixels with one weight for each place, and hardly a place belongs to one class. Disk, square and ring, arc
 * and ring, the three textures cover the same places on average; what tells them apart are corners, gaps and spacing, wherever they lie, at any
 * contrast. Shared local filters find those.
 *
 * <p>Image i has class {@code i % 10} and is made from {@code rng.split("image", i)} alone, so it is the same in sets of any size, made by any number
 * of threads, on every platform: all arithmetic is float addition, multiplication, division and square root, and {@link StrictMath} for sines and
 * cosines.
 */
public final class SyntheticImages {
  /** Rows and columns of an image. */
  public static final int SIDE = 28;
  /** Images to train with in {@link #standard()}. */
  public static final int TRAIN_SIZE = 20_000;
  /** Images to evaluate with in {@link #standard()}. */
  public static final int EVAL_SIZE = 4_000;
  /** What the labels mean. */
  public static final List<String> CLASS_NAMES = Arrays.stream(Figure.values()).map(figure -> figure.name().toLowerCase(Locale.ROOT)).toList();
  /** Mean and standard deviation of the pixels of {@link #standard()}'s training images. */
  public static final Normalization NORMALIZATION = new Normalization(0.3009, 0.2575);

  private static final long STANDARD_SEED = 0;
  private static final int IMAGES_A_CHUNK = 500;

  private SyntheticImages() {}

  /** The data set that is meant where none is named: {@link #splits} with seed 0, 20,000 and 4,000 images. */
  public static ImageSplits standard() {
    return splits(Rng.seed(STANDARD_SEED), TRAIN_SIZE, EVAL_SIZE);
  }

  /**
   * Training images from {@code rng.split("train")}, images to evaluate with from {@code rng.split("eval")}.
   *
   * @param trainSize number of images, >= 1
   * @param evalSize number of images, >= 1
   */
  public static ImageSplits splits(Rng rng, int trainSize, int evalSize) {
    return new ImageSplits(
        generate("synthetic train", trainSize, rng.split("train")), generate("synthetic eval", evalSize, rng.split("eval")), NORMALIZATION);
  }

  /**
   * The first {@code count} images of a stream.
   *
   * @param name of the set
   * @param count number of images, 1 to about 2.7 million (2^31 pixels)
   * @throws IllegalArgumentException if the count is out of range
   */
  public static ImageSet generate(String name, int count, Rng rng) {
    return generate(name, count, rng, Workers.threads(), IMAGES_A_CHUNK);
  }

  static ImageSet generate(String name, int count, Rng rng, int threads, int imagesAChunk) {
    int most = Integer.MAX_VALUE / (SIDE * SIDE);
    if (count < 1 || count > most) {
      throw new IllegalArgumentException(count + " images; allowed: 1.." + most);
    }
    byte[] pixels = new byte[count * SIDE * SIDE];
    byte[] labels = new byte[count];
    int chunks = (count - 1) / imagesAChunk + 1;
    try (ForkJoinPool pool = new ForkJoinPool(Math.min(threads, chunks))) {
      List<? extends ForkJoinTask<?>> tasks = IntStream.range(0, chunks).mapToObj(chunk -> pool.submit(() -> {
        int last = (int) Math.min(count, (chunk + 1L) * imagesAChunk);
        for (int i = chunk * imagesAChunk; i < last; i++) {
          labels[i] = (byte) (i % Figure.count());
          render(i, rng, pixels);
        }
      })).toList();
      tasks.forEach(ForkJoinTask::join);
    }
    return ImageSet.owning(name, SIDE, SIDE, pixels, labels, CLASS_NAMES);
  }

  private static void render(int index, Rng rng, byte[] pixels) {
    Rng image = rng.split("image", index);
    Sketch.draw(Figure.of(index % Figure.count()), image).render(SIDE, image, pixels, index * SIDE * SIDE);
  }
}
