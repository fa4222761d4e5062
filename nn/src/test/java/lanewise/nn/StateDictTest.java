package lanewise.nn;

import static lanewise.nn.Layers.batchNorm2d;
import static lanewise.nn.Layers.conv2d;
import static lanewise.nn.Layers.sequential;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Map;
import lanewise.tensor.AnyTensor;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Rng;
import lanewise.tensor.Scope;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;

class StateDictTest {
  private static Layer model(long seed) {
    Layer model = sequential(conv2d(1, 2, 3), batchNorm2d(2)).init(Rng.seed(seed));
    model.forward(Rng.seed(seed).normal(seed, 2, 4, 1, 5, 5));
    return model;
  }

  private static void assertSameState(Map<String, AnyTensor> expected, Map<String, AnyTensor> actual) {
    assertEquals(expected.keySet(), actual.keySet());
    expected.forEach((name, t) -> {
      if (t instanceof Tensor f) {
        assertArrayEquals(f.toArray(), ((Tensor) actual.get(name)).toArray(), name);
      } else {
        assertArrayEquals(((LongTensor) t).toArray(), ((LongTensor) actual.get(name)).toArray(), name);
      }
    });
  }

  @Test
  void stateOfOneModel_makesAnotherItsTwin() {
    Layer a = model(1);
    Layer b = model(2);
    b.loadStateDict(a.stateDict());
    assertSameState(a.stateDict(), b.stateDict());
    a.eval();
    b.eval();
    Tensor x = Rng.seed(9).normal(0, 1, 2, 1, 5, 5);
    assertArrayEquals(a.forward(x).toArray(), b.forward(x).toArray());
  }

  @Test
  void stateIsACopy_inBothDirections() {
    Layer a = model(1);
    Map<String, AnyTensor> state = a.stateDict();
    float[] before = ((Tensor) state.get("0.weight")).toArray();
    a.parameters().getFirst().value().copyFrom(Tensor.zeros(2, 1, 3, 3));
    assertArrayEquals(before, ((Tensor) state.get("0.weight")).toArray());
    a.loadStateDict(state);
    ((Tensor) state.get("0.weight")).copyFrom(Tensor.ones(2, 1, 3, 3));
    assertArrayEquals(before, a.parameters().getFirst().value().toArray());
  }

  @Test
  void loading_keepsTheParametersThemselves() {
    Layer a = model(1);
    var weight = a.parameters().getFirst();
    a.loadStateDict(model(2).stateDict());
    assertTrue(weight == a.parameters().getFirst());
  }

  @Test
  void everyFault_isListedAndNothingIsChanged() {
    Layer a = model(1);
    Map<String, AnyTensor> before = a.stateDict();
    Map<String, AnyTensor> state = new LinkedHashMap<>(model(2).stateDict());
    state.remove("0.bias");
    state.put("0.weight", Tensor.ones(2, 1, 3, 2));
    state.put("1.running_mean", LongTensor.of(new long[2], 2));
    state.put("2.weight", Tensor.ones(1));
    var e = assertThrows(IllegalArgumentException.class, () -> a.loadStateDict(state));
    assertTrue(e.getMessage().contains("missing: 0.bias [2]"), e.getMessage());
    assertTrue(e.getMessage().contains("does not fit: 0.weight is Tensor[2, 1, 3, 2], wanted Tensor[2, 1, 3, 3]"), e.getMessage());
    assertTrue(e.getMessage().contains("1.running_mean is LongTensor[2], wanted Tensor[2]"), e.getMessage());
    assertTrue(e.getMessage().contains("unexpected: 2.weight"), e.getMessage());
    assertSameState(before, a.stateDict());
  }

  @Test
  void missingCounter_isTolerated() {
    Layer a = model(1);
    a.forward(Tensor.ones(4, 1, 5, 5));
    Map<String, AnyTensor> state = new LinkedHashMap<>(model(2).stateDict());
    state.remove("1.num_batches_tracked");
    a.loadStateDict(state);
    assertEquals(2, ((LongTensor) a.stateDict().get("1.num_batches_tracked")).item());
    assertArrayEquals(((Tensor) state.get("0.weight")).toArray(), ((Tensor) a.stateDict().get("0.weight")).toArray());
  }

  @Test
  void stateOfAClosedScope_isRefusedAndNothingIsChanged() {
    Layer a = model(1);
    Map<String, AnyTensor> before = a.stateDict();
    Map<String, AnyTensor> state = new LinkedHashMap<>(model(2).stateDict());
    try (var _ = Scope.open()) {
      state.put("1.running_var", Tensor.ones(2));
    }
    assertThrows(IllegalStateException.class, () -> a.loadStateDict(state));
    assertSameState(before, a.stateDict());
  }
}
