package lanewise.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import lanewise.tensor.kernel.functions.Exact;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Normal numbers are distributed as they should be, each by itself and beside its neighbours. Bounds are five standard deviations of a sample. */
class NormalQualityTest {
  private static final int N = 1 << 20;

  private static float[] sample(boolean fast) {
    return (fast ? Rng.seed(12).normal(0, 1, N) : Rng.seed(12).gaussians(0, 1, N)).toArray();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void momentsUpToTheSixth_areThoseOfTheDistribution(boolean fast) {
    double[] moments = new double[7];
    for (float z : sample(fast)) {
      for (int k = 1; k <= 6; k++) {
        moments[k] += Math.pow(z, k) / N;
      }
    }
    double[] exact = {1, 0, 1, 0, 3, 0, 15};
    double[] twice = {1, 1, 3, 15, 105, 945, 10395};
    for (int k = 1; k <= 6; k++) {
      assertEquals(exact[k], moments[k], 5 * Math.sqrt((twice[k] - exact[k] * exact[k]) / N), "moment " + k);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void largestDistanceFromTheDistribution_isThatOfASample(boolean fast) {
    float[] z = sample(fast);
    Arrays.sort(z);
    double distance = 0;
    for (int i = 0; i < N; i++) {
      double share = Exact.share(z[i]);
      distance = Math.max(distance, Math.max(share - (double) i / N, (i + 1.0) / N - share));
    }
    // Kolmogorov and Smirnov: larger once in ten thousand samples.
    assertTrue(distance < 2.23 / Math.sqrt(N), "distance " + distance);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void tailsOnBothSides_areAsHeavyAsTheyShouldBe(boolean fast) {
    float[] z = sample(fast);
    for (double limit : new double[] {1, 2, 3, 4, 4.5}) {
      double expected = N * Exact.share(-limit);
      int above = 0;
      int below = 0;
      for (float v : z) {
        above += v > limit ? 1 : 0;
        below += v < -limit ? 1 : 0;
      }
      assertEquals(expected, above, 5 * Math.sqrt(expected) + 1, "above " + limit);
      assertEquals(expected, below, 5 * Math.sqrt(expected) + 1, "below -" + limit);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void neighboursAndTheirSquares_areUncorrelated(boolean fast) {
    float[] z = sample(fast);
    for (int lag = 1; lag <= 8; lag++) {
      double products = 0;
      double squares = 0;
      double mixed = 0;
      for (int i = 0; i + lag < N; i++) {
        double a = z[i];
        double b = z[i + lag];
        products += a * b / N;
        squares += (a * a - 1) * (b * b - 1) / N;
        mixed += a * (b * b - 1) / N;
      }
      assertEquals(0, products, 5 / Math.sqrt(N), "lag " + lag);
      assertEquals(0, squares, 5 * 2 / Math.sqrt(N), "squares, lag " + lag);
      assertEquals(0, mixed, 5 * Math.sqrt(2.0 / N), "numbers and squares, lag " + lag);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void directionsOfPairs_areUniform(boolean fast) {
    float[] z = sample(fast);
    int[] hits = new int[64];
    for (int i = 0; i < N; i += 2) {
      double turn = Math.atan2(z[i + 1], z[i]) / (2 * Math.PI) + 0.5;
      hits[(int) Math.min(63, turn * 64)]++;
    }
    double expected = N / 2.0 / 64;
    double chiSquare = Arrays.stream(hits).mapToDouble(h -> (h - expected) * (h - expected) / expected).sum();
    // 63 degrees of freedom: beyond 113.5 once in ten thousand.
    assertTrue(chiSquare < 113.5, "chi square " + chiSquare);
  }
}
