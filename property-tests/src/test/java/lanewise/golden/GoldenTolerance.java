package lanewise.golden;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import lanewise.tensor.Tensor;

/** The tolerance of the golden files: twice the error of PyTorch's own float32 run, and 4 units in the last place of the largest value. */
final class GoldenTolerance {
  private GoldenTolerance() {}

  /**
   * Compares a tensor with a golden one.
   *
   * @param error the entry of {@code torch32_error}
   */
  static void assertNear(JsonNode expected, JsonNode error, Tensor actual, String what) {
    assertArrayEquals(GoldenModel.shape(expected), actual.shape().toArray(), what + ": shape");
    double[] truth = GoldenFile.numbers(expected.get("data"));
    float[] values = actual.toArray();
    double largest = 0;
    for (double e : truth) {
      largest = Double.isFinite(e) ? Math.max(largest, Math.abs(e)) : largest;
    }
    double tolerance = 2 * GoldenFile.number(error.get("abs")) + 4 * Math.ulp((float) largest);
    for (int i = 0; i < truth.length; i++) {
      boolean near = Double.isFinite(truth[i]) ? Math.abs(values[i] - truth[i]) <= tolerance : Double.compare(truth[i], values[i]) == 0;
      assertTrue(near, what + ", element " + i + " is " + values[i] + "; expected " + truth[i] + " within " + tolerance);
    }
  }
}
