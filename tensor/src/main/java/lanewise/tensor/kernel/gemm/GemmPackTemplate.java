package lanewise.tensor.kernel.gemm;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;
import lanewise.tensor.kernel.Order;
import lanewise.tensor.kernel.template.Templates;
import lanewise.tensor.kernel.template.Widths;
import lanewise.tensor.kernel.workers.PanelBuffer;

/**
 * The vector form of {@link GemmPack}, specialised by {@link Templates}.
 *
 * <p>Transposition takes a square of 8 x 8 (128 bit: 4 x 4) into registers and exchanges its off-diagonal quarters, then those of each quarter and so
 * on. What does not fill a square is covered by a last square that overlaps the one before. The values move as integers, which keeps every NaN as it
 * is. Squares of 16 x 16 would be a little faster, but make a method that the first compiler gives up, and the second then never sees.
 */
final class GemmPackTemplate implements GemmPack {
  private static final int BITS = Templates.data(MethodHandles.lookup()).bits();
  private static final VectorSpecies<Float> S = Widths.species(BITS);
  private static final VectorSpecies<Float> T = Widths.species(Math.min(256, BITS));
  private static final VectorSpecies<Integer> I = T.vectorShape().withLanes(int.class);
  private static final ByteOrder NATIVE = ByteOrder.nativeOrder();
  private static final int LANES = S.length();
  private static final int SQUARE = T.length();
  private static final int WIDTH = 2 * LANES;
  private static final long LANE_BYTES = 4L * LANES;
  private static final long STEP_BYTES = 2 * LANE_BYTES;
  private static final long PANEL_BYTES = Order.GEMM_BLOCK * STEP_BYTES;
  private static final IntVector LOW_4 = exchange(4, false);
  private static final IntVector HIGH_4 = exchange(4, true);
  private static final IntVector LOW_2 = exchange(2, false);
  private static final IntVector HIGH_2 = exchange(2, true);
  private static final IntVector LOW_1 = exchange(1, false);
  private static final IntVector HIGH_1 = exchange(1, true);

  /** Which lanes of two rows a distance apart the upper or the lower of them gets; lanes of the second row count on. */
  private static IntVector exchange(int distance, boolean lower) {
    int[] lanes = new int[SQUARE];
    for (int i = 0; i < SQUARE; i++) {
      boolean right = (i & distance) != 0;
      lanes[i] = lower ? (right ? SQUARE + i : (i + distance) % SQUARE) : (right ? SQUARE + i - distance : i);
    }
    return IntVector.fromArray(I, lanes, 0);
  }

  @Override
  public void panels(float[] src, int so, int sRow, PanelBuffer panels, int to, int depth, int columns) {
    MemorySegment packed = panels.segment();
    int whole = columns - columns % WIDTH;
    int rest = columns - whole;
    VectorMask<Float> left = S.indexInRange(0, rest);
    VectorMask<Float> right = S.indexInRange(LANES, rest);
    int from = so;
    for (int j = 0; j < depth; j++) {
      long at = 4L * to + j * STEP_BYTES;
      for (int v = 0; v < whole; v += WIDTH) {
        FloatVector.fromArray(S, src, from + v).intoMemorySegment(packed, at, NATIVE);
        FloatVector.fromArray(S, src, from + v + LANES).intoMemorySegment(packed, at + LANE_BYTES, NATIVE);
        at += PANEL_BYTES;
      }
      if (rest > 0) {
        FloatVector.fromArray(S, src, from + whole, left).intoMemorySegment(packed, at, NATIVE);
      }
      if (rest > LANES) {
        FloatVector.fromArray(S, src, from + whole + LANES, right).intoMemorySegment(packed, at + LANE_BYTES, NATIVE);
      }
      from += sRow;
    }
  }

  @Override
  public void panelTransposed(float[] src, int so, int sRow, PanelBuffer panel, int to, int depth, int columns) {
    for (int v = 0; v < columns; v += SQUARE) {
      if (depth < SQUARE) {
        narrow(src, so + v * sRow, sRow, panel.segment(), to + v, depth, Math.min(SQUARE, columns - v));
      } else {
        half(src, so + v * sRow, sRow, panel.segment(), 4L * (to + v), depth, Math.min(SQUARE, columns - v) - 1);
      }
    }
  }

  private static void narrow(float[] src, int so, int sRow, MemorySegment packed, int to, int depth, int columns) {
    for (int v = 0; v < columns; v++) {
      for (int j = 0; j < depth; j++) {
        packed.setAtIndex(ValueLayout.JAVA_FLOAT, to + (long) j * WIDTH + v, src[so + v * sRow + j]);
      }
    }
  }

  /** As many columns of a panel as a square has; the columns behind {@code last} repeat it. */
  private static void half(float[] src, int so, int sRow, MemorySegment packed, long base, int depth, int last) {
    for (int next = 0; next < depth; next += SQUARE) {
      int j = Math.min(next, depth - SQUARE);
      int from = so + j;
      long at = base + j * STEP_BYTES;
      IntVector x0 = FloatVector.fromArray(T, src, from).reinterpretAsInts();
      IntVector x1 = FloatVector.fromArray(T, src, from + Math.min(1, last) * sRow).reinterpretAsInts();
      IntVector x2 = FloatVector.fromArray(T, src, from + Math.min(2, last) * sRow).reinterpretAsInts();
      IntVector x3 = FloatVector.fromArray(T, src, from + Math.min(3, last) * sRow).reinterpretAsInts();
      IntVector x4 = SQUARE > 4 ? FloatVector.fromArray(T, src, from + Math.min(4, last) * sRow).reinterpretAsInts() : x0;
      IntVector x5 = SQUARE > 4 ? FloatVector.fromArray(T, src, from + Math.min(5, last) * sRow).reinterpretAsInts() : x0;
      IntVector x6 = SQUARE > 4 ? FloatVector.fromArray(T, src, from + Math.min(6, last) * sRow).reinterpretAsInts() : x0;
      IntVector x7 = SQUARE > 4 ? FloatVector.fromArray(T, src, from + Math.min(7, last) * sRow).reinterpretAsInts() : x0;
      IntVector u;
      if (SQUARE > 4) {
        u = x0;
        x0 = LOW_4.selectFrom(u, x4);
        x4 = HIGH_4.selectFrom(u, x4);
        u = x1;
        x1 = LOW_4.selectFrom(u, x5);
        x5 = HIGH_4.selectFrom(u, x5);
        u = x2;
        x2 = LOW_4.selectFrom(u, x6);
        x6 = HIGH_4.selectFrom(u, x6);
        u = x3;
        x3 = LOW_4.selectFrom(u, x7);
        x7 = HIGH_4.selectFrom(u, x7);
      }
      u = x0;
      x0 = LOW_2.selectFrom(u, x2);
      x2 = HIGH_2.selectFrom(u, x2);
      u = x1;
      x1 = LOW_2.selectFrom(u, x3);
      x3 = HIGH_2.selectFrom(u, x3);
      if (SQUARE > 4) {
        u = x4;
        x4 = LOW_2.selectFrom(u, x6);
        x6 = HIGH_2.selectFrom(u, x6);
        u = x5;
        x5 = LOW_2.selectFrom(u, x7);
        x7 = HIGH_2.selectFrom(u, x7);
      }
      u = x0;
      x0 = LOW_1.selectFrom(u, x1);
      x1 = HIGH_1.selectFrom(u, x1);
      u = x2;
      x2 = LOW_1.selectFrom(u, x3);
      x3 = HIGH_1.selectFrom(u, x3);
      if (SQUARE > 4) {
        u = x4;
        x4 = LOW_1.selectFrom(u, x5);
        x5 = HIGH_1.selectFrom(u, x5);
        u = x6;
        x6 = LOW_1.selectFrom(u, x7);
        x7 = HIGH_1.selectFrom(u, x7);
      }
      x0.reinterpretAsFloats().intoMemorySegment(packed, at, NATIVE);
      x1.reinterpretAsFloats().intoMemorySegment(packed, at + 1 * STEP_BYTES, NATIVE);
      x2.reinterpretAsFloats().intoMemorySegment(packed, at + 2 * STEP_BYTES, NATIVE);
      x3.reinterpretAsFloats().intoMemorySegment(packed, at + 3 * STEP_BYTES, NATIVE);
      if (SQUARE > 4) {
        x4.reinterpretAsFloats().intoMemorySegment(packed, at + 4 * STEP_BYTES, NATIVE);
        x5.reinterpretAsFloats().intoMemorySegment(packed, at + 5 * STEP_BYTES, NATIVE);
        x6.reinterpretAsFloats().intoMemorySegment(packed, at + 6 * STEP_BYTES, NATIVE);
        x7.reinterpretAsFloats().intoMemorySegment(packed, at + 7 * STEP_BYTES, NATIVE);
      }
    }
  }

  @Override
  public void merge(float[] from, int fromRow, int rows, int columns, float[] c, int c0, int cRow, boolean add) {
    for (int v = 0; v < columns; v += LANES) {
      VectorMask<Float> part = S.indexInRange(v, columns);
      for (int r = 0; r < rows; r++) {
        int at = c0 + r * cRow + v;
        FloatVector sums = FloatVector.fromArray(S, from, r * fromRow + v);
        if (add) {
          FloatVector.fromArray(S, c, at, part).add(sums).intoArray(c, at, part);
        } else {
          sums.intoArray(c, at, part);
        }
      }
    }
  }

  @Override
  public void transpose(float[] src, int so, int sRow, float[] dst, int to, int dRow, int rows, int columns) {
    int narrow = Math.max(0, SQUARE - rows);
    int inVectors = columns - (narrow == 0 ? 0 : Math.ceilDiv(narrow, sRow));
    if (inVectors < SQUARE) {
      single(src, so, sRow, dst, to, dRow, rows, 0, columns);
      return;
    }
    if (narrow > 0) {
      strip(src, so, sRow, dst, to, dRow, rows, inVectors);
      single(src, so, sRow, dst, to, dRow, rows, inVectors, columns);
      return;
    }
    for (int next = 0; next < rows; next += SQUARE) {
      int i = Math.min(next, rows - SQUARE);
      strip(src, so + i, sRow, dst, to + i * dRow, dRow, SQUARE, columns);
    }
  }

  private static void single(float[] src, int so, int sRow, float[] dst, int to, int dRow, int rows, int from, int columns) {
    for (int i = 0; i < rows; i++) {
      for (int j = from; j < columns; j++) {
        dst[to + i * dRow + j] = src[so + j * sRow + i];
      }
    }
  }

  /** At most as many rows of the result as a square has; where there are fewer, what is read behind them belongs to the next source row. */
  private static void strip(float[] src, int so, int sRow, float[] dst, int to, int dRow, int rows, int columns) {
    for (int next = 0; next < columns; next += SQUARE) {
      int j = Math.min(next, columns - SQUARE);
      int from = so + j * sRow;
      int at = to + j;
      IntVector x0 = FloatVector.fromArray(T, src, from).reinterpretAsInts();
      IntVector x1 = FloatVector.fromArray(T, src, from + 1 * sRow).reinterpretAsInts();
      IntVector x2 = FloatVector.fromArray(T, src, from + 2 * sRow).reinterpretAsInts();
      IntVector x3 = FloatVector.fromArray(T, src, from + 3 * sRow).reinterpretAsInts();
      IntVector x4 = SQUARE > 4 ? FloatVector.fromArray(T, src, from + 4 * sRow).reinterpretAsInts() : x0;
      IntVector x5 = SQUARE > 4 ? FloatVector.fromArray(T, src, from + 5 * sRow).reinterpretAsInts() : x0;
      IntVector x6 = SQUARE > 4 ? FloatVector.fromArray(T, src, from + 6 * sRow).reinterpretAsInts() : x0;
      IntVector x7 = SQUARE > 4 ? FloatVector.fromArray(T, src, from + 7 * sRow).reinterpretAsInts() : x0;
      IntVector u;
      if (SQUARE > 4) {
        u = x0;
        x0 = LOW_4.selectFrom(u, x4);
        x4 = HIGH_4.selectFrom(u, x4);
        u = x1;
        x1 = LOW_4.selectFrom(u, x5);
        x5 = HIGH_4.selectFrom(u, x5);
        u = x2;
        x2 = LOW_4.selectFrom(u, x6);
        x6 = HIGH_4.selectFrom(u, x6);
        u = x3;
        x3 = LOW_4.selectFrom(u, x7);
        x7 = HIGH_4.selectFrom(u, x7);
      }
      u = x0;
      x0 = LOW_2.selectFrom(u, x2);
      x2 = HIGH_2.selectFrom(u, x2);
      u = x1;
      x1 = LOW_2.selectFrom(u, x3);
      x3 = HIGH_2.selectFrom(u, x3);
      if (SQUARE > 4) {
        u = x4;
        x4 = LOW_2.selectFrom(u, x6);
        x6 = HIGH_2.selectFrom(u, x6);
        u = x5;
        x5 = LOW_2.selectFrom(u, x7);
        x7 = HIGH_2.selectFrom(u, x7);
      }
      u = x0;
      x0 = LOW_1.selectFrom(u, x1);
      x1 = HIGH_1.selectFrom(u, x1);
      u = x2;
      x2 = LOW_1.selectFrom(u, x3);
      x3 = HIGH_1.selectFrom(u, x3);
      if (SQUARE > 4) {
        u = x4;
        x4 = LOW_1.selectFrom(u, x5);
        x5 = HIGH_1.selectFrom(u, x5);
        u = x6;
        x6 = LOW_1.selectFrom(u, x7);
        x7 = HIGH_1.selectFrom(u, x7);
      }
      x0.reinterpretAsFloats().intoArray(dst, at);
      if (rows > 1) {
        x1.reinterpretAsFloats().intoArray(dst, at + 1 * dRow);
      }
      if (rows > 2) {
        x2.reinterpretAsFloats().intoArray(dst, at + 2 * dRow);
      }
      if (rows > 3) {
        x3.reinterpretAsFloats().intoArray(dst, at + 3 * dRow);
      }
      if (SQUARE > 4) {
        if (rows > 4) {
          x4.reinterpretAsFloats().intoArray(dst, at + 4 * dRow);
        }
        if (rows > 5) {
          x5.reinterpretAsFloats().intoArray(dst, at + 5 * dRow);
        }
        if (rows > 6) {
          x6.reinterpretAsFloats().intoArray(dst, at + 6 * dRow);
        }
        if (rows > 7) {
          x7.reinterpretAsFloats().intoArray(dst, at + 7 * dRow);
        }
      }
    }
  }
}
