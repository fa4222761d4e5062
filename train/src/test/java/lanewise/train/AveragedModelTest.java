package lanewise.train;

import static lanewise.nn.Layers.batchNorm2d;
import static lanewise.nn.Layers.conv2d;
import static lanewise.nn.Layers.flatten;
import static lanewise.nn.Layers.linear;
import static lanewise.nn.Layers.relu;
import static lanewise.nn.Layers.sequential;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import lanewise.nn.BatchNorm2d;
import lanewise.nn.Blueprint;
import lanewise.nn.Layer;
import lanewise.optim.Averaging;
import lanewise.tensor.AnyTensor;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Rng;
import lanewise.tensor.Tensor;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class AveragedModelTest {
  private static final Blueprint NET = sequential(conv2d(1, 2, 3), batchNorm2d(2), relu(), flatten(), linear(8, 3));
  private static final Blueprint SMALL = sequential(linear(3, 2), linear(2, 1));

  private static Layer model(Blueprint blueprint, long seed) {
    return blueprint.init(Rng.seed(seed));
  }

  private static void randomize(Layer model, Random random) {
    model.namedParameters().values().forEach(p -> p.value().copyFrom(normal(random, p.shape().toArray())));
    Map<String, AnyTensor> buffers = new LinkedHashMap<>();
    model.namedBuffers().forEach((path, t) -> buffers.put(path,
        t instanceof LongTensor ? LongTensor.scalar(random.nextInt(1000)) : normal(random, t.shape().toArray())));
    model.setBuffers(buffers);
  }

  private static Tensor normal(Random random, int... shape) {
    Tensor t = Tensor.zeros(shape);
    float[] x = new float[t.size()];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.nextGaussian();
    }
    return Tensor.of(x, shape);
  }

  private static double[] flat(Map<String, AnyTensor> state, String ending) {
    List<Double> all = new ArrayList<>();
    state.forEach((path, t) -> {
      if (path.endsWith(ending) && t instanceof Tensor f) {
        for (float x : f.toArray()) {
          all.add((double) x);
        }
      }
    });
    return all.stream().mapToDouble(x -> x).toArray();
  }

  @Property(tries = 500)
  void swaIsTheArithmeticMean(@ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int updates) {
    Random random = new Random(seed);
    Layer model = model(SMALL, 1);
    AveragedModel averaged = new AveragedModel(model, model(SMALL, 2));
    double[] mean = new double[flat(model.stateDict(), "").length];
    for (int k = 0; k < updates; k++) {
      randomize(model, random);
      averaged.update(model);
      double[] x = flat(model.stateDict(), "");
      for (int i = 0; i < mean.length; i++) {
        mean[i] += x[i] / updates;
      }
    }
    assertEquals(updates, averaged.nAveraged());
    assertArrayEquals(mean, flat(averaged.module().stateDict(), ""), 2e-6);
  }

  @Property(tries = 500)
  void emaHasItsClosedForm(@ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int updates, @ForAll @IntRange(max = 20) int twentieths) {
    double decay = twentieths / 20.0;
    Random random = new Random(seed);
    Layer model = model(SMALL, 1);
    AveragedModel averaged = new AveragedModel(model, model(SMALL, 2), Averaging.ema(decay), false);
    double[] expected = new double[flat(model.stateDict(), "").length];
    double[] first = new double[0];
    double[] last = new double[0];
    for (int k = 1; k <= updates; k++) {
      randomize(model, random);
      averaged.update(model);
      last = flat(model.stateDict(), "");
      first = k == 1 ? last : first;
      double weight = Math.pow(decay, updates - k) * (k == 1 ? 1 : 1 - decay);
      for (int i = 0; i < expected.length; i++) {
        expected[i] += weight * last[i];
      }
    }
    double[] actual = flat(averaged.module().stateDict(), "");
    assertArrayEquals(expected, actual, 2e-6);
    if (decay == 0) {
      assertArrayEquals(last, actual);
    }
    if (decay == 1) {
      assertArrayEquals(first, actual);
    }
  }

  @Property(tries = 500)
  void buffersAreCopiedOrAveragedAndCountsCutTowardsZero(@ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int updates, @ForAll boolean use) {
    Random random = new Random(seed);
    Layer model = model(NET, 1);
    AveragedModel averaged = new AveragedModel(model, model(NET, 2), Averaging.swa(), use);
    double[] mean = new double[2];
    double count = 0;
    for (int k = 0; k < updates; k++) {
      randomize(model, random);
      averaged.update(model);
      double[] now = flat(model.stateDict(), "running_var");
      long batches = ((LongTensor) model.stateDict().get("1.num_batches_tracked")).item();
      for (int i = 0; i < 2; i++) {
        mean[i] = use ? mean[i] + (now[i] - mean[i]) / (k + 1) : now[i];
      }
      float step = (float) (batches - count) / (k + 1);
      count = use && k > 0 ? (long) (float) (count + step) : batches;
    }
    assertArrayEquals(mean, flat(averaged.module().stateDict(), "running_var"), 1e-6);
    long actual = ((LongTensor) averaged.module().stateDict().get("1.num_batches_tracked")).item();
    assertEquals(count, actual, use ? 1 : 0, "cutting at a whole number may fall to either side by one rounding");
  }

  @Test
  void aSavedAverageGoesOnLikeTheOriginal() {
    Random random = new Random(1);
    Layer model = model(NET, 1);
    AveragedModel averaged = new AveragedModel(model, model(NET, 2), Averaging.ema(0.9), true);
    AveragedModel other = new AveragedModel(model, model(NET, 3), Averaging.ema(0.9), true);
    for (int k = 0; k < 3; k++) {
      randomize(model, random);
      averaged.update(model);
    }
    Map<String, AnyTensor> state = averaged.stateDict();
    assertEquals(3, ((LongTensor) state.get("n_averaged")).item());
    assertTrue(state.containsKey("module.1.running_mean"));
    other.loadStateDict(state);
    randomize(model, random);
    averaged.update(model);
    other.update(model);
    assertEquals(4, other.nAveraged());
    assertArrayEquals(flat(averaged.stateDict(), ""), flat(other.stateDict(), ""));
  }

  @Test
  void aStateThatDoesNotFitIsRefusedAndChangesNothing() {
    Layer model = model(NET, 1);
    AveragedModel averaged = new AveragedModel(model, model(NET, 2));
    averaged.update(model);
    double[] before = flat(averaged.stateDict(), "");
    Map<String, AnyTensor> state = averaged.stateDict();
    Map<String, AnyTensor> none = new LinkedHashMap<>(state);
    none.remove("n_averaged");
    assertThrows(IllegalArgumentException.class, () -> averaged.loadStateDict(none));
    Map<String, AnyTensor> negative = new LinkedHashMap<>(state);
    negative.put("n_averaged", LongTensor.scalar(-1));
    assertThrows(IllegalArgumentException.class, () -> averaged.loadStateDict(negative));
    Map<String, AnyTensor> more = new LinkedHashMap<>(state);
    more.put("0.weight", Tensor.zeros(1));
    assertThrows(IllegalArgumentException.class, () -> averaged.loadStateDict(more));
    assertArrayEquals(before, flat(averaged.stateDict(), ""));
    assertEquals(1, averaged.nAveraged());
  }

  @Test
  void theSpareTakesOverStateAndModeAndMustBeAModelOfItsOwn() {
    Layer model = model(NET, 1);
    model.eval();
    AveragedModel averaged = new AveragedModel(model, model(NET, 2));
    assertArrayEquals(flat(model.stateDict(), ""), flat(averaged.module().stateDict(), ""));
    assertFalse(averaged.module().training());
    assertThrows(IllegalArgumentException.class, () -> new AveragedModel(model, model));
    assertThrows(IllegalArgumentException.class, () -> new AveragedModel(model, model(SMALL, 1)));
    assertThrows(IllegalArgumentException.class, () -> averaged.update(model(SMALL, 1)));
    assertEquals(0, averaged.nAveraged());
  }

  @Test
  void aRuleOfOnesOwnSeesHowManyAreInTheAverage() {
    List<Long> seen = new ArrayList<>();
    Layer model = model(SMALL, 1);
    AveragedModel averaged = new AveragedModel(model, model(SMALL, 2), Averaging.each((average, current, n) -> {
      seen.add(n);
      return Tensor.full(n, average.shape().toArray());
    }), false);
    averaged.update(model);
    assertArrayEquals(flat(model.stateDict(), ""), flat(averaged.module().stateDict(), ""));
    averaged.update(model);
    averaged.update(model);
    assertEquals(List.of(1L, 1L, 1L, 1L, 2L, 2L, 2L, 2L), seen);
    assertEquals(2, flat(averaged.module().stateDict(), "")[0]);
  }

  @Test
  void updateBnMakesTheStatisticsTheMeanOverTheBatchesAndPutsMomentaAndModesBack() {
    Layer model = sequential(batchNorm2d(2).momentum(0.3), relu()).init(Rng.seed(1));
    BatchNorm2d norm = (BatchNorm2d) model.children().values().iterator().next();
    model.eval();
    norm.train();
    Random random = new Random(4);
    List<Tensor> batches = List.of(normal(random, 4, 2, 3, 3), normal(random, 2, 2, 3, 3), normal(random, 4, 2, 3, 3));
    model.setBuffers(Map.of("0.running_mean", Tensor.full(9, 2), "0.num_batches_tracked", LongTensor.scalar(77)));
    UpdateBn.updateBn(batches, model);
    double[] mean = new double[2];
    double[] variance = new double[2];
    for (Tensor batch : batches) {
      int n = batch.size() / 2;
      for (int c = 0; c < 2; c++) {
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < batch.size(); i++) {
          if (i / 9 % 2 == c) {
            sum += batch.toArray()[i];
            squares += batch.toArray()[i] * (double) batch.toArray()[i];
          }
        }
        mean[c] += sum / n / 3;
        variance[c] += (squares - sum * sum / n) / (n - 1) / 3;
      }
    }
    assertArrayEquals(mean, flat(model.stateDict(), "running_mean"), 1e-6);
    assertArrayEquals(variance, flat(model.stateDict(), "running_var"), 1e-6);
    assertEquals(3, ((LongTensor) model.stateDict().get("0.num_batches_tracked")).item());
    assertEquals(0.3, norm.momentum().orElseThrow());
    assertTrue(norm.training());
    assertFalse(model.training());
    assertFalse(model.parameters().getFirst().hasGrad());
  }

  @Test
  void updateBnDoesNotCallAModelWithoutNormalisation() {
    Layer model = model(SMALL, 1);
    UpdateBn.updateBn(List.of(Tensor.zeros(1, 99)), model);
    assertTrue(model.training());
  }

  @Test
  void anInputThatFailsLeavesMomentaAndModes() {
    Layer model = model(NET, 1);
    model.eval();
    assertThrows(IllegalArgumentException.class, () -> UpdateBn.updateBn(List.of(Tensor.zeros(1, 99)), model));
    assertFalse(model.training());
    assertEquals(0.1, ((BatchNorm2d) model.children().get("1")).momentum().orElseThrow());
  }
}
