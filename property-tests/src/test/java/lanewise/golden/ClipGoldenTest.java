package lanewise.golden;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import lanewise.autograd.Parameter;
import lanewise.autograd.Variable;
import lanewise.nn.Layer;
import lanewise.optim.Averaging;
import lanewise.optim.Gradients;
import lanewise.tensor.AnyTensor;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.train.AveragedModel;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("golden")
class ClipGoldenTest {
  @Test
  void clippingAndAveragingAreAsGoodAsPyTorchsFloat32() throws IOException {
    GoldenRun.run("clip.jsonl.gz", _ -> Optional.empty(), ClipGoldenTest::check, 42);
  }

  private static void check(JsonNode c) {
    if (c.get("kind").asText().equals("averaging")) {
      averaging(c);
      return;
    }
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> g : c.get("grads").properties()) {
      Parameter p = new Parameter(g.getValue().isNull() ? Tensor.zeros(1) : GoldenOptimizers.tensor(g.getValue()));
      GoldenOptimizers.gradient(p, g.getValue());
      parameters.put(g.getKey(), p);
    }
    Map<String, float[]> before = new LinkedHashMap<>();
    parameters.forEach((name, p) -> before.put(name, p.hasGrad() ? p.grad().toArray() : new float[0]));
    if (c.has("torch_raises") || c.path("ours").asText().equals("error")) {
      assertThrows(IllegalArgumentException.class, () -> call(c, parameters));
      parameters.forEach((name, p) -> assertArrayEquals(before.get(name), p.hasGrad() ? p.grad().toArray() : new float[0]));
      return;
    }
    double norm = call(c, parameters);
    if (c.has("expected_norm")) {
      double expected = GoldenFile.number(c.get("expected_norm"));
      near(new double[] {expected}, new double[] {norm}, GoldenFile.number(c.get("norm32_error")), "norm");
    }
    for (Map.Entry<String, JsonNode> e : c.path("expected").properties()) {
      Parameter p = parameters.get(e.getKey());
      if (e.getValue().isNull()) {
        assertFalse(p.hasGrad());
      } else {
        near(GoldenFile.numbers(e.getValue()), doubles(p.grad()), error(c, e.getKey()), e.getKey());
      }
    }
  }

  /** The norm, or NaN where the function returns none. */
  private static double call(JsonNode c, Map<String, Parameter> parameters) {
    boolean error = c.path("error_if_nonfinite").asBoolean();
    var all = parameters.values();
    return switch (c.get("kind").asText()) {
      case "clip_grad_norm_" -> Gradients.clipGradNorm(all, GoldenFile.number(c.get("max_norm")), GoldenFile.number(c.get("norm_type")), error);
      case "get_total_norm" -> Gradients.getTotalNorm(all, GoldenFile.number(c.get("norm_type")), error);
      case "clip_grads_with_norm_" -> {
        Gradients.clipGradsWithNorm(all, GoldenFile.number(c.get("max_norm")), GoldenFile.number(c.get("total_norm")));
        yield Double.NaN;
      }
      case "clip_grad_value_" -> {
        Gradients.clipGradValue(all, GoldenFile.number(c.get("clip_value")));
        yield Double.NaN;
      }
      case String kind -> throw new IllegalStateException("unknown kind " + kind);
    };
  }

  private static void averaging(JsonNode c) {
    Parts model = new Parts(c.get("initial"), c.path("initial_buffers"));
    Parts spare = new Parts(c.get("initial"), c.path("initial_buffers"));
    Averaging rule = switch (c.get("mode").asText()) {
      case "swa" -> Averaging.swa();
      case "ema" -> Averaging.ema(GoldenFile.number(c.get("decay")));
      case String mode -> throw new IllegalStateException("unknown mode " + mode);
    };
    AveragedModel averaged = new AveragedModel(model, spare, rule, c.get("use_buffers").asBoolean());
    Iterator<JsonNode> buffers = c.path("buffer_updates").elements();
    for (int k = 0; k < c.get("updates").size(); k++) {
      Map<String, AnyTensor> state = tensors(c.get("updates").get(k));
      if (buffers.hasNext()) {
        state.putAll(tensors(buffers.next()));
      }
      model.loadStateDict(state);
      averaged.update(model);
      assertEquals(c.get("n_averaged").get(k).asLong(), averaged.nAveraged());
      Map<String, AnyTensor> now = averaged.module().stateDict();
      for (Map.Entry<String, JsonNode> e : c.get("expected").get(k).properties()) {
        boolean whole = now.get(e.getKey()) instanceof LongTensor;
        near(numbers(e.getValue()), values(now.get(e.getKey())), whole ? -1 : error(c, e.getKey()), e.getKey() + " after update " + k);
      }
      assertEquals(now.keySet().size(), c.get("expected").get(k).size());
    }
  }

  private static double error(JsonNode c, String name) {
    JsonNode error = c.get("torch32_error").get(name);
    return GoldenFile.number(error.has("abs") ? error.get("abs") : error);
  }

  private static double[] numbers(JsonNode node) {
    JsonNode data = node.has("data") ? node.get("data") : node;
    return data.isArray() ? GoldenFile.numbers(data) : new double[] {GoldenFile.number(data)};
  }

  private static Map<String, AnyTensor> tensors(JsonNode node) {
    Map<String, AnyTensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> e : node.properties()) {
      tensors.put(e.getKey(), tensor(e.getValue()));
    }
    return tensors;
  }

  private static AnyTensor tensor(JsonNode node) {
    Tensor t = GoldenOptimizers.tensor(node);
    if (!node.get("dtype").asText().equals("int64")) {
      return t;
    }
    assertEquals(Shape.of(), t.shape(), "an integer buffer is a count");
    return LongTensor.scalar((long) t.item());
  }

  private static double[] values(AnyTensor t) {
    return t instanceof LongTensor n ? new double[] {n.item()} : doubles((Tensor) t);
  }

  private static double[] doubles(Tensor t) {
    float[] x = t.toArray();
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = x[i];
    }
    return y;
  }

  /** At most twice the error of PyTorch's own float32 run and 4 units in the last place of the largest value; a negative error: exactly. */
  private static void near(double[] expected, double[] actual, double torchError, String what) {
    double largest = 0;
    for (double e : expected) {
      largest = Double.isFinite(e) ? Math.max(largest, Math.abs(e)) : largest;
    }
    double tolerance = torchError < 0 ? 0 : 2 * torchError + 4 * Math.ulp((float) largest);
    assertArrayEquals(expected, actual, tolerance, what);
  }

  /** Parameters and buffers by name, and no function. */
  private static final class Parts extends Layer {
    Parts(JsonNode parameters, JsonNode buffers) {
      tensors(parameters).forEach((name, t) -> parameter(name, (Tensor) t));
      tensors(buffers).forEach((name, t) -> {
        if (t instanceof LongTensor n) {
          counter(name, n.item());
        } else {
          buffer(name, (Tensor) t);
        }
      });
    }

    @Override
    public Variable forward(Variable x) {
      return x;
    }
  }
}
