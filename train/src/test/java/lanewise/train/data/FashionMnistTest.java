package lanewise.train.data;

import static lanewise.train.data.IdxFiles.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The data set is found where it may lie, read as it may lie there, and what is wrong is said in one line. */
class FashionMnistTest {
  private static final String TRAIN_IMAGES = "train-images-idx3-ubyte";
  private static final String TRAIN_LABELS = "train-labels-idx1-ubyte";
  private static final String TEST_IMAGES = "t10k-images-idx3-ubyte";
  private static final String TEST_LABELS = "t10k-labels-idx1-ubyte";

  @TempDir
  private Path root;

  @ParameterizedTest
  @ValueSource(strings = {"", "raw", "FashionMNIST/raw"})
  void folderOrTorchvisionRoot_isReadAsItIs(String place) throws IOException {
    write(root.resolve(place));

    ImageSplits splits = FashionMnist.load(root);

    assertEquals("Fashion-MNIST train: 3 images 28x28 in 10 classes", splits.train().toString());
    assertEquals("Fashion-MNIST test: 2 images 28x28 in 10 classes", splits.eval().toString());
    assertEquals(9, splits.train().label(0));
    assertEquals(7, splits.eval().label(1));
    assertEquals((byte) (2 * 784 + 5), splits.train().image(2)[5]);
    assertEquals(new Normalization(0.2860, 0.3530), splits.normalization());
  }

  @Test
  void plainAndGzippedFiles_mayStandTogether_andThePlainOneWins() throws IOException {
    write(root);
    Files.delete(root.resolve(TRAIN_LABELS));
    put(root, TRAIN_LABELS + ".gz", IdxFiles.gzip(IdxFiles.labels(1, 2, 3)));
    put(root, TEST_LABELS + ".gz", IdxFiles.gzip(IdxFiles.labels(0, 0)));

    ImageSplits splits = FashionMnist.load(root);

    assertEquals(1, splits.train().label(0));
    assertEquals(7, splits.eval().label(1));
  }

  @Test
  void missingFolder_isNamedWithTheWantedFiles() {
    Path missing = root.resolve("missing");
    assertRefused(missing, () -> FashionMnist.load(missing), "no such folder", TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS, ".gz");
  }

  @Test
  void folderWithoutTheFiles_isNamedWithTheWantedFiles() {
    assertRefused(root, () -> FashionMnist.load(root), "holds no Fashion-MNIST files", TRAIN_IMAGES, "FashionMNIST/raw");
  }

  @Test
  void oneMissingFile_isNamed() throws IOException {
    write(root);
    Files.delete(root.resolve(TEST_LABELS));
    assertRefused(root, () -> FashionMnist.load(root), "holds no " + TEST_LABELS);
  }

  @Test
  void countsThatDiffer_areNamedWithBothFiles() throws IOException {
    write(root);
    put(root, TRAIN_LABELS, IdxFiles.labels(1, 2));
    assertRefused(root.resolve(TRAIN_LABELS), () -> FashionMnist.load(root), "2 labels for the 3 images of " + TRAIN_IMAGES);
  }

  @Test
  void labelOutsideTheClasses_isNamedWithFileIndexAndValue() throws IOException {
    write(root);
    put(root, TEST_LABELS, IdxFiles.labels(3, 10));
    assertRefused(root.resolve(TEST_LABELS), () -> FashionMnist.load(root), "label 10 at index 1; allowed: 0..9");
  }

  @Test
  void imagesOfAnotherSize_areRefused() throws IOException {
    write(root);
    put(root, TRAIN_IMAGES, IdxFiles.images(3, 28, 27));
    assertRefused(root.resolve(TRAIN_IMAGES), () -> FashionMnist.load(root), "28x27", "28x28");
  }

  @Test
  void emptySet_isRefused() throws IOException {
    write(root);
    put(root, TRAIN_IMAGES, IdxFiles.images(0, 28, 28));
    put(root, TRAIN_LABELS, IdxFiles.labels());
    assertRefused(root.resolve(TRAIN_IMAGES), () -> FashionMnist.load(root), "no pixels in shape [0, 28, 28]");
  }

  @Test
  void filesOfAnotherTypeOrRank_areRefused() throws IOException {
    write(root);
    put(root, TRAIN_LABELS, IdxFiles.encode(IdxType.INT32, new int[] {3}, 1, 2, 3));
    assertRefused(root.resolve(TRAIN_LABELS), () -> FashionMnist.load(root), "int32 [3]; labels are [N] of uint8");
    put(root, TRAIN_LABELS, IdxFiles.images(3, 1, 1));
    assertRefused(root.resolve(TRAIN_LABELS), () -> FashionMnist.load(root), "uint8 [3, 1, 1]");
    put(root, TRAIN_LABELS, IdxFiles.labels(1, 2, 3));
    put(root, TRAIN_IMAGES, IdxFiles.labels(1, 2, 3));
    assertRefused(root.resolve(TRAIN_IMAGES), () -> FashionMnist.load(root), "uint8 [3]; images are [N, height, width] of uint8");
  }

  @Test
  void truncatedFileOfEitherSplit_isNamed() throws IOException {
    write(root);
    byte[] train = Files.readAllBytes(root.resolve(TRAIN_IMAGES));
    put(root, TRAIN_IMAGES, Arrays.copyOf(train, train.length - 1));
    assertRefused(root.resolve(TRAIN_IMAGES), () -> FashionMnist.load(root), "uint8 [3, 28, 28] takes 2352 bytes, the file holds 2351");

    write(root);
    byte[] test = Files.readAllBytes(root.resolve(TEST_IMAGES));
    put(root, TEST_IMAGES, Arrays.copyOf(test, test.length - 1));
    assertRefused(root.resolve(TEST_IMAGES), () -> FashionMnist.load(root), "the gzip data end early");
  }

  @Test
  void givenFolder_comesBeforeVariableBeforeCache() throws IOException {
    Path given = write(root.resolve("given"));
    Path variable = write(root.resolve("variable"));
    Path cache = write(root.resolve("cache/fashion-mnist"));
    DataFolders both = folders(variable, root.resolve("cache"));
    DataFolders cacheOnly = new DataFolders(Map.of(), Map.of("lanewise.cache", root.resolve("cache").toString()));

    assertEquals(Optional.of(given), FashionMnist.locate(Optional.of(given), both));
    assertEquals(Optional.of(variable), FashionMnist.locate(Optional.empty(), both));
    assertEquals(Optional.of(cache), FashionMnist.locate(Optional.empty(), cacheOnly));
  }

  @Test
  void nothingNamedAndNothingCached_isEmpty() throws IOException {
    DataFolders noCache = new DataFolders(Map.of("LANEWISE_DATA", " "), Map.of("lanewise.cache", root.resolve("cache").toString()));
    assertEquals(Optional.empty(), FashionMnist.locate(Optional.empty(), noCache));
    Files.createDirectories(root.resolve("cache/fashion-mnist"));
    assertEquals(Optional.empty(), FashionMnist.locate(Optional.empty(), noCache));
  }

  @Test
  void namedFolderWithoutTheFiles_isAnErrorThoughTheCacheHasThem() throws IOException {
    write(root.resolve("cache/fashion-mnist"));
    Path missing = root.resolve("missing");
    DataFolders folders = folders(missing, root.resolve("cache"));

    assertRefused(missing, () -> FashionMnist.locate(Optional.empty(), folders), "no such folder (named by LANEWISE_DATA)");
    assertRefused(root, () -> FashionMnist.locate(Optional.of(root), folders), "holds no Fashion-MNIST files");
  }

  @Test
  void everyImage_isThatOfItsFile() throws IOException {
    write(root);
    byte[] file = IdxFiles.images(3, 28, 28);
    assertArrayEquals(Arrays.copyOfRange(file, 16 + 784, 16 + 2 * 784), FashionMnist.load(root).train().image(1));
  }

  private static DataFolders folders(Path variable, Path cache) {
    return new DataFolders(Map.of("LANEWISE_DATA", variable.toString()), Map.of("lanewise.cache", cache.toString()));
  }

  private static Path write(Path folder) throws IOException {
    put(folder, TRAIN_IMAGES, IdxFiles.images(3, 28, 28));
    put(folder, TRAIN_LABELS, IdxFiles.labels(9, 0, 3));
    put(folder, TEST_IMAGES, IdxFiles.gzip(IdxFiles.images(2, 28, 28)));
    put(folder, TEST_LABELS, IdxFiles.labels(2, 7));
    return folder;
  }

  private static void put(Path folder, String name, byte[] bytes) throws IOException {
    Files.createDirectories(folder);
    Files.write(folder.resolve(name), bytes);
  }
}
