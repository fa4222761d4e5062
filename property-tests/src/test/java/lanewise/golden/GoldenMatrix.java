package lanewise.golden;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

/** The expected numbers of a golden case of schedules: one row for each recorded step, one column for each parameter group. */
final class GoldenMatrix {
  private GoldenMatrix() {}

  /** The values of that name, by our rules where the case deviates. */
  static JsonNode expected(JsonNode c, String name) {
    JsonNode deviates = c.path("deviates");
    String ours = name.equals("lr") ? "ours" : "ours_" + name;
    return deviates.has(ours) ? deviates.get(ours) : c.path(name);
  }

  /** Whether the case has to be refused when it is built. */
  static boolean isRefused(JsonNode c) {
    return c.has("deviates") ? c.get("deviates").path("ours_error").asText().equals("construction") : c.path("error").path("at").asInt(-1) == 0;
  }

  /** Whether the next row, of which there may be none, is that of a step. */
  static boolean isRecorded(JsonNode c, int row, int step) {
    return !c.has("at") || row < c.get("at").size() && c.get("at").get(row).asInt() == step;
  }

  /** The tolerance of the format's description: PyTorch's recursion drifts. */
  static void assertNear(JsonNode matrix, int row, int group, double actual, String what) {
    double largest = 0;
    for (JsonNode r : matrix) {
      largest = r.isNull() ? largest : Math.max(largest, Math.abs(r.get(group).asDouble()));
    }
    double expected = matrix.get(row).get(group).asDouble();
    double tolerance = 1e-10 * Math.max(Math.abs(expected), Math.abs(actual)) + 1e-15 * largest;
    assertTrue(Math.abs(actual - expected) <= tolerance, () -> what + " of group " + group + " is " + actual + "; expected " + expected);
  }
}
