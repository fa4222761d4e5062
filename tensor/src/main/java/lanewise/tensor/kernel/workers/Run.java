package lanewise.tensor.kernel.workers;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;

/**
 * The chunks of one {@link WorkerPool#run}: who takes which, how many are done, and the failure of the lowest one.
 *
 * <p>Each participant has a part of the chunks, side by side, takes these first and then what is left of the others' parts. So in runs over the same
 * data a thread mostly meets what it has written itself, in its own cache: what another core has written comes slowly.
 */
final class Run {
  private static final VarHandle DONE;

  static {
    try {
      DONE = MethodHandles.lookup().findVarHandle(Run.class, "done", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final int chunks;
  private final WorkerPool.Chunks task;
  private final Thread caller;
  private final int parts;
  /** Chunks of each part that are taken. Not held apart in memory: a chunk takes far longer than to count it, and a run is made often. */
  private final AtomicIntegerArray taken;
  private volatile int done;
  private volatile int failedChunk = Integer.MAX_VALUE;
  private Throwable failure;

  /**
   * A run.
   *
   * @param participants how many threads are expected, the caller included
   */
  Run(int chunks, WorkerPool.Chunks task, Thread caller, int participants) {
    this.chunks = chunks;
    this.task = task;
    this.caller = caller;
    parts = participants;
    taken = new AtomicIntegerArray(parts);
  }

  /** Takes chunks until there are none, those of its own part first; after a failure the higher ones are passed over. */
  void work(int participant, Scratch scratch) {
    int finished = 0;
    for (int turn = 0; turn < parts; turn++) {
      int part = (participant + turn) % parts;
      int end = first(part + 1);
      for (int i = next(part); i < end; i = next(part)) {
        if (i < failedChunk) {
          try {
            task.chunk(i, scratch);
          } catch (Throwable t) {
            fail(i, t);
          }
        }
        finished++;
      }
    }
    if (finished > 0 && (int) DONE.getAndAdd(this, finished) + finished == chunks && Thread.currentThread() != caller) {
      LockSupport.unpark(caller);
    }
  }

  private int first(int part) {
    return (int) ((long) chunks * part / parts);
  }

  private int next(int part) {
    return first(part) + taken.getAndIncrement(part);
  }

  /** Waits, spinning at first, until the chunks that others took are done. Interrupts are kept, not acted upon. */
  void awaitOthers() {
    long start = System.nanoTime();
    boolean interrupted = false;
    while (done < chunks) {
      if (System.nanoTime() - start < WorkerPool.SPIN_NANOS) {
        Thread.onSpinWait();
      } else {
        LockSupport.park(this);
        interrupted |= Thread.interrupted();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  void rethrow() {
    Throwable t = failure;
    if (t instanceof RuntimeException e) {
      throw e;
    }
    if (t instanceof Error e) {
      throw e;
    }
    if (t != null) {
      throw new IllegalStateException(t);
    }
  }

  private synchronized void fail(int chunk, Throwable t) {
    if (chunk < failedChunk) {
      failure = t;
      failedChunk = chunk;
    }
  }
}
