package lanewise.tensor.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.Supplier;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Rng;
import lanewise.tensor.RowSparse;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.Bits;
import lanewise.tensor.kernel.Values;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.kernel.workers.WorkerPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Picking and adding by indices: each element comes from or goes to where the definition says, sums in the order of positions. */
class IndexingTest {
  private final Random random = new Random(1);
  private final int threads = WorkerPool.threads();

  @AfterEach
  void restore() {
    WorkerPool.setThreads(threads);
    WorkerPool.shuffle(null);
  }

  /** With some threads, and in some orders of the chunks. */
  private static void check(Tensor expected, String what, Supplier<Tensor> operation) {
    for (int n : new int[] {1, 2, 5}) {
      WorkerPool.setThreads(n);
      Bits.assertSame(expected, operation.get(), what + " with " + n + " threads");
      WorkerPool.shuffle(Rng.seed(n));
      Bits.assertSame(expected, operation.get(), what + " with chunks in another order");
      WorkerPool.shuffle(null);
    }
  }

  private LongTensor indices(int bound, int... shape) {
    return LongTensor.of(random.longs(Shape.of(shape).size(), 0, bound).toArray(), shape);
  }

  private static int flat(int[] shape, int[] at) {
    int index = 0;
    for (int k = 0; k < shape.length; k++) {
      index = index * shape[k] + at[k];
    }
    return index;
  }

  @Test
  void indexSelect_takesPositionsAndAddsTheirGradients() {
    for (int[] shape : new int[][] {{9}, {5, 3}, {4, 7, 130}, {3, 6, 5, 4}}) {
      Tensor x = Values.specialTensor(random, 9, shape);
      Tensor form = shape.length == 4 ? TensorAccess.channelsLast(x) : x;
      for (int a = 0; a < shape.length; a++) {
        int axis = a;
        for (int count : new int[] {0, 1, 11}) {
          LongTensor index = indices(shape[a], count);
          int[] picked = Elements.with(shape, a, count);
          Tensor y = Elements.of(picked, at -> x.get(Elements.with(at, axis, (int) index.at(at[axis]))));
          check(y, "index select", () -> Indexing.indexSelect(form, axis - shape.length, index));
          Tensor dy = Values.normalTensor(random, picked);
          float[] sums = new float[x.size()];
          for (int k = 0; k < count; k++) {
            int position = k;
            Elements.of(Elements.with(shape, a, 1), at -> {
              sums[flat(shape, Elements.with(at, axis, (int) index.at(position)))] += dy.get(Elements.with(at, axis, position));
              return 0;
            });
          }
          check(Tensor.of(sums, shape), "sums", () -> Indexing.rowSums(dy, x.shape(), axis, index, OptionalInt.empty()));
        }
      }
    }
  }

  @Test
  void embedding_takesRowsAndItsGradientsAddUpWithoutThePadding() {
    Tensor weight = Values.normalTensor(random, 7, 70);
    for (int[] shape : new int[][] {{}, {6}, {3, 5}, {0, 2}}) {
      LongTensor index = indices(7, shape);
      int rank = shape.length;
      int[] picked = Elements.inserted(shape, rank, 70);
      Tensor y = Elements.of(picked, at -> weight.get((int) index.at(flat(shape, at.length == 0 ? at : Elements.without(at, rank))), at[rank]));
      check(y, "embedding", () -> Indexing.embedding(weight, index));
      Tensor dy = Values.normalTensor(random, picked);
      for (OptionalInt padding : List.of(OptionalInt.empty(), OptionalInt.of(2))) {
        float[] sums = new float[490];
        for (int i = 0; i < index.size(); i++) {
          for (int d = 0; d < 70 && index.at(i) != padding.orElse(-1); d++) {
            sums[(int) index.at(i) * 70 + d] += dy.toArray()[i * 70 + d];
          }
        }
        check(Tensor.of(sums, 7, 70), "gradient", () -> Indexing.rowSums(dy, weight.shape(), 0, index, padding));
        RowSparse rows = Indexing.rowSparse(dy, weight.shape(), index, padding);
        Bits.assertSame(Tensor.of(sums, 7, 70), rows.toDense(), "rows of the gradient");
        long distinct = Arrays.stream(index.toArray()).filter(i -> i != padding.orElse(-1)).distinct().count();
        assertEquals(distinct, rows.count());
      }
    }
  }

  @Test
  void gatherAndScatterAdd_followTheIndexOnItsAxis() {
    int[][][] shapes = {{{5}, {8}}, {{3, 5}, {3, 2}}, {{4, 3}, {6, 2}}, {{2, 6, 150}, {2, 9, 140}}, {{3, 2, 4, 5}, {2, 2, 9, 5}}, {{3, 4}, {0, 4}},
        {{7, 9, 4}, {5, 8, 4}}, {{2, 40}, {2, 700}}};
    int[] axes = {0, 1, 0, 1, 2, 0, 1, 1};
    for (int i = 0; i < shapes.length; i++) {
      int[] shape = shapes[i][0];
      int[] picked = shapes[i][1];
      int axis = axes[i];
      Tensor x = Values.specialTensor(random, 9, shape);
      Tensor form = shape.length == 4 ? TensorAccess.channelsLast(x) : x;
      LongTensor index = indices(shape[axis], picked);
      check(Elements.of(picked, at -> x.get(Elements.with(at, axis, (int) index.get(at)))), "gather", () -> Indexing.gather(form, axis, index));
      int[] more = picked.clone();
      more[0] += 1;
      more[more.length - 1] += 2;
      for (int[] sourceShape : new int[][] {picked, more}) {
        Tensor source = Values.normalTensor(random, sourceShape);
        float[] sums = x.toArray();
        float[] alone = new float[x.size()];
        Elements.of(picked, at -> {
          int place = flat(shape, Elements.with(at, axis, (int) index.get(at)));
          sums[place] += source.get(at);
          alone[place] += source.get(at);
          return 0;
        });
        check(Tensor.of(sums, shape), "scatter add", () -> Indexing.scatterAdd(form, axis, index, source));
        if (sourceShape == picked) {
          check(Tensor.of(alone, shape), "gradient of gather", () -> Indexing.gatherGradient(source, x.shape(), axis, index));
        }
        Tensor expected = Elements.of(sourceShape, at -> {
          boolean inside = true;
          for (int k = 0; k < at.length; k++) {
            inside &= at[k] < picked[k];
          }
          return inside ? x.get(Elements.with(at, axis, (int) index.get(at))) : 0;
        });
        check(expected, "gradient of the source", () -> Indexing.sourceGradient(form, axis, index, source.shape()));
      }
    }
  }

  @Test
  void oneHot_hasASingleOneInEachRow() {
    LongTensor hot = Indexing.oneHot(LongTensor.of(new long[] {2, 0, 1, 2}, 2, 2), 4);
    assertEquals(Shape.of(2, 2, 4), hot.shape());
    assertArrayEquals(new long[] {0, 0, 1, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0}, hot.toArray());
    assertEquals(Shape.of(3, 6), Indexing.oneHot(LongTensor.of(new long[] {0, 5, 1}, 3), -1).shape());
    assertEquals(Shape.of(0, 3), Indexing.oneHot(LongTensor.of(new long[0], 0), 3).shape());
  }

  @Test
  void badIndices_areRefusedWithTheirValueAndTheRangeBeforeAnythingChanges() {
    Tensor x = Tensor.zeros(3, 5);
    refused(() -> Indexing.indexSelect(x, 1, LongTensor.of(new long[] {0, 5}, 2)), "index 5 at position 1", "0..4");
    refused(() -> Indexing.indexSelect(x, 1, LongTensor.of(new long[] {-1}, 1)), "index -1", "0..4");
    refused(() -> Indexing.indexSelect(x, 2, LongTensor.of(new long[] {0}, 1)), "axis 2", "-2..1");
    refused(() -> Indexing.indexSelect(x, 0, LongTensor.of(new long[] {0}, 1, 1)), "[1, 1]", "[K]");
    refused(() -> Indexing.embedding(x, LongTensor.of(new long[] {3}, 1)), "index 3", "0..2");
    refused(() -> Indexing.embedding(Tensor.zeros(3), LongTensor.scalar(0)), "[3]", "[V, D]");
    refused(() -> Indexing.embedding(Tensor.zeros(0, 2), LongTensor.scalar(0)), "index 0", "none");
    LongTensor wide = LongTensor.of(new long[8], 4, 2);
    refused(() -> Indexing.gather(x, 1, wide), "[4, 2]", "no size larger");
    refused(() -> Indexing.gather(x, 1, LongTensor.of(new long[3], 3)), "[3]", "the same rank");
    refused(() -> Indexing.gather(x, 0, LongTensor.of(new long[] {0, 1L << 40}, 1, 2)), "index 1099511627776", "0..2");
    refused(() -> Indexing.scatterAdd(x, 0, LongTensor.of(new long[] {0, 3}, 1, 2), Tensor.zeros(1, 2)), "index 3", "0..2");
    refused(() -> Indexing.scatterAdd(x, 0, wide, Tensor.zeros(3, 2)), "[3, 2]", "at least that of the index");
    refused(() -> Indexing.oneHot(LongTensor.of(new long[] {1, 4}, 2), 4), "index 4", "0..3");
    refused(() -> Indexing.oneHot(LongTensor.of(new long[] {-2}, 1), -1), "-1 classes", "allowed");
    refused(() -> Indexing.oneHot(LongTensor.of(new long[] {0}, 1), 0), "0 classes", ">= 1");
    refused(() -> Indexing.oneHot(LongTensor.of(new long[0], 0), -1), "-1 classes", ">= 1");
    assertArrayEquals(new float[15], x.toArray());
  }

  private static void refused(Runnable operation, String value, String range) {
    String message = assertThrows(IllegalArgumentException.class, operation::run).getMessage();
    assertTrue(message.contains(value) && message.contains(range), message);
  }
}
