package lanewise.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import lanewise.autograd.Variable;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;

class LossesTest {
  private static final Variable LOGITS = Variable.of(Tensor.of(new float[] {0, 0, 0, (float) Math.log(3)}, 2, 2));

  @Test
  void crossEntropy_isTheMeanOverTheRows() {
    Variable loss = Losses.crossEntropy(LOGITS, LongTensor.of(new long[] {0, 1}, 2));
    assertEquals((Math.log(2) + Math.log(4.0 / 3)) / 2, loss.value().item(), 1e-7);
    assertEquals(Shape.of(), loss.shape());
    assertEquals(loss.value().item(), new CrossEntropyLoss().forward(LOGITS, LongTensor.of(new long[] {0, 1}, 2)).value().item());
  }

  @Test
  void classOutsideTheLogits_isRefused() {
    assertThrows(IllegalArgumentException.class, () -> Losses.crossEntropy(LOGITS, LongTensor.of(new long[] {0, 2}, 2)));
  }
}
