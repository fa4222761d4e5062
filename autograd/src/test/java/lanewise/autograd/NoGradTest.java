package lanewise.autograd;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicReference;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;

class NoGradTest {
  private final Parameter p = new Parameter(Tensor.ones(1));

  @Test
  void insideNothingIsRecorded_outsideAgain() {
    try (var _ = NoGrad.open()) {
      assertTrue(NoGrad.active());
      Variable y = p.mul(2).sum();
      assertFalse(y.requiresGrad());
      assertThrows(IllegalStateException.class, y::backward);
    }
    assertFalse(NoGrad.active());
    assertTrue(p.mul(2).requiresGrad());
  }

  @Test
  void mayBeNested() {
    try (var _ = NoGrad.open()) {
      try (var _ = NoGrad.open()) {
        assertTrue(NoGrad.active());
      }
      assertTrue(NoGrad.active());
    }
    assertFalse(NoGrad.active());
  }

  @Test
  void aSecondClose_doesNothing() {
    try (var outer = NoGrad.open()) {
      NoGrad inner = NoGrad.open();
      inner.close();
      inner.close();
      assertTrue(NoGrad.active());
      assertTrue(outer != null);
    }
    assertFalse(NoGrad.active());
  }

  @Test
  void otherThreads_recordOn() throws InterruptedException {
    AtomicReference<Boolean> recorded = new AtomicReference<>();
    try (var _ = NoGrad.open()) {
      Thread thread = new Thread(() -> recorded.set(p.mul(2).requiresGrad()));
      thread.start();
      thread.join();
    }
    assertTrue(recorded.get());
  }

  @Test
  void closingOnAnotherThread_isRefused() throws InterruptedException {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    try (var off = NoGrad.open()) {
      Thread thread = new Thread(off::close);
      thread.setUncaughtExceptionHandler((_, e) -> thrown.set(e));
      thread.start();
      thread.join();
      assertTrue(NoGrad.active());
    }
    assertTrue(thrown.get() instanceof IllegalStateException);
    assertFalse(NoGrad.active());
  }

  @Test
  void aGraphRecordedBefore_canStillBeDifferentiated() {
    Variable y = p.mul(2).sum();
    try (var _ = NoGrad.open()) {
      y.backward();
    }
    assertTrue(p.hasGrad());
  }
}
