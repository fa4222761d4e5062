package lanewise.tensor.kernel.tile;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import lanewise.tensor.kernel.template.Templates;
import lanewise.tensor.kernel.template.Widths;

/**
 * The vector form of {@link Tile}, specialised by {@link Templates}: up to 8 rows by 2 vectors of accumulators in registers. Rows and columns that a
 * copy does not have fold away, because their conditions are constants. Written out in full: a helper that takes or returns vectors may stop being
 * inlined in a method of this size, and a vector that escapes costs an allocation.
 */
final class TileTemplate implements Tile {
  private static final Templates.Data DATA = Templates.data(MethodHandles.lookup());
  private static final VectorSpecies<Float> S = Widths.species(DATA.bits());
  private static final TileRecipe RECIPE = (TileRecipe) DATA.recipe();
  private static final int ROWS = RECIPE.rows();
  private static final boolean WIDE = RECIPE.vectors() == 2;
  private static final int LANES = S.length();
  private static final int COLUMNS = RECIPE.vectors() * LANES;
  private static final int A_ROW = RECIPE.aRow();
  private static final int A_STEP = RECIPE.aStep();
  private static final int B_STEP = RECIPE.bStep();
  private static final boolean LOAD = RECIPE.mode() == Mode.CONTINUE || RECIPE.mode() == Mode.FINISH;
  private static final boolean ADD = RECIPE.mode() == Mode.ADD;
  private static final boolean BIAS = RECIPE.mode() == Mode.BIAS || RECIPE.mode() == Mode.FINISH;

  @Override
  public int columns() {
    return COLUMNS;
  }

  @Override
  public void run(float[] a, int a0, float[] b, int b0, int[] runs, int from, int to,
      float[] c, int c0, int cRow, int rows, int columns, float[] bias, int bias0, float[] edge) {
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
    int t0 = whole ? c0 : 0;
    int row = whole ? cRow : COLUMNS;
    if ((LOAD || ADD) && !whole) {
      for (int r = 0; r < rows; r++) {
        System.arraycopy(c, c0 + r * cRow, edge, r * COLUMNS, columns);
      }
    }
    if (LOAD) {
      c00 = FloatVector.fromArray(S, target, t0 + 0 * row);
      if (WIDE) {
        c01 = FloatVector.fromArray(S, target, t0 + 0 * row + LANES);
      }
      if (ROWS > 1 && rows > 1) {
        c10 = FloatVector.fromArray(S, target, t0 + 1 * row);
        if (WIDE) {
          c11 = FloatVector.fromArray(S, target, t0 + 1 * row + LANES);
        }
      }
      if (ROWS > 2 && rows > 2) {
        c20 = FloatVector.fromArray(S, target, t0 + 2 * row);
        if (WIDE) {
          c21 = FloatVector.fromArray(S, target, t0 + 2 * row + LANES);
        }
      }
      if (ROWS > 3 && rows > 3) {
        c30 = FloatVector.fromArray(S, target, t0 + 3 * row);
        if (WIDE) {
          c31 = FloatVector.fromArray(S, target, t0 + 3 * row + LANES);
        }
      }
      if (ROWS > 4 && rows > 4) {
        c40 = FloatVector.fromArray(S, target, t0 + 4 * row);
        if (WIDE) {
          c41 = FloatVector.fromArray(S, target, t0 + 4 * row + LANES);
        }
      }
      if (ROWS > 5 && rows > 5) {
        c50 = FloatVector.fromArray(S, target, t0 + 5 * row);
        if (WIDE) {
          c51 = FloatVector.fromArray(S, target, t0 + 5 * row + LANES);
        }
      }
      if (ROWS > 6 && rows > 6) {
        c60 = FloatVector.fromArray(S, target, t0 + 6 * row);
        if (WIDE) {
          c61 = FloatVector.fromArray(S, target, t0 + 6 * row + LANES);
        }
      }
      if (ROWS > 7 && rows > 7) {
        c70 = FloatVector.fromArray(S, target, t0 + 7 * row);
        if (WIDE) {
          c71 = FloatVector.fromArray(S, target, t0 + 7 * row + LANES);
        }
      }
    }
    for (int t = from; t < to; t += 3) {
      int ai = a0 + runs[t];
      int bi = b0 + runs[t + 1];
      int length = runs[t + 2];
      for (int j = 0; j < length; j++) {
        FloatVector x;
        FloatVector v = FloatVector.fromArray(S, b, bi + j * B_STEP);
        FloatVector w = WIDE ? FloatVector.fromArray(S, b, bi + j * B_STEP + LANES) : v;
        x = FloatVector.broadcast(S, a[ai + 0 * A_ROW + j * A_STEP]);
        c00 = x.fma(v, c00);
        if (WIDE) {
          c01 = x.fma(w, c01);
        }
        if (ROWS > 1) {
          x = FloatVector.broadcast(S, a[ai + 1 * A_ROW + j * A_STEP]);
          c10 = x.fma(v, c10);
          if (WIDE) {
            c11 = x.fma(w, c11);
          }
        }
        if (ROWS > 2) {
          x = FloatVector.broadcast(S, a[ai + 2 * A_ROW + j * A_STEP]);
          c20 = x.fma(v, c20);
          if (WIDE) {
            c21 = x.fma(w, c21);
          }
        }
        if (ROWS > 3) {
          x = FloatVector.broadcast(S, a[ai + 3 * A_ROW + j * A_STEP]);
          c30 = x.fma(v, c30);
          if (WIDE) {
            c31 = x.fma(w, c31);
          }
        }
        if (ROWS > 4) {
          x = FloatVector.broadcast(S, a[ai + 4 * A_ROW + j * A_STEP]);
          c40 = x.fma(v, c40);
          if (WIDE) {
            c41 = x.fma(w, c41);
          }
        }
        if (ROWS > 5) {
          x = FloatVector.broadcast(S, a[ai + 5 * A_ROW + j * A_STEP]);
          c50 = x.fma(v, c50);
          if (WIDE) {
            c51 = x.fma(w, c51);
          }
        }
        if (ROWS > 6) {
          x = FloatVector.broadcast(S, a[ai + 6 * A_ROW + j * A_STEP]);
          c60 = x.fma(v, c60);
          if (WIDE) {
            c61 = x.fma(w, c61);
          }
        }
        if (ROWS > 7) {
          x = FloatVector.broadcast(S, a[ai + 7 * A_ROW + j * A_STEP]);
          c70 = x.fma(v, c70);
          if (WIDE) {
            c71 = x.fma(w, c71);
          }
        }
      }
    }
    if (BIAS) {
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
    if (ADD) {
      if (ROWS > 0 && rows > 0) {
        c00 = c00.add(FloatVector.fromArray(S, target, t0 + 0 * row));
        if (WIDE) {
          c01 = c01.add(FloatVector.fromArray(S, target, t0 + 0 * row + LANES));
        }
      }
      if (ROWS > 1 && rows > 1) {
        c10 = c10.add(FloatVector.fromArray(S, target, t0 + 1 * row));
        if (WIDE) {
          c11 = c11.add(FloatVector.fromArray(S, target, t0 + 1 * row + LANES));
        }
      }
      if (ROWS > 2 && rows > 2) {
        c20 = c20.add(FloatVector.fromArray(S, target, t0 + 2 * row));
        if (WIDE) {
          c21 = c21.add(FloatVector.fromArray(S, target, t0 + 2 * row + LANES));
        }
      }
      if (ROWS > 3 && rows > 3) {
        c30 = c30.add(FloatVector.fromArray(S, target, t0 + 3 * row));
        if (WIDE) {
          c31 = c31.add(FloatVector.fromArray(S, target, t0 + 3 * row + LANES));
        }
      }
      if (ROWS > 4 && rows > 4) {
        c40 = c40.add(FloatVector.fromArray(S, target, t0 + 4 * row));
        if (WIDE) {
          c41 = c41.add(FloatVector.fromArray(S, target, t0 + 4 * row + LANES));
        }
      }
      if (ROWS > 5 && rows > 5) {
        c50 = c50.add(FloatVector.fromArray(S, target, t0 + 5 * row));
        if (WIDE) {
          c51 = c51.add(FloatVector.fromArray(S, target, t0 + 5 * row + LANES));
        }
      }
      if (ROWS > 6 && rows > 6) {
        c60 = c60.add(FloatVector.fromArray(S, target, t0 + 6 * row));
        if (WIDE) {
          c61 = c61.add(FloatVector.fromArray(S, target, t0 + 6 * row + LANES));
        }
      }
      if (ROWS > 7 && rows > 7) {
        c70 = c70.add(FloatVector.fromArray(S, target, t0 + 7 * row));
        if (WIDE) {
          c71 = c71.add(FloatVector.fromArray(S, target, t0 + 7 * row + LANES));
        }
      }
    }
    if (ROWS > 0 && rows > 0) {
      c00.intoArray(target, t0 + 0 * row);
      if (WIDE) {
        c01.intoArray(target, t0 + 0 * row + LANES);
      }
    }
    if (ROWS > 1 && rows > 1) {
      c10.intoArray(target, t0 + 1 * row);
      if (WIDE) {
        c11.intoArray(target, t0 + 1 * row + LANES);
      }
    }
    if (ROWS > 2 && rows > 2) {
      c20.intoArray(target, t0 + 2 * row);
      if (WIDE) {
        c21.intoArray(target, t0 + 2 * row + LANES);
      }
    }
    if (ROWS > 3 && rows > 3) {
      c30.intoArray(target, t0 + 3 * row);
      if (WIDE) {
        c31.intoArray(target, t0 + 3 * row + LANES);
      }
    }
    if (ROWS > 4 && rows > 4) {
      c40.intoArray(target, t0 + 4 * row);
      if (WIDE) {
        c41.intoArray(target, t0 + 4 * row + LANES);
      }
    }
    if (ROWS > 5 && rows > 5) {
      c50.intoArray(target, t0 + 5 * row);
      if (WIDE) {
        c51.intoArray(target, t0 + 5 * row + LANES);
      }
    }
    if (ROWS > 6 && rows > 6) {
      c60.intoArray(target, t0 + 6 * row);
      if (WIDE) {
        c61.intoArray(target, t0 + 6 * row + LANES);
      }
    }
    if (ROWS > 7 && rows > 7) {
      c70.intoArray(target, t0 + 7 * row);
      if (WIDE) {
        c71.intoArray(target, t0 + 7 * row + LANES);
      }
    }
    if (!whole) {
      for (int r = 0; r < rows; r++) {
        System.arraycopy(edge, r * COLUMNS, c, c0 + r * cRow, columns);
      }
    }
  }
}
