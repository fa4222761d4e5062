package lanewise.tensor.kernel.functions;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import lanewise.tensor.kernel.Values;
import lanewise.tensor.kernel.elementwise.ZipOp;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The largest error of gradients and of losses of single elements, in random samples of pairs, stays below what their javadoc says: some 650,000
 * pairs of each, with {@code -Dlanewise.test.everyFloat=true} a hundred times as many.
 */
class PairErrorTest {
  private static final int BLOCK = 1 << 14;
  private static final int BLOCKS = Boolean.getBoolean("lanewise.test.everyFloat") ? 4000 : 40;
  /** The distance of numbers that are too small for all their digits; factors of that kind may stand before a large one. */
  private static final double SMALLEST = 0x1p-149;
  private static final DoubleBinaryOperator SECOND = (x, g) -> Math.abs(g);

  /** What the pairs of a sample are. */
  private enum Pairs {
    /** Any float, and a normal number. */
    ANY,
    /** Normal numbers times 1/10, 1, 10 and 1000, and a normal number. */
    ORDINARY,
    /** A number of -1 to 1, and a normal one. */
    SIGNED_SHARE,
    /** A number of 0 to 1, and a normal one. */
    SHARE,
    /** Any float, and a number of 0 to 1. */
    SHARE_SECOND,
    /** The logarithm of a number of 0 to 1, or near it, and a number of 0 to 1. */
    LOG_SHARES,
    /** A negative normal number times 1, 10 and 40, and a number of -87 to 0. */
    LOGARITHMS,
    /** A positive number of 0.1 to 10, and a normal one times 1, 2 and 4. */
    POWERS;

    void fill(Random random, int block, float[] x, float[] y) {
      float[] patterns = Values.patterns(random, x.length);
      float[] first = Values.normal(random, x.length);
      float[] second = Values.normal(random, x.length);
      for (int i = 0; i < x.length; i++) {
        float share = random.nextFloat();
        switch (this) {
          case ANY -> set(x, y, i, block % 2 == 0 ? patterns[i] : first[i] * 4, second[i]);
          case ORDINARY -> set(x, y, i, first[i] * new float[] {0.1f, 1, 10, 1000}[block % 4], second[i]);
          case SIGNED_SHARE -> set(x, y, i, block % 2 == 0 ? 2 * share - 1 : (float) Math.tanh(4 * first[i]), second[i]);
          case SHARE -> set(x, y, i, block % 2 == 0 ? share : (float) Exact.sigmoid(8 * first[i]), second[i]);
          case SHARE_SECOND -> set(x, y, i, block % 2 == 0 ? patterns[i] : first[i] * 8, block % 8 < 2 ? block % 2 : share);
          case LOG_SHARES -> set(x, y, i, (float) Math.log(block % 2 == 0 ? random.nextFloat() : share) + 1e-3f * first[i] * (block % 3), share);
          case LOGARITHMS -> set(x, y, i, -Math.abs(first[i]) * new float[] {1, 10, 40}[block % 3], -87 * share * (block % 2 == 0 ? 1 : share));
          case POWERS -> set(x, y, i, (float) Math.exp(Math.clamp(first[i], -2.3, 2.3)), second[i] * new float[] {1, 2, 4}[block % 3]);
        }
      }
    }

    private static void set(float[] x, float[] y, int i, float a, float b) {
      x[i] = a;
      y[i] = b;
    }
  }

  /**
   * A function and its largest allowed error.
   *
   * @param bound in units in the last place of the result, or, where there is a scale, its multiple
   * @param scale of two arguments, or null
   */
  record Claim(ZipOp op, DoubleBinaryOperator exact, Pairs pairs, double bound, DoubleBinaryOperator scale) {
    Claim(ZipOp op, DoubleBinaryOperator exact, Pairs pairs, double bound) {
      this(op, exact, pairs, bound, null);
    }

    double error(float x, float y, float z) {
      double right = exact.applyAsDouble(x, y);
      if (Float.isNaN(z) && Double.isNaN(right) || z == right || Float.isInfinite(z) && z == (float) right) {
        return 0;
      }
      if (Float.isNaN(z) || Double.isNaN(right)) {
        return Double.POSITIVE_INFINITY;
      }
      if (scale == null) {
        double more = SMALLEST * Math.max(1, Math.abs(y));
        return Math.max(0, UlpTest.ulps(z, right) - more / Math.ulp((float) right));
      }
      return Math.abs(z - right) / (scale.applyAsDouble(x, y) + SMALLEST);
    }

    @Override
    public String toString() {
      return op.getClass().getName().replaceAll(".*\\.", "").replace('$', '.') + op.toString().replaceAll("^[^\\[]*", "");
    }
  }

  static Stream<Claim> claims() {
    return Stream.of(gradients(), hardGradients(), losses(), distances()).flatMap(List::stream);
  }

  private static List<Claim> gradients() {
    double bell = 2 / Math.sqrt(Math.PI);
    double selu = 1.0507009873554805;
    return List.of(new Claim(new Tanh.Backward(), (y, g) -> g * (1 - y * y), Pairs.SIGNED_SHARE, 1.5),
        new Claim(new Sigmoid.Backward(), (y, g) -> g * y * (1 - y), Pairs.SHARE, 2.4),
        new Claim(new Erf.Backward(), (x, g) -> g * bell * Math.exp(-x * x), Pairs.ANY, 2.3e-7, SECOND),
        new Claim(new Gelu.Backward(), (x, g) -> g * geluSlope(x), Pairs.ANY, 1.9e-7, SECOND),
        new Claim(new Gelu.ApproximateBackward(), (x, g) -> g * geluTanhSlope(x), Pairs.ANY, 1.9e-6, SECOND),
        new Claim(new Silu.Backward(), (x, g) -> g * siluSlope(x), Pairs.ANY, 8.5e-7, SECOND),
        new Claim(new Mish.Backward(), (x, g) -> g * mishSlope(x), Pairs.ANY, 2.4e-7, SECOND),
        new Claim(new Softplus.Backward(1, 20), (x, g) -> x > 20 ? g : g * Exact.sigmoid(x), Pairs.ANY, 2.7),
        new Claim(new Softplus.LogSigmoidBackward(), (x, g) -> g * Exact.sigmoid(-x), Pairs.ANY, 2.7),
        new Claim(new Elu.Backward(1, 1), (x, g) -> x > 0 ? g : g * Math.exp(x), Pairs.ANY, 1.8),
        new Claim(Elu.seluBackward(), (x, g) -> selu * g * (x > 0 ? 1 : 1.6732632423543772 * Math.exp(x)), Pairs.ANY, 2.8),
        new Claim(new Logarithms.Expm1Backward(), (y, g) -> g * (y + 1), Pairs.ORDINARY, 1.5),
        new Claim(new Logarithms.LogBackward(), (x, g) -> g / x, Pairs.ORDINARY, 0.5),
        new Claim(new Logarithms.Log1pBackward(), (x, g) -> g / (1 + x), Pairs.ORDINARY, 1.5),
        new Claim(new Roots.SqrtBackward(), (y, g) -> g / (2 * y), Pairs.ORDINARY, 0.5),
        new Claim(new Roots.SquareBackward(), (x, g) -> 2 * x * g, Pairs.ORDINARY, 0.5),
        new Claim(new Roots.ReciprocalBackward(), (y, g) -> -g * y * y, Pairs.ORDINARY, 1.5),
        new Claim(new Roots.RsqrtBackward(), (y, g) -> -0.5 * g * y * y * y, Pairs.ORDINARY, 2.5),
        new Claim(new Trigonometry.SinBackward(), (x, g) -> g * Math.cos(x), Pairs.ANY, 2.5),
        new Claim(new Trigonometry.CosBackward(), (x, g) -> -g * Math.sin(x), Pairs.ANY, 2.5),
        new Claim(new Atan2.Slope(), (y, x) -> x / (x * x + y * y), Pairs.ORDINARY, 2.5),
        new Claim(new Pow.Slope(), (x, y) -> y * Math.pow(x, y - 1), Pairs.POWERS, 2.8e-7, PairErrorTest::powSlopeScale),
        new Claim(new Pow.ExponentSlope(), (x, y) -> Math.pow(x, y) * Math.log(x), Pairs.POWERS, 3));
  }

  private static double powSlopeScale(double x, double y) {
    return Math.abs(y * Math.pow(x, y - 1)) * (1 + Math.abs((y - 1) * Math.log(x)) / 4);
  }

  private static List<Claim> hardGradients() {
    double leak = 0.1f;
    return List.of(new Claim(new Rectifier.Backward(0.1f, 0, Float.POSITIVE_INFINITY), (x, g) -> x > 0 ? g : leak * g, Pairs.ANY, 0.5),
        new Claim(new Rectifier.OfResult(0.1f, 0.5f), (y, g) -> y > -0.5 ? g : leak * g, Pairs.ANY, 0.5),
        new Claim(new HardActivations.HardsigmoidBackward(), (x, g) -> x > -3 && x < 3 ? g / 6 : 0, Pairs.ANY, 0.5),
        new Claim(new HardActivations.HardswishBackward(), (x, g) -> x <= -3 ? 0 : x >= 3 ? g : g * (x / 3 + 0.5), Pairs.ANY, 1.8e-7, SECOND),
        new Claim(new HardActivations.ClampBackward(-0.5f, 1), (x, g) -> x > -0.5 && x < 1 ? g : 0, Pairs.ANY, 0),
        new Claim(new HardActivations.HardtanhBackward(-0.5f, 1), (x, g) -> x <= -0.5 || x >= 1 ? 0 : g, Pairs.ANY, 0),
        new Claim(new Basics.AbsBackward(), (x, g) -> x > 0 ? g : x < 0 ? -g : 0, Pairs.ANY, 0));
  }

  private static List<Claim> losses() {
    DoubleBinaryOperator parts = (x, t) -> t == 0 ? 0 : t * (Math.abs(Math.log(t)) + Math.abs(x));
    return List.of(
        new Claim(new BinaryCrossEntropy(), (x, t) -> (1 - t) * Exact.softplus(x) + t * Exact.softplus(-x), Pairs.SHARE_SECOND, 3),
        new Claim(new BinaryCrossEntropy.Slope(), (x, t) -> (1 - t) * Exact.sigmoid(x) - t * Exact.sigmoid(-x), Pairs.SHARE_SECOND, 1e-7,
            (x, t) -> 1),
        new Claim(new BinaryCrossEntropy.Negative(), (x, t) -> (1 - t) * Exact.softplus(x), Pairs.SHARE_SECOND, 3),
        new Claim(new BinaryCrossEntropy.NegativeSlope(), (x, t) -> (1 - t) * Exact.sigmoid(x), Pairs.SHARE_SECOND, 3),
        new Claim(new BinaryCrossEntropy.Positive(), (x, q) -> q * Exact.softplus(-x), Pairs.SHARE_SECOND, 3),
        new Claim(new BinaryCrossEntropy.PositiveSlope(), (x, q) -> -q * Exact.sigmoid(-x), Pairs.SHARE_SECOND, 3),
        new Claim(new Divergence(), (x, t) -> t == 0 ? 0 : t * (Math.log(t) - x), Pairs.LOG_SHARES, 1.8e-7, parts),
        new Claim(new Divergence.Slope(), (x, t) -> -t, Pairs.LOG_SHARES, 0),
        new Claim(new Divergence.OfLogarithm(), (x, t) -> Math.exp(t) * (t - x), Pairs.LOGARITHMS, 2.5),
        new Claim(new Divergence.OfLogarithmSlope(), (x, t) -> -Math.exp(t), Pairs.LOGARITHMS, 0.892));
  }

  private static List<Claim> distances() {
    float border = 0.3f;
    return List.of(new Claim(new Distances.Squared(), (x, t) -> (x - t) * (x - t), Pairs.ORDINARY, 2),
        new Claim(new Distances.SquaredSlope(), (x, t) -> 2 * (x - t), Pairs.ORDINARY, 0.5),
        new Claim(new Distances.Absolute(), (x, t) -> Math.abs(x - t), Pairs.ORDINARY, 0.5),
        new Claim(new Distances.AbsoluteSlope(), (x, t) -> Math.signum(x - t), Pairs.ORDINARY, 0),
        new Claim(new Distances.SmoothL1(border), (x, t) -> smooth(Math.abs(x - t), border) / border, Pairs.ORDINARY, 4),
        new Claim(new Distances.SmoothL1Slope(border), (x, t) -> Math.clamp((x - t) / border, -1, 1), Pairs.ORDINARY, 1.5),
        new Claim(new Distances.Huber(border), (x, t) -> smooth(Math.abs(x - t), border), Pairs.ORDINARY, 3),
        new Claim(new Distances.HuberSlope(border), (x, t) -> Math.clamp(x - t, -border, border), Pairs.ORDINARY, 0.5));
  }

  private static double smooth(double d, double delta) {
    return d <= delta ? d * d / 2 : delta * (d - delta / 2);
  }

  private static double geluSlope(double x) {
    return Math.abs(x) > 50 ? x > 0 ? 1 : 0 : Exact.share(x) + x * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
  }

  private static double geluTanhSlope(double x) {
    double root = 2 * Math.sqrt(2 / Math.PI);
    double s = Exact.sigmoid(root * (x + 0.044715 * x * x * x));
    return Math.abs(x) > 50 ? x > 0 ? 1 : 0 : s + x * s * (1 - s) * root * (1 + 3 * 0.044715 * x * x);
  }

  private static double siluSlope(double x) {
    double s = Exact.sigmoid(x);
    return Math.abs(x) > 700 ? x > 0 ? 1 : 0 : s * (1 + x * Exact.sigmoid(-x));
  }

  private static double mishSlope(double x) {
    double e = Math.exp(Math.min(x, 40));
    double n = e * (e + 2);
    return x < -700 ? 0 : n / (n + 2) + Math.min(x, 40) * 4 * e * (1 + e) / ((n + 2) * (n + 2));
  }

  @ParameterizedTest
  @MethodSource("claims")
  void errors_areBelowWhatIsSaid(Claim claim) {
    Worst worst = worst(claim);
    System.out.printf("%s: %.4g of %s at (%s, %s)%n", claim, worst.error, claim.scale == null ? "1 ulp" : "the scale", worst.x, worst.y);
    assertTrue(worst.error <= claim.bound, claim + ": " + worst);
  }

  /** The largest error and where it is. */
  record Worst(double error, float x, float y) {}

  static Worst worst(Claim claim) {
    return IntStream.range(0, BLOCKS).parallel().mapToObj(block -> {
      float[] x = new float[BLOCK];
      float[] y = new float[BLOCK];
      float[] z = new float[BLOCK];
      claim.pairs.fill(new Random(block), block, x, y);
      claim.op.kernel().run(x, 0, y, 0, z, 0, BLOCK);
      Worst worst = new Worst(0, 0, 0);
      for (int i = 0; i < BLOCK; i++) {
        double error = claim.error(x[i], y[i], z[i]);
        worst = error <= worst.error ? worst : new Worst(error, x[i], y[i]);
      }
      return worst;
    }).reduce((a, b) -> b.error <= a.error ? a : b).orElseThrow();
  }
}
