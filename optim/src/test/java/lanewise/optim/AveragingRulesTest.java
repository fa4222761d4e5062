package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;

class AveragingRulesTest {
  private static List<Tensor> tensors(float a, float b) {
    return List.of(Tensor.of(new float[] {a}, 1), Tensor.of(new float[] {b, b}, 2));
  }

  @Test
  void aRuleForOneTensorIsAppliedToEachWithTheNumberSoFar() {
    List<Tensor> averages = tensors(1, 2);
    Averaging.each((average, current, n) -> {
      float[] x = average.toArray();
      for (int i = 0; i < x.length; i++) {
        x[i] = x[i] * n + current.get(i);
      }
      return Tensor.of(x, x.length);
    }).average(averages, tensors(10, 20), 3);
    assertArrayEquals(new float[] {13}, averages.get(0).toArray());
    assertArrayEquals(new float[] {26, 26}, averages.get(1).toArray());
  }

  @Test
  void theDefaultOfTheMovingAverageIsPyTorchs() {
    List<Tensor> averages = tensors(1000, 0);
    Averaging.ema().average(averages, tensors(0, 1000), 1);
    assertEquals(999, averages.get(0).get(0), 1e-4);
    assertEquals(1, averages.get(1).get(1), 1e-4);
  }

  @Test
  void restoredAveragesAreTheOnesGivenAlsoWithoutAnyUpdateInThemButNotWhileSwapped() {
    var averages = new AveragedParameters(List.of(Trial.parameter(1, 2), Trial.parameter(3)), Averaging.swa());
    List<Tensor> saved = List.of(Tensor.of(new float[] {7, 8}, 2), Tensor.of(new float[] {9}, 1));
    for (long updates : new long[] {0, 4}) {
      averages.restore(saved, updates);
      assertEquals(updates, averages.nAveraged());
      assertArrayEquals(new float[] {7, 8}, averages.values().get(0).toArray());
      assertArrayEquals(new float[] {9}, averages.values().get(1).toArray());
    }
    averages.swap();
    assertThrows(IllegalStateException.class, () -> averages.restore(saved, 1));
    averages.swap();
    assertEquals(4, averages.nAveraged());
  }
}
