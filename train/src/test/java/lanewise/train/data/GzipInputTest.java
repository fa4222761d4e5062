package lanewise.train.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The gzip stream unpacks what is right and overlooks nothing that is wrong. */
class GzipInputTest {
  private static final byte[] TEXT = "warp and weft".getBytes(StandardCharsets.US_ASCII);

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_535, 65_536, 300_000})
  void dataOfAnyLength_comeBack(int length) throws IOException {
    byte[] data = new byte[length];
    new Random(length).nextBytes(data);
    assertArrayEquals(data, unpack(IdxFiles.gzip(data)));
  }

  @Test
  void severalMembers_areJoined() throws IOException {
    assertArrayEquals(join(TEXT, TEXT), unpack(join(IdxFiles.gzip(TEXT), IdxFiles.gzip(new byte[0]), IdxFiles.gzip(TEXT))));
  }

  @Test
  void hundredThousandEmptyMembers_doNotExhaustTheStack() throws IOException {
    byte[] empty = IdxFiles.gzip(new byte[0]);
    byte[][] members = new byte[100_000][];
    Arrays.fill(members, empty);
    assertEquals(0, unpack(join(members)).length);
  }

  @Test
  void headerWithExtraFieldNameAndComment_isSkipped() throws IOException {
    byte[] packed = IdxFiles.gzip(TEXT);
    byte[] header = Arrays.copyOf(packed, 10);
    header[3] = 2 | 4 | 8 | 16;
    byte[] fields = join(header, new byte[] {3, 0, 'a', 'b', 'c', 'n', 'a', 'm', 'e', 0, 'n', 'o', 't', 'e', 0});
    CRC32 crc = new CRC32();
    crc.update(fields);
    byte[] checksum = {(byte) crc.getValue(), (byte) (crc.getValue() >>> 8)};
    byte[] data = Arrays.copyOfRange(packed, 10, packed.length);

    assertArrayEquals(TEXT, unpack(join(fields, checksum, data)));
    checksum[0]++;
    assertSpeaks("checksum of the gzip header", join(fields, checksum, data));
  }

  @ParameterizedTest
  @CsvSource({"8, checksum of the gzip data is wrong", "4, length of the gzip data is wrong"})
  void wrongTrailer_isRefused(int fromEnd, String problem) {
    byte[] packed = IdxFiles.gzip(TEXT);
    packed[packed.length - fromEnd]++;
    assertSpeaks(problem, packed);
  }

  @ParameterizedTest
  @CsvSource({"1, not a gzip file", "2, unknown gzip compression method", "3, reserved gzip flags are set"})
  void wrongHeader_isRefused(int position, String problem) {
    byte[] packed = IdxFiles.gzip(TEXT);
    packed[position] = (byte) 0xff;
    assertSpeaks(problem, packed);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 30, 70_000})
  void bytesBehindTheLastMember_areRefused(int count) {
    assertSpeaks("bytes follow the end of the gzip data", join(IdxFiles.gzip(TEXT), new byte[count]));
  }

  @Test
  void singleBytes_areReadToo() throws IOException {
    try (GzipInput in = new GzipInput(new ByteArrayInputStream(IdxFiles.gzip(new byte[] {7, -1})))) {
      assertEquals(7, in.read());
      assertEquals(255, in.read());
      assertEquals(-1, in.read());
      assertEquals(-1, in.read());
    }
  }

  private static void assertSpeaks(String problem, byte[] packed) {
    String message = assertThrows(IOException.class, () -> unpack(packed)).getMessage();
    assertTrue(message.contains(problem), message);
  }

  private static byte[] unpack(byte[] packed) throws IOException {
    try (GzipInput in = new GzipInput(new ByteArrayInputStream(packed))) {
      return in.readAllBytes();
    }
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
