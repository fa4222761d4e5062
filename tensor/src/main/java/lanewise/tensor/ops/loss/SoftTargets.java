package lanewise.tensor.ops.loss;

import java.util.Optional;
import lanewise.tensor.Layout;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.ops.lines.Lines;

/** Class probabilities with the weights of the classes: w ((1 - smoothing) p + smoothing / C). */
public final class SoftTargets implements Targets {
  private final Lines lines;
  /** w q of every class of every line. */
  private final float[] weighted;
  private final float[] totals;

  /** From probabilities of the shape of the scores. */
  public SoftTargets(Tensor probabilities, Optional<Tensor> weight, Lines lines, double smoothing) {
    this.lines = lines;
    Tensor from = TensorAccess.rowMajor(probabilities);
    float[] p = TensorAccess.values(from);
    int po = TensorAccess.offset(from);
    weighted = TensorAccess.values(TensorAccess.create(probabilities.shape(), Layout.ROW_MAJOR));
    totals = TensorAccess.values(TensorAccess.create(Shape.of(lines.count()), Layout.ROW_MAJOR));
    float[] w = weight.map(Tensor::toArray).orElse(Lines.NONE);
    for (int j = 0; j < lines.count(); j++) {
      double sum = 0;
      for (int c = 0; c < lines.n(); c++) {
        int at = place(j) + c * lines.inner();
        double q = (1 - smoothing) * p[po + at] + smoothing / lines.n();
        weighted[at] = (float) (weight.isPresent() ? q * w[c] : q);
        sum += weighted[at];
      }
      totals[j] = (float) sum;
    }
  }

  private int place(int j) {
    return j / lines.inner() * lines.n() * lines.inner() + j % lines.inner();
  }

  @Override
  public double share(int j) {
    return 1;
  }

  @Override
  public double total(int j) {
    return totals[j];
  }

  @Override
  public double score(int j, float[] x, int at, int step, float max, double deviations) {
    double sum = 0;
    int place = place(j);
    for (int c = 0; c < lines.n(); c++) {
      sum += (double) weighted[place + c * step] * (x[at + c * step] - max);
    }
    return sum;
  }

  @Override
  public double even() {
    return 0;
  }

  @Override
  public void subtract(int j, float[] dx, int at, int step, double c) {
    int place = place(j);
    float factor = (float) c;
    for (int k = 0; k < lines.n(); k++) {
      dx[at + k * step] -= factor * weighted[place + k * step];
    }
  }
}
