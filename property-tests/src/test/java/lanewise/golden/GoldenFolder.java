package lanewise.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import lanewise.tensor.AnyTensor;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Tensor;

/** Golden files that are not lists of cases: a folder of them, in the place where {@link GoldenFile} looks too. */
final class GoldenFolder {
  private static final ObjectMapper JSON = new ObjectMapper();

  private GoldenFolder() {}

  /** A file or folder. */
  static Path path(String name) {
    try {
      return GoldenFile.isBuiltIn()
          ? Path.of(Objects.requireNonNull(GoldenFolder.class.getResource("/golden/" + name), name).toURI())
          : GoldenFile.path(name);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The files with such an ending, by name. */
  static List<Path> files(String folder, String ending) throws IOException {
    try (var files = Files.list(path(folder))) {
      return files.filter(f -> f.toString().endsWith(ending)).sorted().toList();
    }
  }

  static JsonNode json(Path file) throws IOException {
    return JSON.readTree(file.toFile());
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One object a line. */
  static List<JsonNode> lines(Path file) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      lines.add(json(line));
    }
    return lines;
  }

  /**
   * The tensor that a golden description means, its dtype being one of NumPy's: floats rounded to the nearest float32, integers exact, truth values
   * as 0 and 1.
   */
  static AnyTensor tensor(JsonNode node) {
    String dtype = node.get("dtype").asText();
    JsonNode data = node.get("data");
    if (dtype.contains("float")) {
      return GoldenModel.floats(node);
    }
    if (!dtype.matches("u?int(8|16|32|64)|bool")) {
      throw new IllegalArgumentException("dtype " + dtype);
    }
    long[] values = new long[data.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = data.get(i).isBoolean() ? data.get(i).asBoolean() ? 1 : 0 : data.get(i).bigIntegerValue().longValueExact();
    }
    return LongTensor.of(values, GoldenModel.shape(node));
  }

  /** Kind, shape and values; equal bits, but every NaN is as good as another. */
  static boolean same(AnyTensor a, AnyTensor b) {
    if (!a.shape().equals(b.shape())) {
      return false;
    }
    if (a instanceof LongTensor x && b instanceof LongTensor y) {
      return Arrays.equals(x.toArray(), y.toArray());
    }
    return a instanceof Tensor x && b instanceof Tensor y && Arrays.equals(x.toArray(), y.toArray());
  }
}
