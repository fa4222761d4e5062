package lanewise.nn;

import static lanewise.nn.Layers.batchNorm2d;
import static lanewise.nn.Layers.conv2d;
import static lanewise.nn.Layers.flatten;
import static lanewise.nn.Layers.generalReLU;
import static lanewise.nn.Layers.linear;
import static lanewise.nn.Layers.relu;
import static lanewise.nn.Layers.sequential;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import lanewise.autograd.Functions;
import lanewise.autograd.Parameter;
import lanewise.autograd.Variable;
import lanewise.tensor.Rng;
import lanewise.tensor.Scope;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;

class LayerTest {
  private static final Rng RNG = Rng.seed(3);

  /** A layer of a user's own: y = relu(main(x) + factor * x). */
  private static final class Residual extends Layer {
    private final Layer main;
    private final Parameter factor;

    Residual(Layer main, int size) {
      this.main = child("main", main);
      factor = parameter("factor", Tensor.ones(1, size));
    }

    @Override
    public Variable forward(Variable x) {
      return Functions.relu(main.forward(x).add(factor.mul(x)));
    }
  }

  @Test
  void names_areThePathsOfPyTorch() {
    Layer model = sequential(
        sequential(conv2d(1, 2, 3).named("conv"), generalReLU(0.1f).named("act"), batchNorm2d(2).named("norm")),
        flatten(), linear(8, 3).named("head")).init(RNG);
    assertEquals(List.of("0.conv.weight", "0.conv.bias", "0.norm.weight", "0.norm.bias", "head.weight", "head.bias"),
        List.copyOf(model.namedParameters().keySet()));
    assertEquals(List.of("0.conv.weight", "0.conv.bias", "0.norm.weight", "0.norm.bias", "0.norm.running_mean", "0.norm.running_var",
        "0.norm.num_batches_tracked", "head.weight", "head.bias"), List.copyOf(model.stateDict().keySet()));
    assertEquals(List.of("0", "1", "head"), List.copyOf(model.children().keySet()));
    assertEquals(6, model.parameters().size());
  }

  @Test
  void aLayerOfOnesOwn_hasItsPartsAndTheirGradients() {
    Layer layer = new Residual(linear(2, 2).init(RNG), 2);
    assertEquals(List.of("factor", "main.weight", "main.bias"), List.copyOf(layer.namedParameters().keySet()));
    layer.forward(Variable.of(Tensor.full(5, 1, 2))).sum().backward();
    assertTrue(layer.parameters().stream().allMatch(Parameter::hasGrad));
  }

  @Test
  void sequential_appliesItsLayersInOrder() {
    Layer model = sequential(linear(2, 1), relu()).init(RNG);
    model.namedParameters().get("0.weight").value().copyFrom(Tensor.of(new float[] {1, -1}, 1, 2));
    model.namedParameters().get("0.bias").value().copyFrom(Tensor.zeros(1));
    assertArrayEquals(new float[] {3, 0}, model.forward(Tensor.of(new float[] {5, 2, 2, 5}, 2, 2)).toArray());
    assertArrayEquals(new float[] {7}, sequential().init(RNG).forward(Tensor.full(7, 1)).toArray());
  }

  @Test
  void sequential_givesEveryLayerAStreamOfItsName() {
    Layer model = sequential(linear(4, 4), linear(4, 4)).init(Rng.seed(7));
    float[] first = model.namedParameters().get("0.weight").value().toArray();
    float[] second = model.namedParameters().get("1.weight").value().toArray();
    assertFalse(Arrays.equals(first, second));
    assertArrayEquals(second, sequential(relu(), linear(4, 4)).init(Rng.seed(7)).namedParameters().get("1.weight").value().toArray());
  }

  @Test
  void aReadyLayerInASequential_staysThatLayer() {
    Layer ready = linear(2, 2).init(RNG);
    assertSame(ready, sequential(ready).init(RNG).children().get("0"));
    assertSame(ready, ready.init(RNG));
  }

  @Test
  void aLayerUsedTwice_hasItsParametersOnce() {
    Layer shared = linear(2, 2).init(RNG);
    Layer model = sequential(shared, relu(), shared).init(RNG);
    assertEquals(2, model.parameters().size());
    assertEquals(List.of("0.weight", "0.bias"), List.copyOf(model.namedParameters().keySet()));
    assertEquals(List.of("0.weight", "0.bias", "2.weight", "2.bias"), List.copyOf(model.stateDict().keySet()));
  }

  @Test
  void namesThatAreTakenEmptyOrDotted_areRefused() {
    assertThrows(IllegalArgumentException.class, () -> relu().named(""));
    assertThrows(IllegalArgumentException.class, () -> relu().named("a.b"));
    var e = assertThrows(IllegalArgumentException.class, () -> sequential(relu().named("1"), relu()).init(RNG));
    assertTrue(e.getMessage().contains("'1' is taken"), e.getMessage());
  }

  @Test
  void mode_reachesAllLayersInside() {
    Layer model = sequential(sequential(batchNorm2d(1))).init(RNG);
    Layer norm = model.children().get("0").children().get("0");
    assertTrue(model.training() && norm.training());
    model.eval();
    assertFalse(model.training() || norm.training());
    model.train();
    assertTrue(norm.training());
  }

  @Test
  void forwardOfATensor_recordsNothing() {
    Layer layer = linear(2, 2).init(RNG);
    Tensor y = layer.forward(Tensor.ones(1, 2));
    assertFalse(Variable.of(y).requiresGrad());
    assertTrue(layer.forward(Variable.of(Tensor.ones(1, 2))).requiresGrad());
  }

  @Test
  void layersMadeInsideAScope_outliveIt() {
    Layer model;
    try (var _ = Scope.open()) {
      model = sequential(conv2d(1, 2, 3), batchNorm2d(2)).init(RNG);
      model.forward(Tensor.ones(2, 1, 4, 4));
    }
    assertEquals(Shape.of(2, 2, 2, 2), model.forward(Tensor.ones(2, 1, 4, 4)).shape());
    assertTrue(model.stateDict().values().stream().allMatch(t -> t.size() > 0));
  }

  @Test
  void flatten_keepsTheFirstAxis() {
    Layer layer = flatten().init(RNG);
    assertEquals(Shape.of(2, 12), layer.forward(Tensor.zeros(2, 3, 2, 2)).shape());
    assertEquals(Shape.of(2, 1), layer.forward(Tensor.zeros(2)).shape());
    assertEquals(Shape.of(0, 12), layer.forward(Tensor.zeros(0, 3, 2, 2)).shape());
    assertEquals(Shape.of(2, 0), layer.forward(Tensor.zeros(2, 0, 2)).shape());
    assertThrows(IllegalArgumentException.class, () -> layer.forward(Tensor.scalar(1)));
  }

  @Test
  void anEmptyBatch_goesThroughTheWholeModel() {
    Layer model = sequential(conv2d(1, 2, 3), batchNorm2d(2), relu(), flatten(), linear(8, 3)).init(RNG);
    model.eval();
    assertEquals(Shape.of(0, 3), model.forward(Tensor.zeros(0, 1, 4, 4)).shape());
  }

  @Test
  void generalRelu_leaksShiftsAndCaps() {
    Tensor x = Tensor.of(new float[] {-2, 0, 1, 5}, 4);
    assertArrayEquals(new float[] {-0.5f, 0, 1, 5}, generalReLU(0.25f).init(RNG).forward(x).toArray());
    assertArrayEquals(new float[] {-0.75f, -0.25f, 0.75f, 2}, generalReLU(0.25f).sub(0.25f).max(2).init(RNG).forward(x).toArray());
    assertArrayEquals(new float[] {0, 0, 1, 5}, relu().init(RNG).forward(x).toArray());
    for (var action : List.<Runnable>of(() -> generalReLU(-0.1f), () -> generalReLU(Float.NaN), () -> generalReLU(1 / 0f),
        () -> generalReLU(0).sub(Float.NaN),
        () -> generalReLU(0).sub(1 / 0f), () -> generalReLU(0).max(Float.NaN))) {
      var e = assertThrows(IllegalArgumentException.class, action::run);
      assertTrue(e.getMessage().startsWith("generalReLU ") && e.getMessage().contains("allowed: "), e.getMessage());
    }
  }

  @Test
  void text_isThatOfTheOptions() {
    String text = sequential(conv2d(1, 8, 5).stride(2), relu(), flatten()).init(RNG).toString();
    assertTrue(text.contains("strideH=2") && text.contains("Flatten"), text);
    assertNotEquals(text, sequential(conv2d(1, 8, 5), relu(), flatten()).init(RNG).toString());
  }
}
