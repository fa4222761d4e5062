package lanewise.tensor.kernel.workers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Chunks that throw: which failure the caller sees, and that the pool works on. */
class WorkerPoolFailuresTest {
  /** An estimate that makes every run worth a hand-over. */
  private static final long LARGE = 1_000_000_000;

  private final int threadsBefore = WorkerPool.threads();

  @AfterEach
  void restore() {
    WorkerPool.setThreads(threadsBefore);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 16})
  void failureOfTheLowestChunk_isRethrownAfterAllHaveStopped(int threads) {
    WorkerPool.setThreads(threads);
    for (int repeat = 0; repeat < 50; repeat++) {
      AtomicInteger running = new AtomicInteger();
      var e = assertThrows(IllegalArgumentException.class, () -> WorkerPool.run(60, LARGE, (i, _) -> {
        running.incrementAndGet();
        try {
          if (i == 7 || i == 8 || i == 40 || i == 59) {
            throw new IllegalArgumentException("chunk " + i);
          }
        } finally {
          running.decrementAndGet();
        }
      }));
      assertEquals("chunk 7", e.getMessage());
      assertEquals(0, running.get());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void errors_areRethrownAsTheyAre(int threads) {
    WorkerPool.setThreads(threads);
    assertThrows(StackOverflowError.class, () -> WorkerPool.run(9, LARGE, (_, _) -> {
      throw new StackOverflowError();
    }));
  }

  @Test
  void afterAFailure_thePoolWorksOn() {
    WorkerPool.setThreads(3);
    assertThrows(IllegalStateException.class, () -> WorkerPool.run(9, LARGE, (_, _) -> {
      throw new IllegalStateException();
    }));
    AtomicIntegerArray count = new AtomicIntegerArray(50);
    WorkerPool.run(50, LARGE, (i, _) -> count.incrementAndGet(i));
    for (int i = 0; i < count.length(); i++) {
      assertEquals(1, count.get(i), "chunk " + i);
    }
  }
}
