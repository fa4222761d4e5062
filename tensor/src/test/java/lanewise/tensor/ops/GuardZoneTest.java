package lanewise.tensor.ops;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import lanewise.tensor.KernelLevel;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.Bits;
import lanewise.tensor.kernel.Levels;
import lanewise.tensor.kernel.Values;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.ops.Geometries.Case;
import org.junit.jupiter.api.Test;

/** Operands that lie between neighbours full of NaN in a larger array: no result depends on the neighbours, and no operation changes them. */
class GuardZoneTest {
  private static final float INF = Float.POSITIVE_INFINITY;

  /** A tensor and the larger one that it was cut from. */
  private record Guarded(Tensor inner, Tensor whole) {
    /** The same values with three rows of NaN before and behind. */
    static Guarded of(Tensor t, boolean channelsLast) {
      int[] dims = t.shape().toArray();
      int rows = dims[0];
      int row = rows == 0 ? 1 : t.size() / rows;
      dims[0] = rows + 6;
      float[] values = new float[(rows + 6) * row];
      Arrays.fill(values, Float.NaN);
      System.arraycopy(t.toArray(), 0, values, 3 * row, rows * row);
      Tensor whole = Tensor.of(values, dims);
      whole = channelsLast ? TensorAccess.channelsLast(whole) : whole;
      return new Guarded(whole.slice(3, 3 + rows), whole);
    }

    void assertUntouched(Tensor inside, String what) {
      Bits.assertSame(of(inside, false).whole, whole, what + ": neighbours");
    }
  }

  /** Runs an operation on tensors of their own, then on guarded ones, at every level and in both layouts. */
  private static void compare(String what, Tensor[] operands, Function<Tensor[], Tensor[]> operation) {
    Tensor[] expected = operation.apply(operands);
    compare(what, operands, operation, expected, false);
    compare(what, operands, operation, expected, true);
  }

  private static void compare(String what, Tensor[] operands, Function<Tensor[], Tensor[]> operation, Tensor[] expected, boolean channelsLast) {
    for (KernelLevel level : Levels.all()) {
      Guarded[] guarded = Arrays.stream(operands).map(t -> Guarded.of(t, channelsLast && t.shape().rank() == 4)).toArray(Guarded[]::new);
      Tensor[] actual = Levels.at(level, () -> operation.apply(Arrays.stream(guarded).map(Guarded::inner).toArray(Tensor[]::new)));
      for (int i = 0; i < expected.length; i++) {
        Bits.assertSame(expected[i], actual[i], what + " at " + level + ", result " + i);
      }
      for (int i = 0; i < operands.length; i++) {
        guarded[i].assertUntouched(operands[i], what + " at " + level + ", operand " + i);
      }
    }
  }

  @Test
  void convolutions() {
    Random random = new Random(1);
    for (Case c : Geometries.random(7, 40, 30_000)) {
      ConvGeometry g = c.geometry();
      Tensor[] operands = {Values.normalTensor(random, c.batch(), g.inChannels(), g.inHeight(), g.inWidth()),
          Values.normalTensor(random, g.outChannels(), g.groupInChannels(), g.kernelHeight(), g.kernelWidth()),
          Values.normalTensor(random, g.outChannels()),
          Values.normalTensor(random, c.batch(), g.outChannels(), g.outHeight(), g.outWidth())};
      compare(c.toString(), operands, t -> {
        Convolution.WeightGradients w = Convolution.toWeights(t[0], t[3], true, g);
        return new Tensor[] {Convolution.forward(t[0], t[1], Optional.of(t[2]), g), Convolution.toData(t[3], t[1], g), w.weight(), w.bias()};
      });
    }
  }

  @Test
  void normalisations() {
    Random random = new Random(2);
    for (int[] shape : new int[][] {{1, 3, 2, 2}, {9, 10, 3, 3}, {33, 2, 1, 5}}) {
      int channels = shape[1];
      Tensor[] operands = {Values.normalTensor(random, shape), Values.normalTensor(random, shape), Values.normalTensor(random, channels),
          Values.normalTensor(random, channels)};
      compare("normalisation", operands, GuardZoneTest::normalised);
    }
  }

  /** Their sums have an order of their own where they are row-major. */
  @Test
  void normalisationsOfLargePlanes() {
    Random random = new Random(5);
    for (int[] shape : new int[][] {{3, 5, 5, 7}, {6, 2, 70, 61}}) {
      int channels = shape[1];
      Tensor[] operands = {Values.normalTensor(random, shape), Values.normalTensor(random, shape), Values.normalTensor(random, channels),
          Values.normalTensor(random, channels)};
      compare("row-major", operands, GuardZoneTest::normalised, normalised(operands), false);
      Tensor[] last = {TensorAccess.channelsLast(operands[0]), operands[1], operands[2], operands[3]};
      compare("channels last", operands, GuardZoneTest::normalised, normalised(last), true);
    }
  }

  private static Tensor[] normalised(Tensor[] t) {
    BatchNormalization.Statistics s = BatchNormalization.statistics(t[0]);
    BatchNormalization.Gradients g = BatchNormalization.gradients(t[0], t[1], s.mean(), s.variance(), 1e-5, t[2], false);
    return new Tensor[] {BatchNormalization.normalize(t[0], s.mean(), s.variance(), 1e-5, t[2], t[3]), g.input(), g.weight(), g.bias()};
  }

  @Test
  void convolutionsOfAPendingNormalisation() {
    Random random = new Random(3);
    ConvGeometry g = new ConvGeometry(3, 5, 5, 4, 3, 3, 2, 2, 1, 1, 1, 1);
    for (int batch : new int[] {1, 8, 11}) {
      Tensor[] operands = {Values.normalTensor(random, batch, 3, 5, 5), Values.normalTensor(random, 4, 3, 3, 3),
          Values.normalTensor(random, batch, 4, 3, 3)};
      compare("pending, " + batch, operands, t -> {
        BatchNormalization.Statistics s = BatchNormalization.statistics(t[0]);
        Tensor pending = BatchNormalization.normalize(t[0], s.mean(), s.variance(), 1e-5, Tensor.ones(3), Tensor.ones(3));
        return new Tensor[] {Convolution.forward(pending, t[1], Optional.empty(), g), Convolution.toWeights(pending, t[2], false, g).weight(),
            pending};
      });
    }
  }

  @Test
  void transposedConvolutions() {
    Random random = new Random(8);
    for (int channels : new int[] {3, 17}) {
      ConvTransposeGeometry g = new ConvTransposeGeometry(channels, 4, 5, 6, 3, 3, ConvGeometry.options().stride(2).padding(1), 1, 0);
      Tensor[] operands = {Values.normalTensor(random, 5, channels, 4, 5), Values.normalTensor(random, channels, 6, 3, 3),
          Values.normalTensor(random, 6), Values.normalTensor(random, 5, 6, 8, 9)};
      compare("transposed, " + channels, operands, t -> {
        Convolution.WeightGradients w = ConvTranspose.toWeights(t[0], t[3], true, g);
        return new Tensor[] {ConvTranspose.forward(t[0], t[1], Optional.of(t[2]), g), ConvTranspose.toData(t[3], t[1], g), w.weight(), w.bias()};
      });
    }
  }

  /** Two convolutions with all that follows them: few images go through them pixel by pixel, many with the batch in the lanes. */
  @Test
  void stacksOfConvolutions() {
    Random random = new Random(11);
    ConvGeometry first = new ConvGeometry(3, 9, 7, 8, 3, 3, 2, 2, 1, 1, 1, 1);
    ConvGeometry second = new ConvGeometry(8, 5, 4, 17, 3, 3, 1, 1, 0, 0, 1, 1);
    for (int batch : new int[] {1, 2, 5, 8, 33, 64}) {
      Tensor[] operands = new Tensor[13];
      operands[0] = Values.normalTensor(random, batch, 3, 9, 7);
      operandsOfStage(random, first, operands, 1);
      operandsOfStage(random, second, operands, 7);
      compare("stack, " + batch, operands, t -> new Tensor[] {
          ConvStack.forward(t[0], List.of(stage(first, t, 1, 0.1f, 1), stage(second, t, 7, 1, 0)))});
    }
  }

  private static void operandsOfStage(Random random, ConvGeometry g, Tensor[] operands, int at) {
    int o = g.outChannels();
    operands[at] = Values.normalTensor(random, o, g.groupInChannels(), g.kernelHeight(), g.kernelWidth());
    for (int i = 1; i < 6; i++) {
      operands[at + i] = Values.normalTensor(random, o);
    }
    operands[at + 3] = Elementwise.multiply(operands[at + 3], operands[at + 3]);
  }

  private static ConvStack.Stage stage(ConvGeometry g, Tensor[] t, int at, float before, float after) {
    ConvStack.Normalization n = new ConvStack.Normalization(t[at + 2], t[at + 3], 1e-5, t[at + 4], t[at + 5]);
    return new ConvStack.Stage(g, t[at], Optional.of(t[at + 1]), before, Optional.of(n), after);
  }

  @Test
  void linesAndTheirGradients() {
    Random random = new Random(9);
    for (int[] shape : new int[][] {{1, 3}, {37, 10}, {9, 130}, {4, 5, 3, 7}}) {
      int last = shape[shape.length - 1];
      Tensor[] operands = {Values.normalTensor(random, shape), Values.normalTensor(random, shape), Values.normalTensor(random, last),
          Values.normalTensor(random, last)};
      compare("lines of " + Arrays.toString(shape), operands, t -> {
        LayerNormalization.Forward layer = LayerNormalization.layer(t[0], new int[] {last}, Optional.of(t[2]), Optional.of(t[3]), 1e-5);
        LayerNormalization.Gradients g = layer.gradient().of(t[1], true, true);
        return new Tensor[] {Softmax.softmax(t[0], 1), Softmax.logSoftmax(t[0], 1), Softmax.softmaxGradient(t[0], t[1], 1),
            Softmax.logSoftmaxGradient(t[0], t[1], 1), layer.result(), g.input().orElseThrow(), g.weight().orElseThrow(), g.bias().orElseThrow()};
      });
    }
  }

  @Test
  void poolings() {
    Random random = new Random(10);
    for (int[] shape : new int[][] {{1, 3, 7, 5}, {5, 17, 8, 9}, {16, 2, 5, 5}}) {
      Tensor x = Values.normalTensor(random, shape);
      PoolPlan plan = PoolPlan.windows(x.shape(), PoolWindow.of(3, 3).stride(2, 2));
      Tensor dy = Values.normalTensor(random, plan.outShape().toArray());
      compare("pooling of " + Arrays.toString(shape), new Tensor[] {x, dy}, t -> {
        Pooling.Maxima maxima = Pooling.maxima(t[0], plan);
        return new Tensor[] {Pooling.max(t[0], plan), maxima.values(), maxima.gradient(t[1]), Pooling.mean(t[0], plan),
            Pooling.meanGradient(t[1], plan)};
      });
    }
  }

  @Test
  void products() {
    Random random = new Random(4);
    for (int[] size : new int[][] {{1, 1, 1}, {5, 7, 3}, {65, 300, 33}}) {
      Tensor a = Values.normalTensor(random, size[0], size[1]);
      Tensor b = Values.normalTensor(random, size[1], size[2]);
      Tensor w = Values.normalTensor(random, size[2], size[1]);
      Tensor dy = Values.normalTensor(random, size[0], size[2]);
      compare("product", new Tensor[] {a, b, w, dy, Values.normalTensor(random, size[2])},
          t -> new Tensor[] {MatMul.multiply(t[0], false, t[1], false),
          MatMul.multiply(t[0], true, t[3], false), MatMul.multiply(t[3], false, t[1], true), MatMul.linear(t[0], t[2], t[4])});
    }
  }

  @Test
  void elementwiseOperationsAndReductions() {
    Random random = new Random(5);
    for (int[] shape : new int[][] {{1}, {37, 3}, {5, 3, 4, 7}, {70, 2, 3, 3}}) {
      Tensor[] operands = {Values.normalTensor(random, shape), Values.normalTensor(random, shape)};
      compare("elementwise", operands, t -> new Tensor[] {Elementwise.add(t[0], t[1]), Elementwise.multiply(t[0], t[1]), Elementwise.scale(t[0], 3),
          Elementwise.rectify(t[0], 0.1f, 0.4f, 1), Elementwise.rectifyGradient(t[0], t[1], 0.1f, 0, INF),
          Elementwise.rectifiedSum(t[0], t[1], 0.1f, 0.4f), Elementwise.rectifiedGradient(t[0], t[1], 0.1f, 0.4f),
          Tensor.scalar(Reduce.sum(t[0])), Tensor.scalar(Reduce.mean(t[1]))});
    }
  }

  @Test
  void crossEntropyAndRowSums() {
    Random random = new Random(6);
    for (int[] shape : new int[][] {{1, 3}, {37, 10}, {70, 65}}) {
      LongTensor targets = LongTensor.of(random.longs(shape[0], 0, shape[1]).toArray(), shape[0]);
      compare("cross entropy", new Tensor[] {Values.normalTensor(random, shape)}, t -> {
        CrossEntropy.Forward f = CrossEntropy.forward(t[0], targets);
        return new Tensor[] {f.loss(), f.gradient().apply(Tensor.scalar(1)), Reduce.sumRows(t[0]), Tensor.scalar(Reduce.countCorrect(t[0], targets))};
      });
    }
  }

  @Test
  void inPlaceOperations_changeTheirTargetOnly() {
    Random random = new Random(7);
    for (int[] shape : new int[][] {{1}, {21, 3}, {5, 3, 4, 7}}) {
      Tensor target = Values.normalTensor(random, shape);
      Tensor x = Values.normalTensor(random, shape);
      Tensor sum = Elementwise.add(target, x);
      for (KernelLevel level : Levels.all()) {
        for (boolean channelsLast : new boolean[] {false, true}) {
          Guarded added = Guarded.of(target, channelsLast && shape.length == 4);
          Guarded copied = Guarded.of(target, channelsLast && shape.length == 4);
          Levels.at(level, () -> {
            Elementwise.addTo(added.inner, Guarded.of(x, false).inner);
            copied.inner.copyFrom(Guarded.of(x, shape.length == 4).inner);
            return null;
          });
          added.assertUntouched(sum, "add to");
          copied.assertUntouched(x, "copy from");
        }
      }
    }
  }
}
