package lanewise.train.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import lanewise.tensor.Shape;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What holds of IDX files of every type and shape. */
class IdxLawsTest {
  @Property(tries = 300)
  void whatIsWritten_isRead(@ForAll IdxType type, @ForAll("shapes") int[] dims, @ForAll boolean packed, @ForAll long seed)
      throws IOException {
    double[] values = values(type, dims, seed);
    byte[] file = IdxFiles.encode(type, dims, values);

    IdxArray read = IdxFiles.read(packed ? IdxFiles.gzip(file) : file);

    assertEquals(type, read.type());
    assertEquals(Shape.of(dims), read.shape());
    assertArrayEquals(values, read.toDoubles());
    assertArrayEquals(Arrays.copyOfRange(file, 4 + 4 * dims.length, file.length), read.bytes());
  }

  @Property(tries = 200)
  void everyPrefixOfAFile_isRefused(@ForAll IdxType type, @ForAll boolean packed, @ForAll @IntRange(max = 999) int part) {
    byte[] file = IdxFiles.encode(type, new int[] {3, 5}, values(type, new int[] {3, 5}, part));
    byte[] whole = packed ? IdxFiles.gzip(file) : file;

    assertThrows(DataException.class, () -> IdxFiles.read(Arrays.copyOf(whole, whole.length * part / 1000)));
  }

  @Property(tries = 200)
  void everyByteTooMany_isRefused(
      @ForAll byte extra, @ForAll boolean packed, @ForAll boolean inside, @ForAll @IntRange(min = 1, max = 40) int count) {
    byte[] file = IdxFiles.images(2, 3, 4);
    byte[] longer = padded(file, extra, count);
    byte[] bytes = !packed ? longer : inside ? IdxFiles.gzip(longer) : padded(IdxFiles.gzip(file), extra, count);

    assertThrows(DataException.class, () -> IdxFiles.read(bytes));
  }

  @Property(tries = 500)
  void aFlippedBitOfAGzippedFile_isRefusedOrChangesNothing(@ForAll @IntRange(max = 999) int part, @ForAll @IntRange(max = 7) int bit)
      throws IOException {
    byte[] file = IdxFiles.images(2, 5, 5);
    byte[] damaged = IdxFiles.gzip(file);
    damaged[damaged.length * part / 1000] ^= (byte) (1 << bit);
    try {
      assertArrayEquals(IdxFiles.read(file).bytes(), IdxFiles.read(damaged).bytes());
    } catch (DataException e) {
      assertEquals(1, e.getMessage().lines().count());
      assertTrue(e.getMessage().length() > 20, e.getMessage());
    }
  }

  @Provide
  Arbitrary<int[]> shapes() {
    return Arbitraries.integers().between(0, 6).array(int[].class).ofMinSize(1).ofMaxSize(4);
  }

  private static byte[] padded(byte[] bytes, byte extra, int count) {
    byte[] longer = Arrays.copyOf(bytes, bytes.length + count);
    Arrays.fill(longer, bytes.length, longer.length, extra);
    return longer;
  }

  /** Random values over the whole range of the type, exact as doubles. */
  private static double[] values(IdxType type, int[] dims, long seed) {
    Random random = new Random(seed);
    return random.doubles(Arrays.stream(dims).reduce(1, (a, b) -> a * b)).map(x -> switch (type) {
      case UINT8 -> (int) (x * 256);
      case INT8 -> (byte) (x * 256);
      case INT16 -> (short) (x * 65536);
      case INT32 -> (int) (x * 0x1p32 - 0x1p31);
      case FLOAT32 -> (float) (x * 1e20 - 5e19);
      case FLOAT64 -> x * 1e200 - 5e199;
    }).toArray();
  }
}
