package lanewise.properties;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import lanewise.autograd.Parameter;
import lanewise.autograd.Variable;
import lanewise.nn.Init;
import lanewise.nn.Layer;
import lanewise.nn.Losses;
import lanewise.optim.Adafactor;
import lanewise.optim.AdamW;
import lanewise.optim.AveragedParameters;
import lanewise.optim.Averaging;
import lanewise.optim.LBFGS;
import lanewise.optim.Lion;
import lanewise.optim.SGD;
import lanewise.tensor.AnyTensor;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Rng;
import lanewise.tensor.Scope;
import lanewise.tensor.Tensor;
import lanewise.tensor.ops.Elementwise;
import lanewise.tensor.ops.Epilogue;
import lanewise.tensor.ops.MatMul;
import lanewise.train.NotebookCnn;
import org.junit.jupiter.api.Test;

/** Inference keeps packed weights from call to call. However a parameter or running average is written, the next answer is that of the new values. */
class KeptWeightsTest {
  private static final int[] BATCHES = {1, 9, 70};

  private static Layer model(long seed) {
    Layer model = new NotebookCnn().init(Rng.seed(seed));
    model.eval();
    return model;
  }

  private static float[] answer(Layer model, int batch) {
    try (var _ = Scope.open()) {
      return model.forward(Rng.seed(batch).normal(0, 1, batch, 1, 28, 28)).toArray();
    }
  }

  private static void train(Layer model, Consumer<List<Parameter>> step) {
    try (var _ = Scope.open()) {
      model.train();
      Variable y = model.forward(Variable.of(Rng.seed(5).normal(0, 1, 64, 1, 28, 28)));
      Losses.crossEntropy(y, LongTensor.of(new long[64], 64)).backward();
      model.eval();
      step.accept(model.parameters());
      model.parameters().forEach(Parameter::zeroGrad);
    }
  }

  private static Parameter weight(Layer model) {
    return model.namedParameters().get("2.conv.weight");
  }

  private static Map<String, Consumer<Layer>> writers() {
    Map<String, Consumer<Layer>> all = new LinkedHashMap<>();
    all.put("SGD", m -> train(m, p -> new SGD(p, SGD.options()).step()));
    all.put("AdamW", m -> train(m, p -> new AdamW(p, AdamW.options()).step()));
    all.put("Adafactor", m -> train(m, p -> new Adafactor(p, Adafactor.options()).step()));
    all.put("Lion", m -> train(m, p -> new Lion(p, Lion.options()).step()));
    all.put("LBFGS", m -> train(m, p -> new LBFGS(p, LBFGS.options()).step(() -> 1)));
    all.put("averages", KeptWeightsTest::swapAverages);
    all.put("loadStateDict", m -> m.loadStateDict(model(3).stateDict()));
    all.put("initialisation", m -> Init.kaimingNormal(weight(m), 0.1, Rng.seed(4)));
    all.put("copyFrom", m -> weight(m).value().copyFrom(Tensor.full(0.01f, 32, 16, 3, 3)));
    all.put("slice", m -> weight(m).value().slice(31, 32).copyFrom(Tensor.full(0.01f, 1, 16, 3, 3)));
    all.put("reshape", m -> weight(m).value().reshape(32, 144).slice(5, 6).copyFrom(Tensor.full(0.01f, 1, 144)));
    all.put("addTo", m -> Elementwise.addTo(weight(m).value(), Tensor.full(0.01f, 32, 16, 3, 3)));
    all.put("multiplyInto", m -> MatMul.multiplyInto(weight(m).value().reshape(32, 144), Tensor.full(0.1f, 32, 2), false,
        Tensor.full(0.1f, 2, 144), false, Epilogue.none()));
    all.put("bias", m -> m.namedParameters().get("2.conv.bias").value().copyFrom(Tensor.full(1, 32)));
    all.put("weight of a normalisation", m -> m.namedParameters().get("2.norm.weight").value().copyFrom(Tensor.full(2, 32)));
    all.put("running statistics", m -> train(m, _ -> { }));
    all.put("setBuffers", m -> m.setBuffers(Map.of("1.norm.running_var", Tensor.full(3, 16))));
    return all;
  }

  private static void swapAverages(Layer model) {
    AveragedParameters averages = new AveragedParameters(model.parameters(), Averaging.ema(0.5));
    averages.update();
    model.loadStateDict(model(3).stateDict());
    averages.update();
    answer(model, 1);
    answer(model, 1);
    averages.swap();
  }

  @Test
  void everyWayOfWriting_isSeenByTheNextCall() {
    writers().forEach((name, write) -> {
      for (int batch : BATCHES) {
        Layer model = model(1);
        float[] before = answer(model, batch);
        assertArrayEquals(before, answer(model, batch));
        assertArrayEquals(before, answer(model, batch));
        write.accept(model);
        Layer fresh = model(2);
        fresh.loadStateDict(model.stateDict());
        float[] expected = answer(fresh, batch);
        assertFalse(Arrays.equals(before, expected), name + " changed nothing");
        for (int repeat = 0; repeat < 3; repeat++) {
          assertArrayEquals(expected, answer(model, batch), name + ", batch " + batch + ", call " + repeat);
        }
      }
    });
  }

  @Test
  void weightsWrittenBetweenTheAnswersOfManyThreads_areSeenByAll() throws InterruptedException, ExecutionException {
    Layer model = model(1);
    Tensor image = Rng.seed(6).normal(0, 1, 1, 1, 28, 28);
    try (ExecutorService callers = Executors.newFixedThreadPool(3)) {
      for (int round = 0; round < 10; round++) {
        model.loadStateDict(model(round).stateDict());
        float[] expected = model(round).forward(image).toArray();
        List<Future<?>> futures = new ArrayList<>();
        for (int caller = 0; caller < 3; caller++) {
          futures.add(callers.submit(() -> {
            for (int repeat = 0; repeat < 20; repeat++) {
              assertArrayEquals(expected, model.forward(image).toArray());
            }
          }));
        }
        for (Future<?> f : futures) {
          f.get();
        }
      }
    }
  }

  @Test
  void weightsWrittenDuringAnswers_leaveNothingBehind() throws InterruptedException, ExecutionException {
    Layer model = model(1);
    Map<String, AnyTensor> one = model(1).stateDict();
    Map<String, AnyTensor> other = model(2).stateDict();
    Tensor image = Rng.seed(6).normal(0, 1, 1, 1, 28, 28);
    float[] expected = model(2).forward(image).toArray();
    try (ExecutorService callers = Executors.newFixedThreadPool(2)) {
      for (int round = 0; round < 20; round++) {
        Future<?> reader = callers.submit(() -> {
          for (int repeat = 0; repeat < 10; repeat++) {
            model.forward(image);
          }
        });
        for (int repeat = 0; repeat < 5; repeat++) {
          model.loadStateDict(one);
          model.loadStateDict(other);
        }
        reader.get();
        assertArrayEquals(expected, model.forward(image).toArray());
      }
    }
  }
}
