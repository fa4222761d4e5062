package lanewise.tensor.io;

import static lanewise.tensor.io.SafeTensorsFiles.bits;
import static lanewise.tensor.io.SafeTensorsFiles.bytes;
import static lanewise.tensor.io.SafeTensorsFiles.littleEndian;
import static lanewise.tensor.io.SafeTensorsFiles.read;
import static lanewise.tensor.io.SafeTensorsFiles.vector;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Scope;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafeTensorsReadTest {
  @TempDir
  Path folder;

  @Test
  void integersAndTruthValues_becomeLongs() throws IOException {
    assertArrayEquals(new long[] {0, 1, 1}, longs(ElementType.BOOL, 0, 1, 255));
    assertArrayEquals(new long[] {0, 127, 255}, longs(ElementType.U8, 0, 127, 255));
    assertArrayEquals(new long[] {0, 127, -1}, longs(ElementType.I8, 0, 127, 255));
    assertArrayEquals(new long[] {-2, Short.MAX_VALUE, Short.MIN_VALUE}, longs(ElementType.I16, -2, Short.MAX_VALUE, Short.MIN_VALUE));
    assertArrayEquals(new long[] {-2, Integer.MAX_VALUE, Integer.MIN_VALUE}, longs(ElementType.I32, -2, Integer.MAX_VALUE, Integer.MIN_VALUE));
    assertArrayEquals(new long[] {-2, Long.MAX_VALUE, Long.MIN_VALUE}, longs(ElementType.I64, -2, Long.MAX_VALUE, Long.MIN_VALUE));
  }

  @Test
  void singles_keepTheirBits() throws IOException {
    int[] expected = {0, 0x80000000, 1, 0x3f800000, 0x7f800000, 0x7fc01234, 0xffc00001};
    assertArrayEquals(expected, floats(ElementType.F32, 0, 0x80000000, 1, 0x3f800000, 0x7f800000, 0x7fc01234, 0xffc00001));
  }

  @Test
  void halvesOfBothKinds_areExact() throws IOException {
    assertArrayEquals(
        bits(Tensor.of(new float[] {0, -0f, 1, -2.5f, 65504, 0x1p-24f, Float.NEGATIVE_INFINITY}, 7)),
        floats(ElementType.F16, 0, 0x8000, 0x3c00, 0xc100, 0x7bff, 1, 0xfc00));
    assertArrayEquals(
        bits(Tensor.of(new float[] {0, -0f, 1, -3.140625f, 0x1p-133f, Float.POSITIVE_INFINITY}, 6)),
        floats(ElementType.BF16, 0, 0x8000, 0x3f80, 0xc049, 1, 0x7f80));
    assertTrue(Float.isNaN(((Tensor) read(vector(ElementType.F16, littleEndian(2, 0x7e00))).tensor("t")).item()));
  }

  @Test
  void doubles_areRoundedToTheNearestFloat() throws IOException {
    double[] x = {0.1, 1 + 0x1p-24, 1 + 0x1.8p-23, 1e300, -1e300, 1e-50, -0.0, 0x1.8p-149};
    float[] expected = {0.1f, 1, 1 + 0x1p-22f, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 0, -0f, 0x1p-148f};
    long[] stored = new long[x.length];
    for (int i = 0; i < x.length; i++) {
      stored[i] = Double.doubleToRawLongBits(x[i]);
    }
    assertArrayEquals(bits(Tensor.of(expected, x.length)), floats(ElementType.F64, stored));
  }

  @Test
  void aFile_isReadWithItsOrderMetadataAndTypes() throws IOException {
    SafeTensors file = read(bytes("{\"b\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[4,5]}, \"__metadata__\":{\"z\":\"1\",\"a\":\"\"},"
        + "\"a\":{\"shape\":[],\"data_offsets\":[0,4],\"dtype\":\"F32\"},\"none\":{\"dtype\":\"F64\",\"shape\":[2,0],\"data_offsets\":[5,5]}}  ",
        (byte) 0, (byte) 0, (byte) 0x80, (byte) 0x3f, (byte) 7));

    assertEquals(List.of("b", "a", "none"), List.copyOf(file.names()));
    assertEquals(List.of("z", "a"), List.copyOf(file.metadata().keySet()));
    assertEquals(Map.of("z", "1", "a", ""), file.metadata());
    assertEquals(7, ((LongTensor) file.tensor("b")).item());
    assertEquals(1, ((Tensor) file.tensors().get("a")).item());
    assertEquals(Shape.of(2, 0), file.tensor("none").shape());
    assertEquals(List.of(ElementType.U8, ElementType.F32, ElementType.F64), file.names().stream().map(file::type).toList());
    assertEquals("SafeTensors[b: U8 [1], a: F32 [], none: F64 [2, 0]]", file.toString());
  }

  @Test
  void theContent_cannotBeReplaced() throws IOException {
    SafeTensors file = read(vector(ElementType.U8, (byte) 1));

    assertThrows(UnsupportedOperationException.class, () -> file.tensors().remove("t"));
    assertThrows(UnsupportedOperationException.class, () -> file.names().remove("t"));
    assertThrows(UnsupportedOperationException.class, () -> file.metadata().put("a", "b"));
    assertEquals("no tensor \"u\" among the 1 of the file", assertThrows(IllegalArgumentException.class, () -> file.tensor("u")).getMessage());
    assertThrows(IllegalArgumentException.class, () -> file.type("u"));
  }

  @Test
  void tensorsReadInsideAScope_outliveIt() throws IOException {
    SafeTensors file;
    try (var _ = Scope.open()) {
      file = read(vector(ElementType.F32, littleEndian(4, 0x3f800000)));
    }
    assertEquals(1, ((Tensor) file.tensor("t")).item());
  }

  @Test
  void aTensorLongerThanTheBuffer_isReadWhole() throws IOException {
    for (ElementType type : List.of(ElementType.I64, ElementType.U8, ElementType.I16)) {
      long[] expected = new long[100_003];
      for (int i = 0; i < expected.length; i++) {
        expected[i] = i % 251;
      }
      assertArrayEquals(expected, longs(type, expected));
    }
  }

  @Test
  void aTensorBehindTheFirstTwoGigabytes_isRead() throws IOException {
    Path file = folder.resolve("large.safetensors");
    long end = 3_000_000_000L;
    String header = "{\"large\":{\"dtype\":\"I16\",\"shape\":[1500,1000000],\"data_offsets\":[0," + end + "]},"
        + "\"last\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[" + end + "," + (end + 2) + "]}}";
    sparse(file, bytes(header), bytes(header).length + end, (byte) 5, (byte) 6);
    SafeTensors read = SafeTensors.read(file, "last"::equals);

    assertEquals(List.of("last"), List.copyOf(read.names()));
    assertArrayEquals(new long[] {5, 6}, ((LongTensor) read.tensor("last")).toArray());
  }

  @Test
  void aTensorWithMoreElementsThanAnArray_isRefusedByName() throws IOException {
    Path file = folder.resolve("large.safetensors");
    byte[] begin = bytes("{\"huge\":{\"dtype\":\"U8\",\"shape\":[2,1500000000],\"data_offsets\":[0,3000000000]}}");
    sparse(file, begin, begin.length + 2_999_999_999L, (byte) 0);
    String message = assertThrows(MalformedFileException.class, () -> SafeTensors.read(file)).getMessage();

    assertEquals(file + ": tensor \"huge\": shape [2, 1500000000] is too large for a Java array; allowed: 2147483639 elements and sizes up to "
        + "2147483647", message);
  }

  @Test
  void aHeaderOverTheLimit_isRefusedEvenWhereTheFileHoldsIt() throws IOException {
    Path file = folder.resolve("long.safetensors");
    sparse(file, littleEndian(8, 100_000_001), 200_000_000, (byte) 0);
    String message = assertThrows(MalformedFileException.class, () -> SafeTensors.read(file)).getMessage();

    assertTrue(message.contains("claims 100000001 bytes; allowed: up to 100000000"), message);
  }

  @Test
  void aFileThatIsMissingOrAFolder_isAnInputError() {
    assertThrows(NoSuchFileException.class, () -> SafeTensors.read(folder.resolve("absent")));
    assertThrows(IOException.class, () -> SafeTensors.read(folder));
  }

  @ParameterizedTest
  @ValueSource(strings = {"F4", "F6_E2M3", "F6_E3M2", "F8_E5M2", "F8_E4M3", "F8_E8M0", "F8_E4M3FNUZ", "F8_E5M2FNUZ", "U16", "U32", "C64", "U64"})
  void aTypeOfTheFormatThatIsNotRead_isRefusedByName(String type) {
    MalformedFileException e = assertThrows(MalformedFileException.class,
        () -> read(bytes("{\"a\":{\"dtype\":\"" + type + "\",\"shape\":[0],\"data_offsets\":[0,0]}}")));
    assertTrue(e.getMessage().contains("tensor \"a\": dtype \"" + type + "\" is a type of the format that is not read here; read: BOOL, U8"),
        e.getMessage());
  }

  /** A file of which only begin and end take room on the disk. */
  private static void sparse(Path file, byte[] begin, long endAt, byte... end) throws IOException {
    try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
      out.write(ByteBuffer.wrap(begin), 0);
      out.write(ByteBuffer.wrap(end), endAt);
    }
  }

  private static long[] longs(ElementType type, long... stored) throws IOException {
    SafeTensors file = read(vector(type, littleEndian(type.bytes(), stored)));
    assertEquals(type, file.type("t"));
    return ((LongTensor) file.tensor("t")).toArray();
  }

  private static int[] floats(ElementType type, long... stored) throws IOException {
    return bits((Tensor) read(vector(type, littleEndian(type.bytes(), stored))).tensor("t"));
  }
}
