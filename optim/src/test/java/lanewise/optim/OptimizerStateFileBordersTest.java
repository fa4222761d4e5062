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
  }
}
