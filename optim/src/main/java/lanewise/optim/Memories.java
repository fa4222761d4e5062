package lanewise.optim;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import lanewise.autograd.Parameter;

/** What an optimizer remembers about its parameters: one {@link Memory} each, made when it is first asked for. */
final class Memories {
  private final Map<Parameter, Memory> known = new LinkedHashMap<>();

  /** What is remembered about a parameter, made with this layout if it is not there. */
  Memory of(Parameter parameter, StateLayout layout) {
    Memory memory = known.get(parameter);
    if (memory == null) {
      memory = new Memory(parameter, layout);
      known.put(parameter, memory);
    }
    return memory;
  }

  /** A copy of what is remembered about a parameter now; makes nothing. */
  ParamState snapshot(Parameter parameter) {
    Memory memory = known.get(parameter);
    return memory == null ? ParamState.EMPTY : memory.snapshot();
  }

  /** Takes over what others of the same layout hold. */
  void take(Map<Parameter, Memory> loaded, StateLayout layout) {
    loaded.forEach((p, memory) -> of(p, layout).take(memory));
  }

  /**
   * Calls {@code task}, which may write numbers and make tensors, for every parameter that has a gradient. Where it fails, the numbers are as they
   * were before, and the tensors and lists that were made are gone; what a tensor or a list holds is not looked at. Makes no garbage.
   */
  void allOrNothing(List<ParamGroup> groups, BiConsumer<ParamGroup, Parameter> task) {
    known.values().forEach(Memory::mark);
    try {
      ParamGroups.forEachWithGrad(groups, task);
    } catch (RuntimeException | Error failure) {
      known.values().forEach(Memory::rewind);
      throw failure;
    }
  }
}
