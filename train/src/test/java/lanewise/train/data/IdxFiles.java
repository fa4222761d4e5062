package lanewise.train.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.function.Executable;

/** Writes IDX files, and checks how the reader refuses them. */
final class IdxFiles {
  private IdxFiles() {}

  /** The bytes of a file with these values, each converted to the type. */
  static byte[] encode(IdxType type, int[] dims, double... values) {
    ByteBuffer out = ByteBuffer.allocate(4 + 4 * dims.length + values.length * type.bytes());
    out.put((byte) 0).put((byte) 0).put((byte) type.code()).put((byte) dims.length);
    for (int dim : dims) {
      out.putInt(dim);
    }
    for (double value : values) {
      switch (type) {
        case UINT8, INT8 -> out.put((byte) (int) value);
        case INT16 -> out.putShort((short) value);
        case INT32 -> out.putInt((int) value);
        case FLOAT32 -> out.putFloat((float) value);
        case FLOAT64 -> out.putDouble(value);
      }
    }
    return out.array();
  }

  /** Bytes [n, height, width]; pixel number k has the value {@code k % 256}. */
  static byte[] images(int n, int height, int width) {
    double[] pixels = new double[n * height * width];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = i % 256;
    }
    return encode(IdxType.UINT8, new int[] {n, height, width}, pixels);
  }

  static byte[] labels(double... labels) {
    return encode(IdxType.UINT8, new int[] {labels.length}, labels);
  }

  static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream packed = new GZIPOutputStream(out)) {
      packed.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** Reads bytes as a file of their own. */
  static IdxArray read(byte[] bytes) throws IOException {
    Path file = Files.createTempFile("lanewise", ".idx");
    try {
      Files.write(file, bytes);
      return Idx.read(file);
    } finally {
      Files.delete(file);
    }
  }

  /** The action fails with one line that begins with the path and holds all the parts. */
  static void assertRefused(Path path, Executable action, String... parts) {
    assertSpeaks(path.toString(), action, parts);
  }

  /** The action fails with one line that begins so and holds all the parts. */
  static void assertSpeaks(String beginning, Executable action, String... parts) {
    String message = assertThrows(DataException.class, action).getMessage();
    assertTrue(message.startsWith(beginning + ": "), message);
    assertEquals(1, message.lines().count(), message);
    for (String part : parts) {
      assertTrue(message.contains(part), () -> "'" + part + "' in: " + message);
    }
  }
}
