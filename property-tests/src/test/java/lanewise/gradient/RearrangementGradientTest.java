package lanewise.gradient;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.UnaryOperator;
import lanewise.autograd.Indexing;
import lanewise.autograd.Parameter;
import lanewise.autograd.Pooling;
import lanewise.autograd.Shapes;
import lanewise.autograd.Variable;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Tensor;
import lanewise.tensor.ops.ConvGeometry;
import lanewise.tensor.ops.PoolWindow;
import org.junit.jupiter.api.Test;

/**
 * Linear operations f and their gradients f*: sum(f(x) * d) = sum(x * f*(d)) for all x and d. With f checked against its definition elsewhere, this
 * leaves one possible gradient.
 */
class RearrangementGradientTest {
  private static final int DRAWS = 5;
  private final Random random = new Random(1);

  private void adjoint(String what, UnaryOperator<Variable> operation, int... shape) {
    for (int draw = 0; draw < DRAWS; draw++) {
      Parameter x = new Parameter(Doubles.normal(random, shape));
      Variable y = operation.apply(x);
      Tensor direction = Doubles.normal(random, y.shape().toArray());
      y.backward(direction);
      double forward = Doubles.of(y.value()).dot(Doubles.of(direction));
      double backward = Doubles.of(x.value()).dot(Doubles.of(x.grad()));
      assertEquals(forward, backward, 1e-5 * (1 + Math.sqrt(x.value().size())), what);
    }
  }

  @Test
  void operationsOnShapes() {
    Map<String, UnaryOperator<Variable>> all = new LinkedHashMap<>();
    all.put("transpose", x -> x.transpose(1, -1));
    all.put("permute", x -> x.permute(3, 0, 2, 1));
    all.put("permute to channels last", x -> Shapes.permute(x, 0, 2, 3, 1));
    all.put("squeeze and unsqueeze", x -> Shapes.squeeze(x.unsqueeze(2)));
    all.put("squeeze of an axis", x -> Shapes.squeeze(Shapes.narrow(x, 1, 2, 1), 1));
    all.put("flatten", x -> x.flatten(1, 2));
    all.put("unflatten", x -> Shapes.unflatten(x, 3, 2, -1));
    all.put("expand", x -> Shapes.expand(Shapes.narrow(x, 1, 1, 1), 2, 3, 5, -1, 6));
    all.put("select", x -> Shapes.select(x, -2, -1));
    all.put("narrow", x -> Shapes.narrow(x, 2, -3, 2));
    all.put("slice", x -> Shapes.slice(x, 3, 1, Integer.MAX_VALUE, 2));
    all.put("flip", x -> Shapes.flip(x, 0, -1));
    all.put("roll", x -> Shapes.roll(x, new int[] {2, -1}, 3, 0));
    all.put("roll of everything", x -> Shapes.roll(x, new int[] {-17}));
    all.put("pad", x -> Shapes.pad(x, new int[] {1, -2, -1, 3}, 0));
    all.put("tril", x -> Shapes.tril(x, 1));
    all.put("triu", x -> Shapes.triu(x, -1));
    all.put("cat", x -> Variable.cat(List.of(x, Shapes.flip(x, 0), Shapes.narrow(x, 1, 0, 2)), 1));
    all.put("stack", x -> Shapes.stack(List.of(x, Shapes.flip(x, 2), x), -1));
    all.put("split", x -> joined(Shapes.split(x, new int[] {1, 0, 3, 2}, 3)));
    all.put("chunk", x -> joined(Shapes.chunk(x, 4, 3)));
    all.forEach((name, f) -> adjoint(name, f, 3, 4, 5, 6));
  }

  /** The parts in the reverse order. */
  private static Variable joined(List<Variable> parts) {
    return Shapes.cat(new ArrayList<>(parts).reversed(), 3);
  }

  @Test
  void indexing() {
    LongTensor some = LongTensor.of(new long[] {3, 0, 3, 3, 1}, 5);
    LongTensor grid = LongTensor.of(random.longs(3 * 7 * 4, 0, 4).toArray(), 3, 7, 4);
    adjoint("index select", x -> Indexing.indexSelect(x, 1, some), 3, 4, 5);
    adjoint("gather", x -> Indexing.gather(x, 1, grid), 3, 4, 5);
    adjoint("embedding", x -> Indexing.embedding(some, x), 4, 70);
    adjoint("scatter add, target", x -> Indexing.scatterAdd(x, 1, grid, Variable.of(Tensor.zeros(3, 7, 4))), 3, 4, 5);
    adjoint("scatter add, source", x -> Indexing.scatterAdd(Variable.of(Tensor.zeros(3, 4, 5)), 1, grid, x), 4, 7, 6);
  }

  @Test
  void theEmbeddingsPadding_getsNoGradient() {
    Parameter weight = new Parameter(Doubles.normal(random, 4, 3));
    Indexing.embedding(LongTensor.of(new long[] {1, 2, 1}, 3), weight, OptionalInt.of(-3), false).backward(Tensor.ones(3, 3));
    assertEquals("[0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0]", Arrays.toString(weight.grad().toArray()));
  }

  @Test
  void windows() {
    PoolWindow window = PoolWindow.of(3, 2).stride(2, 1).padding(1, 1).ceilMode(true);
    ConvGeometry patches = new ConvGeometry(3, 7, 6, 1, 3, 2, 2, 1, 2, 0, 1, 2);
    adjoint("mean", x -> Pooling.avgPool2d(x, window, true, 0), 2, 3, 7, 6);
    adjoint("mean without padding", x -> Pooling.avgPool2d(x, window, false, 0), 2, 3, 7, 6);
    adjoint("mean with a divisor", x -> Pooling.avgPool2d(x, window, true, 5), 2, 3, 7, 6);
    adjoint("adaptive mean", x -> Pooling.adaptiveAvgPool2d(x, 3, 4), 2, 3, 7, 6);
    for (Pooling.Interpolation mode : Pooling.Interpolation.values()) {
      adjoint("interpolation " + mode, x -> Pooling.interpolate(x, 11, 4, mode), 2, 3, 7, 6);
      adjoint("interpolation by factors " + mode, x -> Pooling.interpolateBy(x, 0.7, 2.5, mode), 2, 3, 7, 6);
    }
    adjoint("unfold", x -> Pooling.unfold(x, patches), 2, 3, 7, 6);
    adjoint("fold", x -> Pooling.fold(x, patches), 2, 18, patches.outHeight() * patches.outWidth());
  }

  @Test
  void maxima_areLinearWhereTheirPlacesStay() {
    PoolWindow window = PoolWindow.of(3, 3).stride(2, 2).padding(1, 1);
    adjoint("max", x -> Pooling.maxPool2d(x, window), 2, 19, 7, 6);
    adjoint("max with indices", x -> Pooling.maxPool2dWithIndices(x, window).values(), 2, 19, 7, 6);
    adjoint("adaptive max", x -> Pooling.adaptiveMaxPool2d(x, 3, 2), 2, 19, 7, 6);
  }
}
