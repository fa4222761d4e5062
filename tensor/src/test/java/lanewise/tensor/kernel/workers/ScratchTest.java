package lanewise.tensor.kernel.workers;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ScratchTest {
  @Test
  void scratch_growsAndKeepsItsNumbersApart() {
    Scratch scratch = new Scratch();
    float[] first = scratch.floats(0, 10);
    float[] second = scratch.floats(1, 10);
    assertTrue(first != second);
    assertTrue(first == scratch.floats(0, 8));
    assertTrue(scratch.floats(0, 11).length >= 11);
    assertTrue(scratch.doubles(0, 5).length >= 5);
  }
}
