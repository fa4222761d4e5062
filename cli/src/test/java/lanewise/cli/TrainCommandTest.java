package lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lanewise.tensor.KernelLevel;
import lanewise.tensor.Workers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;
  private final int threads = Workers.threads();
  private Path data;
  private Path json;

  @BeforeEach
  void writeData() throws IOException {
    data = IdxFolder.write(Files.createDirectory(folder.resolve("data")));
    json = folder.resolve("run.json");
  }

  @AfterEach
  void restoreThreads() {
    Workers.setThreads(threads);
  }

  private List<JsonNode> jsonLines() throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(json)) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  private Terminal terminal() {
    return new Terminal(folder);
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void jsonHasALineForEachPassAndTheReceiptLast() throws IOException {
    Terminal terminal = terminal();
    assertEquals(0, terminal.run("train", "--data", data, "--epochs", 2, "--batch-size", 50, "--seed", -3, "--threads", 3, "--json", json));
    List<JsonNode> lines = jsonLines();
    assertEquals(5, lines.size());
    for (int i = 0; i < 4; i++) {
      JsonNode pass = lines.get(i);
      assertEquals(List.of("epoch", "split", "accuracy", "loss", "seconds", "imagesPerSecond", "lr"), names(pass));
      assertEquals(1 + i / 2, pass.get("epoch").asInt());
      assertEquals(i % 2 == 0 ? "train" : "eval", pass.get("split").asText());
      int images = i % 2 == 0 ? IdxFolder.TRAIN : IdxFolder.EVAL;
      double correct = pass.get("accuracy").asDouble() * images;
      assertEquals(Math.rint(correct), correct, 1e-9, "a whole number of images");
      assertEquals(images / pass.get("seconds").asDouble(), pass.get("imagesPerSecond").asDouble(), 1e-3 * pass.get("imagesPerSecond").asDouble());
      assertTrue(pass.get("loss").asDouble() > 0);
    }
    assertEquals(0.05 / 25e4, lines.get(3).get("lr").asDouble(), 1e-15);
    JsonNode receipt = lines.get(4);
    assertEquals(List.of("totalSeconds", "weightsSha256", "threads", "kernels", "seed", "recipe"), names(receipt));
    double passes = lines.subList(0, 4).stream().mapToDouble(pass -> pass.get("seconds").asDouble()).sum();
    assertTrue(receipt.get("totalSeconds").asDouble() > passes, "the total counts from the start of the JVM");
    assertTrue(receipt.get("weightsSha256").asText().matches("[0-9a-f]{64}"));
    assertEquals(3, receipt.get("threads").asInt());
    assertEquals(KernelLevel.current().label(), receipt.get("kernels").asText());
    assertEquals(-3, receipt.get("seed").asLong());
    assertEquals("1cycle", receipt.get("recipe").asText());
  }

  @Test
  void olderJsonFileIsReplaced() throws IOException {
    Files.writeString(json, "something older and much longer than the lines of the run\n".repeat(100));
    assertEquals(0, terminal().run("train", "--data", data, "--epochs", 1, "--json", json));
    assertEquals(3, jsonLines().size());
  }

  @Test
  void plainTerminalShowsHeaderPassesTableAndReceipt() {
    Terminal terminal = terminal();
    assertEquals(0, terminal.run("train", "--data", data, "--epochs", 2, "--recipe", "sgd", "--lr", 0.01));
    String out = terminal.out();
    for (String expected : List.of("Fashion-MNIST from " + data, "400 to train, 100 to evaluate", "30,522 parameters",
        "sgd (SGD with momentum, cosine schedule), epochs 2, batch size 512, learning rate 0.01",
        "seed 1, threads " + threads + ", kernels " + KernelLevel.current().label(),
        "epoch 1  train  accuracy ", "epoch 2  eval   accuracy ", "accuracy    loss  epoch  train/eval")) {
      assertTrue(out.contains(expected), () -> "'" + expected + "' is missing in\n" + out);
    }
    assertEquals(4, out.lines().filter(line -> line.matches(" +0\\.\\d{4} +\\d\\.\\d{4} +[12]  (train|eval) .*")).count(), out);
    assertFalse(out.contains("\r"), "nothing is drawn over where there is no terminal");
    assertEquals(List.of(), terminal.errLines());
  }

  @Test
  void interactiveTerminalShowsABarAndTakesItAway() {
    Terminal terminal = terminal().interactive();
    assertEquals(0, terminal.run("train", "--data", data, "--epochs", 1, "--batch-size", 100));
    Pattern bar = Pattern.compile("\repoch 1/1 \\[[#-]{12}] [1-4]/4  loss \\d\\.\\d{4}  [\\d,]+ images/s  \\d+:\\d\\d left");
    assertTrue(bar.matcher(terminal.out()).find(), terminal::out);
    assertTrue(terminal.out().contains("\repoch 1  train  accuracy"), terminal::out);
  }

  @Test
  void quietLeavesTableAndReceipt() {
    Terminal terminal = terminal().interactive();
    assertEquals(0, terminal.run("train", "--data", data, "--epochs", 1, "--quiet"));
    List<String> lines = terminal.out().lines().filter(line -> !line.isBlank()).toList();
    assertEquals(6, lines.size(), terminal::out);
    assertTrue(lines.get(0).startsWith("accuracy    loss  epoch  train/eval"));
    assertTrue(lines.get(3).matches("weights  sha256 [0-9a-f]{64}"));
  }

  @Test
  void receiptsAreEqualForTwoRunsOnAnyNumberOfThreads() {
    String first = digest("--epochs", 1, "--threads", 1);
    assertEquals(first, digest("--epochs", 1, "--threads", 2));
    assertNotEquals(first, digest("--epochs", 1, "--threads", 1, "--seed", 2));
    assertNotEquals(first, digest("--epochs", 1, "--threads", 1, "--recipe", "sgd"));
  }

  private String digest(Object... options) {
    Terminal terminal = terminal().variable("LANEWISE_DATA", data.toString());
    List<Object> arguments = new ArrayList<>(List.of("train", "--batch-size", 100, "--quiet"));
    arguments.addAll(List.of(options));
    assertEquals(0, terminal.run(arguments.toArray()));
    Matcher matcher = Pattern.compile("sha256 ([0-9a-f]{64})").matcher(terminal.out());
    assertTrue(matcher.find(), terminal::out);
    return matcher.group(1);
  }

  @Test
  void folderOfTheOptionComesBeforeTheVariable() throws IOException {
    Path other = IdxFolder.write(Files.createDirectory(folder.resolve("other")));
    Terminal terminal = terminal().variable("LANEWISE_DATA", other.toString());
    assertEquals(0, terminal.run("train", "--data", data, "--epochs", 1));
    assertTrue(terminal.out().contains("Fashion-MNIST from " + data + "\n"), terminal::out);
  }

  @Test
  void folderOfTheVariableComesBeforeTheCache() throws IOException {
    IdxFolder.write(Files.createDirectories(folder.resolve("lanewise/fashion-mnist")));
    Terminal terminal = terminal().variable("LANEWISE_DATA", data.toString());
    assertEquals(0, terminal.run("train", "--epochs", 1));
    assertTrue(terminal.out().contains("Fashion-MNIST from " + data + "\n"), terminal::out);
  }

  @Test
  void cacheComesBeforeTheBuiltInImages() throws IOException {
    Path cached = IdxFolder.write(Files.createDirectories(folder.resolve("lanewise/fashion-mnist")));
    Terminal terminal = terminal();
    assertEquals(0, terminal.run("train", "--epochs", 1));
    assertTrue(terminal.out().contains("Fashion-MNIST from " + cached + "\n"), terminal::out);
  }

  @Test
  void builtInImagesAreUsedAndNamedWhereThereIsNoFolder() {
    assertEquals(new DataSource.BuiltIn(), DataSource.find(Optional.empty(), Map.of("XDG_CACHE_HOME", folder.toString())));
    assertTrue(new DataSource.BuiltIn().description().startsWith("built-in images"));
  }

  @Test
  void lossThatBecomesNanEndsWithStatus1AndALineThatNamesStepAndRate() throws IOException {
    Terminal terminal = terminal().interactive();
    assertEquals(1, terminal.run("train", "--data", data, "--lr", "1e30", "--epochs", 2, "--batch-size", 100, "--json", json));
    assertEquals(1, terminal.errLines().size());
    String line = terminal.errLines().getFirst();
    String expected =
        "lanewise: the loss became (NaN|Infinity|-Infinity) at step \\d+ \\(epoch 1, train batch \\d+ of 4\\) with learning rate \\S+; .*";
    assertTrue(line.matches(expected), line);
    assertEquals(List.of(), jsonLines());
  }
}
