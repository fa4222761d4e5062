package lanewise.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Tensor;
import lanewise.tensor.ops.BatchNormalization;
import lanewise.tensor.ops.ConvGeometry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class FunctionErrorsTest {
  private static Variable zeros(int... shape) {
    return Variable.of(Tensor.zeros(shape));
  }

  private static void refused(Executable action, String part) {
    var e = assertThrows(IllegalArgumentException.class, action);
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }

  @Test
  void shapesThatDoNotFit_areRefusedWhenTheOperationIsWrittenDown() {
    refused(() -> zeros(2).add(zeros(3)), "[2] and [3]");
    refused(() -> zeros(2, 3).sub(zeros(4, 3)), "[2, 3] and [4, 3]");
    refused(() -> zeros(2, 2).mul(zeros(3)), "[2, 2] and [3]");
    refused(() -> zeros(2, 3).matmul(zeros(2, 3)), "[2, 3]");
    refused(() -> Functions.rectifiedSum(zeros(2, 3), zeros(3), 0.1f, 0), "[2, 3] and [3]");
    refused(() -> zeros(2, 3).reshape(4), "[2, 3]");
    refused(() -> Functions.linear(zeros(2, 3), zeros(4, 2)), "[4, 2]");
    refused(() -> Functions.linear(zeros(2, 3), zeros(4, 3), zeros(3)), "bias of shape [3]");
    refused(() -> Functions.crossEntropy(zeros(2, 3), LongTensor.of(new long[3], 3)), "[2, 3]");
    ConvGeometry g = new ConvGeometry(1, 4, 4, 1, 3, 3, 1, 1, 0, 0, 1, 1);
    refused(() -> Functions.conv2d(zeros(1, 2, 4, 4), zeros(1, 1, 3, 3), Optional.empty(), g), "[1, 2, 4, 4]");
    BatchNormalization.Statistics s = BatchNormalization.statistics(Tensor.zeros(2, 3, 1, 1));
    refused(() -> Functions.batchNorm(zeros(2, 3, 1, 1), zeros(4), zeros(3), s, 1e-5, false), "weight of shape [4]");
  }

  @Test
  void batchNorm_doesNotChangeTheStatisticsItWasGiven() {
    BatchNormalization.Statistics s = BatchNormalization.statistics(Tensor.of(new float[] {1, 2, 3, 4}, 4, 1, 1, 1));
    Functions.batchNorm(Variable.of(Tensor.of(new float[] {1, 2, 3, 4}, 4, 1, 1, 1)), zeros(1), zeros(1), s, 1e-5, true);
    assertEquals(1.25, s.variance()[0]);
  }
}
