package lanewise.nn;

import static lanewise.nn.Layers.embedding;
import static lanewise.nn.Layers.flatten;
import static lanewise.nn.Layers.sequential;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalInt;
import lanewise.autograd.Indexing;
import lanewise.autograd.Parameter;
import lanewise.autograd.Variable;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Rng;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;

class EmbeddingTest {
  private static final LongTensor WORDS = LongTensor.of(new long[] {3, 1, 3, 0}, 2, 2);

  private static Embedding layer(Embedding.Options options) {
    return (Embedding) options.init(Rng.seed(1));
  }

  @Test
  void wordsBecomeRowsOfTheWeight() {
    Embedding layer = layer(embedding(5, 3));
    Variable y = layer.forward(WORDS);
    assertEquals(Shape.of(2, 2, 3), y.shape());
    assertArrayEquals(layer.weight().value().slice(3, 4).toArray(), y.value().reshape(4, 3).slice(2, 3).toArray());
    assertEquals(List.of("weight"), List.copyOf(layer.namedParameters().keySet()));
  }

  @Test
  void initialWeights_areStandardNormalAndThePaddingIsZero() {
    float[] w = layer(embedding(1000, 20).paddingIdx(-1)).weight().value().toArray();
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < 999 * 20; i++) {
      sum += w[i];
      squares += w[i] * w[i];
    }
    int n = 999 * 20;
    assertEquals(0, sum / n, 5 / Math.sqrt(n));
    assertEquals(1, squares / n, 5 * Math.sqrt(2.0 / n));
    for (int i = 999 * 20; i < 1000 * 20; i++) {
      assertEquals(0, w[i]);
    }
  }

  @Test
  void aSparseGradient_hasTheRowsOfTheBatchAndTheSumsOfTheDenseOne() {
    Parameter dense = layer(embedding(5, 3).paddingIdx(1)).weight();
    Embedding sparse = layer(embedding(5, 3).paddingIdx(1).sparse(true));
    Tensor direction = Rng.seed(2).normal(0, 1, 2, 2, 3);
    layerBackward(layer(embedding(5, 3).paddingIdx(1)), direction, dense);
    sparse.forward(WORDS).backward(direction);
    sparse.forward(WORDS).backward(direction);
    assertTrue(sparse.weight().hasRowSparseGrad());
    assertEquals(2, sparse.weight().rowSparseGrad().count());
    float[] twice = sparse.weight().rowSparseGrad().toDense().toArray();
    float[] once = dense.grad().toArray();
    for (int i = 0; i < once.length; i++) {
      assertEquals(2 * once[i], twice[i], 1e-6);
    }
  }

  private static void layerBackward(Embedding layer, Tensor direction, Parameter target) {
    layer.forward(WORDS).backward(direction);
    assertFalse(layer.weight().hasRowSparseGrad());
    Indexing.embedding(WORDS, target, OptionalInt.of(1), false).backward(direction);
    assertArrayEquals(layer.weight().grad().toArray(), target.grad().toArray());
  }

  @Test
  void asFirstLayerOfASequence_itTakesWholeNumbersInFloats() {
    Layer net = sequential(embedding(5, 3), flatten()).init(Rng.seed(1));
    assertEquals(Shape.of(2, 6), net.forward(Tensor.of(new float[] {3, 1, 3, 0}, 2, 2)).shape());
    refused(() -> net.forward(Tensor.of(new float[] {0.5f}, 1)), "index 0.5", "0..4");
    refused(() -> net.forward(Tensor.of(new float[] {Float.NaN}, 1)), "index NaN", "0..4");
    refused(() -> net.forward(Tensor.of(new float[] {5}, 1)), "index 5", "0..4");
  }

  @Test
  void whatIsOutsideItsRange_isRefused() {
    refused(() -> embedding(0, 3), "embedding(0, 3)", ">= 1");
    refused(() -> embedding(5, 3).paddingIdx(5), "paddingIdx 5", "-5..4");
    refused(() -> layer(embedding(5, 3)).forward(LongTensor.of(new long[] {-1}, 1)), "index -1", "0..4");
  }

  private static void refused(Runnable operation, String value, String range) {
    String message = assertThrows(IllegalArgumentException.class, operation::run).getMessage();
    assertTrue(message.contains(value) && message.contains(range), message);
  }
}
