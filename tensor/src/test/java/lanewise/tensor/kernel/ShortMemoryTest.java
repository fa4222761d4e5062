package lanewise.tensor.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import lanewise.tensor.Scope;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** What happens where the heap has no room for a tensor. */
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
