package lanewise.tensor.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import lanewise.tensor.BoolTensor;
import lanewise.tensor.LongTensor;
import lanewise.tensor.RowSparse;
import lanewise.tensor.Scope;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.workers.PanelBuffer;
import lanewise.tensor.kernel.workers.Scratch;
import lanewise.tensor.ops.Extremes;
import lanewise.tensor.ops.Indexing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What happens where there is no room for a tensor, an index, a mask, or the memory to work with. */
class ShortMemoryTest {
  private static final int TOO_MANY = Integer.MAX_VALUE;

  @Test
  void theErrorNamesTheShapeAndItsBytes() {
    OutOfMemoryError e = assertThrows(OutOfMemoryError.class, () -> Tensor.zeros(1, TOO_MANY));
    assertTrue(e.getMessage().startsWith("a tensor of shape [1, 2147483647] needs 8589934588 bytes, "), e.getMessage());
    assertTrue(e.getCause() instanceof OutOfMemoryError, String.valueOf(e.getCause()));
  }

  @Test
  void aScopeIsAfterwardsAsBefore() {
    try (var _ = Scope.open()) {
      Tensor before = Tensor.ones(100);
      OutOfMemoryError e = assertThrows(OutOfMemoryError.class, () -> Tensor.ones(TOO_MANY));
      assertTrue(e.getMessage().contains("[2147483647]"), e.getMessage());
      assertArrayEquals(Tensor.ones(100).toArray(), before.toArray());
    }
    try (var _ = Scope.open()) {
      assertEquals(1, Tensor.ones(100).get(99));
    }
  }

  private static void refused(String message, Executable action) {
    OutOfMemoryError e = assertThrows(OutOfMemoryError.class, action);
    assertTrue(e.getMessage().startsWith(message), e.getMessage());
    assertTrue(e.getCause() instanceof OutOfMemoryError, String.valueOf(e.getCause()));
  }

  @Test
  void theErrorNamesMasksIndicesAndWorkingMemoryToo() {
    Shape huge = Shape.of(1, TOO_MANY);
    refused("a mask of shape [1, 2147483647] needs 2147483647 bytes, and the heap", () -> BoolTensor.scalar(true).expanded(huge));
    refused("a one-hot tensor of shape [1, 2147483647] needs 17179869176 bytes, and the heap",
        () -> Indexing.oneHot(LongTensor.of(new long[1], 1), TOO_MANY));
    RowSparse none = RowSparse.of(huge, LongTensor.of(new long[0], 0), Tensor.zeros(0, TOO_MANY));
    refused("a tensor of shape [1, 2147483647] needs 8589934588 bytes, and the heap", none::toDense);
    Scratch scratch = new Scratch();
    refused("working memory of size 2147483647 needs 8589934588 bytes", () -> scratch.floats(0, TOO_MANY));
    refused("working memory of size 2147483647 needs 17179869176 bytes", () -> scratch.doubles(0, TOO_MANY));
    refused("working memory of size 2147483647 needs 8589934588 bytes", () -> scratch.ints(TOO_MANY));
    refused("working memory for packed panels of size 2147483647 needs 8589934588 bytes, and the heap",
        () -> scratch.panels().reserve(TOO_MANY, 0));
  }

  /** Fills a heap of 64 MiB, and the memory outside it, by operations whose results are whole numbers or truth values. */
  static final class Filler {
    private static final int MANY = 3 << 20;

    private Filler() {}

    public static void main(String[] args) {
      tell(() -> BoolTensor.of(new boolean[8 * MANY], 8 * MANY));
      tell(() -> Extremes.argmax(Tensor.zeros(MANY, 1), 1, false));
      tell(() -> new PanelBuffer().reserve(1 << 25, 512));
    }

    private static void tell(Runnable action) {
      try {
        action.run();
      } catch (OutOfMemoryError e) {
        System.out.println(e.getMessage());
      }
    }
  }

  @Test
  void theErrorOfOperations_namesWhatWasTooMuch() throws Exception {
    String out = Probes.run(Filler.class, "-Xmx64m", "-XX:+UseSerialGC");
    assertTrue(out.contains(" of shape [3145728] needs "), out);
    assertTrue(out.contains("a mask of shape [25165824] needs 25165824 bytes, and the heap, which may hold "), out);
    assertTrue(out.contains("working memory for packed panels of size 33554432 needs 134217728 bytes, and the memory outside the heap"), out);
  }

  /** Leaves many small arrays idle and then asks for a large one. */
  static final class Probe {
    private static final int MEBI = 1 << 18;

    private Probe() {}

    public static void main(String[] args) {
      try (var _ = Scope.open()) {
        for (int i = 0; i < 36; i++) {
          Tensor.ones(MEBI);
        }
      }
      try (var _ = Scope.open()) {
        System.out.println("made " + Tensor.ones(36 * MEBI).get(36 * MEBI - 1));
      }
    }
  }

  @Test
  void arraysThatAreIdleMakeRoomForALargeOne() throws Exception {
    String out = Probes.run(Probe.class, "-Xmx64m", "-XX:+UseSerialGC", "-XX:NewSize=8m", "-XX:MaxNewSize=8m");
    assertTrue(out.contains("made 1.0"), out);
  }
}
