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
  public static final StateLayout NONE = new StateLayout(List.of(), _ -> Optional.empty());

  private final List<Entry> entries;
  private final Function<ParamState, Optional<String>> fault;

  private StateLayout(List<Entry> entries, Function<ParamState, Optional<String>> fault) {
    this.entries = entries;
    this.fault = fault;
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

  /** And an entry that a saved state may have and that says nothing about later steps: working memory of PyTorch's. */
  public StateLayout ignored(String name) {
    return with(new Entry(name, Kind.IGNORED, false, _ -> Optional.empty()));
  }

  /** And a condition on several entries together: what is wrong with a saved state whose entries are right one by one, or empty. */
  public StateLayout agreeing(Function<ParamState, Optional<String>> fault) {
    return new StateLayout(entries, fault);
  }

  List<Entry> entries() {
    return entries;
  }

  /** What is wrong with the entries of a saved state together, or empty. */
  Optional<String> fault(ParamState saved) {
    return fault.apply(saved);
  }

  private StateLayout with(Entry entry) {
    List<Entry> more = new ArrayList<>(entries);
    more.add(entry);
    return new StateLayout(List.copyOf(more), fault);
  }

  enum Kind {
    NUMBER, COUNT, TENSOR, LIST, IGNORED
  }

  /**
   * One entry.
   *
   * @param required whether it has to be there when another is
   * @param shape from the parameter's shape to the entry's
   */
  record Entry(String name, Kind kind, boolean required, Function<Shape, Optional<Shape>> shape) {}
}
