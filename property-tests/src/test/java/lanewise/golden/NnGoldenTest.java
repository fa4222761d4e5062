package lanewise.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lanewise.autograd.Parameter;
import lanewise.autograd.Variable;
import lanewise.nn.Layer;
import lanewise.tensor.AnyTensor;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Layers and losses with their weights, in training and in evaluation, against PyTorch's values. */
@Tag("golden")
class NnGoldenTest {
  private static final int AT_LEAST = 32;

  @Test
  void everyLayerWeHave_isAsGoodAsPyTorchsFloat32() throws IOException {
    GoldenRun.run("nn.jsonl.gz", NnGoldenTest::leftOut, NnGoldenTest::check, AT_LEAST);
  }

  private static Optional<String> leftOut(JsonNode c) {
    if (GoldenLosses.KNOWN.contains(c.get("module").asText())) {
      return Optional.empty();
    }
    List<String> unknown = GoldenModel.unknown(description(c));
    if (!unknown.isEmpty()) {
      return Optional.of("layers to come");
    }
    JsonNode o = c.get("options");
    if (o.has("affine") && c.get("module").asText().startsWith("Batch") || o.has("track_running_stats") || o.path("momentum").isNull()) {
      return Optional.of("options of normalisations");
    }
    boolean linear = c.get("module").asText().equals("Linear");
    return linear && c.get("calls").get(0).get("inputs").get("input").get("shape").size() != 2 ? Optional.of("linear maps of other ranks")
        : Optional.empty();
  }

  /** The case's module in the form of a model's description. */
  private static JsonNode description(JsonNode module) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.set("type", module.get("module"));
    node.set("options", module.get("options"));
    if (module.get("options").has("layers")) {
      var layers = node.putArray("layers");
      module.get("options").get("layers").forEach(layer -> layers.add(description(layer)));
    }
    return node;
  }

  private static void check(JsonNode c) {
    if (GoldenLosses.KNOWN.contains(c.get("module").asText())) {
      c.get("calls").forEach(call -> GoldenLosses.check(c, call));
      return;
    }
    Layer layer = GoldenModel.of(description(c), c.get("state_dict"));
    int number = 0;
    for (JsonNode call : c.get("calls")) {
      checkCall(layer, call, "call " + number++ + ", ");
    }
    assertBuffers(c.get("state_after"), c.get("calls").get(number - 1), layer, "after the last call, ");
  }

  private static void checkCall(Layer layer, JsonNode call, String what) {
    if (call.get("training").asBoolean()) {
      layer.train();
    } else {
      layer.eval();
    }
    layer.parameters().forEach(Parameter::zeroGrad);
    JsonNode errors = call.get("torch32_error");
    Parameter x = new Parameter(GoldenModel.floats(call.get("inputs").get("input")));
    Variable y = layer.forward(x);
    GoldenTolerance.assertNear(call.get("expected").get("output"), errors.get("output"), y.value(), what + "output");
    y.backward(GoldenModel.floats(call.get("grad_output")));
    if (call.get("expected_grads").has("input")) {
      GoldenTolerance.assertNear(call.get("expected_grads").get("input"), errors.get("input"), x.grad(), what + "gradient of the input");
    }
    Map<String, Parameter> parameters = layer.namedParameters();
    assertEquals(parameters.size(), call.get("expected_weight_grads").size());
    parameters.forEach((name, p) ->
        GoldenTolerance.assertNear(call.get("expected_weight_grads").get(name), errors.get(name), p.grad(), what + "gradient of " + name));
    assertBuffers(call.path("buffers_after"), call, layer, what);
  }

  private static void assertBuffers(JsonNode buffers, JsonNode call, Layer layer, String what) {
    Map<String, AnyTensor> state = layer.stateDict();
    for (Map.Entry<String, JsonNode> e : buffers.properties()) {
      if (state.get(e.getKey()) instanceof Tensor t) {
        GoldenTolerance.assertNear(e.getValue(), call.get("torch32_error").get(e.getKey()), t, what + e.getKey());
      } else {
        assertEquals(e.getValue().get("data").get(0).asLong(), ((LongTensor) state.get(e.getKey())).item(), what + e.getKey());
      }
    }
  }
}
