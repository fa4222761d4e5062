package lanewise.tensor.kernel.tile;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import lanewise.tensor.kernel.template.Templates;
import lanewise.tensor.kernel.template.Widths;

/**
 * The vector form of {@link PackedTile}, specialised by {@link Templates}: up to 8 rows by 2 vectors of accumulators in registers. Rows and columns
 * that a copy does not have fold away, because their conditions are constants. Written out in full, as {@link TileTemplate} is.
 */
final class PackedTileTemplate implements PackedTile {
  private static final Templates.Data DATA = Templates.data(MethodHandles.lookup());
  private static final VectorSpecies<Float> S = Widths.species(DATA.bits());
  private static final PackedRecipe RECIPE = (PackedRecipe) DATA.recipe();
  private static final int ROWS = RECIPE.rows();
  private static final boolean HIGH = ROWS == 8;
  private static final boolean WIDE = RECIPE.vectors() == 2;
  private static final int LANES = S.length();
  private static final int COLUMNS = RECIPE.vectors() * LANES;

  @Override
  public int columns() {
    return COLUMNS;
  }

  @Override
  public void run(float[] a, int a0, float[] b, int b0, int[] plan, int end, float[] c, int c0, int columns, boolean more, float[] bias, int bias0,
      float[] edge) {
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
    boolean whole = columns == COLUMNS;
    float[] target = whole ? c : edge;
    if (more) {
      if (!whole) {
        for (int r = 0; r < ROWS; r++) {
          if (plan[r] >= 0) {
            System.arraycopy(c, c0 + plan[r], edge, r * COLUMNS, columns);
          }
        }
      }
      if (plan[0] >= 0) {
        int at = whole ? c0 + plan[0] : 0 * COLUMNS;
        c00 = FloatVector.fromArray(S, target, at);
        if (WIDE) {
          c01 = FloatVector.fromArray(S, target, at + LANES);
        }
      }
      if (plan[1] >= 0) {
        int at = whole ? c0 + plan[1] : 1 * COLUMNS;
        c10 = FloatVector.fromArray(S, target, at);
        if (WIDE) {
          c11 = FloatVector.fromArray(S, target, at + LANES);
        }
      }
      if (plan[2] >= 0) {
        int at = whole ? c0 + plan[2] : 2 * COLUMNS;
        c20 = FloatVector.fromArray(S, target, at);
        if (WIDE) {
          c21 = FloatVector.fromArray(S, target, at + LANES);
        }
      }
      if (plan[3] >= 0) {
        int at = whole ? c0 + plan[3] : 3 * COLUMNS;
        c30 = FloatVector.fromArray(S, target, at);
        if (WIDE) {
          c31 = FloatVector.fromArray(S, target, at + LANES);
        }
      }
      if (HIGH && plan[4] >= 0) {
        int at = whole ? c0 + plan[4] : 4 * COLUMNS;
        c40 = FloatVector.fromArray(S, target, at);
        if (WIDE) {
          c41 = FloatVector.fromArray(S, target, at + LANES);
        }
      }
      if (HIGH && plan[5] >= 0) {
        int at = whole ? c0 + plan[5] : 5 * COLUMNS;
        c50 = FloatVector.fromArray(S, target, at);
        if (WIDE) {
          c51 = FloatVector.fromArray(S, target, at + LANES);
        }
      }
      if (HIGH && plan[6] >= 0) {
        int at = whole ? c0 + plan[6] : 6 * COLUMNS;
        c60 = FloatVector.fromArray(S, target, at);
        if (WIDE) {
          c61 = FloatVector.fromArray(S, target, at + LANES);
        }
      }
      if (HIGH && plan[7] >= 0) {
        int at = whole ? c0 + plan[7] : 7 * COLUMNS;
        c70 = FloatVector.fromArray(S, target, at);
        if (WIDE) {
          c71 = FloatVector.fromArray(S, target, at + LANES);
        }
      }
    }
    for (int t = RUNS; t < end; t += 3) {
      int ai = a0 + plan[t];
      int bi = b0 + plan[t + 1];
      int length = plan[t + 2];
      for (int j = 0; j < length; j++) {
        FloatVector v = FloatVector.fromArray(S, b, bi + j * COLUMNS);
        FloatVector w = WIDE ? FloatVector.fromArray(S, b, bi + j * COLUMNS + LANES) : v;
        FloatVector x;
        x = FloatVector.broadcast(S, a[ai + j * ROWS]);
        c00 = x.fma(v, c00);
        if (WIDE) {
          c01 = x.fma(w, c01);
        }
        x = FloatVector.broadcast(S, a[ai + 1 + j * ROWS]);
        c10 = x.fma(v, c10);
        if (WIDE) {
          c11 = x.fma(w, c11);
        }
        x = FloatVector.broadcast(S, a[ai + 2 + j * ROWS]);
        c20 = x.fma(v, c20);
        if (WIDE) {
          c21 = x.fma(w, c21);
        }
        x = FloatVector.broadcast(S, a[ai + 3 + j * ROWS]);
        c30 = x.fma(v, c30);
        if (WIDE) {
          c31 = x.fma(w, c31);
        }
        if (HIGH) {
          x = FloatVector.broadcast(S, a[ai + 4 + j * ROWS]);
          c40 = x.fma(v, c40);
          if (WIDE) {
            c41 = x.fma(w, c41);
          }
          x = FloatVector.broadcast(S, a[ai + 5 + j * ROWS]);
          c50 = x.fma(v, c50);
          if (WIDE) {
            c51 = x.fma(w, c51);
          }
          x = FloatVector.broadcast(S, a[ai + 6 + j * ROWS]);
          c60 = x.fma(v, c60);
          if (WIDE) {
            c61 = x.fma(w, c61);
          }
          x = FloatVector.broadcast(S, a[ai + 7 + j * ROWS]);
          c70 = x.fma(v, c70);
          if (WIDE) {
            c71 = x.fma(w, c71);
          }
        }
      }
    }
    if (bias != null) {
      FloatVector v = FloatVector.fromArray(S, bias, bias0);
      FloatVector w = WIDE ? FloatVector.fromArray(S, bias, bias0 + LANES) : v;
      c00 = c00.add(v);
      c01 = c01.add(w);
      c10 = c10.add(v);
      c11 = c11.add(w);
      c20 = c20.add(v);
      c21 = c21.add(w);
      c30 = c30.add(v);
      c31 = c31.add(w);
      c40 = c40.add(v);
      c41 = c41.add(w);
      c50 = c50.add(v);
      c51 = c51.add(w);
      c60 = c60.add(v);
      c61 = c61.add(w);
      c70 = c70.add(v);
      c71 = c71.add(w);
    }
    if (plan[0] >= 0) {
      int at = whole ? c0 + plan[0] : 0 * COLUMNS;
      c00.intoArray(target, at);
      if (WIDE) {
        c01.intoArray(target, at + LANES);
      }
    }
    if (plan[1] >= 0) {
      int at = whole ? c0 + plan[1] : 1 * COLUMNS;
      c10.intoArray(target, at);
      if (WIDE) {
        c11.intoArray(target, at + LANES);
      }
    }
    if (plan[2] >= 0) {
      int at = whole ? c0 + plan[2] : 2 * COLUMNS;
      c20.intoArray(target, at);
      if (WIDE) {
        c21.intoArray(target, at + LANES);
      }
    }
    if (plan[3] >= 0) {
      int at = whole ? c0 + plan[3] : 3 * COLUMNS;
      c30.intoArray(target, at);
      if (WIDE) {
        c31.intoArray(target, at + LANES);
      }
    }
    if (HIGH && plan[4] >= 0) {
      int at = whole ? c0 + plan[4] : 4 * COLUMNS;
      c40.intoArray(target, at);
      if (WIDE) {
        c41.intoArray(target, at + LANES);
      }
    }
    if (HIGH && plan[5] >= 0) {
      int at = whole ? c0 + plan[5] : 5 * COLUMNS;
      c50.intoArray(target, at);
      if (WIDE) {
        c51.intoArray(target, at + LANES);
      }
    }
    if (HIGH && plan[6] >= 0) {
      int at = whole ? c0 + plan[6] : 6 * COLUMNS;
      c60.intoArray(target, at);
      if (WIDE) {
        c61.intoArray(target, at + LANES);
      }
    }
    if (HIGH && plan[7] >= 0) {
      int at = whole ? c0 + plan[7] : 7 * COLUMNS;
      c70.intoArray(target, at);
      if (WIDE) {
        c71.intoArray(target, at + LANES);
      }
    }
    if (!whole) {
      for (int r = 0; r < ROWS; r++) {
        if (plan[r] >= 0) {
          System.arraycopy(edge, r * COLUMNS, c, c0 + plan[r], columns);
        }
      }
    }
  }
}
