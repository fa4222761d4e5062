package lanewise.tensor.kernel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/** The chunks of one {@link WorkerPool#run}: who takes which, how many are done, and the failure of the lowest one. */
final class Run {
  private static final VarHandle NEXT;
  private static final VarHandle DONE;
  private static final long SPIN_NANOS = 50_000;

  static {
    try {
      NEXT = MethodHandles.lookup().findVarHandle(Run.class, "next", int.class);
      DONE = MethodHandles.lookup().findVarHandle(Run.class, "done", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final int chunks;
  private final WorkerPool.Chunks task;
  private final Thread caller;
  private volatile int next;
  private volatile int done;
  private volatile int failedChunk = Integer.MAX_VALUE;
  private Throwable failure;

  Run(int chunks, WorkerPool.Chunks task, Thread caller) {
    this.chunks = chunks;
    this.task = task;
    this.caller = caller;
  }

  /** Takes chunks until there are none; after a failure the higher ones are passed over. */
  void work(Scratch scratch) {
    int finished = 0;
    for (int i = (int) NEXT.getAndAdd(this, 1); i < chunks; i = (int) NEXT.getAndAdd(this, 1)) {
      if (i < failedChunk) {
        try {
          task.chunk(i, scratch);
        } catch (Throwable t) {
          fail(i, t);
        }
      }
      finished++;
    }
    if (finished > 0 && (int) DONE.getAndAdd(this, finished) + finished == chunks && Thread.currentThread() != caller) {
      LockSupport.unpark(caller);
    }
  }

  /** Waits, spinning at first, until the chunks that others took are done. Interrupts are kept, not acted upon. */
  void awaitOthers() {
    long start = System.nanoTime();
    boolean interrupted = false;
    while (done < chunks) {
      if (System.nanoTime() - start < SPIN_NANOS) {
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
