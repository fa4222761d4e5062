package lanewise.optim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import lanewise.autograd.Parameter;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.step.Step;

/**
 * What an optimizer remembers about one parameter, alive: the numbers and tensors of its {@link StateLayout}, each made when it is first asked for.
 * Asking again makes no garbage.
 */
public final class Memory {
  private final Parameter parameter;
  private final StateLayout layout;
  private final List<StateLayout.Entry> entries;
  private final boolean[] present;
  private final double[] numbers;
  private final Tensor[] tensors;
  private final List<List<Tensor>> lists;
  private final boolean[] presentBefore;
  private final double[] numbersBefore;

  Memory(Parameter parameter, StateLayout layout) {
    this.parameter = parameter;
    this.layout = layout;
    this.entries = layout.entries();
    this.present = new boolean[entries.size()];
    this.numbers = new double[entries.size()];
    this.tensors = new Tensor[entries.size()];
    this.lists = entries.stream().<List<Tensor>>map(_ -> new ArrayList<>()).toList();
    this.presentBefore = new boolean[entries.size()];
    this.numbersBefore = new double[entries.size()];
  }

  /** The parameter. */
  public Parameter parameter() {
    return parameter;
  }

  /** Whether an entry is there. */
  public boolean has(String name) {
    return present[index(name)];
  }

  /** A number; where it is not there yet, it begins as {@code initial}. */
  public double number(String name, double initial) {
    int i = index(name);
    if (!present[i]) {
      put(name, initial);
    }
    return numbers[i];
  }

  /** Writes a number. */
  public void put(String name, double value) {
    int i = index(name);
    present[i] = true;
    numbers[i] = value;
  }

  /** Adds one to the count {@code step}, which begins at 0, and returns it. */
  public long nextStep() {
    double step = number("step", 0) + 1;
    put("step", step);
    return (long) step;
  }

  /** A tensor; where it is not there yet, it begins with zeros, of the entry's shape (and the parameter's layout, where that is its shape). */
  public Tensor tensor(String name) {
    int i = index(name);
    if (!present[i]) {
      tensors[i] = zeros(entries.get(i));
      present[i] = true;
    }
    return tensors[i];
  }

  /** A tensor; where it is not there yet, it begins with {@code initial} everywhere. */
  public Tensor tensor(String name, double initial) {
    boolean first = !has(name);
    Tensor t = tensor(name);
    if (first && initial != 0) {
      t.copyFrom(Tensor.full((float) initial, t.shape().toArray()));
    }
    return t;
  }

  /** A list of tensors, to be changed in its place. */
  public List<Tensor> list(String name) {
    int i = index(name);
    present[i] = true;
    return lists.get(i);
  }

  /** Forgets everything. */
  public void clear() {
    Arrays.fill(present, false);
    Arrays.fill(tensors, null);
    lists.forEach(List::clear);
  }

  /** Notes the numbers, and which tensors and lists are there, for {@link #rewind}. */
  void mark() {
    System.arraycopy(present, 0, presentBefore, 0, present.length);
    System.arraycopy(numbers, 0, numbersBefore, 0, numbers.length);
  }

  /** Undoes what came after {@link #mark}: numbers are as they were, and tensors and lists that were made since are forgotten. */
  void rewind() {
    System.arraycopy(presentBefore, 0, present, 0, present.length);
    System.arraycopy(numbersBefore, 0, numbers, 0, numbers.length);
    for (int i = 0; i < present.length; i++) {
      if (!present[i]) {
        tensors[i] = null;
        lists.get(i).clear();
      }
    }
  }

  /** A copy under PyTorch's names; empty where nothing is remembered. */
  ParamState snapshot() {
    ParamState state = ParamState.EMPTY;
    for (int i = 0; i < present.length; i++) {
      if (present[i]) {
        String name = entries.get(i).name();
        state = switch (entries.get(i).kind()) {
          case TENSOR -> state.with(name, tensors[i]);
          case LIST -> state.with(name, lists.get(i));
          case NUMBER, COUNT -> state.with(name, numbers[i]);
          case IGNORED -> state;
        };
      }
    }
    return state;
  }

  /**
   * Adds to {@code differences} what in a saved state does not fit this parameter, and to {@code warnings} what is passed over; changes nothing.
   */
  void compare(ParamState saved, boolean strict, String where, List<String> differences, List<String> warnings) {
    StateCheck check = new StateCheck(saved, strict, where, differences, warnings);
    if (!saved.isEmpty()) {
      entries.forEach(e -> check.entry(e, parameter.shape()));
      check.needed(layout.needs(saved));
      layout.fault(saved).ifPresent(fault -> differences.add(where + ": " + fault));
    }
    check.nothingElse(entries);
  }

  /** Takes over a saved state that {@link #compare} has found to fit. What it does not have is forgotten. */
  void restore(ParamState saved) {
    clear();
    for (StateLayout.Entry e : entries) {
      String name = e.name();
      switch (e.kind()) {
        case TENSOR -> {
          if (saved.tensors().containsKey(name) && e.shape().apply(parameter.shape()).isPresent()) {
            tensor(name).copyFrom(saved.tensors().get(name));
          }
        }
        case LIST -> {
          if (saved.lists().containsKey(name)) {
            List<Tensor> own = list(name);
            saved.lists().get(name).forEach(t -> own.add(t.copy()));
          }
        }
        case NUMBER, COUNT -> saved.number(name).ifPresent(x -> put(name, x));
        case IGNORED -> { }
      }
    }
  }

  /** Takes over what another one of the same layout holds. */
  void take(Memory other) {
    clear();
    System.arraycopy(other.present, 0, present, 0, present.length);
    System.arraycopy(other.numbers, 0, numbers, 0, numbers.length);
    System.arraycopy(other.tensors, 0, tensors, 0, tensors.length);
    for (int i = 0; i < present.length; i++) {
      lists.get(i).addAll(other.lists.get(i));
    }
  }

  private Tensor zeros(StateLayout.Entry entry) {
    Shape shape = entry.shape().apply(parameter.shape())
        .orElseThrow(() -> new IllegalStateException("a parameter of shape " + parameter.shape() + " has no " + entry.name()));
    return shape.equals(parameter.shape()) ? Step.zerosLike(parameter.value()) : Step.zeros(shape);
  }

  private int index(String name) {
    for (int i = 0; i < present.length; i++) {
      if (entries.get(i).name().equals(name)) {
        return i;
      }
    }
    throw new IllegalArgumentException("entry " + name + "; the layout has " + entries.stream().map(StateLayout.Entry::name).toList());
  }
}
