package lanewise.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import lanewise.autograd.Parameter;
import lanewise.autograd.Variable;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Tensor;

/** One case of the operations file: its inputs as parameters, its arguments, and the comparisons with what is expected. */
final class OpCase {
  private final JsonNode node;
  private final Map<String, Parameter> inputs = new LinkedHashMap<>();

  OpCase(JsonNode node) {
    this.node = node;
    node.get("inputs").properties().forEach(e -> {
      if (e.getValue().get("dtype").asText().equals("float32")) {
        inputs.put(e.getKey(), new Parameter(GoldenModel.floats(e.getValue())));
      }
    });
  }

  /** PyTorch's name of the operation. */
  String op() {
    return node.get("op").asText();
  }

  /** The arguments that are not tensors. */
  JsonNode args() {
    return node.get("args");
  }

  /** The whole case, for what has no method here. */
  JsonNode node() {
    return node;
  }

  boolean has(String input) {
    return node.get("inputs").has(input);
  }

  /** The parameter that holds the main input. */
  Parameter input() {
    return input("input");
  }

  /** The parameter that holds a float input. */
  Parameter input(String name) {
    return inputs.get(name);
  }

  /** A float input that may be missing. */
  Optional<Variable> optional(String name) {
    return Optional.ofNullable(inputs.get(name));
  }

  /** An input of whole numbers. */
  LongTensor longs(String name) {
    return (LongTensor) GoldenModel.tensor(node.get("inputs").get(name));
  }

  int rank(String input) {
    return node.get("inputs").get(input).get("shape").size();
  }

  boolean sameShapes(String a, String b) {
    return node.get("inputs").get(a).get("shape").equals(node.get("inputs").get(b).get("shape"));
  }

  /** The shape that is expected of {@code output}. */
  int[] outputShape() {
    return GoldenModel.shape(node.get("expected").get("output"));
  }

  /** Compares a result, sends the upstream gradient back and compares all gradients. */
  void check(Variable output) {
    assertNear("expected", "output", output.value());
    if (node.has("grad_output")) {
      output.backward(GoldenModel.floats(node.get("grad_output")));
      assertGradients();
    }
  }

  /** Compares the gradients that have arrived at the inputs. */
  void assertGradients() {
    node.get("expected_grads").fieldNames().forEachRemaining(name -> assertNear("expected_grads", name, inputs.get(name).grad()));
  }

  /**
   * Compares a tensor.
   *
   * @param group {@code expected} or {@code expected_grads}
   */
  void assertNear(String group, String name, Tensor actual) {
    GoldenTolerance.assertNear(node.get(group).get(name), node.get("torch32_error").get(name), actual, group + " " + name);
  }
}
