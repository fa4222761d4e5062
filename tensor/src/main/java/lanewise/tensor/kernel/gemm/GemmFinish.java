package lanewise.tensor.kernel.gemm;

import lanewise.tensor.kernel.elementwise.MapOp;
import lanewise.tensor.kernel.template.Ladder;

/**
 * What is done to the sums of a matrix product, a row at a time while it is in the cache: {@code c = f(fma(alpha, sum, beta * d) + bias)}. Mutable,
 * to be used again.
 */
final class GemmFinish {
  private static final float[] NONE = {};

  private float alpha;
  private float beta;
  private float[] bias;
  private int biasOffset;
  private MapOp function;
  private MapOp boundFunction;
  private int boundBits;
  private MapOp.Kernel kernel;

  void reset() {
    alpha = 1;
    beta = 0;
    bias = NONE;
    function = null;
  }

  void scale(float factor, float factorOfD) {
    alpha = factor;
    beta = factorOfD;
  }

  void bias(float[] array, int offset) {
    bias = array;
    biasOffset = offset;
  }

  void then(MapOp op) {
    function = op;
  }

  /** Finds the kernels for the level in force. */
  void bind() {
    int bits = Ladder.level().bits();
    if (function != null && (boundBits != bits || !function.equals(boundFunction))) {
      kernel = function.kernel();
      boundFunction = function;
      boundBits = bits;
    }
  }

  /** True where there is nothing to do. */
  boolean isNone() {
    return alpha == 1 && beta == 0 && bias == NONE && function == null;
  }

  /** True where D is read. */
  boolean adds() {
    return beta != 0;
  }

  /** True where the columns have summands of their own. */
  boolean hasBias() {
    return bias != NONE;
  }

  /**
   * Finishes a part of a row.
   *
   * @param p the sums at {@code po}; may be c at the same place
   * @param column column of the first element
   * @param n number of elements
   */
  void row(GemmSet kernels, float[] p, int po, float[] d, int d0, float[] c, int co, int column, int n) {
    if (beta != 0) {
      kernels.combine().run(alpha, p, po, beta, d, d0, c, co, n);
    } else if (alpha != 1) {
      kernels.scaling().run(alpha, p, po, c, co, n);
    } else if (p != c) {
      System.arraycopy(p, po, c, co, n);
    }
    if (bias != NONE) {
      kernels.add().run(c, co, bias, biasOffset + column, c, co, n);
    }
    if (function != null) {
      kernel.run(c, co, c, co, n);
    }
  }
}
