package lanewise.lrsched;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The places where a formula written down as it stands loses its digits. */
class PrecisionTest {
  static Stream<Schedule> schedules() {
    return Stream.of(new ExponentialDecay(1_000_000_007, 1e-9), new ExponentialDecay(7, 0.9), new ExponentialDecay(33, 1e-3),
        Polynomial.of(1_000_003, 40), Polynomial.of(49, 17.3), new Polynomial(1_000_000_000_000L, 0.5, 1),
        new Polynomial(1_000_000_000_000L, 3, 1), new Polynomial(97, 5, 1),
        CosineWave.of(1_000_000_000_000L).cycles(3.7), CosineWave.of(999_999_937).cycles(1.0 / 3), CosineWave.of(7).cycles(1000.1),
        CosineWave.of(10).cycles(0.7).minRatio(1e-9), new TimmCosine(TimmCycles.of(1_000_000_000_000L), 3), new TimmCosine(TimmCycles.of(49), 7.7),
        new TimmCosine(TimmCycles.of(1001).lrMin(1), 0.3), new CosineAnnealingWarmRestarts(1L << 53, Integer.MAX_VALUE, 0),
        new CosineAnnealingWarmRestarts(3, 20_000, 0.1), new CosineAnnealingWarmRestarts(1, 40_000, 0.1), new CosineAnnealingWarmRestarts(11, 5, 0.1),
        new CosineAnnealingWarmUpRestarts(1L << 53, Integer.MAX_VALUE, 1, 0, 1), new CosineAnnealingWarmUpRestarts(3, 20_000, 0.1, 1, 0.5),
        new CosineAnnealingWarmUpRestarts(1, 40_000, 0.1, 0, 0.5), new CosineAnnealingWarmUpRestarts(11, 5, 0.1, 10, 0.5),
        new InverseSqrt(1000), new CosineHardRestarts(1_000_000_000_000L, 999), CosineAnnealing.of(1_000_000_000_000L), CosineAnnealing.of(354));
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void nearEveryEndAndInBetweenTheErrorIsAFewUnitsInTheLastPlace(Schedule s) {
    long end = s.length().orElse(1000);
    long[] steps = {1, 2, 3, end / 97, end / 3, end / 2 - 1, end / 2 + 1, end - end / 7, end - 2, end - 1,
        end + 1, 2 * end - 1, 3 * end + 2, 1L << 40, 1L << 62};
    for (long t : steps) {
      for (double b : new double[] {0, 0.1, 1.7}) {
        if (t >= 0) {
          AccuracyLawsTest.assertNear(s, t, b);
        }
      }
    }
  }
}
