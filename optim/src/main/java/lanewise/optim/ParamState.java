package lanewise.optim;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import lanewise.tensor.Tensor;

/**
 * What an optimizer remembers about one parameter, under PyTorch's names: tensors such as {@code exp_avg}, and numbers such as {@code step}. A
 * snapshot: later steps do not change it.
 *
 * @param tensors the tensors, in PyTorch's order
 * @param numbers the numbers, in PyTorch's order
 */
public record ParamState(SequencedMap<String, Tensor> tensors, SequencedMap<String, Double> numbers) {
  /** The state of a parameter that has not been stepped yet, or of an optimizer that remembers nothing. */
  public static final ParamState EMPTY = new ParamState(new LinkedHashMap<>(), new LinkedHashMap<>());

  /** Copies the maps. */
  public ParamState {
    tensors = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(tensors));
    numbers = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(numbers));
  }

  /** True where nothing is remembered. */
  public boolean isEmpty() {
    return tensors.isEmpty() && numbers.isEmpty();
  }

  /** This and a copy of one more tensor. */
  ParamState with(String name, Tensor tensor) {
    SequencedMap<String, Tensor> more = new LinkedHashMap<>(tensors);
    more.put(name, tensor.copy());
    return new ParamState(more, numbers);
  }

  /** This and one more number. */
  ParamState with(String name, double number) {
    SequencedMap<String, Double> more = new LinkedHashMap<>(numbers);
    more.put(name, number);
    return new ParamState(tensors, more);
  }
}
