package lanewise.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WarmupTest {
  @Test
  void aStepIsRepeatedUntilItIsSteady_atMost300Times() {
    AtomicInteger steps = new AtomicInteger();
    Warmup.run(steps::incrementAndGet);
    assertTrue(steps.get() >= 26 && steps.get() <= 301, steps::toString);
  }

  @Test
  void aStepThatFails_failsTheCall() {
    AtomicInteger steps = new AtomicInteger();
    IllegalStateException failure = assertThrows(IllegalStateException.class, () -> Warmup.run(() -> {
      if (steps.incrementAndGet() == 3) {
        throw new IllegalStateException("step 3");
      }
    }));
    assertEquals("step 3", failure.getMessage());
    assertEquals(3, steps.get());
  }
}
