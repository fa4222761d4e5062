package lanewise.optim;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import lanewise.tensor.Shape;

/**
 * A snapshot of an optimizer, in PyTorch's structure: the groups with their options, and what is remembered about each parameter, by its number.
 * Parameters are numbered through the groups, from 0.
 *
 * @param kind the optimizer's class, as {@code AdamW}, {@code notebook.Adam}; empty where the state comes from elsewhere, and is then not compared
 * @param state what is remembered, by the parameter's number; parameters without state are absent
 * @param paramGroups the groups
 */
public record OptimizerState(Optional<String> kind, SequencedMap<Integer, ParamState> state, List<Group> paramGroups) {
  /** Copies the map and the list. */
  public OptimizerState {
    state = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(state));
    paramGroups = List.copyOf(paramGroups);
  }

  /**
   * The saved form of a parameter group.
   *
   * @param options values by PyTorch's names, {@code initial_lr} included where a schedule has left it: numbers, booleans, texts, lists of
   *     numbers, and an empty {@code Optional} for PyTorch's None
   * @param paramNames the names of the parameters, where they have any
   * @param shapes the shapes of the parameters; empty where the state comes from elsewhere, and is then not compared
   * @param params the numbers of the parameters
   */
  public record Group(SequencedMap<String, Object> options, Optional<List<String>> paramNames, Optional<List<Shape>> shapes, List<Integer> params) {
    /** Copies the map and the lists. */
    public Group {
      options = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(options));
      paramNames = paramNames.map(List::copyOf);
      shapes = shapes.map(List::copyOf);
      params = List.copyOf(params);
    }
  }
}
