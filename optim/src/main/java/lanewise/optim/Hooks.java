package lanewise.optim;

import java.util.ArrayList;
import java.util.List;

/**
 * Hooks of one kind, in the order in which they are called. A hook may register and remove hooks; that counts from the next call on.
 *
 * @param <H> the hook
 */
final class Hooks<H> {
  private List<Entry<H>> entries = List.of();
  /** The hooks of the entries; replaced with every change, so that a walk over it never sees one, and kept, so that asking makes no garbage. */
  private volatile List<H> hooks = List.of();

  /** An object of its own for each registration: the same hook may be there twice. */
  private record Entry<H>(H hook, Object registration) {}

  synchronized HookHandle add(H hook, boolean first) {
    Entry<H> entry = new Entry<>(hook, new Object());
    List<Entry<H>> more = new ArrayList<>(entries);
    more.add(first ? 0 : more.size(), entry);
    set(more);
    return () -> remove(entry);
  }

  private synchronized void remove(Entry<H> entry) {
    set(entries.stream().filter(e -> e != entry).toList());
  }

  private void set(List<Entry<H>> replacement) {
    entries = List.copyOf(replacement);
    hooks = entries.stream().map(Entry::hook).toList();
  }

  /** The hooks of this moment, in order. */
  List<H> all() {
    return hooks;
  }
}
