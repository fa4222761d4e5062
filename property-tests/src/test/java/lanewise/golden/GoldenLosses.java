package lanewise.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.Set;
import lanewise.autograd.Parameter;
import lanewise.autograd.Variable;
import lanewise.nn.BCEWithLogitsLoss;
import lanewise.nn.CrossEntropyLoss;
import lanewise.nn.HuberLoss;
import lanewise.nn.KLDivLoss;
import lanewise.nn.L1Loss;
import lanewise.nn.MSELoss;
import lanewise.nn.NLLLoss;
import lanewise.nn.SmoothL1Loss;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Tensor;
import lanewise.tensor.ops.LossReduction;

/** Losses as records of options, from their description. */
final class GoldenLosses {
  static final Set<String> KNOWN = Set.of("CrossEntropyLoss", "NLLLoss", "BCEWithLogitsLoss", "MSELoss", "L1Loss", "SmoothL1Loss", "HuberLoss",
      "KLDivLoss");

  private GoldenLosses() {}

  /** Compares one call of a loss. */
  static void check(JsonNode loss, JsonNode call) {
    Parameter input = new Parameter(GoldenModel.floats(call.get("inputs").get("input")));
    Variable output = of(loss, input, call.get("inputs").get("target"));
    JsonNode errors = call.get("torch32_error");
    GoldenTolerance.assertNear(call.get("expected").get("output"), errors.get("output"), output.value(), "output");
    output.backward(GoldenModel.floats(call.get("grad_output")));
    GoldenTolerance.assertNear(call.get("expected_grads").get("input"), errors.get("input"), input.grad(), "gradient of the input");
  }

  private static Variable of(JsonNode loss, Variable input, JsonNode target) {
    JsonNode o = loss.get("options");
    LossReduction reduction = LossOps.reduction(o);
    Optional<Tensor> weight = tensor(loss, "weight");
    return switch (loss.get("module").asText()) {
      case "CrossEntropyLoss" -> new CrossEntropyLoss(weight, o.path("ignore_index").asLong(-100), o.path("label_smoothing").asDouble(0), reduction)
          .forward(input, (LongTensor) GoldenModel.tensor(target));
      case "NLLLoss" -> new NLLLoss(weight, o.path("ignore_index").asLong(-100), reduction).forward(input, (LongTensor) GoldenModel.tensor(target));
      case "BCEWithLogitsLoss" -> new BCEWithLogitsLoss(weight, tensor(loss, "pos_weight"), reduction).forward(input, GoldenModel.floats(target));
      case "MSELoss" -> new MSELoss(reduction).forward(input, Variable.of(GoldenModel.floats(target)));
      case "L1Loss" -> new L1Loss(reduction).forward(input, Variable.of(GoldenModel.floats(target)));
      case "SmoothL1Loss" -> new SmoothL1Loss((float) o.path("beta").asDouble(1), reduction).forward(input, Variable.of(GoldenModel.floats(target)));
      case "HuberLoss" -> new HuberLoss((float) o.path("delta").asDouble(1), reduction).forward(input, Variable.of(GoldenModel.floats(target)));
      case "KLDivLoss" -> new KLDivLoss(o.path("log_target").asBoolean(false), reduction).forward(input, GoldenModel.floats(target));
      default -> throw new IllegalArgumentException("loss " + loss.get("module"));
    };
  }

  private static Optional<Tensor> tensor(JsonNode loss, String name) {
    return loss.get("options").has(name) ? Optional.of(GoldenModel.floats(loss.get("state_dict").get(name))) : Optional.empty();
  }
}
