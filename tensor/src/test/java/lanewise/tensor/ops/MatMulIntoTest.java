package lanewise.tensor.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.Values;
import org.junit.jupiter.api.Test;

class MatMulIntoTest {
  private static final Epilogue NONE = Epilogue.none();

  private static void refused(Runnable call, String... words) {
    String message = assertThrows(IllegalArgumentException.class, call::run).getMessage();
    for (String word : words) {
      assertTrue(message.contains(word), message);
    }
  }

  @Test
  void alphaBetaBiasAndRectifier_followInThisOrder() {
    Tensor a = Tensor.of(new float[] {1, 2}, 1, 2);
    Tensor b = Tensor.of(new float[] {3, -3, 4, -4}, 2, 2);
    Tensor c = Tensor.of(new float[] {10, 20}, 1, 2);
    MatMul.multiplyInto(c, a, false, b, false, NONE.alpha(2).beta(0.5f).bias(Tensor.of(new float[] {1, 1}, 2)).relu());
    assertArrayEquals(new float[] {28, 0}, c.toArray());
    MatMul.multiplyInto(c, a, false, b, false, NONE.plus(1, Tensor.of(new float[] {100, 200}, 1, 2)).rectify(0.1f, 0, 150));
    assertArrayEquals(new float[] {111, 150}, c.toArray());
  }

  @Test
  void withoutBeta_whatIsNotFiniteInTheResultHasNoEffect() {
    Tensor c = Tensor.of(new float[] {Float.NaN}, 1, 1);
    MatMul.multiplyInto(c, Tensor.ones(1, 300), false, Tensor.ones(300, 1), false, NONE.alpha(2));
    assertArrayEquals(new float[] {600}, c.toArray());
  }

  @Test
  void withoutAnythingToAdd_theProductIsZeroAndWhatFollowsItIsDone() {
    Tensor c = Tensor.full(2, 2, 3);
    MatMul.multiplyInto(c, Tensor.zeros(2, 0), false, Tensor.zeros(0, 3), false, NONE.beta(3).bias(Tensor.of(new float[] {1, 2, 3}, 3)));
    assertArrayEquals(new float[] {7, 8, 9, 7, 8, 9}, c.toArray());
    assertArrayEquals(new float[6], MatMul.batched(Tensor.zeros(1, 2, 0), false, Tensor.zeros(3, 0, 1), false).toArray());
  }

  @Test
  void aBatchOfOneIsTakenWithEveryMatrixOfTheOther() {
    Random random = new Random(1);
    Tensor a = Values.normalTensor(random, 1, 3, 5);
    Tensor b = Values.normalTensor(random, 4, 5, 2);
    float[] c = MatMul.batched(a, false, b, false).toArray();
    for (int i = 0; i < 4; i++) {
      float[] one = MatMul.multiply(a.reshape(3, 5), false, b.slice(i, i + 1).reshape(5, 2), false).toArray();
      assertArrayEquals(one, Arrays.copyOfRange(c, i * 6, (i + 1) * 6));
    }
  }

  @Test
  void whatDoesNotFit_isRefusedWithTheShapes() {
    Tensor a = Tensor.zeros(2, 3);
    Tensor b = Tensor.zeros(3, 4);
    refused(() -> MatMul.multiplyInto(Tensor.zeros(2, 5), a, false, b, false, NONE), "[2, 5]", "[2, 4]");
    refused(() -> MatMul.multiplyInto(Tensor.zeros(2, 4), a, false, b, false, NONE.bias(Tensor.zeros(2))), "bias of shape [2]", "[4]");
    refused(() -> MatMul.multiply(a, false, b, false, NONE.plus(1, Tensor.zeros(4, 2))), "addend of shape [4, 2]", "[2, 4]");
    refused(() -> MatMul.multiply(a, false, b, false, NONE.beta(1)), "beta 1.0");
    refused(() -> MatMul.batched(Tensor.zeros(2, 2, 3), false, Tensor.zeros(3, 3, 4), false), "[2, 2, 3]", "[3, 3, 4]");
    refused(() -> MatMul.batched(a, false, b, false), "[2, 3]", "[B, M, K]");
    refused(() -> Products.matmul(Tensor.zeros(2, 3, 4), Tensor.zeros(3, 4, 5)), "[2, 3, 4]", "[3, 4, 5]");
    refused(() -> Products.matmul(Tensor.scalar(1), b), "[]", "[3, 4]");
    refused(() -> MatMul.linear(Tensor.zeros(2, 3, 4), Tensor.zeros(5, 3)), "[2, 3, 4]", "[..., 3]");
  }

  @Test
  void aResultThatSharesElementsWithAnOperand_isRefused() {
    Tensor whole = Tensor.zeros(3, 4, 4);
    Tensor first = whole.slice(0, 1).reshape(4, 4);
    Tensor second = whole.slice(1, 2).reshape(4, 4);
    refused(() -> MatMul.multiplyInto(first, first, false, second, false, NONE), "shares elements with the operand");
    refused(() -> MatMul.multiplyInto(first, second, false, first, false, NONE), "shares elements with the operand");
    refused(() -> MatMul.multiplyInto(first, second, false, second, false, NONE.bias(first.slice(0, 1).reshape(4))), "the bias");
    MatMul.multiplyInto(first, second, false, whole.slice(2, 3).reshape(4, 4), false, NONE.plus(1, first));
  }

  @Test
  void aSizeThatNoTensorCanHave_isRefusedBeforeAnythingIsComputed() {
    Tensor tall = Tensor.zeros(50_000, 1);
    refused(() -> MatMul.multiply(tall, false, tall, true), "[50000, 1]", "50000 x 50000", "2147483647");
    refused(() -> MatMul.linear(tall, tall), "50000 x 50000");
  }
}
