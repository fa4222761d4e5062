package lanewise.tensor.kernel.gemm;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import lanewise.tensor.kernel.template.Templates;
import lanewise.tensor.kernel.template.Widths;
import lanewise.tensor.kernel.workers.PanelBuffer;

/**
 * The vector form of {@link GemmTile}, specialised by {@link Templates}: up to 12 rows by 2 vectors of accumulators in registers and one flat loop.
 * Rows and vectors that a copy does not have fold away. Written out in full: a helper that takes or returns vectors may stop being inlined here, and
 * a vector that escapes costs an allocation.
 *
 * <p>The base of the panel is a long that the loop does not change, and the rows of a packed A are a constant apart: that is what keeps address
 * arithmetic and range checks out of the loop. Of rows at any distance eight are the most that have registers for their addresses.
 */
final class GemmTileTemplate implements GemmTile {
  private static final Templates.Data DATA = Templates.data(MethodHandles.lookup());
  private static final VectorSpecies<Float> S = Widths.species(DATA.bits());
  private static final ByteOrder NATIVE = ByteOrder.nativeOrder();
  private static final TileRecipe RECIPE = (TileRecipe) DATA.recipe();
  private static final int ROWS = RECIPE.rows();
  private static final boolean WIDE = RECIPE.vectors() == 2;
  private static final boolean IN_PLACE = RECIPE.inPlace();
  private static final boolean ANY_ROW = RECIPE.anyRow();
  private static final int LANES = S.length();
  private static final long LANE_BYTES = 4L * LANES;
  private static final long STEP_BYTES = 2 * LANE_BYTES;

  @Override
  public void run(float[] a, int a0, int aRow, PanelBuffer panel, float[] b, int b0, int bStep, int depth, float[] c, int c0, int cRow, boolean add) {
    MemorySegment packed = panel.segment();
    long base = 4L * b0;
    int bi = b0;
    int row = ANY_ROW ? aRow : A_ROW;
    int a1 = a0 + 1 * row;
    int a2 = a0 + 2 * row;
    int a3 = a0 + 3 * row;
    int a4 = a0 + 4 * row;
    int a5 = a0 + 5 * row;
    int a6 = a0 + 6 * row;
    int a7 = a0 + 7 * row;
    int a8 = a0 + 8 * row;
    int a9 = a0 + 9 * row;
    int a10 = a0 + 10 * row;
    int a11 = a0 + 11 * row;
    FloatVector c00 = FloatVector.zero(S);
    FloatVector c01 = FloatVector.zero(S);
    FloatVector c10 = FloatVector.zero(S);
    FloatVector c11 = FloatVector.zero(S);
    FloatVector c20 = FloatVector.zero(S);
    FloatVector c21 = FloatVector.zero(S);
    FloatVector c30 = FloatVector.zero(S);
    FloatVector c31 = FloatVector.zero(S);
    FloatVector c40 = FloatVector.zero(S);
    FloatVector c41 = FloatVector.zero(S);
    FloatVector c50 = FloatVector.zero(S);
    FloatVector c51 = FloatVector.zero(S);
    FloatVector c60 = FloatVector.zero(S);
    FloatVector c61 = FloatVector.zero(S);
    FloatVector c70 = FloatVector.zero(S);
    FloatVector c71 = FloatVector.zero(S);
    FloatVector c80 = FloatVector.zero(S);
    FloatVector c81 = FloatVector.zero(S);
    FloatVector c90 = FloatVector.zero(S);
    FloatVector c91 = FloatVector.zero(S);
    FloatVector ca0 = FloatVector.zero(S);
    FloatVector ca1 = FloatVector.zero(S);
    FloatVector cb0 = FloatVector.zero(S);
    FloatVector cb1 = FloatVector.zero(S);
    for (int j = 0; j < depth; j++) {
      FloatVector x;
      FloatVector v = IN_PLACE ? FloatVector.fromArray(S, b, bi) : FloatVector.fromMemorySegment(S, packed, base + j * STEP_BYTES, NATIVE);
      FloatVector w = !WIDE ? v : IN_PLACE ? FloatVector.fromArray(S, b, bi + LANES)
          : FloatVector.fromMemorySegment(S, packed, base + j * STEP_BYTES + LANE_BYTES, NATIVE);
      x = FloatVector.broadcast(S, a[a0 + j]);
      c00 = x.fma(v, c00);
      if (WIDE) {
        c01 = x.fma(w, c01);
      }
      if (ROWS > 1) {
        x = FloatVector.broadcast(S, a[a1 + j]);
        c10 = x.fma(v, c10);
        if (WIDE) {
          c11 = x.fma(w, c11);
        }
      }
      if (ROWS > 2) {
        x = FloatVector.broadcast(S, a[a2 + j]);
        c20 = x.fma(v, c20);
        if (WIDE) {
          c21 = x.fma(w, c21);
        }
      }
      if (ROWS > 3) {
        x = FloatVector.broadcast(S, a[a3 + j]);
        c30 = x.fma(v, c30);
        if (WIDE) {
          c31 = x.fma(w, c31);
        }
      }
      if (ROWS > 4) {
        x = FloatVector.broadcast(S, a[a4 + j]);
        c40 = x.fma(v, c40);
        if (WIDE) {
          c41 = x.fma(w, c41);
        }
      }
      if (ROWS > 5) {
        x = FloatVector.broadcast(S, a[a5 + j]);
        c50 = x.fma(v, c50);
        if (WIDE) {
          c51 = x.fma(w, c51);
        }
      }
      if (ROWS > 6) {
        x = FloatVector.broadcast(S, a[a6 + j]);
        c60 = x.fma(v, c60);
        if (WIDE) {
          c61 = x.fma(w, c61);
        }
      }
      if (ROWS > 7) {
        x = FloatVector.broadcast(S, a[a7 + j]);
        c70 = x.fma(v, c70);
        if (WIDE) {
          c71 = x.fma(w, c71);
        }
      }
      if (ROWS > 8) {
        x = FloatVector.broadcast(S, a[a8 + j]);
        c80 = x.fma(v, c80);
        if (WIDE) {
          c81 = x.fma(w, c81);
        }
      }
      if (ROWS > 9) {
        x = FloatVector.broadcast(S, a[a9 + j]);
        c90 = x.fma(v, c90);
        if (WIDE) {
          c91 = x.fma(w, c91);
        }
      }
      if (ROWS > 10) {
        x = FloatVector.broadcast(S, a[a10 + j]);
        ca0 = x.fma(v, ca0);
        if (WIDE) {
          ca1 = x.fma(w, ca1);
        }
      }
      if (ROWS > 11) {
        x = FloatVector.broadcast(S, a[a11 + j]);
        cb0 = x.fma(v, cb0);
        if (WIDE) {
          cb1 = x.fma(w, cb1);
        }
      }
      if (IN_PLACE) {
        bi += bStep;
      }
    }
    if (add) {
      c00 = c00.add(FloatVector.fromArray(S, c, c0 + 0 * cRow));
      c01 = WIDE ? c01.add(FloatVector.fromArray(S, c, c0 + 0 * cRow + LANES)) : c01;
    }
    c00.intoArray(c, c0 + 0 * cRow);
    if (WIDE) {
      c01.intoArray(c, c0 + 0 * cRow + LANES);
    }
    if (ROWS > 1) {
      if (add) {
        c10 = c10.add(FloatVector.fromArray(S, c, c0 + 1 * cRow));
        c11 = WIDE ? c11.add(FloatVector.fromArray(S, c, c0 + 1 * cRow + LANES)) : c11;
      }
      c10.intoArray(c, c0 + 1 * cRow);
      if (WIDE) {
        c11.intoArray(c, c0 + 1 * cRow + LANES);
      }
    }
    if (ROWS > 2) {
      if (add) {
        c20 = c20.add(FloatVector.fromArray(S, c, c0 + 2 * cRow));
        c21 = WIDE ? c21.add(FloatVector.fromArray(S, c, c0 + 2 * cRow + LANES)) : c21;
      }
      c20.intoArray(c, c0 + 2 * cRow);
      if (WIDE) {
        c21.intoArray(c, c0 + 2 * cRow + LANES);
      }
    }
    if (ROWS > 3) {
      if (add) {
        c30 = c30.add(FloatVector.fromArray(S, c, c0 + 3 * cRow));
        c31 = WIDE ? c31.add(FloatVector.fromArray(S, c, c0 + 3 * cRow + LANES)) : c31;
      }
      c30.intoArray(c, c0 + 3 * cRow);
      if (WIDE) {
        c31.intoArray(c, c0 + 3 * cRow + LANES);
      }
    }
    if (ROWS > 4) {
      if (add) {
        c40 = c40.add(FloatVector.fromArray(S, c, c0 + 4 * cRow));
        c41 = WIDE ? c41.add(FloatVector.fromArray(S, c, c0 + 4 * cRow + LANES)) : c41;
      }
      c40.intoArray(c, c0 + 4 * cRow);
      if (WIDE) {
        c41.intoArray(c, c0 + 4 * cRow + LANES);
      }
    }
    if (ROWS > 5) {
      if (add) {
        c50 = c50.add(FloatVector.fromArray(S, c, c0 + 5 * cRow));
        c51 = WIDE ? c51.add(FloatVector.fromArray(S, c, c0 + 5 * cRow + LANES)) : c51;
      }
      c50.intoArray(c, c0 + 5 * cRow);
      if (WIDE) {
        c51.intoArray(c, c0 + 5 * cRow + LANES);
      }
    }
    if (ROWS > 6) {
      if (add) {
        c60 = c60.add(FloatVector.fromArray(S, c, c0 + 6 * cRow));
        c61 = WIDE ? c61.add(FloatVector.fromArray(S, c, c0 + 6 * cRow + LANES)) : c61;
      }
      c60.intoArray(c, c0 + 6 * cRow);
      if (WIDE) {
        c61.intoArray(c, c0 + 6 * cRow + LANES);
      }
    }
    if (ROWS > 7) {
      if (add) {
        c70 = c70.add(FloatVector.fromArray(S, c, c0 + 7 * cRow));
        c71 = WIDE ? c71.add(FloatVector.fromArray(S, c, c0 + 7 * cRow + LANES)) : c71;
      }
      c70.intoArray(c, c0 + 7 * cRow);
      if (WIDE) {
        c71.intoArray(c, c0 + 7 * cRow + LANES);
      }
    }
    if (ROWS > 8) {
      if (add) {
        c80 = c80.add(FloatVector.fromArray(S, c, c0 + 8 * cRow));
        c81 = WIDE ? c81.add(FloatVector.fromArray(S, c, c0 + 8 * cRow + LANES)) : c81;
      }
      c80.intoArray(c, c0 + 8 * cRow);
      if (WIDE) {
        c81.intoArray(c, c0 + 8 * cRow + LANES);
      }
    }
    if (ROWS > 9) {
      if (add) {
        c90 = c90.add(FloatVector.fromArray(S, c, c0 + 9 * cRow));
        c91 = WIDE ? c91.add(FloatVector.fromArray(S, c, c0 + 9 * cRow + LANES)) : c91;
      }
      c90.intoArray(c, c0 + 9 * cRow);
      if (WIDE) {
        c91.intoArray(c, c0 + 9 * cRow + LANES);
      }
    }
    if (ROWS > 10) {
      if (add) {
        ca0 = ca0.add(FloatVector.fromArray(S, c, c0 + 10 * cRow));
        ca1 = WIDE ? ca1.add(FloatVector.fromArray(S, c, c0 + 10 * cRow + LANES)) : ca1;
      }
      ca0.intoArray(c, c0 + 10 * cRow);
      if (WIDE) {
        ca1.intoArray(c, c0 + 10 * cRow + LANES);
      }
    }
    if (ROWS > 11) {
      if (add) {
        cb0 = cb0.add(FloatVector.fromArray(S, c, c0 + 11 * cRow));
        cb1 = WIDE ? cb1.add(FloatVector.fromArray(S, c, c0 + 11 * cRow + LANES)) : cb1;
      }
      cb0.intoArray(c, c0 + 11 * cRow);
      if (WIDE) {
        cb1.intoArray(c, c0 + 11 * cRow + LANES);
      }
    }
  }
}
