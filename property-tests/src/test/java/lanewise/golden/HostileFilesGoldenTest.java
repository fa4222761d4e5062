package lanewise.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import lanewise.tensor.io.MalformedFileException;
import lanewise.tensor.io.SafeTensors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Files made to break a reader of safetensors, and right ones among them. A wrong one ends in one line that names it, within a second and within the
 * memory of a small machine. The folder's files of other formats (npy, IDX) are not read here; they are counted.
 */
@Tag("golden")
class HostileFilesGoldenTest {
  private static final String INDEX = "hostile/index.jsonl";
  private static final int AT_LEAST = 33;
  private static final long MOST_BYTES = 64 << 20;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Test
  void everyFileIsReadOrRefusedAsItsIndexSays() throws IOException {
    if (!GoldenFile.exists(INDEX)) {
      System.out.println(INDEX + ": absent");
      return;
    }
    int ran = 0;
    List<String> failures = new ArrayList<>();
    Map<String, Integer> left = new TreeMap<>();
    for (JsonNode c : GoldenFolder.lines(GoldenFolder.path(INDEX))) {
      String format = c.get("format").asText();
      if (!format.equals("safetensors")) {
        left.merge("files of format " + format, 1, Integer::sum);
        continue;
      }
      ran++;
      try {
        check(c);
      } catch (IOException | RuntimeException | AssertionError e) {
        failures.add(c.get("file").asText() + " (" + c.get("why").asText() + "): " + e);
      }
    }
    System.out.println(INDEX + ": " + ran + " cases ran, " + (ran - failures.size()) + " passed; left out: " + left);
    assertEquals("", String.join("\n", failures));
    assertTrue(!GoldenFile.isBuiltIn() || ran >= AT_LEAST, ran + " cases ran; at least " + AT_LEAST + " are expected");
  }

  private static void check(JsonNode c) throws IOException {
    Path file = GoldenFolder.path("hostile/" + c.get("file").asText());
    assertEquals(c.get("bytes").asLong(), Files.size(file), "bytes of the file");
    long before = THREADS.getCurrentThreadAllocatedBytes();
    assertTimeout(Duration.ofSeconds(1), () -> {
      switch (c.get("expect").asText()) {
        case "read" -> requireContent(c, SafeTensors.read(file));
        case "refuse" -> {
          String message = assertThrows(MalformedFileException.class, () -> SafeTensors.read(file)).getMessage();
          assertTrue(message.startsWith(file + ": ") && message.length() > file.toString().length() + 20, message);
          assertEquals(1, message.lines().count(), message);
        }
        default -> throw new IllegalArgumentException("expect " + c.get("expect"));
      }
    });
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    assertTrue(allocated < MOST_BYTES, allocated + " bytes allocated");
  }

  private static void requireContent(JsonNode c, SafeTensors read) {
    Map<String, String> metadata = new LinkedHashMap<>();
    c.path("metadata").properties().forEach(e -> metadata.put(e.getKey(), e.getValue().asText()));
    assertEquals(metadata, read.metadata());
    assertEquals(c.get("content").size(), read.names().size());
    c.get("content").properties().forEach(e -> assertTrue(
        GoldenFolder.same(GoldenFolder.tensor(e.getValue()), read.tensor(e.getKey())), e.getKey() + " is " + read.tensor(e.getKey())));
  }
}
