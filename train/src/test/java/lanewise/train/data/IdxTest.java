package lanewise.train.data;

import static lanewise.train.data.IdxFiles.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import lanewise.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of known content, well-formed and malformed, are read or refused as they should be. */
class IdxTest {
  private static final long FEW_BYTES = 2_000_000;

  @TempDir
  private Path folder;

  @Test
  void imagesOfBytes_haveTheirShapeAndValues() throws Exception {
    IdxArray images = Idx.read(resource("valid_images.idx"));

    assertEquals(IdxType.UINT8, images.type());
    assertEquals(Shape.of(2, 3, 3), images.shape());
    assertArrayEquals(new byte[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17}, images.bytes());
  }

  @Test
  void gzippedLabels_areUnpacked() throws Exception {
    IdxArray labels = Idx.read(resource("valid_labels_gz.idx.gz"));

    assertEquals(Shape.of(5), labels.shape());
    assertArrayEquals(new byte[] {9, 2, 1, 1, 6}, labels.bytes());
  }

  @Test
  void gzip_isRecognisedByContentNotByName() throws Exception {
    Path packed = write("labels.idx", Files.readAllBytes(resource("valid_labels_gz.idx.gz")));
    Path plain = write("images.idx.gz", Files.readAllBytes(resource("valid_images.idx")));

    assertEquals(Shape.of(5), Idx.read(packed).shape());
    assertEquals(Shape.of(2, 3, 3), Idx.read(plain).shape());
  }

  @Test
  void floats_areBigEndian() throws Exception {
    IdxArray floats = Idx.read(resource("valid_float32.idx"));

    assertEquals(IdxType.FLOAT32, floats.type());
    assertEquals(Shape.of(2, 2), floats.shape());
    assertArrayEquals(new double[] {1, -2.5, 0.003000000026077032, 7}, floats.toDoubles());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      bad_magic.idx               | begins with 01 00; wanted 00 00
      bad_type.idx                | unknown type code 07; allowed: 08, 09, 0b, 0c, 0d, 0e
      dims_overflow.idx           | dimension 0 is 4294967295; allowed: 0..2147483647
      truncated.idx               | uint8 [2, 3, 3] takes 18 bytes, the file holds 17 after its header
      gz_truncated.idx.gz         | the gzip data end early
      gz_bomb.idx.gz              | bytes follow the 10 bytes that uint8 [10] takes
      gz_claims_a_gigabyte.idx.gz | bytes, the file holds only 18 after its header
      """)
  void malformedFile_isRefusedInOneLine_withoutLargeArrays(String name, String problem) throws Exception {
    Path file = resource(name);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();

    assertRefused(file, () -> Idx.read(file), problem);

    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(allocated < FEW_BYTES, allocated + " bytes allocated");
  }

  @Test
  void missingFile_isNamed() {
    Path file = folder.resolve("nothing.idx");
    assertRefused(file, () -> Idx.read(file), "no such file");
  }

  @Test
  void folder_isNoFile() {
    assertRefused(folder, () -> Idx.read(folder), "is a folder");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 4, 11})
  void fileThatEndsInsideItsHeader_saysSo(int length) throws IOException {
    Path file = write("short.idx", Arrays.copyOf(IdxFiles.images(1, 1, 1), length));
    assertRefused(file, () -> Idx.read(file), "ends inside its header");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 9, 255})
  void rankOutsideOneToEight_isRefused(int rank) throws IOException {
    Path file = write("rank.idx", IdxFiles.encode(IdxType.UINT8, new int[rank]));
    assertRefused(file, () -> Idx.read(file), rank + " dimensions; allowed: 1..8");
  }

  @Test
  void productOfDimensionsBeyondAnArray_isRefused_evenBesideAZero() throws IOException {
    int[][] shapes = {{65536, 65536}, {Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE}, {Integer.MAX_VALUE, 0, Integer.MAX_VALUE}};
    for (int[] dims : shapes) {
      Path file = write("huge.idx", IdxFiles.encode(IdxType.UINT8, dims));
      assertRefused(file, () -> Idx.read(file), Arrays.toString(dims), "claim more than 2147483639 bytes");
    }
  }

  @Test
  void doublesThatFitAsElementsButNotAsBytes_areRefused() throws IOException {
    Path file = write("doubles.idx", IdxFiles.encode(IdxType.FLOAT64, new int[] {1 << 29}));
    assertRefused(file, () -> Idx.read(file), "claim more than 2147483639 bytes");
  }

  @Test
  void arrayThatIsNotOfItsShape_isRefused() {
    assertThrows(IllegalArgumentException.class, () -> new IdxArray(IdxType.INT16, Shape.of(3), new byte[5]));
  }

  private static Path resource(String name) throws URISyntaxException {
    return Path.of(IdxTest.class.getResource("/idx/" + name).toURI());
  }

  private Path write(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }
}
