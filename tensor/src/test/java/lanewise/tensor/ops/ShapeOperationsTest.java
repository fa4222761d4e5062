package lanewise.tensor.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import lanewise.tensor.KernelLevel;
import lanewise.tensor.Layout;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.Bits;
import lanewise.tensor.kernel.Levels;
import lanewise.tensor.kernel.Values;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.kernel.workers.WorkerPool;
import lanewise.tensor.ops.Selection.Range;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Operations on shapes move every element where the definition says, at every level, in either layout, for any number of threads. */
class ShapeOperationsTest {
  private final Random random = new Random(1);
  private final int threads = WorkerPool.threads();

  @AfterEach
  void restore() {
    WorkerPool.setThreads(threads);
  }

  private void check(Tensor expected, String what, Supplier<Tensor> operation) {
    for (KernelLevel level : Levels.all()) {
      for (int n : new int[] {1, 3}) {
        WorkerPool.setThreads(n);
        Bits.assertSame(expected, Levels.at(level, operation), what + " at " + level + " with " + n + " threads");
      }
    }
  }

  /** Row-major, with channels last where it can be, and as a slice of something larger. */
  private List<Tensor> forms(int... shape) {
    Tensor t = Values.specialTensor(random, 5, shape);
    List<Tensor> all = new ArrayList<>(List.of(t));
    if (shape.length == 4) {
      all.add(TensorAccess.channelsLast(t));
    }
    if (shape.length > 0) {
      int[] more = shape.clone();
      more[0] += 3;
      all.add(Values.specialTensor(random, 5, more).slice(2, 2 + shape[0]));
    }
    return all;
  }

  @Test
  void everyOrderOfUpToFourAxes_putsEachElementInItsPlace() {
    for (int[] shape : new int[][] {{7}, {5, 0}, {19, 33}, {1, 40, 1}, {3, 17, 20}, {2, 3, 5, 4}, {3, 16, 5, 18}, {20, 2, 3, 21}, {2, 1, 2, 3}}) {
      for (Tensor x : forms(shape)) {
        orders(shape.length).forEach(order -> {
          int[] sizes = Arrays.stream(order).map(k -> shape[k]).toArray();
          Tensor expected = Elements.of(sizes, at -> {
            int[] from = new int[order.length];
            for (int k = 0; k < order.length; k++) {
              from[order[k]] = at[k];
            }
            return x.get(from);
          });
          check(expected, Arrays.toString(shape) + " by " + Arrays.toString(order), () -> Permutation.permute(x, order));
          Bits.assertSame(x, Permutation.permute(expected, Permutation.inverse(x.shape(), order)), "and back");
        });
      }
    }
  }

  private static List<int[]> orders(int rank) {
    List<int[]> all = new ArrayList<>();
    int[] order = IntStream.range(0, rank).toArray();
    Random random = new Random(rank);
    for (int i = 0; i < 12; i++) {
      int[] drawn = order.clone();
      for (int k = rank - 1; k > 0; k--) {
        int j = random.nextInt(k + 1);
        int t = drawn[k];
        drawn[k] = drawn[j];
        drawn[j] = t;
      }
      all.add(drawn);
    }
    return all;
  }

  @Test
  void transposition_exchangesTwoAxesOfLargeAndSmallMatrices() {
    for (int[] shape : new int[][] {{1, 1}, {200, 130}, {3, 5000}, {5000, 3}, {65, 1030}}) {
      Tensor x = Values.specialTensor(random, 5, shape);
      check(Elements.of(new int[] {shape[1], shape[0]}, at -> x.get(at[1], at[0])), "transpose", () -> Permutation.transpose(x, -1, 0));
    }
  }

  @Test
  void partsOfAnAxis_areTakenAndPutBack() {
    for (int[] shape : new int[][] {{9}, {4, 7, 3}, {3, 6, 5, 4}, {2, 0}}) {
      for (Tensor x : forms(shape)) {
        for (int a = 0; a < shape.length; a++) {
          int axis = a;
          int size = shape[a];
          for (Range range : List.of(new Range(a, 0, size, 1), new Range(a, size / 2, size - size / 2, 1), new Range(a, size / 3, 0, 1),
              new Range(a, size == 0 ? 0 : 1, Math.max(0, size / 2), 2))) {
            Tensor part = Elements.of(Axes.resized(x.shape(), a, range.length()),
                at -> x.get(Elements.with(at, axis, range.from() + at[axis] * range.step())));
            check(part, range.toString(), () -> Selection.take(x, range));
            Tensor back = Elements.of(shape, at -> {
              int i = at[axis] - range.from();
              boolean inside = i >= 0 && i % range.step() == 0 && i / range.step() < range.length();
              return inside ? x.get(at) : 0;
            });
            check(back, range + " back", () -> Selection.putIntoZeros(Selection.take(x, range), range, x.shape()));
          }
        }
      }
    }
  }

  @Test
  void select_dropsTheAxis() {
    for (int[] shape : new int[][] {{9}, {4, 7, 3}, {3, 6, 5, 4}}) {
      for (Tensor x : forms(shape)) {
        for (int a = 0; a < shape.length; a++) {
          int axis = a;
          int index = shape[a] - 1;
          Tensor one = Elements.of(Elements.without(shape, a), at -> x.get(Elements.inserted(at, axis, index)));
          check(one, "select on axis " + a, () -> Selection.select(x, axis - shape.length, -1));
          Tensor back = Elements.of(shape, at -> at[axis] == index ? x.get(at) : 0);
          check(back, "gradient of select on axis " + a, () -> Selection.selectGradient(Selection.select(x, axis, index), axis, index, x.shape()));
        }
      }
    }
  }

  @Test
  void flipRollAndTriangles_moveOrKeepEachElement() {
    for (Tensor x : forms(4, 3, 5, 17)) {
      int[] shape = x.shape().toArray();
      check(Elements.of(shape, at -> x.get(at[0], 2 - at[1], at[2], 16 - at[3])), "flip", () -> Selection.flip(x, 1, -1));
      check(x, "flip of no axis", () -> Selection.flip(x));
      check(Elements.of(shape, at -> x.get((at[0] + 3) % 4, at[1], (at[2] + 2) % 5, at[3])), "roll",
          () -> Moving.roll(x, new int[] {1, -7}, new int[] {0, 2}));
      float[] flat = x.toArray();
      float[] rolled = new float[flat.length];
      for (int i = 0; i < flat.length; i++) {
        rolled[(i + 30) % flat.length] = flat[i];
      }
      check(Tensor.of(rolled, shape), "roll of the flattened tensor", () -> Moving.roll(x, new int[] {30}, new int[0]));
      for (int d : new int[] {-9, -1, 0, 2, 30, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
        check(Elements.of(shape, at -> at[3] <= (long) at[2] + d ? x.get(at) : 0), "tril " + d, () -> Moving.tril(x, d));
        check(Elements.of(shape, at -> at[3] >= (long) at[2] + d ? x.get(at) : 0), "triu " + d, () -> Moving.triu(x, d));
      }
    }
  }

  @Test
  void padding_surroundsOrCrops() {
    int[][] widths = {{}, {1, 2}, {2, 0, -1, 3}, {-2, -2, 1, 1, 0, 2, -1, 0}, {-5, 5}};
    for (Tensor x : forms(3, 4, 5, 6)) {
      for (int[] w : widths) {
        int[] sizes = x.shape().toArray();
        int[] before = new int[4];
        for (int i = 0; i < w.length / 2; i++) {
          sizes[3 - i] += w[2 * i] + w[2 * i + 1];
          before[3 - i] = w[2 * i];
        }
        Tensor expected = Elements.of(sizes, at -> {
          int[] from = at.clone();
          boolean inside = true;
          for (int k = 0; k < 4; k++) {
            from[k] -= before[k];
            inside &= from[k] >= 0 && from[k] < x.shape().dim(k);
          }
          return inside ? x.get(from) : -1.5f;
        });
        check(expected, "padding " + Arrays.toString(w), () -> Moving.pad(x, w, -1.5f));
      }
    }
  }

  @Test
  void catAndStack_putTensorsOneBehindTheOther() {
    for (int axis = 0; axis < 4; axis++) {
      int a = axis;
      int[] sizes = {2, 3, 4, 5};
      Tensor x = Values.normalTensor(random, Elements.with(sizes, a, 6));
      Tensor y = TensorAccess.channelsLast(Values.normalTensor(random, Elements.with(sizes, a, 0)));
      Tensor z = TensorAccess.channelsLast(Values.normalTensor(random, Elements.with(sizes, a, 3)));
      Tensor joined = Elements.of(Elements.with(sizes, a, 9), at -> at[a] < 6 ? x.get(at) : z.get(Elements.with(at, a, at[a] - 6)));
      check(joined, "cat", () -> Joining.cat(List.of(x, y, z), a - 4));
    }
    for (int axis = 0; axis <= 2; axis++) {
      int a = axis;
      List<Tensor> parts = List.of(Values.normalTensor(random, 3, 5), Values.normalTensor(random, 3, 5), Values.normalTensor(random, 3, 5));
      Tensor stacked = Elements.of(Elements.inserted(new int[] {3, 5}, a, 3), at -> parts.get(at[a]).get(Elements.without(at, a)));
      check(stacked, "stack", () -> Joining.stack(parts, a));
    }
    Bits.assertSame(Tensor.of(new float[] {1, 2}, 2), Joining.stack(List.of(Tensor.scalar(1), Tensor.scalar(2)), 0), "numbers");
  }

  @Test
  void catOfTensorsWithChannelsLast_keepsTheLayout() {
    Tensor x = TensorAccess.channelsLast(Values.normalTensor(random, 2, 3, 4, 5));
    assertEquals(Layout.CHANNELS_LAST, TensorAccess.layout(Joining.cat(List.of(x, x), 1)));
    assertEquals(Layout.CHANNELS_LAST, TensorAccess.layout(Moving.pad(x, new int[] {1, 1}, 0)));
    assertEquals(Layout.CHANNELS_LAST, TensorAccess.layout(Selection.flip(x, 2)));
  }

  @Test
  void sizesOfPartsAndChunks_arePyTorchs() {
    assertArrayEquals(new int[] {3, 3, 1}, Joining.partsOf(7, 3));
    assertArrayEquals(new int[] {0}, Joining.partsOf(0, 3));
    assertArrayEquals(new int[] {3, 3, 1}, Joining.chunksOf(7, 3));
    assertArrayEquals(new int[] {2, 2}, Joining.chunksOf(4, 3));
    assertArrayEquals(new int[] {0, 0}, Joining.chunksOf(0, 2));
  }

  @Test
  void expansion_repeatsAndSumsBack() {
    for (int[][] c : new int[][][] {{{1, 4}, {3, 4}}, {{3, 1}, {2, 3, 5}}, {{}, {2, 2}}, {{2, 1, 3}, {-1, 4, -1}}, {{5, 1}, {5, 0}},
        {{1, 0}, {4, 0}}}) {
      Tensor x = Values.normalTensor(random, c[0]);
      int added = c[1].length - c[0].length;
      int[] sizes = IntStream.range(0, c[1].length).map(k -> c[1][k] == -1 ? c[0][k - added] : c[1][k]).toArray();
      Tensor y = Elements.of(sizes, at -> {
        int[] from = new int[c[0].length];
        for (int k = 0; k < from.length; k++) {
          from[k] = c[0][k] == 1 ? 0 : at[added + k];
        }
        return x.get(from);
      });
      check(y, "expand to " + Arrays.toString(c[1]), () -> Expansion.expand(x, c[1]));
      double[] sums = new double[x.size()];
      Elements.of(sizes, at -> {
        int index = 0;
        for (int k = 0; k < c[0].length; k++) {
          index = index * c[0][k] + (c[0][k] == 1 ? 0 : at[added + k]);
        }
        sums[index] += y.get(at);
        return 0;
      });
      float[] rounded = new float[sums.length];
      for (int i = 0; i < sums.length; i++) {
        rounded[i] = (float) sums[i];
      }
      check(Tensor.of(rounded, c[0]), "sum back", () -> Expansion.sumTo(y, Shape.of(c[0])));
    }
  }
}
