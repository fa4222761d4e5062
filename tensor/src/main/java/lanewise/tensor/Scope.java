package lanewise.tensor;

import java.util.ArrayList;
import java.util.List;

/**
 * A stretch of a program whose tensors go back to a pool together, in the manner of {@link java.lang.foreign.Arena}, confined to its thread.
 *
 * <pre>{@code
 * try (var step = Scope.open()) {
 *   var loss = crossEntropy(model.forward(batch.images()), batch.labels());
 *   loss.backward();
 *   optimizer.step();
 * }                                   // activations and intermediate gradients are recycled here
 * }</pre>
 *
 * <p>Scopes nest; a tensor belongs to the innermost scope that is open when it is made, and is for that thread alone. After the close every access to
 * it throws. What lives outside scopes whatever is open: parameters, buffers, parameter gradients, optimizer state, loaded tensors. {@link
 * Tensor#keep()} moves a tensor outwards.
 */
public final class Scope implements AutoCloseable {
  private static final ThreadLocal<ThreadState> STATE = ThreadLocal.withInitial(ThreadState::new);

  private final ThreadState state;
  private final Thread thread;
  private final Scope parent;
  private final List<Storage> storages;
  private boolean open = true;

  private Scope(ThreadState state, Scope parent) {
    this.state = state;
    this.thread = Thread.currentThread();
    this.parent = parent;
    this.storages = state.spareList();
  }

  /** Opens a scope inside the calling thread's innermost one. */
  public static Scope open() {
    ThreadState state = STATE.get();
    if (state.pool == null) {
      state.pool = new ArrayPool();
    }
    Scope scope = new Scope(state, state.innermost);
    state.innermost = scope;
    return scope;
  }

  /**
   * Recycles the scope's tensors. A second call does nothing.
   *
   * @throws IllegalStateException if a scope opened inside is still open, or the thread is not the one that opened it
   */
  @Override
  public void close() {
    if (!open) {
      return;
    }
    requireOwnThread();
    if (state.innermost != this) {
      throw new IllegalStateException("a scope opened inside this one is still open; close scopes innermost first (try-with-resources does)");
    }
    open = false;
    state.innermost = parent;
    for (Storage s : storages) {
      if (s.owner() == this) {
        state.pool.give(s.release());
      }
    }
    storages.clear();
    state.spareLists.add(storages);
    if (parent == null) {
      state.pool.outermostClosed();
    }
  }

  /** The calling thread's innermost open scope, or null. */
  static Scope current() {
    return STATE.get().innermost;
  }

  Storage allocate(int size) {
    requireOwnThread();
    if (!open) {
      throw new IllegalStateException("this scope has closed");
    }
    Storage storage = new Storage(state.pool.take(size), this);
    storages.add(storage);
    return storage;
  }

  /** Hands a storage of this scope to the enclosing scope, or to the garbage collector. */
  void moveOut(Storage storage) {
    requireOwnThread();
    storage.moveTo(parent);
    if (parent != null) {
      parent.storages.add(storage);
    }
  }

  boolean isOwnThread() {
    return Thread.currentThread() == thread;
  }

  void requireOwnThread() {
    if (!isOwnThread()) {
      throw new IllegalStateException("this scope belongs to thread " + thread.getName() + ", not to " + Thread.currentThread().getName());
    }
  }

  private static final class ThreadState {
    ArrayPool pool;
    final List<List<Storage>> spareLists = new ArrayList<>();
    Scope innermost;

    List<Storage> spareList() {
      return spareLists.isEmpty() ? new ArrayList<>() : spareLists.removeLast();
    }
  }
}
