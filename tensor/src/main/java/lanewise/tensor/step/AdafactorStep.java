package lanewise.tensor.step;

import java.util.Arrays;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.kernel.workers.Scratch;

/**
 * One step of Adafactor of one parameter, to be carried out by an {@link AdafactorSweep} in three passes: the means of squares
 * ({@link AdafactorFactors}; matrices only), the sums of squares ({@link AdafactorMeasure}), the move ({@link AdafactorMove}). No pass keeps anything
 * of the parameter's size. Between the last two, in double:
 *
 * <pre>
 * rate = rho max(eps2, RMS(p)) / max(1, RMS(u) / d)     a maximum with a NaN is its other side
 * </pre>
 *
 * <p>Order of sum of both: in double; pieces of 4096 elements, from the beginning of each unit; element i of a piece to lane i mod 64; lane l takes
 * lane l + 32, then 16, 8, 4, 2, 1; units in order. A unit is 8192 elements of a vector, or what {@link AdafactorFactors} says.
 */
public final class AdafactorStep {
  private static final int UNIT = 8192;
  private static final int PIECE = 4096;
  private static final int VARIANCE = 0;
  private static final int LANES = 1;

  float[] p;
  float[] g;
  int po;
  int go;
  float scale;
  float weight;
  boolean fromSquare;
  float floor;
  double eps1;
  float rate;
  float shrink;
  private final AdafactorFactors factors = new AdafactorFactors();
  private final Tensor[] own = new Tensor[3];
  /** The same in row-major layout: the tensors themselves, where that is theirs. */
  private final Tensor[] work = new Tensor[3];
  private int size;
  private boolean factored;
  private float[] variance;
  private int vo;
  private double rho;
  private double eps2;
  private double d;
  private double[] partial = new double[0];
  private AdafactorKernel measure;
  private AdafactorKernel move;

  /** A step not yet described. */
  public AdafactorStep() {}

  /** Begins the description: the parameter, its gradient, and the factor of the gradient. */
  public void begin(Tensor parameter, Tensor gradient, double scale) {
    if (!gradient.shape().equals(parameter.shape())) {
      throw new IllegalArgumentException("gradient of shape " + gradient.shape() + " for a parameter of shape " + parameter.shape());
    }
    Arrays.fill(own, null);
    Tensor rows = rowMajor(0, parameter);
    p = TensorAccess.writable(rows);
    po = TensorAccess.offset(rows);
    Tensor g = TensorAccess.rowMajor(gradient);
    this.g = TensorAccess.values(g);
    go = TensorAccess.offset(g);
    this.scale = (float) scale;
    size = parameter.size();
  }

  /** The second moments by rows {@code [.., rows, 1]} and columns {@code [.., 1, columns]}, for a parameter of two axes or more. */
  public AdafactorStep factored(Tensor rowVar, Tensor colVar) {
    factored = true;
    factors.describe(work[0], rowMajor(1, rowVar), rowMajor(2, colVar));
    return this;
  }

  /** The second moment of each element, for a parameter of one axis or none. */
  public AdafactorStep whole(Tensor variance) {
    factored = false;
    this.variance = TensorAccess.writable(variance);
    vo = TensorAccess.offset(variance);
    return this;
  }

  /** The averages: the weight of the new value, and the least mean of squares. */
  public AdafactorStep averages(double weight, double eps1) {
    fromSquare = weight >= 0.5;
    this.weight = (float) (fromSquare ? weight - 1 : weight);
    this.eps1 = eps1;
    floor = (float) (eps1 * eps1);
    return this;
  }

  /** Ends the description with the update; shrink is 1 - lr * weightDecay. */
  public AdafactorStep update(double rho, double eps2, double d, double shrink) {
    this.rho = rho;
    this.eps2 = eps2;
    this.d = d;
    this.shrink = (float) shrink;
    return this;
  }

  int size() {
    return size;
  }

  boolean isFactored() {
    return factored;
  }

  int units() {
    return factored ? factors.units() : Math.ceilDiv(size, UNIT);
  }

  void prepare() {
    measure = AdafactorMeasure.KERNELS.of(factored ? 0 : AdafactorMeasure.AVERAGE | (fromSquare ? AdafactorMeasure.FROM_SQUARE : 0));
    move = AdafactorMove.KERNELS.of(0);
    if (partial.length < 2 * units()) {
      partial = new double[2 * units()];
    }
  }

  void squares(int unit, Scratch scratch) {
    factors.squares(this, unit, scratch);
  }

  void finishSquares() {
    factors.finish(this);
  }

  void measure(int unit, Scratch scratch) {
    double[] lanes = scratch.doubles(LANES, 2 * AdafactorKernel.LANES);
    Arrays.fill(lanes, 0, 2 * AdafactorKernel.LANES, 0);
    run(measure, unit, scratch, lanes);
    for (int half = AdafactorKernel.LANES / 2; half > 0; half /= 2) {
      for (int l = 0; l < half; l++) {
        lanes[l] += lanes[l + half];
        lanes[AdafactorKernel.LANES + l] += lanes[AdafactorKernel.LANES + l + half];
      }
    }
    partial[2 * unit] = lanes[0];
    partial[2 * unit + 1] = lanes[AdafactorKernel.LANES];
  }

  void finishMeasure() {
    double updates = 0;
    double values = 0;
    for (int u = 0, units = units(); u < units; u++) {
      updates += partial[2 * u];
      values += partial[2 * u + 1];
    }
    double rms = Math.sqrt(values / size);
    double clip = Math.sqrt(updates / size) / d;
    rate = (float) (rho * (rms > eps2 ? rms : eps2) / (clip > 1 ? clip : 1));
  }

  void move(int unit, Scratch scratch) {
    run(move, unit, scratch, partial);
  }

  /** Gives the results back to tensors whose layout is another one. */
  void finishMove() {
    for (int i = 0; i < own.length; i++) {
      if (own[i] != work[i] && own[i] != null) {
        own[i].copyFrom(work[i]);
      }
    }
  }

  private void run(AdafactorKernel kernel, int unit, Scratch scratch, double[] lanes) {
    int from = factored ? factors.firstElement(unit) : unit * UNIT;
    int to = factored ? factors.firstElement(unit + 1) : Stretches.end(from, UNIT, size);
    float[] v = factored ? scratch.floats(VARIANCE, PIECE) : variance;
    for (int at = from, n; at < to; at += n) {
      n = Math.min(PIECE, to - at);
      if (factored) {
        factors.expand(at, n, v);
      }
      kernel.run(this, at, n, v, factored ? 0 : vo + at, lanes);
    }
  }

  private Tensor rowMajor(int i, Tensor tensor) {
    own[i] = tensor;
    work[i] = TensorAccess.rowMajor(tensor);
    return work[i];
  }
}
