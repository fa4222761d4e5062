package lanewise.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import lanewise.tensor.Tensor;
import lanewise.tensor.ops.LossReduction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Options of losses that make no sense are refused when they are given, with the value and what is allowed. */
class LossOptionsTest {
  private static final LossReduction WRONG = LossReduction.BATCH_MEAN;

  private static void assertRefused(String message, Executable action) {
    String actual = assertThrows(IllegalArgumentException.class, action).getMessage();
    assertTrue(actual.startsWith(message), actual);
  }

  @Test
  void deltaOfHuberIsFiniteAndAboveZero() {
    for (float bad : new float[] {0, -0f, -1, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      assertRefused("huber delta " + bad + "; allowed: finite and > 0", () -> new HuberLoss().delta(bad));
    }
    assertEquals(Float.MIN_VALUE, new HuberLoss().delta(Float.MIN_VALUE).delta());
  }

  @Test
  void betaOfSmoothL1IsFiniteAndNotNegative() {
    for (float bad : new float[] {-Float.MIN_VALUE, -1, Float.NaN, Float.POSITIVE_INFINITY}) {
      assertRefused("smoothL1 beta " + bad + "; allowed: finite and >= 0", () -> new SmoothL1Loss().beta(bad));
    }
    assertEquals(0, new SmoothL1Loss().beta(0).beta());
  }

  @Test
  void theMeanOverTheBatchIsForTheDivergenceOnly() {
    String message = "reduction BATCH_MEAN; allowed: NONE, MEAN, SUM";
    assertRefused(message, () -> new MSELoss(WRONG));
    assertRefused(message, () -> new L1Loss().reduction(WRONG));
    assertRefused(message, () -> new SmoothL1Loss().reduction(WRONG));
    assertRefused(message, () -> new HuberLoss().reduction(WRONG));
    assertRefused(message, () -> new BCEWithLogitsLoss().reduction(WRONG));
    assertRefused(message, () -> new NLLLoss().reduction(WRONG));
    assertRefused(message, () -> new CrossEntropyLoss().reduction(WRONG));
    assertEquals(WRONG, new KLDivLoss().reduction(WRONG).reduction());
    assertThrows(NullPointerException.class, () -> new KLDivLoss().reduction(null));
  }

  @Test
  void weightsOfClassesAreARow() {
    assertRefused("nllLoss weight of shape [2, 1]; allowed: [C]", () -> new NLLLoss().weight(Tensor.ones(2, 1)));
    assertRefused("labelSmoothing NaN; allowed: 0..1", () -> new CrossEntropyLoss().labelSmoothing(Double.NaN));
  }
}
