package lanewise.tensor.io;

import static lanewise.tensor.io.SafeTensorsFiles.header;
import static lanewise.tensor.io.SafeTensorsFiles.read;
import static lanewise.tensor.io.SafeTensorsFiles.written;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import lanewise.tensor.AnyTensor;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Tensor;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What holds of safetensors files of every content. */
class SafeTensorsLawsTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Property(tries = 500)
  void whatIsWritten_isRead(@ForAll("tensors") Map<String, AnyTensor> tensors, @ForAll("metadata") Map<String, String> metadata)
      throws IOException {
    SafeTensors file = read(written(tensors, metadata));

    SafeTensorsFiles.assertSame(tensors, file.tensors());
    assertEquals(metadata, file.metadata());
    tensors.forEach((name, t) -> assertEquals(t instanceof Tensor ? ElementType.F32 : ElementType.I64, file.type(name)));
  }

  @Property(tries = 300)
  void theBytes_dependOnTheContentAlone(
      @ForAll("tensors") Map<String, AnyTensor> tensors, @ForAll("metadata") Map<String, String> metadata, @ForAll long seed) throws IOException {
    byte[] file = written(tensors, metadata);

    assertArrayEquals(file, written(shuffled(tensors, seed), shuffled(metadata, seed)));
    assertArrayEquals(file, written(read(file).tensors(), read(file).metadata()));
    assertEquals(0, header(file).getBytes(StandardCharsets.UTF_8).length % 8);
  }

  @Property(tries = 500)
  void everyProperPrefixOfAFile_isRefused(@ForAll("tensors") Map<String, AnyTensor> tensors, @ForAll @IntRange(max = 9999) int part)
      throws IOException {
    byte[] file = written(tensors, Map.of("format", "pt"));

    assertThrows(MalformedFileException.class, () -> read(Arrays.copyOf(file, (int) ((long) file.length * part / 10_000))));
  }

  @Property(tries = 200)
  void everyByteTooMany_isRefused(@ForAll("tensors") Map<String, AnyTensor> tensors, @ForAll @IntRange(min = 1, max = 9) int more)
      throws IOException {
    byte[] file = written(tensors, Map.of());

    assertThrows(MalformedFileException.class, () -> read(Arrays.copyOf(file, file.length + more)));
  }

  @Property(tries = 2000)
  void aDamagedFile_isRefusedOrReadWithoutTakingMuchMemory(@ForAll @IntRange(max = 9999) int part, @ForAll byte damage, @ForAll boolean inData)
      throws IOException {
    byte[] file = written(Map.of("a", Tensor.of(new float[] {1, 2, 3}, 3), "b.c", LongTensor.of(new long[] {4, 5}, 2, 1, 1), "d", Tensor.zeros(2, 0)),
        Map.of("format", "pt"));
    int end = inData ? file.length : 8 + header(file).length();
    file[(int) ((long) end * part / 10_000)] = damage;
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      for (AnyTensor t : read(file).tensors().values()) {
        assertTrue(t.size() * 4 <= file.length);
      }
    } catch (MalformedFileException e) {
      assertEquals(1, e.getMessage().lines().count(), e.getMessage());
    }
    assertTrue(THREADS.getCurrentThreadAllocatedBytes() - before < 1 << 20);
  }

  @Property(tries = 1000)
  void bytesOfAnyKind_areRefusedOrRead(@ForAll byte[] bytes, @ForAll boolean withLength) throws IOException {
    byte[] file = withLength ? SafeTensorsFiles.bytes("{" + new String(bytes, StandardCharsets.ISO_8859_1)) : bytes;
    try {
      assertEquals(0, read(file).names().size());
    } catch (MalformedFileException e) {
      assertEquals(1, e.getMessage().lines().count(), e.getMessage());
    }
  }

  @Provide
  Arbitrary<Map<String, AnyTensor>> tensors() {
    return IoArbitraries.tensors().withoutEdgeCases();
  }

  @Provide
  Arbitrary<Map<String, String>> metadata() {
    return Arbitraries.maps(IoArbitraries.texts(), IoArbitraries.texts()).ofMaxSize(3).withoutEdgeCases();
  }

  private static <V> Map<String, V> shuffled(Map<String, V> map, long seed) {
    List<String> names = new ArrayList<>(map.keySet());
    Collections.shuffle(names, new Random(seed));
    Map<String, V> shuffled = new LinkedHashMap<>();
    names.forEach(name -> shuffled.put(name, map.get(name)));
    return shuffled;
  }
}
