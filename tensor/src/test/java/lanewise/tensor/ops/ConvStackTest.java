package lanewise.tensor.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import lanewise.tensor.KernelLevel;
import lanewise.tensor.Scope;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.Bits;
import lanewise.tensor.kernel.Levels;
import lanewise.tensor.kernel.Values;
import lanewise.tensor.kernel.workers.WorkerPool;
import org.junit.jupiter.api.Test;

/** Stages that run together have the bits of convolution, rectifier, normalisation and rectifier one after the other. */
class ConvStackTest {
  private static final int[] BATCHES = {1, 2, 7, 8, 9, 33, 63, 64, 97};
  private static final float[] LEAKS = {1, 0, 0.1f};

  private static ConvStack.Stage stage(Random random, ConvGeometry g, boolean special) {
    int o = g.outChannels();
    Tensor weight = special ? Values.specialTensor(random, 60, o, g.groupInChannels(), g.kernelHeight(), g.kernelWidth())
        : Values.normalTensor(random, o, g.groupInChannels(), g.kernelHeight(), g.kernelWidth());
    Optional<Tensor> bias = random.nextInt(3) == 0 ? Optional.empty() : Optional.of(Values.specialTensor(random, special ? 6 : 9999, o));
    float[] variance = new float[o];
    for (int c = 0; c < o; c++) {
      variance[c] = random.nextFloat();
    }
    Optional<ConvStack.Normalization> norm = random.nextInt(3) == 0 ? Optional.empty()
        : Optional.of(new ConvStack.Normalization(Values.normalTensor(random, o), Tensor.of(variance, o), 1e-5,
            Values.normalTensor(random, o), Values.specialTensor(random, special ? 6 : 9999, o)));
    return new ConvStack.Stage(g, weight, bias, LEAKS[random.nextInt(3)], norm, LEAKS[random.nextInt(3)]);
  }

  private static Tensor separately(Tensor x, List<ConvStack.Stage> stages) {
    Tensor y = x;
    for (ConvStack.Stage s : stages) {
      y = Convolution.forward(y, s.weight(), s.bias(), s.geometry());
      y.toArray();
      y = s.before() == 1 ? y : Elementwise.rectify(y, s.before(), 0, Float.POSITIVE_INFINITY);
      if (s.normalization().isPresent()) {
        y = BatchNormalization.normalize(y, s.normalization().get());
        y.toArray();
      }
      y = s.after() == 1 ? y : Elementwise.rectify(y, s.after(), 0, Float.POSITIVE_INFINITY);
    }
    return y;
  }

  private static Tensor input(Random random, ConvGeometry g, int batch, boolean special) {
    return special ? Values.specialTensor(random, 200, batch, g.inChannels(), g.inHeight(), g.inWidth())
        : Values.normalTensor(random, batch, g.inChannels(), g.inHeight(), g.inWidth());
  }

  /** At every level and with some numbers of threads, three times: weights are packed anew, then kept, then found. */
  private static void compare(Tensor x, List<ConvStack.Stage> stages, String what) {
    Tensor expected = Levels.scalar(() -> separately(x, stages));
    int before = WorkerPool.threads();
    int number = 0;
    try {
      for (KernelLevel level : Levels.all()) {
        WorkerPool.setThreads(new int[] {1, 2, 3, 5}[number++ % 4]);
        for (int repeat = 0; repeat < 3; repeat++) {
          try (var _ = Scope.open()) {
            Bits.assertSame(expected, Levels.at(level, () -> ConvStack.forward(x, stages)), level + ", call " + repeat + " of " + what);
          }
        }
      }
    } finally {
      WorkerPool.setThreads(before);
    }
  }

  @Test
  void theNotebooksNetwork_hasTheBitsOfSeparateOperationsForEveryBatch() {
    for (int batch : BATCHES) {
      Random random = new Random(batch);
      List<ConvStack.Stage> stages = Geometries.NETWORK.stream().map(g -> stage(random, g, batch % 4 == 3)).toList();
      compare(input(random, Geometries.NETWORK.getFirst(), batch, false), stages, "batch " + batch);
    }
  }

  @Test
  void randomConvolutions_haveTheBitsOfSeparateOperations() {
    int number = 0;
    for (Geometries.Case c : Geometries.random(8, 150, 150_000)) {
      Random random = new Random(number);
      boolean special = number++ % 3 == 0;
      compare(input(random, c.geometry(), c.batch(), special), List.of(stage(random, c.geometry(), special)), c.toString());
    }
  }

  @Test
  void chainsOfThreeRandomStages_haveTheBitsOfSeparateOperations() {
    for (int number = 0; number < 24; number++) {
      Random random = new Random(100 + number);
      List<ConvStack.Stage> stages = new ArrayList<>();
      int channels = 1 + random.nextInt(40);
      int height = 5 + random.nextInt(9);
      int width = 5 + random.nextInt(9);
      ConvGeometry first = null;
      for (int i = 0; i < 3; i++) {
        int kernel = 1 + 2 * random.nextInt(2);
        int groups = random.nextInt(5) == 0 ? channels : 1;
        int out = groups > 1 ? channels : 1 + random.nextInt(70);
        ConvGeometry g = ConvGeometry.of(channels, height, width, out, kernel, kernel,
            ConvGeometry.options().stride(1 + random.nextInt(2)).padding(random.nextInt(2)).groups(groups));
        first = first == null ? g : first;
        stages.add(stage(random, g, number % 3 == 0));
        channels = out;
        height = g.outHeight();
        width = g.outWidth();
        if (Math.min(height, width) < 3) {
          break;
        }
      }
      int batch = BATCHES[random.nextInt(BATCHES.length)];
      compare(input(random, first, batch, number % 3 == 0), stages, "batch " + batch + " of " + stages.stream().map(s -> s.geometry()).toList());
    }
  }

  @Test
  void aSumOfMinusZero_staysWhatItIsBesideTheBorder() {
    ConvGeometry g = ConvGeometry.of(1, 3, 3, 1, 3, 3, ConvGeometry.options().padding(1));
    Tensor x = Tensor.full(-1e-30f, 1, 1, 3, 3);
    Tensor weight = Tensor.full(1e-30f, 1, 1, 3, 3);
    for (Optional<Tensor> bias : List.of(Optional.<Tensor>empty(), Optional.of(Tensor.full(-0f, 1)), Optional.of(Tensor.zeros(1)))) {
      List<ConvStack.Stage> stages = List.of(new ConvStack.Stage(g, weight, bias, 1, Optional.empty(), 1));
      compare(x, stages, "bias " + bias);
    }
    assertEquals(Float.floatToRawIntBits(-0f), Float.floatToRawIntBits(ConvStack.forward(x, List.of(new ConvStack.Stage(g, weight, Optional.empty(),
        1, Optional.empty(), 1))).get(0, 0, 0, 0)));
  }

  @Test
  void aPendingInput_isNormalisedOnTheWay() {
    for (int batch : new int[] {1, 9, 70}) {
      Random random = new Random(batch);
      ConvGeometry g = Geometries.NETWORK.get(1);
      ConvStack.Stage s = stage(random, g, false);
      Tensor raw = input(random, g, batch, false);
      double[] mean = random.doubles(g.inChannels()).toArray();
      double[] variance = random.doubles(g.inChannels()).toArray();
      Tensor w = Tensor.full(1.5f, g.inChannels());
      Tensor applied = BatchNormalization.normalize(raw, mean, variance, 1e-5, w, w);
      Tensor expected = separately(Tensor.of(applied.toArray(), applied.shape().toArray()), List.of(s));
      Bits.assertSame(expected, ConvStack.forward(BatchNormalization.normalize(raw, mean, variance, 1e-5, w, w), List.of(s)), "batch " + batch);
    }
  }

  @Test
  void anEmptyBatch_givesAnEmptyResult() {
    Random random = new Random(1);
    List<ConvStack.Stage> stages = Geometries.NETWORK.stream().map(g -> stage(random, g, false)).toList();
    assertEquals(0, ConvStack.forward(Tensor.zeros(0, 1, 28, 28), stages).shape().dim(0));
  }

  @Test
  void whatDoesNotFit_isRefusedWithBothShapes() {
    Random random = new Random(1);
    ConvStack.Stage a = stage(random, Geometries.NETWORK.get(0), false);
    ConvStack.Stage c = stage(random, Geometries.NETWORK.get(2), false);
    String text = assertThrows(IllegalArgumentException.class, () -> ConvStack.forward(Tensor.zeros(1, 1, 28, 28), List.of(a, c))).getMessage();
    assertTrue(text.contains("[8, 14, 14]") && text.contains("[16, 7, 7]"), text);
    assertThrows(IllegalArgumentException.class, () -> ConvStack.forward(Tensor.zeros(1, 1, 28, 28), List.of()));
    assertThrows(IllegalArgumentException.class, () -> ConvStack.forward(Tensor.zeros(1, 2, 28, 28), List.of(a)));
  }
}
