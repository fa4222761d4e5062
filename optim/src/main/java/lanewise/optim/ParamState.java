package lanewise.optim;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.Set;
import lanewise.tensor.Tensor;

/**
 * What an optimizer remembers about one parameter, under PyTorch's names: numbers such as {@code step}, tensors such as {@code exp_avg}, and lists of
 * tensors, which only LBFGS has. A snapshot: later steps do not change it.
 *
 * @param numbers the numbers, in PyTorch's order
 * @param tensors the tensors, in PyTorch's order
 * @param lists the lists of tensors
 * @param unusable entries that a file has and that are neither: what is wrong with each, as {@code is not a float tensor}. They have no value here;
 *     a strict load refuses them, another one passes over them with a warning
 */
public record ParamState(SequencedMap<String, Double> numbers, SequencedMap<String, Tensor> tensors, SequencedMap<String, List<Tensor>> lists,
    SequencedMap<String, String> unusable) {
  /** The state of a parameter that has not been stepped yet, or of an optimizer that remembers nothing. */
  public static final ParamState EMPTY = new ParamState(new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>());

  /** Copies the maps, not the tensors. */
  public ParamState {
    numbers = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(numbers));
    tensors = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(tensors));
    lists = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(lists));
    unusable = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(unusable));
  }

  /** A state all of whose entries can be used. */
  public ParamState(SequencedMap<String, Double> numbers, SequencedMap<String, Tensor> tensors, SequencedMap<String, List<Tensor>> lists) {
    this(numbers, tensors, lists, new LinkedHashMap<>());
  }

  /** True where nothing is remembered. */
  public boolean isEmpty() {
    return names().isEmpty();
  }

  /** The names of all entries that have a value. */
  public Set<String> names() {
    Set<String> names = new LinkedHashSet<>(numbers.keySet());
    names.addAll(tensors.keySet());
    names.addAll(lists.keySet());
    return names;
  }

  /** A number; PyTorch keeps some as tensors with one element, which are read as well. */
  public OptionalDouble number(String name) {
    Tensor t = tensors.get(name);
    if (t != null) {
      return t.size() == 1 ? OptionalDouble.of(t.item()) : OptionalDouble.empty();
    }
    return numbers.containsKey(name) ? OptionalDouble.of(numbers.get(name)) : OptionalDouble.empty();
  }

  /** This and one more number. */
  public ParamState with(String name, double number) {
    SequencedMap<String, Double> more = new LinkedHashMap<>(numbers);
    more.put(name, number);
    return new ParamState(more, tensors, lists, unusable);
  }

  /** This and a copy of one more tensor, which belongs to no scope. */
  public ParamState with(String name, Tensor tensor) {
    SequencedMap<String, Tensor> more = new LinkedHashMap<>(tensors);
    more.put(name, tensor.copy());
    return new ParamState(numbers, more, lists, unusable);
  }

  /** This and copies of one more list of tensors. */
  public ParamState with(String name, List<Tensor> list) {
    SequencedMap<String, List<Tensor>> more = new LinkedHashMap<>(lists);
    more.put(name, list.stream().map(t -> t.copy()).toList());
    return new ParamState(numbers, tensors, more, unusable);
  }

  /** This and one more entry that cannot be used, and why. */
  public ParamState withUnusable(String name, String why) {
    SequencedMap<String, String> more = new LinkedHashMap<>(unusable);
    more.put(name, why);
    return new ParamState(numbers, tensors, lists, more);
  }
}
