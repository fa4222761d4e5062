package lanewise.golden;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import lanewise.nn.Layer;
import lanewise.tensor.AnyTensor;
import lanewise.tensor.Rng;
import lanewise.tensor.Tensor;
import lanewise.tensor.io.SafeTensors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights that PyTorch wrote: read as they are, and with an input and the output that they lead to. */
@Tag("golden")
class ModelFilesGoldenTest {
  private static final String TYPES = "models/types.json";
  private static final int MODELS_AT_LEAST = 5;
  private static final int RUN_AT_LEAST = 2;

  @TempDir
  Path folder;

  @Test
  void everyElementTypeIsReadWithAllItsSpecialValues() throws IOException {
    if (!GoldenFile.exists(TYPES)) {
      System.out.println(TYPES + ": absent");
      return;
    }
    JsonNode expected = GoldenFolder.json(GoldenFolder.path(TYPES));
    SafeTensors read = SafeTensors.read(GoldenFolder.path("models/types.safetensors"));

    expected.get("tensors").properties().forEach(e -> {
      String name = e.getKey();
      assertEquals(e.getValue().get("stored").asText(), read.type(name).name(), name);
      assertTrue(GoldenFolder.same(GoldenFolder.tensor(e.getValue()), read.tensor(name)), name + " is " + read.tensor(name));
    });
    assertEquals(expected.get("tensors").size(), read.names().size());
    expected.get("metadata").properties().forEach(e -> assertEquals(e.getValue().asText(), read.metadata().get(e.getKey())));
    assertEquals(expected.get("metadata").size(), read.metadata().size());
    System.out.println(TYPES + ": " + read.names().size() + " cases ran, " + read.names().size() + " passed");
  }

  @Test
  void everyModelFileIsReadAndWrittenAgainWithoutLoss() throws IOException {
    List<Path> files = models();
    for (Path file : files) {
      SafeTensors read = SafeTensors.read(file);
      requireSameAsHeader(header(file), read);
      Path copy = folder.resolve("copy");
      SafeTensors.write(copy, read.tensors(), read.metadata());
      SafeTensors again = SafeTensors.read(copy);
      assertEquals(read.metadata(), again.metadata());
      assertEquals(read.tensors().keySet(), again.tensors().keySet());
      read.tensors().forEach((name, t) -> assertTrue(GoldenFolder.same(t, again.tensor(name)), file + " " + name));
    }
    System.out.println("models: " + files.size() + " files read and written again");
    assertTrue(!GoldenFile.isBuiltIn() || files.size() >= MODELS_AT_LEAST, files.size() + " files");
  }

  @Test
  void everyModelOfLayersWeHaveGivesPyTorchsOutput() throws IOException {
    List<String> failures = new ArrayList<>();
    Map<String, Integer> left = new TreeMap<>();
    int ran = 0;
    for (Path file : models()) {
      SafeTensors read = SafeTensors.read(file);
      JsonNode architecture = GoldenFolder.json(read.metadata().get("architecture"));
      List<String> unknown = GoldenModel.unknown(architecture);
      if (!unknown.isEmpty()) {
        left.merge("layers to come: " + unknown, 1, Integer::sum);
        continue;
      }
      ran++;
      try {
        requireOutput(file, read, architecture);
      } catch (RuntimeException | AssertionError e) {
        failures.add(file.getFileName() + ": " + e);
      }
    }
    System.out.println("models: " + ran + " cases ran, " + (ran - failures.size()) + " passed; left out: " + left);
    assertEquals("", String.join("\n", failures));
    assertTrue(!GoldenFile.isBuiltIn() || ran >= RUN_AT_LEAST, ran + " models ran; at least " + RUN_AT_LEAST + " are expected");
  }

  /** Files with a model: their metadata describe it. */
  private static List<Path> models() throws IOException {
    if (!GoldenFile.exists("models")) {
      System.out.println("models: absent");
      return List.of();
    }
    List<Path> models = new ArrayList<>();
    for (Path file : GoldenFolder.files("models", ".safetensors")) {
      if (header(file).path("__metadata__").has("architecture")) {
        models.add(file);
      }
    }
    return models;
  }

  private static JsonNode header(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    return GoldenFolder.json(new String(bytes, 8, headerLength(bytes), StandardCharsets.UTF_8));
  }

  private static int headerLength(byte[] file) {
    return (int) ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
  }

  private static void requireSameAsHeader(JsonNode header, SafeTensors read) {
    JsonNode metadata = header.get("__metadata__");
    metadata.properties().forEach(e -> assertEquals(e.getValue().asText(), read.metadata().get(e.getKey())));
    assertEquals(metadata.size(), read.metadata().size());
    assertEquals(header.size() - 1, read.names().size());
    int parameters = 0;
    for (String name : read.names()) {
      assertEquals(header.get(name).get("dtype").asText(), read.type(name).name(), name);
      assertArrayEquals(GoldenModel.shape(header.get(name)), read.tensor(name).shape().toArray(), name);
      parameters += name.startsWith("__") || name.contains("running_") || name.endsWith("num_batches_tracked") ? 0 : read.tensor(name).size();
    }
    assertEquals(metadata.get("parameters").asInt(), parameters, "number of parameters");
  }

  private static void requireOutput(Path file, SafeTensors read, JsonNode architecture) throws IOException {
    Map<String, AnyTensor> state = new TreeMap<>(read.tensors());
    state.keySet().removeIf(name -> name.startsWith("__"));
    Layer model = GoldenModel.blueprint(architecture).init(Rng.seed(0));
    model.loadStateDict(state);
    model.eval();
    assertEquals(state.keySet(), model.stateDict().keySet());

    Tensor output = model.forward((Tensor) read.tensor("__input"));
    GoldenTolerance.assertNear(
        output(file), GoldenFolder.json(read.metadata().get("torch32_error")), output, "__output");
  }

  /** The output in float64, as the golden files describe tensors; taken from the file by hand, because our tensors are float32. */
  private static JsonNode output(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    JsonNode entry = header(file).get("__output");
    assertEquals("F64", entry.get("dtype").asText());
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int begin = 8 + headerLength(bytes);
    ArrayNode data = JsonNodeFactory.instance.arrayNode();
    for (int at = entry.get("data_offsets").get(0).asInt(); at < entry.get("data_offsets").get(1).asInt(); at += Double.BYTES) {
      data.add(in.getDouble(begin + at));
    }
    ObjectNode output = JsonNodeFactory.instance.objectNode();
    output.set("shape", entry.get("shape"));
    output.set("data", data);
    return output;
  }
}
