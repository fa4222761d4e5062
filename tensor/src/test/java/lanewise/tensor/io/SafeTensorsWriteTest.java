package lanewise.tensor.io;

import static lanewise.tensor.io.SafeTensorsFiles.header;
import static lanewise.tensor.io.SafeTensorsFiles.names;
import static lanewise.tensor.io.SafeTensorsFiles.read;
import static lanewise.tensor.io.SafeTensorsFiles.written;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lanewise.tensor.AnyTensor;
import lanewise.tensor.BoolTensor;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Scope;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.ops.BatchNormalization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafeTensorsWriteTest {
  private static final Map<String, Tensor> SMALL = Map.of("a", Tensor.of(new float[] {1, -2}, 2));

  @TempDir
  Path folder;

  @Test
  void theBytesOfAFile_areThoseOfTheFormat() throws IOException {
    Map<String, AnyTensor> tensors = new LinkedHashMap<>();
    tensors.put("b", Tensor.scalar(1));
    tensors.put("\ud83d\ude00", Tensor.zeros(0, 2));
    tensors.put("\uff11", Tensor.zeros(0));
    tensors.put("a", Tensor.of(new float[] {-2}, 1));
    tensors.put("n", LongTensor.scalar(-2));
    byte[] file = written(tensors, Map.of("z", "\"", "format", "pt"));

    assertEquals("{\"__metadata__\":{\"format\":\"pt\",\"z\":\"\\\"\"},\"n\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[0,8]},"
        + "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,12]},\"b\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[12,16]},"
        + "\"\uff11\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[16,16]},"
        + "\"\ud83d\ude00\":{\"dtype\":\"F32\",\"shape\":[0,2],\"data_offsets\":[16,16]}}", header(file).stripTrailing());
    byte[] data = Arrays.copyOfRange(file, file.length - 16, file.length);
    assertArrayEquals(new byte[] {-2, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, (byte) 0xc0, 0, 0, (byte) 0x80, 0x3f}, data);
  }

  @Test
  void theHeader_isPaddedToEightBytes() throws IOException {
    assertEquals("{}      ", header(written(Map.of(), Map.of())));
    for (int length = 0; length < 16; length++) {
      byte[] file = written(SMALL, Map.of("k", "x".repeat(length)));
      assertEquals(0, header(file).length() % 8);
      assertTrue(header(file).length() - header(file).stripTrailing().length() < 8);
    }
  }

  @Test
  void everyLayout_isWrittenRowMajor() throws IOException {
    Tensor images = Tensor.of(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, 2, 3, 1, 2);
    Tensor channelsLast = TensorAccess.channelsLast(images);
    double[] each = {1, 2, 3};
    Tensor pending = BatchNormalization.normalize(channelsLast, each, each, 1e-5, Tensor.ones(3), Tensor.zeros(3));
    Map<String, Tensor> tensors =
        Map.of("a", channelsLast, "b", images.slice(1, 2), "c", channelsLast.slice(1, 2), "d", images.reshape(3, 4), "e", pending);
    byte[] file = written(tensors, Map.of());

    SafeTensorsFiles.assertSame(tensors, read(file).tensors());
    try (var _ = Scope.open()) {
      assertArrayEquals(file, written(tensors, Map.of()));
    }
  }

  @Test
  void truthValues_areBytesOfTheFileAndReadBackAsZerosAndOnes() throws IOException {
    Map<String, AnyTensor> tensors = new LinkedHashMap<>();
    tensors.put("b", BoolTensor.of(new boolean[] {true, false, false, true, true, false}, 2, 3));
    tensors.put("c", BoolTensor.scalar(true));
    tensors.put("d", BoolTensor.of(new boolean[0], 4, 0));
    tensors.put("a", Tensor.scalar(1));
    byte[] file = written(tensors, Map.of());

    assertEquals("{\"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]},\"b\":{\"dtype\":\"BOOL\",\"shape\":[2,3],\"data_offsets\":[4,10]},"
        + "\"c\":{\"dtype\":\"BOOL\",\"shape\":[],\"data_offsets\":[10,11]},\"d\":{\"dtype\":\"BOOL\",\"shape\":[4,0],\"data_offsets\":[11,11]}}",
        header(file).stripTrailing());
    assertArrayEquals(new byte[] {0, 0, (byte) 0x80, 0x3f, 1, 0, 0, 1, 1, 0, 1}, Arrays.copyOfRange(file, file.length - 11, file.length));
    SafeTensors back = read(file);
    assertEquals(ElementType.BOOL, back.type("b"));
    SafeTensorsFiles.assertSame(Map.of("a", Tensor.scalar(1), "b", LongTensor.of(new long[] {1, 0, 0, 1, 1, 0}, 2, 3), "c", LongTensor.scalar(1),
        "d", LongTensor.of(new long[0], 4, 0)), back.tensors());
  }

  @Test
  void aTensorLongerThanTheBuffer_isWrittenWhole() throws IOException {
    float[] x = new float[100_003];
    long[] n = new long[100_003];
    boolean[] b = new boolean[600_003];
    long[] ofB = new long[b.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = i;
      n[i] = -i;
    }
    for (int i = 0; i < b.length; i++) {
      b[i] = i % 3 == 0 ^ i % 70_001 == 0;
      ofB[i] = b[i] ? 1 : 0;
    }
    Map<String, AnyTensor> tensors = new LinkedHashMap<>(Map.of("x", Tensor.of(x, x.length), "n", LongTensor.of(n, n.length),
        "b", BoolTensor.of(b, b.length), "y".repeat(100_000), Tensor.scalar(1)));
    byte[] file = written(tensors, Map.of());
    tensors.put("b", LongTensor.of(ofB, b.length));

    SafeTensorsFiles.assertSame(tensors, read(file).tensors());
  }

  @Test
  void aFileThatExists_isReplaced() throws IOException {
    Path file = folder.resolve("a.safetensors");
    Files.writeString(file, "something else that is longer than the new file will be".repeat(10));
    SafeTensors.write(file, SMALL, Map.of());

    SafeTensorsFiles.assertSame(SMALL, SafeTensors.read(file).tensors());
    assertEquals(List.of("a.safetensors"), names(folder));
  }

  @Test
  void aWriteThatFails_leavesTheOldFileAndNothingElse() throws IOException {
    Path file = folder.resolve("a.safetensors");
    Files.writeString(file, "old");
    Tensor closed;
    try (var _ = Scope.open()) {
      closed = Tensor.scalar(1);
    }
    assertThrows(IllegalStateException.class, () -> SafeTensors.write(file, Map.of("a", closed), Map.of()));
    assertThrows(IllegalArgumentException.class, () -> SafeTensors.write(file, Map.of("__metadata__", Tensor.scalar(1)), Map.of()));

    assertEquals("old", Files.readString(file));
    assertEquals(List.of("a.safetensors"), names(folder));
  }

  @Test
  void aTargetThatIsAFolderOrHasNone_isAnInputError() throws IOException {
    Path taken = Files.createDirectory(folder.resolve("taken"));
    Files.writeString(taken.resolve("file"), "");
    assertThrows(IOException.class, () -> SafeTensors.write(taken, SMALL, Map.of()));
    assertThrows(IOException.class, () -> SafeTensors.write(folder.resolve("absent/a.safetensors"), SMALL, Map.of()));
    assertEquals(List.of("taken"), names(folder));
  }

  @Test
  void aFileHasTheRightsOfEveryNewFile() throws IOException {
    SafeTensors.write(folder.resolve("a"), SMALL, Map.of());
    Files.createFile(folder.resolve("b"));

    Set<String> views = folder.getFileSystem().supportedFileAttributeViews();
    String rights = views.contains("posix") ? "posix:permissions" : "basic:isRegularFile";
    assertEquals(Files.getAttribute(folder.resolve("b"), rights), Files.getAttribute(folder.resolve("a"), rights));
  }

  @Test
  void whatCannotBeWritten_isRefusedByName() {
    refused(Map.of("__metadata__", Tensor.scalar(1)), Map.of(), "the name \"__metadata__\" of a tensor; allowed: Unicode text other than");
    refused(Map.of("a\ud800", Tensor.scalar(1)), Map.of(), "of a tensor; allowed: Unicode text");
    refused(Collections.singletonMap(null, Tensor.scalar(1)), Map.of(), "the name null of a tensor");
    refused(Collections.singletonMap("a", null), Map.of(), "tensor \"a\" is null");
    refused(SMALL, Map.of("k", "\udc00"), "the metadata \"k\": ");
    refused(SMALL, Map.of("\udc00", "v"), "; allowed: Unicode text");
    refused(SMALL, Collections.singletonMap("k", null), "the metadata \"k\": null; allowed: Unicode text");
    refused(SMALL, Collections.singletonMap(null, "v"), "the metadata null: \"v\"");
  }

  @Test
  void aHeaderOverTheLimit_isRefused() {
    refused(SMALL, Map.of("k", "x".repeat(100_000_000)), "names, shapes and metadata take 100000080 bytes; allowed: 100000000");
  }

  @Test
  void theOrderOfTheMaps_doesNotCount() throws IOException {
    Map<String, Tensor> one = new LinkedHashMap<>();
    Map<String, Tensor> other = new HashMap<>();
    for (int i = 0; i < 50; i++) {
      one.put("t" + i, Tensor.scalar(i));
    }
    List.copyOf(one.keySet()).reversed().forEach(name -> other.put(name, one.get(name)));

    assertArrayEquals(written(one, Map.of("a", "1", "b", "2")), written(other, Map.of("b", "2", "a", "1")));
  }

  private void refused(Map<String, ? extends AnyTensor> tensors, Map<String, String> metadata, String problem) {
    Path file = folder.resolve("refused");
    String message = assertThrows(IllegalArgumentException.class, () -> SafeTensors.write(file, tensors, metadata)).getMessage();
    assertTrue(message.contains(problem), message);
    assertTrue(Files.notExists(file));
  }
}
