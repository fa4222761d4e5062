package lanewise.tensor.ops;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import lanewise.tensor.Tensor;
import lanewise.tensor.ops.Selection.Range;
import org.junit.jupiter.api.Test;

/** Arguments that do not fit a shape are refused with the value and what is allowed. */
class ShapeErrorsTest {
  private static final Tensor X = Tensor.zeros(2, 3, 4);

  private static void refused(Runnable operation, String value) {
    String message = assertThrows(IllegalArgumentException.class, operation::run).getMessage();
    assertTrue(message.contains(value) && (message.contains("allowed") || message.contains("must be equal")), message);
  }

  @Test
  void axes() {
    refused(() -> Permutation.transpose(X, 0, 3), "axis 3");
    refused(() -> Permutation.transpose(X, -4, 0), "axis -4");
    refused(() -> Permutation.transpose(Tensor.scalar(1), 0, 0), "axis 0");
    refused(() -> Permutation.permute(X, 0, 1), "[0, 1]");
    refused(() -> Permutation.permute(X, 0, 1, 1), "[0, 1, 1]");
    refused(() -> Permutation.permute(X, 0, 1, 3), "axis 3");
    refused(() -> Selection.flip(X, 0, -3), "[0, -3]");
    refused(() -> Moving.tril(Tensor.zeros(3), 0), "[3]");
  }

  @Test
  void partsAndPositions() {
    refused(() -> Range.narrow(X.shape(), 1, 2, 2), "length 2");
    refused(() -> Range.narrow(X.shape(), 1, 1, -1), "length -1");
    refused(() -> Range.narrow(X.shape(), 1, -4, 1), "start -4");
    refused(() -> Range.narrow(X.shape(), 1, 4, 0), "start 4");
    refused(() -> Range.slice(X.shape(), 1, 0, 2, 0), "step 0");
    refused(() -> Selection.select(X, 1, 3), "index 3");
    refused(() -> Selection.select(X, 1, -4), "index -4");
    refused(() -> Selection.select(Tensor.zeros(0), 0, 0), "index 0");
  }

  @Test
  void joinedShapes() {
    refused(() -> Joining.cat(List.of(), 0), "0 tensors");
    refused(() -> Joining.cat(List.of(X, Tensor.zeros(2, 4, 4)), 0), "[2, 4, 4]");
    refused(() -> Joining.cat(List.of(X, Tensor.zeros(2, 3)), 0), "[2, 3]");
    refused(() -> Joining.cat(List.of(X), 3), "axis 3");
    refused(() -> Joining.stack(List.of(), 0), "0 tensors");
    refused(() -> Joining.stack(List.of(X, Tensor.zeros(2, 3)), 0), "[2, 3]");
    refused(() -> Joining.stack(List.of(X), 4), "axis 4");
    refused(() -> Joining.partsOf(3, 0), "split size 0");
    refused(() -> Joining.chunksOf(3, 0), "chunks 0");
  }

  @Test
  void movesAndExpansions() {
    refused(() -> Moving.roll(X, new int[] {1, 2}, new int[] {0}), "[1, 2]");
    refused(() -> Moving.roll(X, new int[] {}, new int[] {}), "[]");
    refused(() -> Moving.roll(X, new int[] {1}, new int[] {3}), "axis 3");
    refused(() -> Moving.pad(X, new int[] {1}, 0), "[1]");
    refused(() -> Moving.pad(X, new int[8], 0), "padding");
    refused(() -> Moving.pad(X, new int[] {-3, -2}, 0), "padding -3 and -2");
    refused(() -> Moving.pad(X, new int[] {-5, 9}, 0), "padding -5 and 9");
    refused(() -> Moving.pad(X, new int[] {Integer.MAX_VALUE, 1}, 0), "padding");
    refused(() -> Expansion.expand(X, 2, 3, 5), "[2, 3, 5]");
    refused(() -> Expansion.expand(X, 3, 4), "[3, 4]");
    refused(() -> Expansion.expand(X, -1, 2, 3, 4), "[-1, 2, 3, 4]");
  }
}
