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
  void aRuleThatFailsForATensorOrGivesItAnotherShapeLeavesAllAveragesAsTheyWere() {
    List<Averaging.Rule> rules = List.of((_, _, _) -> Tensor.ones(1), (average, _, _) -> average.size() == 1 ? Tensor.ones(1) : null,
        (average, _, _) -> {
          if (average.size() == 2) {
            throw new ArithmeticException("the second");
          }
          return Tensor.ones(1);
        });
    for (Averaging.Rule rule : rules) {
      List<Tensor> averages = tensors(5, 6);
      assertThrows(RuntimeException.class, () -> Averaging.each(rule).average(averages, tensors(10, 20), 1));
      assertArrayEquals(new float[] {5}, averages.get(0).toArray());
      assertArrayEquals(new float[] {6, 6}, averages.get(1).toArray());
    }
    var e = assertThrows(IllegalArgumentException.class, () -> Averaging.each(rules.get(0)).average(tensors(5, 6), tensors(1, 2), 1));
    assertEquals("the average of tensor 1 became one of shape [1]; allowed: shape [2]", e.getMessage());
    e = assertThrows(IllegalArgumentException.class, () -> Averaging.each(rules.get(1)).average(tensors(5, 6), tensors(1, 2), 1));
    assertEquals("the average of tensor 1 became null; allowed: shape [2]", e.getMessage());
  }

  @Test
  void aRuleMayReturnOneTensorAgainAndAgain() {
    Tensor scratch = Tensor.ones(2);
    List<Tensor> averages = List.of(Tensor.ones(2), Tensor.ones(2));
    Averaging.each((_, current, _) -> {
      scratch.copyFrom(current);
      return scratch;
    }).average(averages, List.of(Tensor.of(new float[] {1, 2}, 2), Tensor.of(new float[] {3, 4}, 2)), 1);
    assertArrayEquals(new float[] {1, 2}, averages.get(0).toArray());
    assertArrayEquals(new float[] {3, 4}, averages.get(1).toArray());
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
