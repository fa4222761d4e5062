package lanewise.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import lanewise.autograd.Functions;
import lanewise.autograd.NoGrad;
import lanewise.autograd.Parameter;
import lanewise.autograd.Variable;
import lanewise.gradient.Oracle.Window;
import lanewise.optim.SGD;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Scope;
import lanewise.tensor.Tensor;
import lanewise.tensor.ops.BatchNormalization;
import lanewise.tensor.ops.ConvGeometry;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;

/** Gradients of whole graphs: variables used many times, gradients that add up, networks of several layers. */
class GraphGradientTest {
  /** One instruction of a random program: which of the values so far it takes, and what it does with them. */
  private record Instruction(int operation, int first, int second) {
    Variable of(List<Variable> values) {
      Variable x = values.get(first);
      Variable y = values.get(second);
      return switch (operation) {
        case 0 -> x.add(y);
        case 1 -> x.sub(y);
        case 2 -> x.mul(y).mul(0.5f);
        case 3 -> x.mul(-0.75f);
        default -> x.mul(x).mul(0.25f);
      };
    }

    Doubles ofExact(List<Doubles> values) {
      Doubles x = values.get(first);
      Doubles y = values.get(second);
      return switch (operation) {
        case 0 -> Oracle.add(x, y);
        case 1 -> Oracle.zip(x, y, (a, b) -> a - b);
        case 2 -> Oracle.zip(x, y, (a, b) -> a * b * 0.5);
        case 3 -> Oracle.map(x, a -> a * -0.75);
        default -> Oracle.map(x, a -> a * a * 0.25);
      };
    }
  }

  private static List<Instruction> program(Random random, int inputs, int length) {
    List<Instruction> program = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      program.add(new Instruction(random.nextInt(5), random.nextInt(inputs + i), random.nextInt(inputs + i)));
    }
    return program;
  }

  /** The sum of all values that the program makes, so that every instruction counts. */
  private static Variable run(List<Instruction> program, Parameter[] inputs) {
    List<Variable> values = new ArrayList<>(List.of(inputs));
    Variable total = inputs[0];
    for (Parameter input : inputs) {
      total = total.add(input);
    }
    for (Instruction i : program) {
      values.add(i.of(values));
      total = total.add(values.getLast());
    }
    return total;
  }

  private static Doubles runExact(List<Instruction> program, Doubles[] inputs) {
    List<Doubles> values = new ArrayList<>(List.of(inputs));
    Doubles total = inputs[0];
    for (Doubles input : inputs) {
      total = Oracle.add(total, input);
    }
    for (Instruction i : program) {
      values.add(i.ofExact(values));
      total = Oracle.add(total, values.getLast());
    }
    return total;
  }

  private static Tensor[] small(Random random, int count, int... shape) {
    Tensor[] inputs = new Tensor[count];
    for (int i = 0; i < count; i++) {
      float[] values = new float[Doubles.zeros(shape).size()];
      for (int j = 0; j < values.length; j++) {
        values[j] = random.nextFloat() * 2 - 1;
      }
      inputs[i] = Tensor.of(values, shape);
    }
    return inputs;
  }

  @Property(tries = 200, seed = "1", shrinking = ShrinkingMode.OFF)
  void randomProgramsThatReuseTheirValues(@ForAll @IntRange(min = 1, max = 4) int inputs, @ForAll @IntRange(max = 12) int length, @ForAll long seed) {
    Random random = new Random(seed);
    List<Instruction> program = program(random, inputs, length);
    GradientCheck.check(random, p -> run(program, p), e -> runExact(program, e), small(random, inputs, 2, 3));
  }

  @Property(tries = 100)
  void twoPasses_addTheirGradientsUp(@ForAll @IntRange(min = 1, max = 3) int inputs, @ForAll @IntRange(max = 8) int length, @ForAll long seed) {
    Random random = new Random(seed);
    List<Instruction> first = program(random, inputs, length);
    List<Instruction> second = program(random, inputs, length);
    Tensor[] values = small(random, inputs, 5);
    Parameter[] both = parameters(values);
    run(first, both).sum().backward();
    run(second, both).sum().backward();
    Parameter[] one = parameters(values);
    run(first, one).sum().backward();
    Parameter[] other = parameters(values);
    run(second, other).sum().backward();
    for (int i = 0; i < inputs; i++) {
      for (int j = 0; j < values[i].size(); j++) {
        double sum = (double) one[i].grad().get(j) + other[i].grad().get(j);
        assertEquals(sum, both[i].grad().get(j), 1e-5 * Math.max(1, Math.abs(one[i].grad().get(j)) + Math.abs(sum)));
      }
    }
  }

  @Property(tries = 100)
  void aGraphDifferentiatedTwice_givesTheSameGradientEachTime(@ForAll @IntRange(max = 12) int length, @ForAll long seed) {
    Random random = new Random(seed);
    List<Instruction> program = program(random, 2, length);
    Parameter[] p = parameters(small(random, 2, 5));
    Variable y = run(program, p).sum();
    y.backward();
    float[] once = p[0].grad().toArray();
    p[0].zeroGrad();
    y.backward();
    assertArrayEquals(once, p[0].grad().toArray());
  }

  @Property(tries = 100)
  void scopesAndNoGradAroundIt_changeNoValueAndNoGradient(@ForAll @IntRange(max = 12) int length, @ForAll long seed) {
    Random random = new Random(seed);
    List<Instruction> program = program(random, 2, length);
    Tensor[] values = small(random, 2, 5);
    Parameter[] plain = parameters(values);
    Variable y = run(program, plain);
    y.sum().backward();
    Parameter[] scoped = parameters(values);
    try (var _ = Scope.open()) {
      try (var _ = NoGrad.open()) {
        Variable unrecorded = run(program, scoped);
        assertFalse(unrecorded.requiresGrad());
        assertArrayEquals(y.value().toArray(), unrecorded.value().toArray());
      }
      run(program, scoped).sum().backward();
    }
    assertArrayEquals(plain[1].grad().toArray(), scoped[1].grad().toArray());
  }

  @Property(tries = 20)
  void aStepOfTheOptimizer_leavesWhatWasComputedBefore(@ForAll long seed) {
    Random random = new Random(seed);
    Tensor value = Doubles.normal(random, 4, 3, 1, 1);
    Parameter image = new Parameter(value);
    Variable y = Functions.batchNorm(image, Variable.of(Tensor.ones(3)), Variable.of(Tensor.zeros(3)), new double[3], new double[] {1, 2, 3}, 0.5);
    Variable same = Functions.batchNorm(Variable.of(value), Variable.of(Tensor.ones(3)), Variable.of(Tensor.zeros(3)), new double[3],
        new double[] {1, 2, 3}, 0.5);
    image.backward(Tensor.ones(4, 3, 1, 1));
    new SGD(List.of(image), SGD.options().lr(1)).step();
    assertArrayEquals(same.value().toArray(), y.value().toArray());
  }

  private static Parameter[] parameters(Tensor[] values) {
    Parameter[] p = new Parameter[values.length];
    for (int i = 0; i < p.length; i++) {
      p[i] = new Parameter(values[i]);
    }
    return p;
  }

  @Property(tries = 30, seed = "2", shrinking = ShrinkingMode.OFF)
  void aConvolutionalNetworkWithAShortcut(@ForAll boolean detached, @ForAll @IntRange(min = 2, max = 9) int n, @ForAll long seed) {
    Random random = new Random(seed);
    Window g = new Window(1, 1, 1, 1, 1, 1);
    ConvGeometry first = new ConvGeometry(2, 3, 4, 3, 3, 3, 1, 1, 1, 1, 1, 1);
    ConvGeometry second = new ConvGeometry(3, 3, 4, 3, 3, 3, 1, 1, 1, 1, 1, 1);
    long[] targets = random.longs(n, 0, 4).toArray();
    Oracle.Frozen frozen = new Oracle.Frozen();
    double eps = 1e-2;
    GradientCheck.check(random, p -> {
      Variable x = Functions.conv2d(p[0], p[1], Optional.of(p[2]), first);
      Variable y = Functions.batchNorm(x, p[3], p[4], BatchNormalization.statistics(x.value()), eps, detached);
      Variable z = Functions.conv2d(y, p[5], Optional.of(p[6]), second).add(y).mul(0.5f);
      return Functions.crossEntropy(Functions.linear(z.mul(z).reshape(n, 36), p[7], p[8]), LongTensor.of(targets, n));
    }, e -> {
      Doubles x = Oracle.conv2d(e[0], e[1], e[2], g);
      Doubles y = detached ? frozen.batchNorm(x, e[3], e[4], eps) : Oracle.batchNorm(x, e[3], e[4], eps);
      Doubles z = Oracle.map(Oracle.add(Oracle.conv2d(y, e[5], e[6], g), y), v -> 0.5 * v);
      return Oracle.crossEntropy(Oracle.linear(Oracle.reshape(Oracle.multiply(z, z), n, 36), e[7], e[8]), targets);
    }, frozen::rewind, Doubles.normal(random, n, 2, 3, 4), Doubles.normal(random, 3, 2, 3, 3), Doubles.normal(random, 3), Doubles.normal(random, 3),
        Doubles.normal(random, 3), small(random, 1, 3, 3, 3, 3)[0], Doubles.normal(random, 3), small(random, 1, 4, 36)[0], Doubles.normal(random, 4));
  }
}
