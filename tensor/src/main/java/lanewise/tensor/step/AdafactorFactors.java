package lanewise.tensor.step;

import java.util.Arrays;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.Fma;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.kernel.workers.Scratch;

/**
 * The factored second moments of {@link AdafactorStep}: of each matrix over the last two axes the averages of the rows' and of the columns' mean
 * squares. A unit is some whole small matrices, or some rows of a large one; its size follows from the shape alone.
 *
 * <pre>
 * r = lerp(r, mean of g^2 in the row, weight)       in float32; the means in double
 * c = lerp(c, mean of g^2 in the column, weight)
 * v = (r / max(mean of r, eps1)) * c                a NaN stays
 * </pre>
 *
 * <p>Order of sum: a row's element j goes to lane j mod 4, lanes 0 + 2 and 1 + 3, then both; a column's elements from the top of the unit, units in
 * order; the mean of r from the top.
 */
final class AdafactorFactors {
  private static final int SMALL = 8192;
  private static final int LEAST_ROWS = 64;
  private static final int SUMS = 0;

  private int rows;
  private int columns;
  private int matrices;
  private boolean split;
  private int rowsAUnit;
  private int unitsAMatrix;
  private float[] r;
  private int ro;
  private float[] c;
  private int co;
  private float[] inverse = new float[0];
  private double[] columnSums = new double[0];

  /** Describes the matrices of a parameter with these averages, both row-major. */
  void describe(Tensor parameter, Tensor rowVar, Tensor colVar) {
    rows = parameter.shape().dim(-2);
    columns = parameter.shape().dim(-1);
    matrices = rows == 0 || columns == 0 ? 0 : parameter.size() / (rows * columns);
    r = TensorAccess.writable(rowVar);
    ro = TensorAccess.offset(rowVar);
    c = TensorAccess.writable(colVar);
    co = TensorAccess.offset(colVar);
    split = (long) rows * columns > SMALL;
    rowsAUnit = split ? Math.min(rows, Math.max(LEAST_ROWS, SMALL / columns)) : rows * Math.max(1, SMALL / Math.max(1, rows * columns));
    unitsAMatrix = split ? Math.ceilDiv(rows, rowsAUnit) : 1;
    if (inverse.length < matrices * rows) {
      inverse = new float[matrices * rows];
    }
    if (split && columnSums.length < units() * columns) {
      columnSums = new double[units() * columns];
    }
  }

  int units() {
    return split ? matrices * unitsAMatrix : Math.ceilDiv(matrices * rows, Math.max(1, rowsAUnit));
  }

  /** The first row of a unit, counted through all matrices; also of the unit after the last one. */
  private int firstRow(int unit) {
    long row = split ? (long) unit / unitsAMatrix * rows + (long) unit % unitsAMatrix * rowsAUnit : (long) unit * rowsAUnit;
    return (int) Math.min(row, matrices * rows);
  }

  /** The first element of a unit. */
  int firstElement(int unit) {
    return firstRow(unit) * columns;
  }

  /** Brings the averages up to date, as far as one unit knows. */
  void squares(AdafactorStep s, int unit, Scratch scratch) {
    int from = firstRow(unit);
    int to = firstRow(unit + 1);
    if (split) {
      int at = unit * columns;
      Arrays.fill(columnSums, at, at + columns, 0);
      for (int row = from; row < to; row++) {
        row(s, row, columnSums, at);
      }
      return;
    }
    double[] sums = scratch.doubles(SUMS, columns);
    for (int matrix = from / rows; matrix * rows < to; matrix++) {
      Arrays.fill(sums, 0, columns, 0);
      for (int row = matrix * rows; row < (matrix + 1) * rows; row++) {
        row(s, row, sums, 0);
      }
      finish(s, matrix, sums, 0, 1);
    }
  }

  /** Ends the averages of the matrices that several units share. */
  void finish(AdafactorStep s) {
    for (int matrix = 0; split && matrix < matrices; matrix++) {
      finish(s, matrix, columnSums, matrix * unitsAMatrix * columns, unitsAMatrix);
    }
  }

  private void row(AdafactorStep s, int row, double[] sums, int at) {
    float[] g = s.g;
    int from = s.go + row * columns;
    float scale = s.scale;
    for (int j = 0; j < columns; j++) {
      double x = scale * g[from + j];
      sums[at + j] += x * x;
    }
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int j = 0;
    for (; j + 4 <= columns; j += 4) {
      double x0 = scale * g[from + j];
      double x1 = scale * g[from + j + 1];
      double x2 = scale * g[from + j + 2];
      double x3 = scale * g[from + j + 3];
      s0 += x0 * x0;
      s1 += x1 * x1;
      s2 += x2 * x2;
      s3 += x3 * x3;
    }
    double x0 = j < columns ? scale * g[from + j] : 0;
    double x1 = j + 1 < columns ? scale * g[from + j + 1] : 0;
    double x2 = j + 2 < columns ? scale * g[from + j + 2] : 0;
    double sum = s0 + x0 * x0 + (s2 + x2 * x2) + (s1 + x1 * x1 + s3);
    r[ro + row] = average(s, r[ro + row], (float) (sum / columns));
  }

  private void finish(AdafactorStep s, int matrix, double[] sums, int at, int units) {
    int first = matrix * columns;
    for (int j = 0; j < columns; j++) {
      double sum = 0;
      for (int u = 0; u < units; u++) {
        sum += sums[at + u * columns + j];
      }
      c[co + first + j] = average(s, c[co + first + j], (float) (sum / rows));
    }
    double sum = 0;
    for (int row = matrix * rows; row < (matrix + 1) * rows; row++) {
      sum += r[ro + row];
    }
    double mean = sum / rows;
    double divisor = mean < s.eps1 ? s.eps1 : mean;
    for (int row = matrix * rows; row < (matrix + 1) * rows; row++) {
      inverse[row] = (float) (r[ro + row] / divisor);
    }
  }

  private static float average(AdafactorStep s, float old, float mean) {
    return Fma.fma(s.weight, mean - old, s.fromSquare ? mean : old);
  }

  /** Writes the second moments of elements from {@code from} on to {@code v}. */
  void expand(int from, int n, float[] v) {
    int row = from / columns;
    int column = from % columns;
    for (int i = 0; i < n; row++, column = 0) {
      int count = Math.min(n - i, columns - column);
      float factor = inverse[row];
      int at = co + row / rows * columns + column;
      for (int j = 0; j < count; j++) {
        v[i + j] = factor * c[at + j];
      }
      i += count;
    }
  }
}
