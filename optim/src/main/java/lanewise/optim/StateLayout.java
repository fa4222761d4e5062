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
  public static final StateLayout NONE = new StateLayout(List.of(), _ -> Optional.empty(), _ -> List.of());

  private final List<Entry> entries;
  private final Function<ParamState, Optional<String>> fault;
  private final Function<ParamState, List<String>> needs;

  private StateLayout(List<Entry> entries, Function<ParamState, Optional<String>> fault, Function<ParamState, List<String>> needs) {
    this.entries = entries;
    this.fault = fault;
    this.needs = needs;
  }

  /** And a number that is there as soon as anything is. */
  public StateLayout number(String name) {
    return with(name, Kind.NUMBER, true, Optional::of);
  }

  /** And a whole number >= 0 that is there as soon as anything is: a count of steps. */
  public StateLayout count(String name) {
    return with(name, Kind.COUNT, true, Optional::of);
  }

  /** And a tensor of the parameter's shape that is there as soon as anything is. */
  public StateLayout tensor(String name) {
    return with(name, Kind.TENSOR, true, Optional::of);
  }

  /** And a tensor of the parameter's shape that some options need: missing, it begins with zeros or as the rule says. */
  public StateLayout optionalTensor(String name) {
    return with(name, Kind.TENSOR, false, Optional::of);
  }

  /** And a tensor that only parameters of some shapes have, with a shape of its own; empty for the others. */
  public StateLayout tensor(String name, Function<Shape, Optional<Shape>> shape) {
    return with(name, Kind.TENSOR, true, shape);
  }

  /** And a number that some options need. */
  public StateLayout optionalNumber(String name) {
    return with(name, Kind.NUMBER, false, Optional::of);
  }

  /** And a tensor of a given shape that is not always there. */
  public StateLayout optionalTensor(String name, Shape shape) {
    return with(name, Kind.TENSOR, false, _ -> Optional.of(shape));
  }

  /** And a list of tensors of one given shape, empty at first. */
  public StateLayout list(String name, Shape shape) {
    return with(name, Kind.LIST, false, _ -> Optional.of(shape));
  }

  /** And an entry that a saved state may have and that says nothing about later steps: working memory of PyTorch's. */
  public StateLayout ignored(String name) {
    return with(name, Kind.IGNORED, false, _ -> Optional.empty());
  }

  /**
   * And the entry that was added last is never negative, as sums and averages of squares are: a saved state where it is, is damaged. NaN is allowed
   * in tensors, a gradient may have made it.
   */
  public StateLayout notNegative() {
    if (entries.isEmpty()) {
      throw new IllegalStateException("no entry that could be negative; add one first");
    }
    List<Entry> same = new ArrayList<>(entries);
    Entry last = same.removeLast();
    same.add(new Entry(last.name(), last.kind(), last.required(), true, last.shape()));
    return new StateLayout(List.copyOf(same), fault, needs);
  }

  /** And a condition on several entries together: what is wrong with a saved state whose entries are right one by one, or empty. */
  public StateLayout agreeing(Function<ParamState, Optional<String>> fault) {
    return new StateLayout(entries, fault, needs);
  }

  /** And entries that have to be there because of what else is, for a strict load: their names. Missing, they begin anew where it is not strict. */
  public StateLayout needing(Function<ParamState, List<String>> needs) {
    return new StateLayout(entries, fault, needs);
  }

  List<Entry> entries() {
    return entries;
  }

  /** What is wrong with the entries of a saved state together, or empty. */
  Optional<String> fault(ParamState saved) {
    return fault.apply(saved);
  }

  /** The names of entries that this saved state has to have because of what else it has. */
  List<String> needs(ParamState saved) {
    return needs.apply(saved);
  }

  private StateLayout with(String name, Kind kind, boolean required, Function<Shape, Optional<Shape>> shape) {
    List<Entry> more = new ArrayList<>(entries);
    more.add(new Entry(name, kind, required, false, shape));
    return new StateLayout(List.copyOf(more), fault, needs);
  }

  enum Kind {
    NUMBER, COUNT, TENSOR, LIST, IGNORED
  }

  /**
   * One entry.
   *
   * @param required whether it has to be there when another is
   * @param notNegative whether a negative value is damage
   * @param shape from the parameter's shape to the entry's
   */
  record Entry(String name, Kind kind, boolean required, boolean notNegative, Function<Shape, Optional<Shape>> shape) {}
}
