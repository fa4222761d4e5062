package lanewise.tensor.ops.lines;

import java.util.Arrays;
import java.util.Optional;
import lanewise.tensor.Layout;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.Order;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.kernel.lines.BlockMap;
import lanewise.tensor.kernel.lines.BlockOp;
import lanewise.tensor.kernel.lines.ColumnFold;
import lanewise.tensor.kernel.lines.Fold;
import lanewise.tensor.kernel.lines.RowFold;
import lanewise.tensor.kernel.workers.Scratch;
import lanewise.tensor.kernel.workers.WorkerPool;
import lanewise.tensor.ops.LayerNormalization;

/**
 * The gradients of a {@link LineNormalization}: with g = dy w, dx = inv (g - mean(g) - xhat mean(g xhat)), without the mean of g where the rows are
 * not
 * centred; dw = sum of dy xhat, db = sum of dy over the rows.
 *
 * <p>Order of sum: along rows lanes; dw and db of elements by a chain over the rows of a unit, units in double in order; of segments in double, in
 * order of the rows.
 */
final class LineNormalizationGradient {
  private static final int UNITS = 64;
  private static final int TEMPORARY = LineBlock.FREE;

  private final LineNormalization norm;
  private final Lines rows;
  private final boolean input;
  private final boolean parameters;
  private final float[] x;
  private final int xo;
  private final float[] dy;
  private final int dyo;
  private final float[] w;
  private final Tensor dx;
  private final float[] z;
  private final int n;
  private final LineKernels.Folder sum;
  private final LineKernels.Folder products;
  private final LineKernels.Mapper standardize;
  private final BlockMap gradient = BlockMap.byRow(BlockOp.NORMALIZATION_GRADIENT);
  private final BlockMap scale = BlockMap.byColumn(BlockOp.SCALE);
  private final ColumnFold columnSum = ColumnFold.of(Fold.SUM);
  private final ColumnFold columnProducts = ColumnFold.of(Fold.PRODUCTS);
  private final RowFold rowSum = RowFold.of(Fold.SUM);
  private final RowFold rowProducts = RowFold.of(Fold.DEVIATION_PRODUCTS);

  LineNormalizationGradient(LineNormalization norm, Tensor up, boolean input, boolean parameters) {
    if (!up.shape().equals(norm.x.shape())) {
      throw new IllegalArgumentException("gradient of shape " + up.shape() + " for a result of shape " + norm.x.shape());
    }
    this.norm = norm;
    this.rows = norm.rows;
    this.input = input;
    this.parameters = parameters && norm.isAffine();
    Tensor from = TensorAccess.rowMajor(up);
    x = TensorAccess.values(norm.x);
    xo = TensorAccess.offset(norm.x);
    dy = TensorAccess.values(from);
    dyo = TensorAccess.offset(from);
    n = rows.n();
    w = norm.weight.isPresent() ? LineNormalization.orElse(norm.weight, 1, norm.weights()) : Lines.NONE;
    dx = TensorAccess.create(norm.x.shape(), Layout.ROW_MAJOR);
    z = TensorAccess.values(dx);
    sum = LineKernels.Folder.of(Fold.SUM, rows);
    products = LineKernels.Folder.of(Fold.DEVIATION_PRODUCTS, rows);
    standardize = LineKernels.Mapper.of(BlockOp.STANDARDIZE, rows);
  }

  LayerNormalization.Gradients run() {
    int weights = norm.weights();
    Tensor dw = TensorAccess.create(norm.weight.map(Tensor::shape).orElse(Shape.of(weights)), Layout.ROW_MAJOR);
    Tensor db = TensorAccess.create(norm.bias.map(Tensor::shape).orElse(Shape.of(weights)), Layout.ROW_MAJOR);
    if (norm.segment > 1) {
      runSegments(TensorAccess.values(dw), TensorAccess.values(db));
    } else {
      runElements(TensorAccess.values(dw), TensorAccess.values(db));
    }
    return new LayerNormalization.Gradients(input ? Optional.of(dx) : Optional.empty(),
        parameters && norm.weight.isPresent() ? Optional.of(dw) : Optional.empty(),
        parameters && norm.bias.isPresent() ? Optional.of(db) : Optional.empty());
  }

  // --- a weight for each element ---

  private void runElements(float[] dw, float[] db) {
    int weights = norm.weights();
    int unitRows = Math.max(1, Math.min(Order.ROWS, Math.max(rows.blockLines(), Math.ceilDiv(rows.outer(), UNITS))));
    int units = Math.ceilDiv(rows.outer(), unitRows);
    float[] partial = TensorAccess.values(TensorAccess.create(Shape.of(units, 2 * weights), Layout.ROW_MAJOR));
    WorkerPool.run(units, rows.size(), (u, scratch) -> {
      Arrays.fill(partial, u * 2 * weights, (u + 1) * 2 * weights, -0f);
      Lines part = new Lines(Math.min(unitRows, rows.outer() - u * unitRows), n, 1);
      LineBlock.here(part, u * unitRows * n, scratch, (b, s) -> elements(b, u * unitRows + b.first(), s, partial, u * 2 * weights));
    });
    for (int i = 0; parameters && i < weights; i++) {
      double first = 0;
      double second = 0;
      for (int u = 0; u < units; u++) {
        first += partial[u * 2 * weights + i];
        second += partial[u * 2 * weights + weights + i];
      }
      dw[i] = (float) first;
      db[i] = (float) second;
    }
  }

  private void elements(LineBlock b, int first, Scratch scratch, float[] partial, int po) {
    int at = b.offset();
    float[] temporary = scratch.floats(TEMPORARY + 1, b.count() * n);
    if (parameters) {
      float[] t = scratch.floats(TEMPORARY, 3 * b.count());
      fill(b, first, t);
      b.map(standardize, x, xo, x, xo, temporary, -at, t, 0, b.count());
      for (int j = 0; j < b.count(); j += norm.groups == 1 ? b.count() : 1) {
        int count = norm.groups == 1 ? b.count() : 1;
        int to = po + (first + j) % norm.groups * n;
        columnProducts.run(temporary, j * n, dy, dyo + b.at(j), count, n, n, Lines.NONE, 0, partial, to);
        columnSum.run(dy, dyo + b.at(j), dy, 0, count, n, n, Lines.NONE, 0, partial, to + norm.weights());
      }
    }
    if (input) {
      float[] g = dy;
      int go = dyo;
      if (norm.weight.isPresent()) {
        g = temporary;
        go = -at;
        for (int j = 0; j < b.count(); j += norm.groups == 1 ? b.count() : 1) {
          int count = norm.groups == 1 ? b.count() : 1;
          scale.run(dy, dyo + b.at(j), dy, 0, g, j * n, count, n, n, w, (first + j) % norm.groups * n, 0);
        }
      }
      toInput(b, first, scratch, g, go);
    }
  }

  private void fill(LineBlock b, int first, float[] t) {
    int all = rows.outer();
    for (int j = 0; j < b.count(); j++) {
      t[j] = norm.kept[first + j];
      t[b.count() + j] = norm.kept[all + first + j];
      t[2 * b.count() + j] = norm.kept[2 * all + first + j] * norm.kept[all + first + j];
    }
  }

  private void toInput(LineBlock b, int first, Scratch scratch, float[] g, int go) {
    int count = b.count();
    float[] k = scratch.floats(TEMPORARY, count);
    double[] sums = scratch.doubles(TEMPORARY, count);
    double[] moments = scratch.doubles(TEMPORARY + 1, count);
    System.arraycopy(norm.kept, first, k, 0, count);
    b.fold(sum, g, go, g, go, Lines.NONE, 0, sums, 0);
    b.fold(products, x, xo, g, go, k, 0, moments, 0);
    float[] t = scratch.floats(TEMPORARY, 4 * count);
    for (int j = 0; j < count; j++) {
      numbers(first + j, sums[j], moments[j], 1, t, j, count);
    }
    gradient.run(x, xo + b.offset(), g, go + b.offset(), z, b.offset(), count, n, n, t, 0, count);
  }

  /**
   * The numbers of dx = fma(g, a, fma(x - m, c, d)).
   *
   * @param sum of g over the row
   * @param moment sum of g (x - m) over the row
   * @param weight of g in dy
   */
  private void numbers(int row, double sum, double moment, double weight, float[] t, int at, int period) {
    double inv = norm.kept[rows.outer() + row];
    double lost = norm.kept[2 * rows.outer() + row];
    double c = -inv * inv * inv * (moment + lost * sum) / n;
    t[at] = (float) (inv * weight);
    t[period + at] = norm.kept[row];
    t[2 * period + at] = (float) c;
    t[3 * period + at] = (float) (norm.centred ? lost * c - inv * sum / n : 0);
  }

  // --- a weight for each segment ---

  private void runSegments(float[] dw, float[] db) {
    int segments = n / norm.segment;
    int weights = norm.weights();
    int all = rows.outer() * segments;
    float[] sums = TensorAccess.values(TensorAccess.create(Shape.of(2, all), Layout.ROW_MAJOR));
    LineBlock.forEach(rows, rows.size(), (b, scratch) -> {
      for (int j = 0; j < b.count(); j++) {
        segments(b.first() + j, b.at(j), segments, sums, all, scratch);
      }
    });
    double[] totals = new double[parameters ? 2 * weights : 0];
    for (int i = 0; parameters && i < all; i++) {
      int row = i / segments;
      int weight = row % norm.groups * segments + i % segments;
      double inv = norm.kept[rows.outer() + row];
      totals[weight] += inv * (sums[all + i] + (double) norm.kept[2 * rows.outer() + row] * sums[i]);
      totals[weights + weight] += sums[i];
    }
    for (int i = 0; parameters && i < weights; i++) {
      dw[i] = (float) totals[i];
      db[i] = (float) totals[weights + i];
    }
  }

  private void segments(int row, int at, int segments, float[] sums, int all, Scratch scratch) {
    int size = norm.segment;
    int channel = row % norm.groups * segments;
    int to = row * segments;
    float[] k = scratch.floats(TEMPORARY + 1, segments);
    float[] lanes = scratch.floats(TEMPORARY + 2, Order.LANES);
    Arrays.fill(k, 0, segments, norm.kept[row]);
    rowSum.run(dy, dyo + at, dy, dyo + at, segments, size, k, 0, sums, to, lanes);
    rowProducts.run(x, xo + at, dy, dyo + at, segments, size, k, 0, sums, all + to, lanes);
    if (!input) {
      return;
    }
    double sum = 0;
    double moment = 0;
    for (int i = 0; i < segments; i++) {
      double factor = w == Lines.NONE ? 1 : w[channel + i];
      sum += factor * sums[to + i];
      moment += factor * sums[all + to + i];
    }
    float[] t = scratch.floats(TEMPORARY, 4 * segments);
    for (int i = 0; i < segments; i++) {
      numbers(row, sum, moment, w == Lines.NONE ? 1 : w[channel + i], t, i, segments);
    }
    gradient.run(x, xo + at, dy, dyo + at, z, at, segments, size, size, t, 0, segments);
  }
}
