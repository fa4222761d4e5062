package lanewise.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * A file of golden cases, one JSON object a line, gzipped: values that PyTorch computed. Read from the folder that {@code -Dlanewise.golden=DIR}
 * names, else from the copies among the test resources.
 */
final class GoldenFile {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NAMED = System.getProperty("lanewise.golden", "");
  /** A relative name is seen from where Maven was started. */
  private static final Path FOLDER = Path.of(System.getProperty("lanewise.start", "")).resolve(NAMED);

  private GoldenFile() {}

  /** False where the tests read a folder of the user's, of whose size nothing is known. */
  static boolean isBuiltIn() {
    return NAMED.isEmpty();
  }

  /** A file or folder in the user's folder. */
  static Path path(String name) {
    return FOLDER.resolve(name);
  }

  /** False where the folder lacks the file. */
  static boolean exists(String name) {
    if (!isBuiltIn() && !Files.isDirectory(FOLDER)) {
      throw new IllegalArgumentException("-Dlanewise.golden=" + NAMED + " is no folder");
    }
    return isBuiltIn() || Files.exists(path(name));
  }

  /** Files of the user's folder that have a variant's name, as {@code lrsched-mine.jsonl.gz}, and are not among the built-in ones. */
  static List<String> further(String name) throws IOException {
    if (isBuiltIn()) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.map(f -> f.getFileName().toString()).filter(f -> f.startsWith(name + "-") && f.endsWith(".jsonl.gz"))
          .filter(f -> GoldenFile.class.getResource("/golden/" + f) == null).sorted().toList();
    }
  }

  /** All cases of a file. */
  static List<JsonNode> cases(String name) throws IOException {
    List<JsonNode> cases = new ArrayList<>();
    try (InputStream in = isBuiltIn() ? GoldenFile.class.getResourceAsStream("/golden/" + name) : Files.newInputStream(path(name));
        var lines = new BufferedReader(new InputStreamReader(new GZIPInputStream(in), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isBlank()) {
          cases.add(JSON.readTree(line));
        }
      }
    }
    return cases;
  }

  /** A number, which is a string where it is not finite. */
  static double number(JsonNode node) {
    if (!node.isNumber() && !node.isTextual()) {
      throw new IllegalArgumentException("a number is expected and not " + node);
    }
    return node.isNumber() ? node.doubleValue() : Double.parseDouble(node.textValue());
  }

  static double[] numbers(JsonNode list) {
    double[] x = new double[list.size()];
    for (int i = 0; i < x.length; i++) {
      x[i] = number(list.get(i));
    }
    return x;
  }
}
