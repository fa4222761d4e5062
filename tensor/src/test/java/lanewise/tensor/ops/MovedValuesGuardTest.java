package lanewise.tensor.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.UnaryOperator;
import lanewise.tensor.KernelLevel;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Scope;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.Bits;
import lanewise.tensor.kernel.Levels;
import lanewise.tensor.kernel.Values;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.ops.Selection.Range;
import org.junit.jupiter.api.Test;

/**
 * Operations that move, pick or pool values read only their operand, which lies between rows of NaN, and write only their result, behind which a
 * pooled array is full of NaN.
 */
class MovedValuesGuardTest {
  private static final int[] SHAPE = {5, 19, 6, 7};
  private static final PoolWindow WINDOW = PoolWindow.of(3, 2).stride(2, 2).padding(1, 1);

  private static Map<String, UnaryOperator<Tensor>> operations() {
    LongTensor index = LongTensor.of(new Random(1).longs(5 * 19 * 9 * 7, 0, 6).toArray(), 5, 19, 9, 7);
    LongTensor rows = LongTensor.of(new long[] {4, 0, 0, 2}, 4);
    Map<String, UnaryOperator<Tensor>> all = new LinkedHashMap<>();
    all.put("permute", x -> Permutation.permute(x, 2, 3, 0, 1));
    all.put("transpose", x -> Permutation.transpose(x, 1, 3));
    all.put("take", x -> Selection.take(x, new Range(2, 1, 2, 3)));
    all.put("put", x -> Selection.putIntoZeros(x, new Range(0, 2, 5, 1), Shape.of(9, 19, 6, 7)));
    all.put("select", x -> Selection.select(x, 1, 18));
    all.put("flip", x -> Selection.flip(x, 0, 3));
    all.put("roll", x -> Moving.roll(x, new int[] {3, -2}, new int[] {1, 3}));
    all.put("pad", x -> Moving.pad(x, new int[] {1, 2, -1, 0, 3, 3}, 1));
    all.put("tril", x -> Moving.tril(x, 1));
    all.put("cat", x -> Joining.cat(List.of(x, x, x), 1));
    all.put("stack", x -> Joining.stack(List.of(x, x), 2));
    all.put("expand", x -> Expansion.expand(x, 2, 5, 19, 6, 7));
    all.put("sum", x -> Expansion.sumTo(x, Shape.of(19, 1, 7)));
    all.put("index select", x -> Indexing.indexSelect(x, 0, rows));
    all.put("row sums", x -> Indexing.rowSums(x, Shape.of(5, 30, 6, 7), 1, LongTensor.of(new long[19], 19), OptionalInt.empty()));
    all.put("gather", x -> Indexing.gather(x, 2, index));
    all.put("scatter add", x -> Indexing.scatterAdd(x, 2, index, Tensor.ones(5, 19, 9, 7)));
    all.put("max", x -> Pooling.max(x, PoolPlan.windows(x.shape(), WINDOW)));
    all.put("maxima", x -> Pooling.maxima(x, PoolPlan.windows(x.shape(), WINDOW)).values());
    all.put("gradient of maxima", x -> {
      Pooling.Maxima m = Pooling.maxima(x, PoolPlan.windows(x.shape(), WINDOW));
      return m.gradient(m.values());
    });
    all.put("mean", x -> Pooling.mean(x, PoolPlan.windows(x.shape(), WINDOW)));
    all.put("gradient of the mean", x -> Pooling.meanGradient(x, PoolPlan.windows(Shape.of(5, 19, 12, 14), PoolWindow.of(2, 2))));
    all.put("bilinear", x -> Resampling.bilinear(x.shape(), 9, 4, 0.6, 1.7, false).apply(x));
    all.put("gradient of bilinear", x -> Resampling.bilinear(Shape.of(5, 19, 3, 9), 6, 7, 1, 1, true).gradient(x));
    all.put("unfold", x -> Unfolding.unfold(x, new ConvGeometry(19, 6, 7, 1, 3, 2, 2, 1, 2, 1, 1, 2)));
    return all;
  }

  @Test
  void neighboursOfTheOperand_areNeitherReadNorChanged() {
    Tensor x = Values.normalTensor(new Random(2), SHAPE);
    float[] values = new float[11 * 19 * 6 * 7];
    Arrays.fill(values, Float.NaN);
    System.arraycopy(x.toArray(), 0, values, 3 * 19 * 6 * 7, x.size());
    Tensor whole = Tensor.of(values, 11, 19, 6, 7);
    for (Tensor form : List.of(whole, TensorAccess.channelsLast(whole))) {
      operations().forEach((name, operation) -> {
        Tensor expected = operation.apply(x);
        for (KernelLevel level : Levels.all()) {
          Bits.assertSame(expected, Levels.at(level, () -> operation.apply(form.slice(3, 8))), name + " at " + level);
        }
      });
      Bits.assertSame(values, form.toArray(), "operand and neighbours");
    }
  }

  @Test
  void arraysOfResults_areNotWrittenBehindTheirEnd() {
    assertTrue(Boolean.getBoolean("lanewise.debug.poison"), "tests run with arrays of the pool filled with NaN");
    Tensor x = Values.normalTensor(new Random(3), SHAPE);
    int[] seen = new int[1];
    operations().forEach((name, operation) -> {
      for (KernelLevel level : Levels.all()) {
        try (var _ = Scope.open()) {
          Tensor y = Levels.at(level, () -> operation.apply(x));
          float[] array = TensorAccess.values(y);
          for (int i = TensorAccess.offset(y) + y.size(); i < array.length; i++) {
            assertTrue(Float.isNaN(array[i]), name + " at " + level + " wrote behind its end");
            seen[0]++;
          }
          for (float v : y.toArray()) {
            assertEquals(v, v, name + " left an element unwritten");
          }
        }
      }
    });
    assertTrue(seen[0] > 1000, "room behind the results");
  }
}
