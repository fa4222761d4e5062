package lanewise.optim;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import lanewise.tensor.Shape;

/**
 * What an optimizer remembers about a parameter: the entries under PyTorch's names, in PyTorch's order, with the shapes that they have to have. It
 * says what a snapshot holds and what a saved state is checked against.
 *
 * <p>Immutable; each method adds an entry.
 */
public final class StateLayout {
  /** No entry at all. */
  public static final StateLayout NONE = new StateLayout(List.of());

  private final List<Entry> entries;

  private StateLayout(List<Entry> entries) {
    this.entries = entries;
  }

  /** And a number that is there as soon as anything is. */
  public StateLayout number(String name) {
    return with(new Entry(name, Kind.NUMBER, true, Optional::of));
  }

  /** And a whole number >= 0 that is there as soon as anything is: a count of steps. */
  public StateLayout count(String name) {
    return with(new Entry(name, Kind.COUNT, true, Optional::of));
  }

  /** And a tensor of the parameter's shape that is there as soon as anything is. */
  public StateLayout tensor(String name) {
    return with(new Entry(name, Kind.TENSOR, true, Optional::of));
  }

  /** And a tensor of the parameter's shape that some options need: missing, it begins with zeros or as the rule says. */
  public StateLayout optionalTensor(String name) {
    return with(new Entry(name, Kind.TENSOR, false, Optional::of));
  }

  /** And a tensor that only parameters of some shapes have, with a shape of its own; empty for the others. */
  public StateLayout tensor(String name, Function<Shape, Optional<Shape>> shape) {
    return with(new Entry(name, Kind.TENSOR, true, shape));
  }

  /** And a number that some options need. */
  public StateLayout optionalNumber(String name) {
    return with(new Entry(name, Kind.NUMBER, false, Optional::of));
  }

  /** And a tensor of a given shape that is not always there. */
  public StateLayout optionalTensor(String name, Shape shape) {
    return with(new Entry(name, Kind.TENSOR, false, _ -> Optional.of(shape)));
  }

  /** And a list of tensors of one given shape, empty at first. */
  public StateLayout list(String name, Shape shape) {
    return with(new Entry(name, Kind.LIST, false, _ -> Optional.of(shape)));
  }

  List<Entry> entries() {
    return entries;
  }

  private StateLayout with(Entry entry) {
    List<Entry> more = new ArrayList<>(entries);
    more.add(entry);
    return new StateLayout(List.copyOf(more));
  }

  enum Kind {
    NUMBER, COUNT, TENSOR, LIST
  }

  /**
   * One entry.
   *
   * @param required whether it has to be there when another is
   * @param shape from the parameter's shape to the entry's
   */
  record Entry(String name, Kind kind, boolean required, Function<Shape, Optional<Shape>> shape) {}
}
