package lanewise.tensor.step;

import java.util.Arrays;
import lanewise.tensor.RowSparse;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.Order;
import lanewise.tensor.kernel.access.TensorAccess;

/**
 * The norms of many tensors, computed in double in one run of the workers: (sum of |y|^p)^(1/p) of y = scale * x, or the largest |y| for an
 * infinite p. The same bits for every number of threads and vector width; NaN where an element is.
 *
 * <pre>{@code
 * norms.begin(2);
 * gradients.forEach(g -> norms.add(g, 1));
 * norms.run();
 * double all = norms.total();
 * }</pre>
 *
 * <p>For p other than 1, 2 and infinity the elements are divided by the largest before they are raised, so that no sum overflows; that takes a second
 * pass, and a call of {@link StrictMath#pow} for each element.
 *
 * <p>Kept and used again: it makes no garbage then. Not for several threads at once.
 */
public final class NormSweep {
  private final SumSweep sweep = new SumSweep();
  private Part[] parts = new Part[0];
  private int count;
  private double p = 2;
  /** What the elements are divided by. */
  private double unit = 1;

  /** A sweep with nothing to do. */
  public NormSweep() {}

  /**
   * Forgets all tensors and chooses the norm.
   *
   * @param p above 0, or infinity
   * @throws IllegalArgumentException if it is not
   */
  public void begin(double p) {
    if (!(p > 0)) {
      throw new IllegalArgumentException("norm type " + p + "; allowed: > 0 or infinity");
    }
    for (int i = 0; i < count; i++) {
      parts[i].x = NOTHING;
    }
    count = 0;
    this.p = p;
  }

  /** Adds a tensor; it is read by {@link #run}. The factor is rounded to float, and each product too, as in a {@link Step}. */
  public void add(Tensor tensor, double scale) {
    if (count == parts.length) {
      parts = Arrays.copyOf(parts, Math.max(16, 2 * count));
      for (int i = count; i < parts.length; i++) {
        parts[i] = new Part();
      }
    }
    Part part = parts[count++];
    part.x = TensorAccess.values(tensor);
    part.xo = TensorAccess.offset(tensor);
    part.size = tensor.size();
    part.scale = (float) scale;
  }

  /** Adds the rows that are there of a tensor. */
  public void add(RowSparse rows, double scale) {
    add(rows.values(), scale);
  }

  /** Computes the norms. */
  public void run() {
    unit = 1;
    if (p == 1 || p == 2 || p == Double.POSITIVE_INFINITY) {
      pass(p == 1 ? NormKernel.Kind.ABSOLUTES : p == 2 ? NormKernel.Kind.SQUARES : NormKernel.Kind.LARGEST, false);
      return;
    }
    pass(NormKernel.Kind.LARGEST, false);
    double largest = joined(true);
    if (largest > 0 && largest < Double.POSITIVE_INFINITY) {
      unit = largest;
      pass(NormKernel.Kind.ABSOLUTES, true);
    }
  }

  private void pass(NormKernel.Kind kind, boolean powers) {
    sweep.clear();
    for (int i = 0; i < count; i++) {
      parts[i].kind = kind;
      parts[i].powers = powers;
      sweep.add(parts[i]);
    }
    sweep.run();
    sweep.clear();
  }

  private double joined(boolean largest) {
    double joined = 0;
    for (int i = 0; i < count; i++) {
      joined = largest ? Math.max(joined, parts[i].result) : joined + parts[i].result;
    }
    return joined;
  }

  /** The norm of the i-th tensor; 0 where it is empty. */
  public double norm(int i) {
    return root(parts[i].result);
  }

  /** The norm of all tensors together, which is the norm of their norms; 0 where there is none. */
  public double total() {
    return root(joined(p == Double.POSITIVE_INFINITY));
  }

  private double root(double sum) {
    if (p == 2) {
      return Math.sqrt(sum);
    }
    return p == 1 || p == Double.POSITIVE_INFINITY || !(sum > 0) ? sum : unit * StrictMath.pow(sum, 1 / p);
  }

  private static final float[] NOTHING = {};

  private final class Part extends Summed {
    float[] x = NOTHING;
    int xo;
    int size;
    float scale;
    NormKernel.Kind kind;
    boolean powers;
    double result;
    private NormKernel kernel;

    @Override
    int size() {
      return size;
    }

    @Override
    void choose() {
      kernel = NormKernel.of(kind);
    }

    @Override
    void block(int from, int to, double[] lanes, double[] results, int at) {
      results[at] = powers ? sumOfPowers(from, to, lanes) : kernel.run(x, xo + from, xo + to, scale, lanes);
    }

    private double sumOfPowers(int from, int to, double[] lanes) {
      Arrays.fill(lanes, 0, Order.DOUBLE_LANES, 0);
      for (int i = from; i < to; i++) {
        lanes[(i - from) % Order.DOUBLE_LANES] += StrictMath.pow(Math.abs(scale * x[xo + i]) / unit, p);
      }
      return Order.tree(lanes, 0);
    }

    @Override
    void join(double[] results, int at, int blocks) {
      result = 0;
      for (int b = 0; b < blocks; b++) {
        result = kind.join(result, results[at + b * RESULTS]);
      }
    }

    @Override
    int picoseconds() {
      return powers ? 50_000 : 150;
    }
  }
}
