package lanewise.tensor.kernel.workers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import lanewise.tensor.Workers;
import lanewise.tensor.kernel.Probes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The number of threads: where it comes from, and which numbers are refused. */
class WorkersTest {
  /** Asks twice for the number of threads. */
  static final class ThreadsProbe {
    private ThreadsProbe() {}

    public static void main(String[] args) {
      for (int i = 0; i < 2; i++) {
        try {
          System.out.println("threads " + Workers.threads());
        } catch (IllegalStateException e) {
          System.out.println("refused: " + e.getMessage());
        }
      }
      Workers.setThreads(3);
      System.out.println("set to " + Workers.threads());
    }
  }

  @Test
  void aPropertyOutOfRange_isRefusedEachTimeUntilTheNumberIsSet() throws Exception {
    for (String text : new String[] {"0", "257", "many", ""}) {
      String line = "refused: property lanewise.threads is '" + text + "'; allowed: 1..256\n";
      assertEquals(line + line + "set to 3\n", Probes.run(ThreadsProbe.class, "-Dlanewise.threads=" + text));
    }
    assertEquals("threads 7\nthreads 7\nset to 3\n", Probes.run(ThreadsProbe.class, "-Dlanewise.threads=7"));
  }

  private final int threadsBefore = WorkerPool.threads();

  @AfterEach
  void restore() {
    WorkerPool.setThreads(threadsBefore);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 257, Integer.MAX_VALUE})
  void threadsOutsideTheRange_areNamedAndNothingChanges(int count) {
    Workers.setThreads(3);
    var e = assertThrows(IllegalArgumentException.class, () -> Workers.setThreads(count));
    assertEquals("threads " + count + "; allowed: 1..256", e.getMessage());
    assertEquals(3, Workers.threads());
  }
}
