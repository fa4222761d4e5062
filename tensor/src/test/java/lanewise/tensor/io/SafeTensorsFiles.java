package lanewise.tensor.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import lanewise.tensor.AnyTensor;
import lanewise.tensor.BoolTensor;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Tensor;

/** Makes files byte by byte, and compares tensors bit by bit. */
final class SafeTensorsFiles {
  private SafeTensorsFiles() {}

  /** A file with this header and these bytes after it. */
  static byte[] bytes(String header, byte... data) {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + text.length + data.length).order(ByteOrder.LITTLE_ENDIAN).putLong(text.length).put(text).put(data).array();
  }

  /** A file with one tensor {@code t} of rank 1. */
  static byte[] vector(ElementType type, byte... data) {
    int size = data.length / type.bytes();
    return bytes("{\"t\":{\"dtype\":\"" + type + "\",\"shape\":[" + size + "],\"data_offsets\":[0," + data.length + "]}}", data);
  }

  /** The bytes of numbers, little-endian, {@code width} of each. */
  static byte[] littleEndian(int width, long... numbers) {
    ByteBuffer out = ByteBuffer.allocate(numbers.length * width);
    for (long n : numbers) {
      for (int i = 0; i < width; i++) {
        out.put((byte) (n >> 8 * i));
      }
    }
    return out.array();
  }

  /** Reads bytes as a file of their own. */
  static SafeTensors read(byte[] bytes) throws IOException {
    Path file = Files.createTempFile("lanewise", ".safetensors");
    try {
      Files.write(file, bytes);
      return SafeTensors.read(file);
    } finally {
      Files.delete(file);
    }
  }

  /** Writes a file of its own and returns its bytes. */
  static byte[] written(Map<String, ? extends AnyTensor> tensors, Map<String, String> metadata) throws IOException {
    Path file = Files.createTempFile("lanewise", ".safetensors");
    try {
      SafeTensors.write(file, tensors, metadata);
      return Files.readAllBytes(file);
    } finally {
      Files.delete(file);
    }
  }

  /** The text of a file's header. */
  static String header(byte[] file) {
    int length = (int) ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
    return new String(file, 8, length, StandardCharsets.UTF_8);
  }

  /** Equal kind, shape and bits; the order of the names may differ. */
  static void assertSame(Map<String, ? extends AnyTensor> expected, Map<String, ? extends AnyTensor> actual) {
    assertEquals(expected.keySet(), actual.keySet());
    expected.forEach((name, e) -> {
      AnyTensor a = actual.get(name);
      assertEquals(e.shape(), a.shape(), name);
      switch (e) {
        case Tensor t -> assertArrayEquals(bits(t), bits((Tensor) a), name);
        case LongTensor t -> assertArrayEquals(t.toArray(), ((LongTensor) a).toArray(), name);
        case BoolTensor t -> assertArrayEquals(t.toArray(), ((BoolTensor) a).toArray(), name);
      }
    });
  }

  /** The bits of the values; those of a NaN too. */
  static int[] bits(Tensor t) {
    float[] values = t.toArray();
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(values[i]);
    }
    return bits;
  }

  /** Names in a folder. */
  static List<String> names(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }
}
