package lanewise.tensor.kernel.workers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import lanewise.tensor.Rng;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Chunks of work on the threads of the pool: each once, visible to the caller, in any order, from any number of callers. */
class WorkerPoolTest {
  /** An estimate that makes every run worth a hand-over. */
  private static final long LARGE = 1_000_000_000;

  private final int threadsBefore = WorkerPool.threads();

  @AfterEach
  void restore() {
    WorkerPool.setThreads(threadsBefore);
    WorkerPool.shuffle(null);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 16})
  void everyChunk_runsOnce(int threads) {
    WorkerPool.setThreads(threads);
    for (int chunks : new int[] {0, 1, 2, 3, 7, 100, 1000}) {
      for (int repeat = 0; repeat < 20; repeat++) {
        AtomicIntegerArray count = new AtomicIntegerArray(chunks);
        WorkerPool.run(chunks, LARGE, (i, _) -> count.incrementAndGet(i));
        assertAllOne(count);
      }
    }
  }

  @Test
  void plainWritesOfChunks_areVisibleAfterTheRun() {
    WorkerPool.setThreads(5);
    for (int repeat = 0; repeat < 200; repeat++) {
      int[] written = new int[64];
      WorkerPool.run(64, LARGE, (i, _) -> written[i] = i + 1);
      for (int i = 0; i < 64; i++) {
        assertEquals(i + 1, written[i]);
      }
    }
  }

  @Test
  void smallWork_staysOnTheCaller() {
    WorkerPool.setThreads(5);
    Set<Thread> seen = ConcurrentHashMap.newKeySet();
    for (int repeat = 0; repeat < 100; repeat++) {
      WorkerPool.run(10, 100, (_, _) -> seen.add(Thread.currentThread()));
    }
    assertEquals(Set.of(Thread.currentThread()), seen);
  }

  @Test
  void largeWork_isSharedWithDaemonHelpers() {
    WorkerPool.setThreads(3);
    Set<Thread> seen = ConcurrentHashMap.newKeySet();
    for (int repeat = 0; repeat < 10_000 && seen.size() < 2; repeat++) {
      WorkerPool.run(100, LARGE, (_, _) -> {
        seen.add(Thread.currentThread());
        Thread.onSpinWait();
      });
    }
    assertTrue(seen.size() >= 2, "no helper took part");
    assertTrue(seen.stream().filter(t -> t != Thread.currentThread()).allMatch(t -> t.isDaemon() && t.getName().startsWith("lanewise-worker-")));
  }

  @Test
  void afterTheirNumberHasShrunk_noMoreThreadsTakePartThanAllowed() {
    for (int repeat = 0; repeat < 300; repeat++) {
      WorkerPool.setThreads(6);
      WorkerPool.run(100, LARGE, (_, _) -> Thread.onSpinWait());
      WorkerPool.setThreads(2);
      Set<Thread> seen = ConcurrentHashMap.newKeySet();
      WorkerPool.run(100, LARGE, (_, _) -> {
        seen.add(Thread.currentThread());
        Thread.onSpinWait();
      });
      assertTrue(seen.size() <= 2, "threads " + seen);
    }
  }

  @Test
  void chunksOfOneThread_neverShareScratchWithAnothers() {
    WorkerPool.setThreads(5);
    Set<Scratch> inUse = Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
    AtomicInteger clashes = new AtomicInteger();
    for (int repeat = 0; repeat < 100; repeat++) {
      WorkerPool.run(50, LARGE, (_, scratch) -> {
        if (!inUse.add(scratch)) {
          clashes.incrementAndGet();
        }
        Thread.onSpinWait();
        inUse.remove(scratch);
      });
    }
    assertEquals(0, clashes.get());
  }

  @Test
  void workingMemoryThatFewerThreadsDoNotNeed_isGivenUp() {
    WorkerPool.setThreads(6);
    Set<Scratch> old = Collections.newSetFromMap(new IdentityHashMap<>());
    for (int i = 0; i < 7; i++) {
      old.add(WorkerPool.lease());
    }
    old.forEach(WorkerPool::giveBack);
    WorkerPool.setThreads(1);
    WorkerPool.setThreads(6);
    int kept = 0;
    for (int i = 0; i < 7; i++) {
      kept += old.contains(WorkerPool.lease()) ? 1 : 0;
    }
    assertTrue(kept <= 2, kept + " kept");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 16})
  void aRunInsideAChunk_runsToItsEndOnThatThreadWithScratchOfItsOwn(int threads) {
    WorkerPool.setThreads(threads);
    for (int repeat = 0; repeat < 20; repeat++) {
      AtomicIntegerArray count = new AtomicIntegerArray(8 * 9);
      WorkerPool.run(8, LARGE, (outer, outerScratch) -> {
        Thread thread = Thread.currentThread();
        WorkerPool.run(9, LARGE, (inner, innerScratch) -> {
          count.incrementAndGet(outer * 9 + inner);
          assertNotSame(outerScratch, innerScratch);
          if (threads > 1) {
            assertSame(thread, Thread.currentThread());
          }
        });
      });
      assertAllOne(count);
    }
  }

  @Test
  void severalCallersAtOnce_allFinishAllTheirChunks() throws InterruptedException {
    WorkerPool.setThreads(4);
    List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    List<Thread> callers = new ArrayList<>();
    for (int c = 0; c < 5; c++) {
      callers.add(new Thread(() -> {
        for (int repeat = 0; repeat < 200; repeat++) {
          AtomicIntegerArray count = new AtomicIntegerArray(30);
          WorkerPool.run(30, LARGE, (i, _) -> count.incrementAndGet(i));
          assertAllOne(count);
        }
      }));
    }
    for (Thread t : callers) {
      t.setUncaughtExceptionHandler((_, e) -> failures.add(e));
      t.start();
    }
    for (Thread t : callers) {
      t.join();
    }
    assertEquals(List.of(), failures);
  }

  @Test
  void anInterruptOfTheWaitingCaller_isKeptAndNotActedUpon() {
    WorkerPool.setThreads(2);
    Thread caller = Thread.currentThread();
    AtomicInteger helped = new AtomicInteger();
    caller.interrupt();
    AtomicIntegerArray count = new AtomicIntegerArray(8);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    WorkerPool.run(8, LARGE, (i, _) -> {
      if (Thread.currentThread() == caller) {
        while (helped.get() == 0 && System.nanoTime() < deadline) {
          Thread.yield();
        }
      } else {
        helped.incrementAndGet();
        while (caller.getState() != Thread.State.WAITING) {
          Thread.yield();
        }
      }
      count.incrementAndGet(i);
    });
    assertTrue(Thread.interrupted(), "the interrupt was lost");
    assertAllOne(count);
    assertTrue(helped.get() > 0, "no helper took part");
  }

  @Test
  void shuffledOrder_isTheStreamsAndEveryChunkRunsOnce() {
    List<Integer> order = new ArrayList<>();
    WorkerPool.shuffle(Rng.seed(3));
    WorkerPool.run(20, LARGE, (i, _) -> order.add(i));
    List<Integer> expected = new ArrayList<>();
    for (int i : Rng.seed(3).permutation(20)) {
      expected.add(i);
    }
    assertEquals(expected, order);
  }

  @Test
  void aStage_isFinishedOnceAfterAllItsUnits() {
    WorkerPool.setThreads(5);
    for (int repeat = 0; repeat < 50; repeat++) {
      AtomicInteger units = new AtomicInteger();
      AtomicInteger unitsAtFinish = new AtomicInteger(-1);
      WorkerPool.runStage(40, LARGE, new UnitKernel() {
        @Override
        public void unit(int u, Scratch scratch) {
          units.incrementAndGet();
        }

        @Override
        public void finish() {
          assertEquals(-1, unitsAtFinish.getAndSet(units.get()));
        }
      });
      assertEquals(40, unitsAtFinish.get());
    }
  }

  private static void assertAllOne(AtomicIntegerArray count) {
    for (int i = 0; i < count.length(); i++) {
      assertEquals(1, count.get(i), "chunk " + i);
    }
  }
}
