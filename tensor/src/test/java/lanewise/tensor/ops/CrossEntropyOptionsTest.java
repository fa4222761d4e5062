package lanewise.tensor.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.Values;
import lanewise.tensor.ops.lines.Lines;
import lanewise.tensor.ops.loss.ClassTargets;
import org.junit.jupiter.api.Test;

/** Every option and shape of the cross-entropy gives the loss of the definition, and its gradient by central differences of that. */
class CrossEntropyOptionsTest {
  private static final long IGNORED = 2;

  @Test
  void everyOptionAndShape_givesTheLossAndGradientOfTheDefinition() {
    Random random = new Random(7);
    for (int[] shape : new int[][] {{5}, {6, 4}, {3, 40}, {2, 3, 5}, {2, 9, 300}, {3, 4, 2, 3}}) {
      Tensor x = Values.normalTensor(random, shape);
      Lines lines = ClassTargets.lines(x.shape());
      long[] numbers = random.longs(lines.count(), 0, lines.n()).toArray();
      numbers[0] = 1;
      LongTensor targets = LongTensor.of(numbers, ClassTargets.lineShape(x.shape()).toArray());
      Tensor w = Elementwise.scale(Values.normalTensor(random, lines.n()), 0.3f);
      Optional<Tensor> weight = Optional.of(Elementwise.add(Elementwise.multiply(w, w), Tensor.ones(lines.n())));
      for (LossReduction reduction : List.of(LossReduction.NONE, LossReduction.MEAN, LossReduction.SUM)) {
        for (double smoothing : new double[] {0, 0.3}) {
          check(x, lines, targets, new CrossEntropy.Options(Optional.empty(), IGNORED, smoothing, reduction));
          check(x, lines, targets, new CrossEntropy.Options(weight, IGNORED, smoothing, reduction));
        }
      }
    }
  }

  private static void check(Tensor x, Lines lines, LongTensor targets, CrossEntropy.Options o) {
    CrossEntropy.Forward f = CrossEntropy.forward(x, targets, o);
    boolean none = o.reduction() == LossReduction.NONE;
    float[] dy = Values.normal(new Random(8), f.loss().size());
    float[] dx = f.gradient().apply(Tensor.of(dy, f.loss().shape().toArray())).toArray();
    float[] values = x.toArray();
    float[] w = weights(o, lines.n());
    double total = 0;
    double divisor = 0;
    for (int j = 0; j < lines.count(); j++) {
      double loss = loss(line(values, lines, j), (int) targets.at(j), w, o.labelSmoothing());
      total += loss;
      divisor += targets.at(j) == IGNORED ? 0 : w[(int) targets.at(j)];
      if (none) {
        assertEquals(loss, f.loss().toArray()[j], 1e-6 * (1 + Math.abs(loss)), x.shape() + " with " + o);
      }
    }
    double share = o.reduction() == LossReduction.MEAN ? divisor : 1;
    if (!none) {
      assertEquals(total / share, f.loss().item(), 1e-6 * (1 + Math.abs(total / share)), x.shape() + " with " + o);
    }
    for (int j = 0; j < Math.min(20, lines.count()); j++) {
      for (int c = 0; c < lines.n(); c++) {
        double[] scores = line(values, lines, j);
        scores[c] += 1e-4;
        double above = loss(scores, (int) targets.at(j), w, o.labelSmoothing());
        scores[c] -= 2e-4;
        double slope = (above - loss(scores, (int) targets.at(j), w, o.labelSmoothing())) / 2e-4;
        double up = dy[none ? j : 0] / share;
        assertEquals(slope * up, dx[place(lines, j, c)], 2e-6 * (1 + Math.abs(up)), "gradient of " + x.shape() + " with " + o);
      }
    }
  }

  private static int place(Lines lines, int j, int c) {
    return (j / lines.inner() * lines.n() + c) * lines.inner() + j % lines.inner();
  }

  private static double[] line(float[] values, Lines lines, int j) {
    double[] scores = new double[lines.n()];
    for (int c = 0; c < scores.length; c++) {
      scores[c] = values[place(lines, j, c)];
    }
    return scores;
  }

  private static float[] weights(CrossEntropy.Options o, int classes) {
    float[] ones = new float[classes];
    Arrays.fill(ones, 1);
    return o.weight().map(Tensor::toArray).orElse(ones);
  }

  /** The sum of -w q log softmax over the classes. */
  private static double loss(double[] scores, int target, float[] w, double smoothing) {
    if (target == IGNORED) {
      return 0;
    }
    double log = Math.log(Arrays.stream(scores).map(Math::exp).sum());
    double loss = 0;
    for (int c = 0; c < scores.length; c++) {
      double q = (c == target ? 1 - smoothing : 0) + smoothing / scores.length;
      loss -= w[c] * q * (scores[c] - log);
    }
    return loss;
  }
}
