package lanewise.nn;

import static lanewise.autograd.Functions.generalRelu;
import static lanewise.autograd.Functions.rectifiedSum;
import static lanewise.nn.Layers.avgPool2d;
import static lanewise.nn.Layers.batchNorm2d;
import static lanewise.nn.Layers.conv2d;
import static lanewise.nn.Layers.flatten;
import static lanewise.nn.Layers.generalReLU;
import static lanewise.nn.Layers.linear;
import static lanewise.nn.Layers.sequential;
import static lanewise.nn.Losses.crossEntropy;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import lanewise.autograd.NoGrad;
import lanewise.autograd.Variable;
import lanewise.tensor.AnyTensor;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Rng;
import lanewise.tensor.Scope;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A network gives the same bits whether a {@link Sequential} runs convolution, rectifier and statistics together or every layer is run alone. */
class ConvFusionTest {
  private static final float INF = Float.POSITIVE_INFINITY;

  /** Layers that add their result to a projection of their input; with a shift, rectified. */
  private static final class Residual extends Layer {
    private final Layer main;
    private final Layer skip;
    private final float shift;

    Residual(Layer main, Layer skip, float shift) {
      this.main = child("main", main);
      this.skip = child("skip", skip);
      this.shift = shift;
    }

    @Override
    public Variable forward(Variable x) {
      return shift == 0 ? main.forward(x).add(skip.forward(x)) : rectifiedSum(main.forward(x), skip.forward(x), 0.1f, shift);
    }

    Variable alone(Variable x) {
      Variable sum = ConvFusionTest.alone(main, x).add(ConvFusionTest.alone(skip, x));
      return shift == 0 ? sum : generalRelu(sum, 0.1f, shift, INF);
    }
  }

  private static Blueprint block(int in, int out, int kernel, int stride, float leak) {
    return sequential(conv2d(in, out, kernel).stride(stride).padding(kernel / 2).named("conv"), generalReLU(leak).named("act"),
        batchNorm2d(out).named("norm"));
  }

  private static Map<String, Layer> networks() {
    Rng rng = Rng.seed(4);
    Map<String, Layer> all = new LinkedHashMap<>();
    all.put("small", sequential(block(1, 8, 5, 2, 0.1f), block(8, 16, 3, 2, 0), conv2d(16, 10, 3).stride(2).padding(1), flatten(),
        linear(40, 10)).init(rng.split("small")));
    all.put("wide", sequential(block(1, 20, 3, 2, 0), block(20, 33, 3, 2, 0.3f), block(33, 70, 3, 2, 0), conv2d(70, 10, 1), flatten(),
        linear(40, 10)).init(rng.split("wide")));
    all.put("without normalisation", sequential(conv2d(1, 6, 3).stride(2), generalReLU(0), conv2d(6, 7, 3).bias(false).stride(2),
        batchNorm2d(7), generalReLU(0.2f), conv2d(7, 5, 2), generalReLU(0.1f).sub(0.4f).max(2), flatten(), linear(5, 10)).init(rng.split("bare")));
    all.put("detached statistics", sequential(conv2d(1, 4, 3).stride(2).padding(1), generalReLU(0.1f), batchNorm2d(4).detachedStats(true),
        conv2d(4, 4, 3).stride(2).padding(1), flatten(), linear(64, 10)).init(rng.split("detached")));
    all.put("residual", sequential(block(1, 8, 3, 2, 0),
        new Residual(sequential(block(8, 16, 3, 2, 0), block(16, 16, 3, 1, 0.1f)).init(rng.split("main")),
            sequential(conv2d(8, 16, 1).stride(2), batchNorm2d(16)).init(rng.split("skip")), 0),
        generalReLU(0), conv2d(16, 10, 3).stride(2).padding(1), flatten(), linear(40, 10)).init(rng.split("residual")));
    all.put("shifted residual", sequential(
        new Residual(sequential(conv2d(1, 8, 5).padding(2).bias(false), generalReLU(0.1f).sub(0.4f), batchNorm2d(8), conv2d(8, 8, 5).padding(2),
            batchNorm2d(8)).init(rng.split("first")), conv2d(1, 8, 1).init(rng.split("id")), 0.4f).init(rng),
        new Residual(sequential(conv2d(8, 70, 3).padding(1), generalReLU(0.1f).sub(0.4f), batchNorm2d(70), conv2d(70, 16, 3).stride(2).padding(1),
            batchNorm2d(16)).init(rng.split("second")),
            sequential(avgPool2d(2).ceilMode(true), conv2d(8, 16, 1)).init(rng.split("pooled")), 0.4f).init(rng),
        conv2d(16, 10, 3).stride(4).padding(1), flatten(), linear(40, 10)).init(rng.split("shifted")));
    return all;
  }

  /** The layers inside, one after the other, nested ones too. */
  private static Variable alone(Layer layer, Variable x) {
    if (layer instanceof Sequential) {
      Variable y = x;
      for (Layer inside : layer.children().values()) {
        y = alone(inside, y);
      }
      return y;
    }
    if (layer instanceof Residual r) {
      return r.alone(x);
    }
    return layer.forward(x);
  }

  private static List<float[]> step(Layer model, Tensor images, LongTensor labels, Function<Variable, Variable> forward) {
    List<float[]> results = new ArrayList<>();
    try (var _ = Scope.open()) {
      Variable logits = forward.apply(Variable.of(images));
      Variable loss = crossEntropy(logits, labels);
      results.add(logits.value().toArray());
      model.parameters().forEach(p -> p.zeroGrad());
      loss.backward();
      model.namedParameters().forEach((name, p) -> results.add(p.grad().toArray()));
      model.stateDict().forEach((name, t) -> {
        if (t instanceof Tensor f) {
          results.add(f.toArray());
        }
      });
    }
    return results;
  }

  private static void assertSame(List<float[]> expected, List<float[]> actual, String what) {
    assertEquals(expected.size(), actual.size(), what);
    for (int i = 0; i < expected.size(); i++) {
      assertArrayEquals(bits(expected.get(i)), bits(actual.get(i)), what + ", result " + i);
    }
  }

  private static int[] bits(float[] x) {
    int[] bits = new int[x.length];
    for (int i = 0; i < x.length; i++) {
      bits[i] = Float.floatToIntBits(x[i]);
    }
    return bits;
  }

  private static Tensor images(int batch) {
    return Rng.seed(batch).normal(0, 1, batch, 1, 14, 14);
  }

  private static LongTensor labels(int batch) {
    long[] labels = new long[batch];
    for (int i = 0; i < batch; i++) {
      labels[i] = i % 10;
    }
    return LongTensor.of(labels, batch);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 31, 33, 63, 64, 65, 70, 96, 272})
  void training_givesTheBitsOfLayersRunAlone(int batch) {
    networks().forEach((name, model) -> {
      if (batch == 1 && name.equals("wide")) {
        return;
      }
      Map<String, AnyTensor> before = model.stateDict();
      List<float[]> fused = step(model, images(batch), labels(batch), model::forward);
      model.loadStateDict(before);
      assertSame(step(model, images(batch), labels(batch), x -> alone(model, x)), fused, name + " with " + batch);
    });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 8, 9, 31, 33, 63, 64, 70, 272})
  void evaluation_givesTheBitsOfLayersRunAlone(int batch) {
    networks().forEach((name, model) -> {
      step(model, images(96), labels(96), model::forward);
      model.eval();
      try (var _ = NoGrad.open()) {
        float[] expected = alone(model, Variable.of(images(batch))).value().toArray();
        for (int repeat = 0; repeat < 3; repeat++) {
          assertSame(List.of(expected), List.of(model.forward(images(batch)).toArray()), name + " with " + batch + ", call " + repeat);
        }
      }
    });
  }

  @Test
  void aRectifierThatCutsOrOnlySubtracts_isRunAlone() {
    Rng rng = Rng.seed(1);
    Layer conv = conv2d(1, 2, 3).init(rng);
    assertEquals(2, ConvFusion.at(List.of(conv, generalReLU(0.1f).init(rng)), 0).layers());
    assertEquals(2, ConvFusion.at(List.of(conv, generalReLU(0.1f).sub(0.4f).init(rng)), 0).layers());
    assertEquals(1, ConvFusion.at(List.of(conv, generalReLU(1).sub(0.4f).init(rng)), 0).layers());
    assertEquals(1, ConvFusion.at(List.of(conv, generalReLU(0.1f).max(3).init(rng)), 0).layers());
    assertEquals(2, ConvFusion.at(List.of(conv, generalReLU(0.1f).max(INF).init(rng)), 0).layers());
    assertEquals(1, ConvFusion.at(List.of(flatten().init(rng), conv), 0).layers());
  }

  @Test
  void statisticsAreTaken_whereANormalisationInTrainingModeFollows() {
    Rng rng = Rng.seed(2);
    Layer norm = batchNorm2d(2).init(rng);
    List<Layer> layers = List.of(conv2d(1, 2, 3).init(rng), generalReLU(0).init(rng), norm);
    assertTrue(ConvFusion.at(layers, 0).statistics());
    norm.eval();
    assertEquals(false, ConvFusion.at(layers, 0).statistics());
  }
}
