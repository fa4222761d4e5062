package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SequencedMap;
import java.util.function.DoubleSupplier;
import lanewise.autograd.Parameter;
import lanewise.tensor.AnyTensor;
import lanewise.tensor.Tensor;
import lanewise.tensor.io.SafeTensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pairs that LBFGS has learnt have to be there when a saved state says that there were iterations: an absent list is not an empty one. */
class LbfgsListsTest {
  private static final LBFGS.Options OPTIONS = LBFGS.options().maxIter(4).lr(0.1).tolerances(0, 0);

  @TempDir
  Path folder;

  private final Parameter p = Trial.parameter(3, -2, 0.5f);
  private final LBFGS lbfgs = OPTIONS.build(List.of(p));

  private static DoubleSupplier bowl(Parameter p) {
    return Objectives.closure(List.of(p), Objectives.bowl(5));
  }

  private OptimizerState with(ParamState state) {
    SequencedMap<Integer, ParamState> states = new LinkedHashMap<>();
    states.put(0, state);
    return new OptimizerState(Optional.of("LBFGS"), states, lbfgs.stateDict().paramGroups());
  }

  private static ParamState without(ParamState state, Set<String> lists) {
    SequencedMap<String, List<Tensor>> fewer = new LinkedHashMap<>(state.lists());
    fewer.keySet().removeAll(lists);
    return new ParamState(state.numbers(), state.tensors(), fewer);
  }

  private String refused(ParamState state) {
    float[] before = p.value().toArray();
    String stateBefore = lbfgs.state(p).numbers().toString();
    var e = assertThrows(IllegalArgumentException.class, () -> lbfgs.loadStateDict(with(state)));
    assertArrayEquals(before, p.value().toArray());
    assertEquals(stateBefore, lbfgs.state(p).numbers().toString());
    return e.getMessage();
  }

  @Test
  void absentListsAreRefusedFromTheSecondIterationOn() {
    lbfgs.step(bowl(p));
    ParamState state = lbfgs.state(p);
    assertEquals(3, state.lists().get("old_dirs").size());
    assertEquals("the saved state does not fit this LBFGS: parameter 0: old_dirs is missing; parameter 0: old_stps is missing; "
        + "parameter 0: ro is missing", refused(without(state, Set.of("old_dirs", "old_stps", "ro"))));
    assertEquals("the saved state does not fit this LBFGS: parameter 0: ro is missing; parameter 0: old_dirs, old_stps and ro have 3, 3 and 0 "
        + "elements instead of as many each", refused(without(state, Set.of("ro"))));
    lbfgs.loadStateDict(with(state));
  }

  @Test
  void emptyListsAreTakenOver() {
    lbfgs.step(bowl(p));
    lbfgs.loadStateDict(with(lbfgs.state(p).with("old_dirs", List.of()).with("old_stps", List.of()).with("ro", List.of())));
    assertEquals(List.of(), lbfgs.state(p).lists().get("old_dirs"));
    lbfgs.step(bowl(p));
    assertEquals(4, lbfgs.state(p).lists().get("old_dirs").size());
  }

  @Test
  void absentListsBeginAnewWhereItIsNotStrict() {
    lbfgs.step(bowl(p));
    lbfgs.loadStateDict(with(without(lbfgs.state(p), Set.of("old_dirs", "old_stps", "ro"))), false);
    assertEquals(Set.of(), lbfgs.state(p).lists().keySet());
    lbfgs.step(bowl(p));
    assertEquals(4, lbfgs.state(p).lists().get("ro").size());
  }

  @Test
  void afterOneIterationThereIsNoPairThatCouldBeMissing() {
    LBFGS one = OPTIONS.maxIter(1).build(List.of(p));
    one.step(bowl(p));
    assertEquals(List.of(), one.state(p).lists().get("ro"));
    one.loadStateDict(with(without(one.state(p), Set.of("old_dirs", "old_stps", "ro"))));
  }

  @Test
  void aFileWhoseListsAreNotNamedIsRefusedWithEveryTensorThatIsInNone() throws IOException {
    lbfgs.step(bowl(p));
    Path file = folder.resolve("lbfgs.safetensors");
    OptimizerStateFile.write(file, lbfgs.stateDict());
    SafeTensors content = SafeTensors.read(file);
    String rest = content.metadata().get("optimizer").replace("\"lists\"", "\"lisps\"");
    SequencedMap<String, AnyTensor> tensors = new LinkedHashMap<>(content.tensors());
    SafeTensors.write(file, tensors, Map.of("optimizer", rest));
    OptimizerState read = OptimizerStateFile.read(file);
    var e = assertThrows(IllegalArgumentException.class, () -> lbfgs.loadStateDict(read));
    for (String list : List.of("old_dirs", "old_stps", "ro")) {
      for (String difference : List.of(list + " is missing", list + ".0 is an element of no list", list + ".2 is an element of no list")) {
        assertEquals(2, (e.getMessage() + ";").split("parameter 0: " + difference + ";", -1).length, e.getMessage());
      }
    }
    List<String> warnings = Warnings.of(() -> lbfgs.loadStateDict(read, false));
    assertEquals(9, warnings.size(), warnings.toString());
  }
}
