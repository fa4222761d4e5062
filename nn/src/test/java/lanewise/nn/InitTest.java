package lanewise.nn;

import static lanewise.nn.Layers.batchNorm2d;
import static lanewise.nn.Layers.conv2d;
import static lanewise.nn.Layers.flatten;
import static lanewise.nn.Layers.linear;
import static lanewise.nn.Layers.sequential;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import lanewise.autograd.Parameter;
import lanewise.tensor.AnyTensor;
import lanewise.tensor.Rng;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;

class InitTest {
  @Test
  void fanIn_isTheProductOfAllSizesButTheFirst() {
    assertEquals(200, Init.fanIn(Shape.of(64, 8, 5, 5)));
    assertEquals(7, Init.fanIn(Shape.of(3, 7)));
    var e = assertThrows(IllegalArgumentException.class, () -> Init.fanIn(Shape.of(3)));
    assertTrue(e.getMessage().contains("[3]"), e.getMessage());
  }

  @Test
  void gain_isTheRootOfTwoOverOnePlusTheSlopeSquared() {
    assertEquals(1.407195, Init.leakyReluGain(0.1), 1e-6);
    assertEquals(Math.sqrt(2), Init.leakyReluGain(0), 1e-15);
  }

  @Test
  void kaimingNormal_hasTheDeviationOfTheNotebooksLayers() {
    for (int[] shape : new int[][] {{800, 1, 5, 5}, {160, 8, 3, 3}, {64, 16, 3, 3}}) {
      Parameter weight = new Parameter(Tensor.zeros(shape));
      Init.kaimingNormal(weight, 0.1, Rng.seed(1));
      double std = 1.407195 / Math.sqrt(Init.fanIn(weight.shape()));
      double squares = 0;
      double sum = 0;
      int n = weight.value().size();
      for (float v : weight.value().toArray()) {
        squares += (double) v * v / n;
        sum += v / (double) n;
      }
      assertEquals(std * std, squares, 5 * std * std * Math.sqrt(2.0 / n));
      assertEquals(0, sum, 5 * std / Math.sqrt(n));
    }
  }

  @Test
  void convolutionsOfAModel_areInitialisedEachFromItsOwnStreamAndNothingElseIs() {
    Blueprint blueprint = sequential(sequential(conv2d(2, 2, 3), batchNorm2d(2)), conv2d(2, 2, 3), linear(4, 4));
    Layer before = blueprint.init(Rng.seed(1));
    Layer model = blueprint.init(Rng.seed(1));
    Init.kaimingNormalConvolutions(model, 0.1, Rng.seed(2));
    Map<String, AnyTensor> old = before.stateDict();
    model.namedParameters().forEach((name, p) -> {
      boolean same = Arrays.equals(((Tensor) old.get(name)).toArray(), p.value().toArray());
      assertEquals(!name.equals("0.0.weight") && !name.equals("1.weight"), same, name);
    });
    assertFalse(Arrays.equals(model.namedParameters().get("0.0.weight").value().toArray(),
        model.namedParameters().get("1.weight").value().toArray()));
    Layer withoutTheFirst = sequential(flatten(), conv2d(2, 2, 3)).init(Rng.seed(1));
    Init.kaimingNormalConvolutions(withoutTheFirst, 0.1, Rng.seed(2));
    assertArrayEquals(model.namedParameters().get("1.weight").value().toArray(),
        withoutTheFirst.namedParameters().get("1.weight").value().toArray());
    Layer again = blueprint.init(Rng.seed(1));
    Init.kaimingNormalConvolutions(again, 0.1, Rng.seed(2));
    assertArrayEquals(model.namedParameters().get("1.weight").value().toArray(), again.namedParameters().get("1.weight").value().toArray());
  }
}
