package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import lanewise.autograd.Parameter;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.io.MalformedFileException;
import lanewise.tensor.io.SafeTensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OptimizerStateFileTest {
  @TempDir
  Path folder;

  @Test
  void aStateComesBackAsItWas() throws IOException {
    SequencedMap<String, Parameter> named = new LinkedHashMap<>();
    named.put("weight", Trial.parameter(1, 2, 3));
    named.put("bias", Trial.parameter(4));
    AdamW adam = new AdamW(List.of(Group.group(named).lr(0.1)), AdamW.options().amsgrad(true));
    adam.paramGroups().getFirst().initialLr(0.3);
    Trial.gradient(named.get("weight"), 1, 2, 3);
    adam.step();
    OptimizerState state = adam.stateDict();
    Path file = folder.resolve("adam.safetensors");
    OptimizerStateFile.write(file, state);
    OptimizerState back = OptimizerStateFile.read(file);
    assertEquals(state.kind(), back.kind());
    assertEquals(state.paramGroups(), back.paramGroups());
    assertEquals(state.state().keySet(), back.state().keySet());
    assertEquals(state.state().get(0).numbers(), back.state().get(0).numbers());
    state.state().get(0).tensors().forEach((name, t) -> assertArrayEquals(t.toArray(), back.state().get(0).tensors().get(name).toArray(), name));
    assertEquals(List.of("state.0.exp_avg", "state.0.exp_avg_sq", "state.0.max_exp_avg_sq"), List.copyOf(SafeTensors.read(file).names()));
    adam.loadStateDict(back);
    assertEquals(0.3, adam.paramGroups().getFirst().initialLr().orElseThrow());
  }

  @Test
  void listsNothingAndValuesThatAreNotThereComeBackToo() throws IOException {
    SequencedMap<String, Object> options = new LinkedHashMap<>();
    options.put("eps", List.of(Optional.empty(), 0.001));
    options.put("line_search_fn", "strong_wolfe");
    options.put("nesterov", true);
    SequencedMap<Integer, ParamState> states = new LinkedHashMap<>();
    states.put(1, ParamState.EMPTY.with("n_iter", 4).with("old_dirs", List.of(Tensor.of(new float[] {1, 2}, 2), Tensor.of(new float[] {3, 4}, 2)))
        .with("old_stps", List.of()));
    OptimizerState state = new OptimizerState(Optional.empty(), states,
        List.of(new OptimizerState.Group(options, Optional.empty(), Optional.of(List.of(Shape.of(), Shape.of(0, 3))), List.of(0, 1))));
    Path file = folder.resolve("state.safetensors");
    OptimizerStateFile.write(file, state);
    OptimizerState back = OptimizerStateFile.read(file);
    assertEquals(state.paramGroups(), back.paramGroups());
    assertEquals(Optional.empty(), back.kind());
    assertEquals(2, back.state().get(1).lists().get("old_dirs").size());
    assertArrayEquals(new float[] {3, 4}, back.state().get(1).lists().get("old_dirs").get(1).toArray());
    assertEquals(List.of(), back.state().get(1).lists().get("old_stps"));
  }

  @Test
  void aFileWithoutAnOptimizersStateOrWithADamagedOneIsRefused() throws IOException {
    requireRefused("there is no metadata entry 'optimizer', so it holds no optimizer's state", Map.of("format", "pt"));
    requireRefused("param_groups is missing", Map.of("optimizer", "{\"state\":{}}"));
    requireRefused("state is missing", Map.of("optimizer", "{\"param_groups\":[]}"));
    requireRefused("params is missing", Map.of("optimizer", "{\"state\":{},\"param_groups\":[{\"lr\":1}]}"));
    requireRefused("the number of a parameter is -1", Map.of("optimizer", "{\"state\":{},\"param_groups\":[{\"params\":[-1]}]}"));
    requireRefused("the number of a parameter is first", Map.of("optimizer", "{\"state\":{\"first\":{}},\"param_groups\":[]}"));
    requireRefused("step is fast", Map.of("optimizer", "{\"state\":{\"0\":{\"step\":\"fast\"}},\"param_groups\":[]}"));
    requireRefused("the tensor state.0.old_dirs.0 is missing",
        Map.of("optimizer", "{\"state\":{\"0\":{}},\"lists\":{\"0\":{\"old_dirs\":1}},\"param_groups\":[]}"));
    requireRefused("the metadata entry 'optimizer'", Map.of("optimizer", "{"));
    requireRefused("an object is expected", Map.of("optimizer", "[]"));
    Files.writeString(folder.resolve("text"), "no tensors at all");
    assertThrows(MalformedFileException.class, () -> OptimizerStateFile.read(folder.resolve("text")));
  }

  private void requireRefused(String message, Map<String, String> metadata) throws IOException {
    Path file = folder.resolve("bad.safetensors");
    SafeTensors.write(file, Map.of("state.0.exp_avg", Tensor.ones(2)), metadata);
    var e = assertThrows(MalformedFileException.class, () -> OptimizerStateFile.read(file));
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }
}
