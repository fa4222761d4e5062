package lanewise.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/** Runs the cases of a golden file and says how many ran, passed, deviate on purpose and were left out, and why. */
final class GoldenRun {
  private GoldenRun() {}

  /**
   * Runs a file.
   *
   * @param leaveOut why a case is not run, or empty
   * @param check throws where a case fails
   * @param atLeast number of cases that the built-in copy must have
   */
  static void run(String file, Function<JsonNode, Optional<String>> leaveOut, Consumer<JsonNode> check, int atLeast) throws IOException {
    if (!GoldenFile.exists(file)) {
      System.out.println(file + ": absent");
      return;
    }
    int ran = 0;
    int deviate = 0;
    List<String> failures = new ArrayList<>();
    Map<String, Integer> left = new TreeMap<>();
    for (JsonNode c : GoldenFile.cases(file)) {
      Optional<String> reason = leaveOut.apply(c);
      if (reason.isPresent()) {
        left.merge(reason.get(), 1, Integer::sum);
        continue;
      }
      ran++;
      deviate += c.has("deviates") ? 1 : 0;
      try {
        check.accept(c);
      } catch (RuntimeException | AssertionError e) {
        failures.add(c.get("name").asText() + ": " + e);
      }
    }
    System.out.println(file + ": " + ran + " cases ran, " + (ran - failures.size()) + " passed, "
        + deviate + " of them deviate on purpose; left out: " + left);
    assertEquals("", String.join("\n", failures));
    assertTrue(!GoldenFile.isBuiltIn() || ran >= atLeast, ran + " cases ran; at least " + atLeast + " are expected");
  }
}
