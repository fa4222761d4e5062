package lanewise.train.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Fashion-MNIST: 60,000 training and 10,000 test images of clothes, 28x28 grey, 10 classes of equal size. Read from a folder; never downloaded.
 *
 * <p>Source: Xiao, Rasul, Vollgraf, "Fashion-MNIST: a novel image dataset for benchmarking machine learning algorithms", 2017.
 */
public final class FashionMnist {
  /** What the labels mean. */
  public static final List<String> CLASS_NAMES =
      List.of("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot");
  /** Mean and standard deviation of the training pixels. */
  public static final Normalization NORMALIZATION = new Normalization(0.2860, 0.3530);

  private static final int SIDE = 28;
  private static final String TRAIN_IMAGES = "train-images-idx3-ubyte";
  private static final String TRAIN_LABELS = "train-labels-idx1-ubyte";
  private static final String TEST_IMAGES = "t10k-images-idx3-ubyte";
  private static final String TEST_LABELS = "t10k-labels-idx1-ubyte";
  private static final List<String> FILES = List.of(TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS);
  /** Below a given folder: the folder itself, and where torchvision puts the files. */
  private static final List<String> PLACES = List.of("", "raw", "FashionMNIST/raw");

  private FashionMnist() {}

  /**
   * Looks for the data set: the given folder, then {@code LANEWISE_DATA}, then {@code fashion-mnist} in the cache ({@link DataFolders#cache}). What
   * the user named, by argument or variable, has to be there; nothing takes its place silently.
   *
   * @param given the folder that the user asks for, if any
   * @return a folder for {@link #load}, or empty if the user named none and the cache has none
   * @throws DataException if a named folder holds none of the files
   */
  public static Optional<Path> locate(Optional<Path> given, DataFolders folders) throws DataException {
    if (given.isPresent()) {
      place(given.get(), "");
      return given;
    }
    Optional<Path> variable = folders.variable();
    if (variable.isPresent()) {
      place(variable.get(), " (named by " + DataFolders.VARIABLE + ")");
      return variable;
    }
    return folders.cache("fashion-mnist").filter(cache -> findPlace(cache).isPresent());
  }

  /**
   * Reads both splits from a folder that holds {@code train-images-idx3-ubyte}, {@code train-labels-idx1-ubyte}, {@code t10k-images-idx3-ubyte} and
   * {@code t10k-labels-idx1-ubyte}, each plain or with {@code .gz} (the plain one wins), or from a torchvision root with these files in
   * {@code FashionMNIST/raw}. The counts may differ from the published ones.
   *
   * @throws DataException naming the folder or file and what is wanted
   */
  public static ImageSplits load(Path folder) throws DataException {
    Path place = place(folder, "");
    Path trainImages = file(place, TRAIN_IMAGES);
    Path trainLabels = file(place, TRAIN_LABELS);
    Path testImages = file(place, TEST_IMAGES);
    Path testLabels = file(place, TEST_LABELS);
    // Unpacking is nearly all of the time and the test split costs a sixth of it: two threads finish with the larger file.
    FutureTask<ImageSet> test = new FutureTask<>(() -> read("Fashion-MNIST test", testImages, testLabels));
    Thread.ofVirtual().name("fashion-mnist-test").start(test);
    ImageSet train = read("Fashion-MNIST train", trainImages, trainLabels);
    return new ImageSplits(train, join(test, testImages), NORMALIZATION);
  }

  private static ImageSet read(String name, Path images, Path labels) throws DataException {
    ImageSet set = IdxImages.read(name, images, labels, CLASS_NAMES);
    if (set.height() != SIDE || set.width() != SIDE) {
      throw new DataException(images, "images of " + set.height() + "x" + set.width() + " pixels; Fashion-MNIST has " + SIDE + "x" + SIDE);
    }
    return set;
  }

  private static ImageSet join(FutureTask<ImageSet> task, Path file) throws DataException {
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DataException(file, "reading was interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof DataException known) {
        throw known;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** The folder itself or the one below it that has files of ours; {@code source} says where its name comes from. */
  private static Path place(Path folder, String source) throws DataException {
    if (!Files.isDirectory(folder)) {
      throw new DataException(folder, "no such folder" + source + "; wanted a folder with " + wanted());
    }
    Optional<Path> place = findPlace(folder);
    if (place.isEmpty()) {
      throw new DataException(folder, "holds no Fashion-MNIST files" + source + "; wanted " + wanted() + ", there or in FashionMNIST/raw");
    }
    return place.get();
  }

  private static Optional<Path> findPlace(Path folder) {
    return PLACES.stream().map(folder::resolve).filter(place -> FILES.stream().anyMatch(name -> findFile(place, name).isPresent())).findFirst();
  }

  private static Path file(Path place, String name) throws DataException {
    Optional<Path> file = findFile(place, name);
    if (file.isEmpty()) {
      throw new DataException(place, "holds no " + name + " (or " + name + ".gz); wanted " + wanted());
    }
    return file.get();
  }

  private static Optional<Path> findFile(Path place, String name) {
    Path plain = place.resolve(name);
    Path packed = place.resolve(name + ".gz");
    return Files.isRegularFile(plain) ? Optional.of(plain) : Files.isRegularFile(packed) ? Optional.of(packed) : Optional.empty();
  }

  private static String wanted() {
    return String.join(", ", FILES) + " (each plain or .gz)";
  }
}
