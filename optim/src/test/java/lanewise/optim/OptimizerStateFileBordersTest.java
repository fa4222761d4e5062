package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import lanewise.autograd.Parameter;
import lanewise.tensor.AnyTensor;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.io.MalformedFileException;
import lanewise.tensor.io.SafeTensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** States that other programs write: parts may be missing, numbers are as large as they may be. */
class OptimizerStateFileBordersTest {
  @TempDir
  Path folder;

  private OptimizerState read(String json) throws IOException {
    Path file = folder.resolve("state.safetensors");
    SafeTensors.write(file, Map.of("state.0.exp_avg", Tensor.ones(2), "state.5.exp_avg", Tensor.ones(3), "weight", Tensor.ones(1),
        "state.0.exp_avg.more.parts", Tensor.ones(1), "model.0.exp_avg", Tensor.ones(1)), Map.of("optimizer", json));
    return OptimizerStateFile.read(file);
  }

  private static OptimizerState.Group group(Optional<List<Shape>> shapes, Integer... params) {
    return new OptimizerState.Group(new LinkedHashMap<>(), Optional.empty(), shapes, List.of(params));
  }

  @Test
  void shapesAreWrittenWhereAllGroupsHaveThem() throws IOException {
    Path file = folder.resolve("file.safetensors");
    List<OptimizerState.Group> groups = List.of(group(Optional.of(List.of(Shape.of(2, 3), Shape.of())), 0, 1), group(Optional.of(List.of())));
    OptimizerStateFile.write(file, new OptimizerState(Optional.of("SGD"), new LinkedHashMap<>(), groups));
    assertEquals(groups, OptimizerStateFile.read(file).paramGroups());
    OptimizerStateFile.write(file, new OptimizerState(Optional.of("SGD"), new LinkedHashMap<>(),
        List.of(groups.getFirst(), group(Optional.empty(), 2))));
    assertEquals(List.of(group(Optional.empty(), 0, 1), group(Optional.empty(), 2)), OptimizerStateFile.read(file).paramGroups());
  }

  @Test
  void groupsAfterTheLastListOfShapesHaveNone() throws IOException {
    OptimizerState state = read("{\"state\":{},\"param_groups\":[{\"params\":[0]},{\"params\":[1]}],\"shapes\":[[[2]]]}");
    assertEquals(List.of(group(Optional.of(List.of(Shape.of(2))), 0), group(Optional.empty(), 1)), state.paramGroups());
  }

  @Test
  void numbersOfParametersGoAsFarAsAnInt() throws IOException {
    assertEquals(List.of(0, Integer.MAX_VALUE),
        read("{\"state\":{},\"param_groups\":[{\"params\":[0,2147483647]}]}").paramGroups().getFirst().params());
    for (String bad : List.of("2147483648", "-1", "0.5", "\"a\"", "null", "[]")) {
      var e = assertThrows(MalformedFileException.class, () -> read("{\"state\":{},\"param_groups\":[{\"params\":[" + bad + "]}]}"));
      assertTrue(e.getMessage().contains("the number of a parameter is "), e.getMessage());
      assertTrue(e.getMessage().endsWith("; allowed: 0 to 2147483647"), e.getMessage());
    }
    assertThrows(MalformedFileException.class, () -> read("{\"state\":{\"-1\":{}},\"param_groups\":[]}"));
    assertThrows(MalformedFileException.class, () -> read("{\"state\":{\"9999999999\":{}},\"param_groups\":[]}"));
  }

  @Test
  void tensorsAreFoundByTheirNamesAlsoWhereThereAreNoNumbersBesideThem() throws IOException {
    OptimizerState state = read("{\"state\":{\"0\":{\"step\":3}},\"param_groups\":[{\"params\":[0,5]}]}");
    assertEquals(List.of(0, 5), List.copyOf(state.state().keySet()));
    assertEquals(List.of("step", "exp_avg"), List.copyOf(state.state().get(0).names()));
    assertEquals(List.of("exp_avg"), List.copyOf(state.state().get(5).names()));
    assertEquals(Map.of("exp_avg.more.parts", "is an element of no list"), state.state().get(0).unusable());
  }

  /** A state of AdamW for one parameter of two elements, with these tensors in the place of its own. */
  private OptimizerState adam(Map<String, AnyTensor> others) throws IOException {
    SequencedMap<String, AnyTensor> tensors = new LinkedHashMap<>();
    tensors.put("state.0.exp_avg", Tensor.ones(2));
    tensors.put("state.0.exp_avg_sq", Tensor.ones(2));
    tensors.put("state.0.step", Tensor.scalar(3));
    tensors.putAll(others);
    Path file = folder.resolve("adam.safetensors");
    SafeTensors.write(file, tensors, Map.of("optimizer", "{\"kind\":\"AdamW\",\"state\":{},\"param_groups\":[{\"lr\":0.5,\"params\":[0]}]}"));
    return OptimizerStateFile.read(file);
  }

  @Test
  void aTensorOfOneWholeNumberIsANumber() throws IOException {
    Parameter p = Trial.parameter(1, 2);
    AdamW adamW = new AdamW(List.of(p), AdamW.options());
    for (AnyTensor step : List.of(LongTensor.scalar(7), LongTensor.of(new long[] {7}, 1), Tensor.scalar(7))) {
      adamW.loadStateDict(adam(Map.of()));
      adamW.loadStateDict(adam(Map.of("state.0.step", step)));
      assertEquals(7, adamW.state(p).numbers().get("step"));
    }
  }

  @Test
  void whatIsNoFloatTensorIsListedOrWhereItIsNotStrictPassedOverWithAWarning() throws IOException {
    Parameter p = Trial.parameter(1, 2);
    AdamW adamW = new AdamW(List.of(p), AdamW.options());
    OptimizerState state = adam(Map.of("state.0.exp_avg", LongTensor.of(new long[] {1, 2}, 2), "state.0.step", LongTensor.of(new long[0], 0)));
    var e = assertThrows(IllegalArgumentException.class, () -> adamW.loadStateDict(state));
    assertEquals("the saved state does not fit this AdamW: parameter 0: exp_avg is not a float tensor; parameter 0: step is not a float tensor",
        e.getMessage());
    assertTrue(adamW.state(p).isEmpty());
    assertEquals(List.of("WARNING passed over in a saved state: parameter 0: exp_avg is not a float tensor",
        "WARNING passed over in a saved state: parameter 0: step is not a float tensor"), Warnings.of(() -> adamW.loadStateDict(state, false)));
    assertEquals(List.of("exp_avg_sq"), List.copyOf(adamW.state(p).names()));
  }

  @Test
  void aParameterWithNothingButWhatCannotBeUsedIsListedToo() throws IOException {
    Path file = folder.resolve("sgd.safetensors");
    SafeTensors.write(file, Map.of("state.0.momentum_buffer", LongTensor.of(new long[] {1, 2}, 2)),
        Map.of("optimizer", "{\"state\":{},\"param_groups\":[{\"params\":[0]}]}"));
    SGD sgd = new SGD(List.of(Trial.parameter(1, 2)), SGD.options());
    OptimizerState state = OptimizerStateFile.read(file);
    var e = assertThrows(IllegalArgumentException.class, () -> sgd.loadStateDict(state));
    assertEquals("the saved state does not fit this SGD: parameter 0: momentum_buffer is not a float tensor", e.getMessage());
  }

  @Test
  void anElementOfAListThatIsNoFloatTensorIsRefused() throws IOException {
    Path file = folder.resolve("list.safetensors");
    SafeTensors.write(file, Map.of("state.0.ro.0", LongTensor.scalar(1)),
        Map.of("optimizer", "{\"state\":{\"0\":{}},\"lists\":{\"0\":{\"ro\":1}},\"param_groups\":[{\"params\":[0]}]}"));
    var e = assertThrows(MalformedFileException.class, () -> OptimizerStateFile.read(file));
    assertTrue(e.getMessage().contains("the tensor state.0.ro.0 is not a float tensor"), e.getMessage());
  }
}
