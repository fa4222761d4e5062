package lanewise.gradient;

import static lanewise.gradient.GradientCheck.awayFrom;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import lanewise.autograd.Functions;
import lanewise.gradient.Oracle.Window;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Tensor;
import lanewise.tensor.ops.BatchNormalization;
import lanewise.tensor.ops.ConvGeometry;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;

/** The gradient of every operation agrees with central differences of the oracle. */
class OperationGradientTest {
  private static final double EPS = 1e-2;

  @Property(tries = 150, seed = "1", shrinking = ShrinkingMode.OFF)
  void convolution(@ForAll @IntRange(min = 1, max = 3) int n, @ForAll @IntRange(min = 1, max = 10) int in,
      @ForAll @IntRange(min = 1, max = 10) int out,
      @ForAll @IntRange(min = 1, max = 4) int kernelH, @ForAll @IntRange(min = 1, max = 4) int kernelW, @ForAll long seed) {
    Random random = new Random(seed);
    Window g = new Window(1 + random.nextInt(3), 1 + random.nextInt(3), random.nextInt(kernelH), random.nextInt(kernelW), 1 + random.nextInt(2), 1
        + random.nextInt(2));
    int height = Math.max(1, g.dilationH() * (kernelH - 1) + 1 - 2 * g.padH()) + random.nextInt(3);
    int width = Math.max(1, g.dilationW() * (kernelW - 1) + 1 - 2 * g.padW()) + random.nextInt(3);
    ConvGeometry geometry = new ConvGeometry(in, height, width, out, kernelH, kernelW, g.strideH(), g.strideW(), g.padH(), g.padW(), g.dilationH(),
        g.dilationW());
    Tensor x = Doubles.normal(random, n, in, height, width);
    Tensor w = Doubles.normal(random, out, in, kernelH, kernelW);
    GradientCheck.check(random, p -> Functions.conv2d(p[0], p[1], Optional.of(p[2]), geometry), e -> Oracle.conv2d(e[0], e[1], e[2], g), x, w,
        Doubles.normal(random, out));
    Doubles zero = Doubles.zeros(out);
    GradientCheck.check(random, p -> Functions.conv2d(p[0], p[1], Optional.empty(), geometry), e -> Oracle.conv2d(e[0], e[1], zero, g), x, w);
  }

  @Property(tries = 100, seed = "2", shrinking = ShrinkingMode.OFF)
  void matrixProduct(@ForAll @IntRange(min = 1, max = 12) int m, @ForAll @IntRange(min = 1, max = 12) int k,
      @ForAll @IntRange(min = 1, max = 12) int n, @ForAll long seed) {
    Random random = new Random(seed);
    GradientCheck.check(random, p -> p[0].matmul(p[1]), e -> Oracle.matmul(e[0], e[1]), Doubles.normal(random, m, k), Doubles.normal(random, k, n));
  }

  @Property(tries = 100, seed = "3", shrinking = ShrinkingMode.OFF)
  void linear(@ForAll @IntRange(min = 1, max = 9) int n, @ForAll @IntRange(min = 1, max = 12) int in, @ForAll @IntRange(min = 1, max = 20) int out,
      @ForAll long seed) {
    Random random = new Random(seed);
    Tensor x = Doubles.normal(random, n, in);
    Tensor w = Doubles.normal(random, out, in);
    GradientCheck.check(random, p -> Functions.linear(p[0], p[1], p[2]), e -> Oracle.linear(e[0], e[1], e[2]), x, w, Doubles.normal(random, out));
    GradientCheck.check(random, p -> Functions.linear(p[0], p[1]), e -> Oracle.linear(e[0], e[1], Doubles.zeros(out)), x, w);
  }

  @Property(tries = 80, seed = "4", shrinking = ShrinkingMode.OFF)
  void batchNormInAllItsForms(@ForAll @IntRange(min = 2, max = 9) int n, @ForAll @IntRange(min = 1, max = 6) int channels,
      @ForAll @IntRange(min = 1, max = 3) int height,
      @ForAll @IntRange(min = 1, max = 3) int width, @ForAll long seed) {
    Random random = new Random(seed);
    Tensor[] inputs = {Doubles.normal(random, n, channels, height, width), Doubles.normal(random, channels), Doubles.normal(random, channels)};
    GradientCheck.check(random, p -> Functions.batchNorm(p[0], p[1], p[2], BatchNormalization.statistics(p[0].value()), EPS, false),
        e -> Oracle.batchNorm(e[0], e[1], e[2], EPS), inputs);
    Oracle.Frozen frozen = new Oracle.Frozen();
    GradientCheck.check(random, p -> Functions.batchNorm(p[0], p[1], p[2], BatchNormalization.statistics(p[0].value()), EPS, true),
        e -> frozen.batchNorm(e[0], e[1], e[2], EPS), frozen::rewind, inputs);
    double[][] running = {random.doubles(channels, -1, 1).toArray(), random.doubles(channels, 0.1, 3).toArray()};
    GradientCheck.check(random, p -> Functions.batchNorm(p[0], p[1], p[2], running[0], running[1], EPS),
        e -> Oracle.normalize(e[0], e[1], e[2], running, EPS), inputs);
  }

  @Property(tries = 80, seed = "5", shrinking = ShrinkingMode.OFF)
  void rectifiers(@ForAll @IntRange(min = 1, max = 60) int n, @ForAll @IntRange(max = 9) int tenthsOfLeak, @ForAll long seed) {
    Random random = new Random(seed);
    float leak = tenthsOfLeak / 10f;
    Tensor x = awayFrom(Doubles.normal(random, n), List.of(0.0, 1.4));
    GradientCheck.check(random, p -> Functions.relu(p[0]), e -> Oracle.generalRelu(e[0], 0, 0, 1 / 0.0), x);
    GradientCheck.check(random, p -> Functions.leakyRelu(p[0], leak), e -> Oracle.generalRelu(e[0], leak, 0, 1 / 0.0), x);
    GradientCheck.check(random, p -> Functions.generalRelu(p[0], leak, 0.4f, 1), e -> Oracle.generalRelu(e[0], leak, 0.4, 1), x);
  }

  @Property(tries = 80, seed = "6", shrinking = ShrinkingMode.OFF)
  void arithmetic(@ForAll @IntRange(min = 1, max = 5) int n, @ForAll @IntRange(min = 1, max = 20) int m, @ForAll long seed) {
    Random random = new Random(seed);
    Tensor[] inputs = {Doubles.normal(random, n, m), Doubles.normal(random, n, m)};
    GradientCheck.check(random, p -> p[0].add(p[1]), e -> Oracle.add(e[0], e[1]), inputs);
    GradientCheck.check(random, p -> p[0].sub(p[1]), e -> Oracle.zip(e[0], e[1], (a, b) -> a - b), inputs);
    GradientCheck.check(random, p -> p[0].mul(p[1]), e -> Oracle.multiply(e[0], e[1]), inputs);
    GradientCheck.check(random, p -> p[0].mul(-1.7f), e -> Oracle.map(e[0], v -> v * -1.7f), inputs[0]);
    GradientCheck.check(random, p -> p[0].reshape(m, -1), e -> Oracle.reshape(e[0], m, n), inputs[0]);
    GradientCheck.check(random, p -> p[0].sum(), e -> Oracle.sum(e[0]), inputs[0]);
    GradientCheck.check(random, p -> p[0].mean(), e -> Oracle.mean(e[0]), inputs[0]);
  }

  @Property(tries = 80, seed = "7", shrinking = ShrinkingMode.OFF)
  void crossEntropy(@ForAll @IntRange(min = 1, max = 12) int n, @ForAll @IntRange(min = 1, max = 12) int classes, @ForAll long seed) {
    Random random = new Random(seed);
    long[] targets = random.longs(n, 0, classes).toArray();
    GradientCheck.check(random, p -> Functions.crossEntropy(p[0], LongTensor.of(targets, n)), e -> Oracle.crossEntropy(e[0], targets),
        Doubles.normal(random, n, classes));
  }
}
