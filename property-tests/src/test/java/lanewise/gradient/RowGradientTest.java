package lanewise.gradient;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import lanewise.autograd.LossFunctions;
import lanewise.autograd.Normalizations;
import lanewise.autograd.Reductions;
import lanewise.tensor.Tensor;
import lanewise.tensor.ops.LossReduction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;

/** The gradients of reductions along rows, of normalisations of rows and of losses agree with central differences of their definitions. */
class RowGradientTest {
  private static final double EPS = 1e-2;

  /** A function of one row. */
  private interface Row {
    double of(double[] row, int i);
  }

  /** Each row of [N, C] reduced to a number, or each element replaced. */
  private static Doubles rows(Doubles x, boolean reduced, Row f) {
    int n = x.dim(1);
    Doubles y = reduced ? Doubles.zeros(x.dim(0)) : Doubles.zeros(x.shape());
    for (int r = 0; r < x.dim(0); r++) {
      double[] row = Arrays.copyOfRange(x.data(), r * n, (r + 1) * n);
      for (int i = 0; i < (reduced ? 1 : n); i++) {
        y.data()[reduced ? r : r * n + i] = f.of(row, i);
      }
    }
    return y;
  }

  private static double sum(double[] row) {
    double sum = 0;
    for (double v : row) {
      sum += v;
    }
    return sum;
  }

  private static double logSumExp(double[] row) {
    double sum = 0;
    for (double v : row) {
      sum += Math.exp(v);
    }
    return Math.log(sum);
  }

  private static double power(double[] row, double p, double centre) {
    double sum = 0;
    for (double v : row) {
      sum += Math.pow(Math.abs(v - centre), p);
    }
    return sum;
  }

  @Property(tries = 40, seed = "21", shrinking = ShrinkingMode.OFF)
  void reductionsOfRows(@ForAll @IntRange(min = 1, max = 6) int n, @ForAll @IntRange(min = 2, max = 40) int c, @ForAll long seed) {
    Random random = new Random(seed);
    Tensor x = GradientCheck.awayFrom(Doubles.normal(random, n, c), List.of(0.0));
    GradientCheck.check(random, p -> p[0].sum(1), e -> rows(e[0], true, (r, i) -> sum(r)), x);
    GradientCheck.check(random, p -> p[0].mean(-1), e -> rows(e[0], true, (r, i) -> sum(r) / c), x);
    GradientCheck.check(random, p -> Reductions.logSumExp(p[0], false, 1), e -> rows(e[0], true, (r, i) -> logSumExp(r)), x);
    GradientCheck.check(random, p -> Reductions.var(p[0], 1, false, 1), e -> rows(e[0], true, (r, i) -> power(r, 2, sum(r) / c) / (c - 1)), x);
    GradientCheck.check(random, p -> Reductions.vectorNorm(p[0], 2, false, 1), e -> rows(e[0], true, (r, i) -> Math.sqrt(power(r, 2, 0))), x);
    GradientCheck.check(random, p -> Reductions.vectorNorm(p[0], 3, false, 1), e -> rows(e[0], true, (r, i) -> Math.cbrt(power(r, 3, 0))), x);
    GradientCheck.check(random, p -> p[0].softmax(1), e -> rows(e[0], false, (r, i) -> Math.exp(r[i] - logSumExp(r))), x);
    GradientCheck.check(random, p -> p[0].logSoftmax(1), e -> rows(e[0], false, (r, i) -> r[i] - logSumExp(r)), x);
    GradientCheck.check(random, p -> Reductions.cumsum(p[0], 1), e -> rows(e[0], false, (r, i) -> sum(Arrays.copyOf(r, i + 1))), x);
  }

  @Property(tries = 40, seed = "22", shrinking = ShrinkingMode.OFF)
  void normalizationsOfRows(@ForAll @IntRange(min = 1, max = 6) int n, @ForAll @IntRange(min = 2, max = 40) int c, @ForAll long seed) {
    Random random = new Random(seed);
    Tensor x = Doubles.normal(random, n, c);
    Tensor w = Doubles.normal(random, c);
    Tensor b = Doubles.normal(random, c);
    GradientCheck.check(random, p -> Normalizations.layerNorm(p[0], new int[] {c}, Optional.of(p[1]), Optional.of(p[2]), EPS),
        e -> rows(e[0], false, (r, i) -> (r[i] - sum(r) / c) / Math.sqrt(power(r, 2, sum(r) / c) / c + EPS) * e[1].data()[i] + e[2].data()[i]),
        x, w, b);
    GradientCheck.check(random, p -> Normalizations.rmsNorm(p[0], new int[] {c}, Optional.of(p[1]), EPS),
        e -> rows(e[0], false, (r, i) -> r[i] / Math.sqrt(power(r, 2, 0) / c + EPS) * e[1].data()[i]), x, w);
  }

  @Property(tries = 40, seed = "23", shrinking = ShrinkingMode.OFF)
  void lossesOfPairs(@ForAll @IntRange(min = 1, max = 6) int n, @ForAll @IntRange(min = 1, max = 9) int c, @ForAll long seed) {
    Random random = new Random(seed);
    Tensor x = Doubles.normal(random, n, c);
    Tensor t = Doubles.normal(random, n, c);
    GradientCheck.check(random, p -> LossFunctions.mseLoss(p[0], p[1], LossReduction.MEAN),
        e -> Oracle.mean(Oracle.zip(e[0], e[1], (a, b) -> (a - b) * (a - b))), x, t);
    GradientCheck.check(random, p -> LossFunctions.huberLoss(p[0], p[1], 0.7f, LossReduction.NONE),
        e -> Oracle.zip(e[0], e[1], (a, b) -> Math.abs(a - b) <= 0.7f ? (a - b) * (a - b) / 2 : 0.7f * (Math.abs(a - b) - 0.35f)), x, t);
    GradientCheck.check(random, p -> LossFunctions.smoothL1Loss(p[0], p[1], 0.7f, LossReduction.SUM),
        e -> Oracle.sum(Oracle.zip(e[0], e[1], (a, b) -> Math.abs(a - b) < 0.7f ? (a - b) * (a - b) / 1.4f : Math.abs(a - b) - 0.35f)), x, t);
    GradientCheck.check(random, p -> LossFunctions.binaryCrossEntropyWithLogits(p[0], Tensor.full(0.3f, n, c), Optional.empty(), Optional.empty(),
        LossReduction.MEAN), e -> Oracle.mean(Oracle.map(e[0], v -> Math.log1p(Math.exp(v)) - 0.3f * v)), x);
  }
}
