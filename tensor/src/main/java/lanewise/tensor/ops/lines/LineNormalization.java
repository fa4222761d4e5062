package lanewise.tensor.ops.lines;

import java.util.Arrays;
import java.util.Optional;
import lanewise.tensor.Layout;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.kernel.lines.BlockMap;
import lanewise.tensor.kernel.lines.BlockOp;
import lanewise.tensor.kernel.lines.Fold;
import lanewise.tensor.kernel.lines.RowAffine;
import lanewise.tensor.kernel.workers.Scratch;
import lanewise.tensor.ops.LayerNormalization;

/**
 * One {@link LayerNormalization}: rows of n elements, each brought to mean 0 and variance 1. Row r belongs to group r mod {@code groups}; element i
 * of
 * a row has the weight number ((r mod groups) n + i) / segment: with segment 1 a weight an element, otherwise one for each channel.
 *
 * <p>y = fma(fma(x - m, inv, (m - mean) inv), w, b) with m the mean rounded to float, or with one weight for a segment y = fma(x - m, inv w, (m -
 * mean)
 * inv w + b). Order of sum: lanes; mean and variance as in {@code Moments}.
 */
public final class LineNormalization {
  private static final int TEMPORARY = LineBlock.FREE;

  final Tensor x;
  final Lines rows;
  final int groups;
  final int segment;
  final Optional<Tensor> weight;
  final Optional<Tensor> bias;
  final boolean centred;
  private final double eps;
  /** Of each row the rounded mean m, then of each row 1 / sqrt(variance + eps), then m - mean. */
  final float[] kept;
  private final Tensor keeper;

  /** A normalisation of the rows of x; see the class for what the numbers mean. */
  public LineNormalization(Tensor x, Lines rows, int groups, int segment, Optional<Tensor> weight, Optional<Tensor> bias, double eps,
      boolean centred) {
    this.x = TensorAccess.rowMajor(x);
    this.rows = rows;
    this.groups = groups;
    this.segment = segment;
    this.weight = weight;
    this.bias = bias;
    this.eps = eps;
    this.centred = centred;
    keeper = TensorAccess.create(Shape.of(3, rows.outer()), Layout.ROW_MAJOR);
    kept = TensorAccess.values(keeper);
  }

  /** Fails where the scope of the forward pass has closed: the numbers of the rows are somebody else's then. */
  private void requireKept() {
    TensorAccess.values(keeper);
  }

  boolean isAffine() {
    return weight.isPresent() || bias.isPresent();
  }

  /** Number of weights. */
  int weights() {
    return rows.n() == 0 || segment == 0 ? 0 : groups * rows.n() / segment;
  }

  /** The result and the way back. */
  public LayerNormalization.Forward forward() {
    Tensor result = TensorAccess.create(x.shape(), Layout.ROW_MAJOR);
    float[] from = TensorAccess.values(x);
    int xo = TensorAccess.offset(x);
    float[] z = TensorAccess.values(result);
    Statistics statistics = new Statistics(from, xo);
    int n = weights();
    boolean affine = isAffine();
    float[] w = affine ? orElse(weight, 1, n) : Lines.NONE;
    float[] b = affine ? orElse(bias, 0, n) : Lines.NONE;
    float[] columns = affine && segment == 1 ? table(w, b, n) : Lines.NONE;
    LineKernels.Mapper standardize = LineKernels.Mapper.of(BlockOp.STANDARDIZE, rows);
    BlockMap affineColumns = BlockMap.byColumn(BlockOp.AFFINE);
    RowAffine elements = RowAffine.kernel();
    LineBlock.forEach(rows, rows.size(), (block, scratch) -> {
      statistics.take(block, scratch);
      if (affine && segment > 1) {
        bySegments(block, scratch, from, xo, z, w, b, standardize.byRow());
        return;
      }
      float[] t = scratch.floats(TEMPORARY, 3 * block.count());
      numbers(block, t);
      if (affine && groups == 1) {
        elements.run(from, xo + block.offset(), z, block.offset(), block.count(), rows.n(), t, columns, 0, n);
        return;
      }
      block.map(standardize, from, xo, from, xo, z, 0, t, 0, block.count());
      if (affine) {
        byElements(block, z, columns, n, affineColumns);
      }
    });
    return new LayerNormalization.Forward(result, (dy, input, parameters) -> {
      requireKept();
      return new LineNormalizationGradient(this, dy, input, parameters).run();
    });
  }

  /** The numbers of standardising each row of a block. */
  void numbers(LineBlock block, float[] t) {
    for (int j = 0; j < block.count(); j++) {
      int r = block.first() + j;
      t[j] = kept[r];
      t[block.count() + j] = kept[rows.outer() + r];
      t[2 * block.count() + j] = kept[2 * rows.outer() + r] * kept[rows.outer() + r];
    }
  }

  /** A copy of the values, or one number everywhere. */
  static float[] orElse(Optional<Tensor> t, float otherwise, int n) {
    float[] values = TensorAccess.values(TensorAccess.create(Shape.of(n), Layout.ROW_MAJOR));
    if (t.isPresent()) {
      Tensor from = TensorAccess.rowMajor(t.get());
      System.arraycopy(TensorAccess.values(from), TensorAccess.offset(from), values, 0, n);
    } else {
      Arrays.fill(values, 0, n, otherwise);
    }
    return values;
  }

  /** Weights, then biases. */
  private static float[] table(float[] w, float[] b, int n) {
    float[] columns = TensorAccess.values(TensorAccess.create(Shape.of(2, n), Layout.ROW_MAJOR));
    System.arraycopy(w, 0, columns, 0, n);
    System.arraycopy(b, 0, columns, n, n);
    return columns;
  }

  private void byElements(LineBlock block, float[] z, float[] columns, int period, BlockMap kernel) {
    int n = rows.n();
    for (int j = 0; j < block.count(); j++) {
      kernel.run(z, block.at(j), z, block.at(j), z, block.at(j), 1, n, n, columns, (block.first() + j) % groups * n, period);
    }
  }

  private void bySegments(LineBlock block, Scratch scratch, float[] from, int xo, float[] z, float[] w, float[] b, BlockMap kernel) {
    int segments = rows.n() / segment;
    float[] t = scratch.floats(TEMPORARY, 3 * segments);
    for (int j = 0; j < block.count(); j++) {
      int r = block.first() + j;
      int channel = r % groups * segments;
      for (int k = 0; k < segments; k++) {
        double scale = (double) kept[rows.outer() + r] * w[channel + k];
        t[k] = kept[r];
        t[segments + k] = (float) scale;
        t[2 * segments + k] = (float) (kept[2 * rows.outer() + r] * scale + b[channel + k]);
      }
      kernel.run(from, xo + block.at(j), from, xo + block.at(j), z, block.at(j), segments, segment, segment, t, 0, segments);
    }
  }

  /** Mean and variance of the rows of a block. */
  private final class Statistics {
    private final float[] from;
    private final int xo;
    private final LineKernels.Folder deviations = LineKernels.Folder.of(Fold.DEVIATIONS, rows);
    private final LineKernels.Folder squares = LineKernels.Folder.of(Fold.SQUARES, rows);

    Statistics(float[] from, int xo) {
      this.from = from;
      this.xo = xo;
    }

    void take(LineBlock b, Scratch scratch) {
      int count = b.count();
      int all = rows.outer();
      float[] k = scratch.floats(TEMPORARY, count);
      double[] means = scratch.doubles(TEMPORARY, count);
      double[] sums = scratch.doubles(TEMPORARY + 1, count);
      Arrays.fill(k, 0, count, 0);
      Arrays.fill(means, 0, count, 0);
      if (centred) {
        for (int j = 0; j < count; j++) {
          k[j] = from[xo + b.at(j)];
        }
        b.fold(deviations, from, xo, from, xo, k, 0, sums, 0);
        for (int j = 0; j < count; j++) {
          means[j] = k[j] + sums[j] / rows.n();
          k[j] = (float) means[j];
        }
      }
      b.fold(squares, from, xo, from, xo, k, 0, sums, 0);
      for (int j = 0; j < count; j++) {
        double variance = LineOps.variance(sums[j], means[j], k[j], rows.n(), rows.n());
        kept[b.first() + j] = k[j];
        kept[all + b.first() + j] = (float) (1 / Math.sqrt(variance + eps));
        kept[2 * all + b.first() + j] = (float) (k[j] - means[j]);
      }
    }
  }
}
