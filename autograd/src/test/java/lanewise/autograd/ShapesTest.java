package lanewise.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalInt;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Shapes of results are PyTorch's, and what does not fit is refused with its value. */
class ShapesTest {
  private static final Variable X = Variable.of(Tensor.zeros(2, 1, 3, 4));

  @Test
  void axesOfSizeOneComeAndGo() {
    assertEquals(Shape.of(2, 3, 4), Shapes.squeeze(X).shape());
    assertEquals(Shape.of(2, 3, 4), X.squeeze(-3).shape());
    assertSame(X, X.squeeze(0));
    assertEquals(Shape.of(), Shapes.squeeze(Variable.of(Tensor.zeros(1, 1))).shape());
    assertEquals(Shape.of(2, 1, 3, 4, 1), X.unsqueeze(-1).shape());
    assertEquals(Shape.of(1), Variable.of(Tensor.scalar(1)).unsqueeze(0).shape());
    refused(() -> X.squeeze(4), "axis 4");
    refused(() -> X.unsqueeze(5), "new axis 5");
    refused(() -> X.unsqueeze(-6), "new axis -6");
  }

  @Test
  void axesAreJoinedAndSplit() {
    assertEquals(Shape.of(2, 3, 4), X.flatten(1, 2).shape());
    assertEquals(Shape.of(24), X.flatten(0, -1).shape());
    assertEquals(Shape.of(1), Variable.of(Tensor.scalar(1)).flatten(0, -1).shape());
    assertEquals(Shape.of(2, 1, 3, 2, 2), Shapes.unflatten(X, -1, -1, 2).shape());
    assertEquals(Shape.of(0, 5), Shapes.unflatten(Variable.of(Tensor.zeros(0)), 0, -1, 5).shape());
    refused(() -> X.flatten(2, 1), "flatten(2, 1)");
    refused(() -> X.flatten(0, 4), "axis 4");
    refused(() -> Shapes.unflatten(X, 3, 3), "[3]");
    refused(() -> Shapes.unflatten(X, 3, -1, 3), "[-1, 3]");
    refused(() -> Shapes.unflatten(X, 3, -1, -1), "[-1, -1]");
    refused(() -> Shapes.unflatten(X, 3, -1, 0), "[-1, 0]");
    refused(() -> Shapes.unflatten(X, 3, -2, -2), "[-2, -2]");
    refused(() -> Shapes.unflatten(X, 3), "[]");
  }

  @Test
  void partsCoverTheirAxis() {
    assertEquals(List.of(Shape.of(2, 1, 3, 3), Shape.of(2, 1, 3, 1)), Shapes.split(X, 3, 3).stream().map(Variable::shape).toList());
    assertEquals(2, Shapes.chunk(X, 3, 3).size());
    refused(() -> Shapes.split(X, new int[] {1, 2}, 3), "[1, 2]");
    refused(() -> Shapes.split(X, new int[] {5, -1}, 3), "[5, -1]");
    refused(() -> Shapes.split(X, 0, 3), "split size 0");
    refused(() -> Shapes.chunk(X, 0, 3), "chunks 0");
    refused(() -> Shapes.stack(List.of(), 0), "[]");
    refused(() -> Shapes.stack(List.of(X, X.squeeze(1)), 0), "[2, 3, 4]");
    refused(() -> Shapes.stack(List.of(X), 5), "new axis 5");
  }

  @Test
  void nothingIsRecordedWhereNoGradientIsWanted() {
    assertTrue(!X.transpose(0, 2).requiresGrad() && new Parameter(Tensor.zeros(2, 2)).transpose(0, 1).requiresGrad());
    assertTrue(!Variable.cat(List.of(X, X), 0).requiresGrad());
    try (var _ = NoGrad.open()) {
      assertTrue(!new Parameter(Tensor.zeros(2, 2)).transpose(0, 1).requiresGrad());
    }
  }

  @Test
  void embeddingsThatDoNotFit_areRefused() {
    LongTensor word = LongTensor.scalar(0);
    Parameter weight = new Parameter(Tensor.zeros(4, 3));
    refused(() -> Indexing.embedding(word, weight, OptionalInt.of(4), false), "paddingIdx 4");
    refused(() -> Indexing.embedding(word, weight, OptionalInt.of(-5), true), "paddingIdx -5");
    refused(() -> Indexing.embedding(word, weight.transpose(0, 1), OptionalInt.empty(), true), "[3, 4]");
    refused(() -> Indexing.embedding(word, Variable.of(Tensor.zeros(3)), OptionalInt.of(0), false), "[3]");
    refused(() -> Pooling.interpolateBy(X, 0.1, 1, Pooling.Interpolation.NEAREST), "0.1");
    refused(() -> Pooling.interpolateBy(X, Double.NaN, 1, Pooling.Interpolation.BILINEAR), "NaN");
  }

  private static void refused(Runnable operation, String value) {
    String message = assertThrows(IllegalArgumentException.class, operation::run).getMessage();
    assertTrue(message.contains(value) && message.contains("allowed"), message);
  }
}
