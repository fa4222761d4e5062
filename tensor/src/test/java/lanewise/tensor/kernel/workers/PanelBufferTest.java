package lanewise.tensor.kernel.workers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PanelBufferTest {
  @Test
  void roomIsTheNextPowerOfTwo() {
    for (int floats : new int[] {1, 2, 3, 4, 5, 1000, 1024, 1025, (1 << 30) - 1, 1 << 30}) {
      int room = PanelBuffer.roomFor(floats);
      assertTrue(room >= floats && Integer.bitCount(room) == 1 && room / 2 < floats, floats + ": " + room);
    }
    assertEquals((1 << 30) + 1, PanelBuffer.roomFor((1 << 30) + 1));
  }

  @Test
  void aSlowlyGrowingRequest_findsTheSameMemory() {
    PanelBuffer buffer = new PanelBuffer();
    buffer.reserve(1025, 0);
    float[] array = buffer.array();
    buffer.reserve(2048, 0);
    assertSame(array, buffer.array());
    buffer.reserve(1025, 512);
    var segment = buffer.segment();
    buffer.reserve(2048, 512);
    assertSame(segment, buffer.segment());
    assertEquals(0, segment.address() % 64);
  }

  @Test
  void aLabel_lastsUntilTheNextRequest() {
    PanelBuffer buffer = new PanelBuffer();
    buffer.reserve(10, 0);
    buffer.label(7, 2, 64);
    assertTrue(buffer.holds(7, 2, 64));
    assertFalse(buffer.holds(8, 2, 64) || buffer.holds(7, 1, 64) || buffer.holds(7, 2, 0));
    buffer.reserve(5, 0);
    assertFalse(buffer.holds(7, 2, 64));
  }
}
