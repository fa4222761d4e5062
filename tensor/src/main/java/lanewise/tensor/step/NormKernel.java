package lanewise.tensor.step;

import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import lanewise.tensor.kernel.Order;
import lanewise.tensor.kernel.template.Templates;

/**
 * The part of a norm that one block of a tensor contributes: with y = scale * x, rounded to float, the sum of y^2, the sum of |y|, or the largest
 * |y|.
 *
 * <p>Order of sum: double lanes. The square of a float is exact in double, so it makes no difference whether it is added in one rounding or two. The
 * largest is found among the bits without the sign as whole numbers, where NaN is above infinity: a NaN wins, and no order matters.
 */
interface NormKernel {
  /** By the ordinal of a kind. */
  LevelKernels<NormKernel> KERNELS = new LevelKernels<>(3, Lanes.class,
      kind -> (x, from, to, scale, lanes) -> scalar(Kind.values()[kind], x, from, to, scale, lanes));

  /**
   * One block.
   *
   * @param lanes working memory, {@link Order#DOUBLE_LANES} at 0
   */
  double run(float[] x, int from, int to, float scale, double[] lanes);

  /** What is added up. */
  enum Kind {
    SQUARES, ABSOLUTES, LARGEST;

    /** What the whole of a tensor is, of its blocks. */
    double join(double blocks, double block) {
      return this == LARGEST ? Math.max(blocks, block) : blocks + block;
    }
  }

  /** The kernel at the level in force. */
  static NormKernel of(Kind kind) {
    return KERNELS.of(kind.ordinal());
  }

  /** The scalar twin. */
  static double scalar(Kind kind, float[] x, int from, int to, float scale, double[] lanes) {
    if (kind == Kind.LARGEST) {
      int largest = 0;
      for (int i = from; i < to; i++) {
        largest = Math.max(largest, Float.floatToRawIntBits(scale * x[i]) & Integer.MAX_VALUE);
      }
      return Float.intBitsToFloat(largest);
    }
    Arrays.fill(lanes, 0, Order.DOUBLE_LANES, 0);
    for (int i = from; i < to; i++) {
      double y = scale * x[i];
      lanes[(i - from) % Order.DOUBLE_LANES] += kind == Kind.SQUARES ? y * y : Math.abs(y);
    }
    return Order.tree(lanes, 0);
  }

  /** The vector form; specialised by {@link Templates} for a kind and a width. */
  final class Lanes implements NormKernel {
    private static final Templates.Data DATA = Templates.data(MethodHandles.lookup());
    private static final VectorSpecies<Double> D = VectorSpecies.of(double.class, VectorShape.forBitSize(DATA.bits()));
    private static final VectorSpecies<Float> HALF = VectorSpecies.of(float.class, VectorShape.forBitSize(DATA.bits() / 2));
    private static final VectorSpecies<Float> S = VectorSpecies.of(float.class, VectorShape.forBitSize(DATA.bits()));
    private static final VectorSpecies<Integer> I = VectorSpecies.of(int.class, VectorShape.forBitSize(DATA.bits()));
    private static final Kind KIND = Kind.values()[LevelKernels.flags(DATA)];

    @Override
    public double run(float[] x, int from, int to, float scale, double[] lanes) {
      return KIND == Kind.LARGEST ? largest(x, from, to, scale) : sum(x, from, to, scale, lanes);
    }

    private static double sum(float[] x, int from, int to, float scale, double[] lanes) {
      Arrays.fill(lanes, 0, Order.DOUBLE_LANES, 0);
      FloatVector scales = FloatVector.broadcast(HALF, scale);
      int i = from;
      for (; i + Order.DOUBLE_LANES <= to; i += Order.DOUBLE_LANES) {
        for (int l = 0; l < Order.DOUBLE_LANES; l += D.length()) {
          FloatVector y = scales.mul(FloatVector.fromArray(HALF, x, i + l));
          DoubleVector wide = (DoubleVector) y.convertShape(VectorOperators.F2D, D, 0);
          DoubleVector lane = DoubleVector.fromArray(D, lanes, l);
          (KIND == Kind.SQUARES ? wide.mul(wide) : wide.lanewise(VectorOperators.ABS)).add(lane).intoArray(lanes, l);
        }
      }
      for (int l = 0; i < to; i++, l++) {
        double y = scale * x[i];
        lanes[l] += KIND == Kind.SQUARES ? y * y : Math.abs(y);
      }
      return Order.tree(lanes, 0);
    }

    private static double largest(float[] x, int from, int to, float scale) {
      FloatVector scales = FloatVector.broadcast(S, scale);
      IntVector largest = IntVector.zero(I);
      int i = from;
      for (int bound = from + S.loopBound(to - from); i < bound; i += S.length()) {
        IntVector bits = scales.mul(FloatVector.fromArray(S, x, i)).reinterpretAsInts();
        largest = largest.max(bits.and(Integer.MAX_VALUE));
      }
      float rest = (float) scalar(KIND, x, i, to, scale, NOTHING);
      return Float.intBitsToFloat(Math.max(Float.floatToRawIntBits(rest), largest.reduceLanes(VectorOperators.MAX)));
    }

    private static final double[] NOTHING = {};
  }
}
