package lanewise.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lanewise.nn.Blueprint;
import lanewise.nn.Conv2d;
import lanewise.nn.GeneralReLU;
import lanewise.nn.Layer;
import lanewise.nn.Layers;
import lanewise.tensor.AnyTensor;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Rng;
import lanewise.tensor.Tensor;

/** A model from its description in a golden file, and tensors from theirs. */
final class GoldenModel {
  private static final Set<String> KNOWN = Set.of("Sequential", "Conv1d", "Conv2d", "ConvTranspose2d", "Linear", "ReLU", "LeakyReLU", "GeneralReLU",
      "BatchNorm2d",
      "NotebookBatchNorm2d", "ELU", "SELU", "GELU", "SiLU", "Mish", "Softplus", "Hardswish", "Hardsigmoid", "Hardtanh", "LogSigmoid",
      "Sigmoid", "Tanh",
      "Residual", "Mean");

  private GoldenModel() {}

  /** Types of layers in a description that this library does not have. */
  static List<String> unknown(JsonNode node) {
    List<String> unknown = new ArrayList<>();
    if (!KNOWN.contains(node.get("type").asText()) && !GoldenShapeLayers.KNOWN.contains(node.get("type").asText())
        && !GoldenRowLayers.KNOWN.contains(node.get("type").asText())) {
      unknown.add(node.get("type").asText());
    }
    node.path("layers").forEach(child -> unknown.addAll(unknown(child)));
    for (String part : List.of("main", "skip", "after")) {
      if (node.hasNonNull(part)) {
        unknown.addAll(unknown(node.get(part)));
      }
    }
    return unknown;
  }

  /** The model with the weights of a state dictionary. */
  static Layer of(JsonNode architecture, JsonNode state) {
    Layer model = blueprint(architecture).init(Rng.seed(0));
    model.loadStateDict(stateDict(state));
    return model;
  }

  static Map<String, AnyTensor> stateDict(JsonNode state) {
    Map<String, AnyTensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> e : state.properties()) {
      tensors.put(e.getKey(), tensor(e.getValue()));
    }
    return tensors;
  }

  static AnyTensor tensor(JsonNode node) {
    if (!node.get("dtype").asText().equals("int64")) {
      return floats(node);
    }
    long[] values = new long[node.get("data").size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = node.get("data").get(i).asLong();
    }
    return LongTensor.of(values, shape(node));
  }

  static Tensor floats(JsonNode node) {
    double[] values = GoldenFile.numbers(node.get("data"));
    float[] rounded = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      rounded[i] = (float) values[i];
    }
    return Tensor.of(rounded, shape(node));
  }

  static int[] shape(JsonNode node) {
    int[] shape = new int[node.get("shape").size()];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = node.get("shape").get(i).asInt();
    }
    return shape;
  }

  /** The model that a description means, without weights. */
  static Blueprint blueprint(JsonNode node) {
    JsonNode o = node.path("options");
    return switch (node.get("type").asText()) {
      case "Sequential" -> {
        List<Blueprint> parts = new ArrayList<>();
        for (JsonNode child : node.get("layers")) {
          parts.add(child.has("name") ? blueprint(child).named(child.get("name").asText()) : blueprint(child));
        }
        yield Layers.sequential(parts.toArray(Blueprint[]::new));
      }
      case "Conv1d" -> conv1d(o);
      case "Conv2d" -> conv2d(o);
      case "ConvTranspose2d" -> convTranspose2d(o);
      case "Linear" -> Layers.linear(o.get("in_features").asInt(), o.get("out_features").asInt()).bias(o.path("bias").asBoolean(true));
      case "ReLU" -> Layers.relu();
      case "LeakyReLU" -> Layers.leakyReLU((float) o.path("negative_slope").asDouble(0.01));
      case "GeneralReLU" -> generalReLU(o);
      case "ELU" -> Layers.elu().alpha((float) o.path("alpha").asDouble(1));
      case "SELU" -> Layers.selu();
      case "GELU" -> Layers.gelu().tanh(o.path("approximate").asText().equals("tanh"));
      case "SiLU" -> Layers.silu();
      case "Mish" -> Layers.mish();
      case "Softplus" -> Layers.softplus().beta((float) o.path("beta").asDouble(1)).threshold((float) o.path("threshold").asDouble(20));
      case "Hardswish" -> Layers.hardswish();
      case "Hardsigmoid" -> Layers.hardsigmoid();
      case "Hardtanh" -> Layers.hardtanh().limits((float) o.path("min_val").asDouble(-1), (float) o.path("max_val").asDouble(1));
      case "LogSigmoid" -> Layers.logSigmoid();
      case "Sigmoid" -> Layers.sigmoid();
      case "Tanh" -> Layers.tanh();
      case "BatchNorm2d" -> batchNorm2d(o, false);
      case "NotebookBatchNorm2d" -> batchNorm2d(o, true);
      case "Residual" -> rng -> new GoldenLayers.Residual(part(node, "main", rng), part(node, "skip", rng), part(node, "after", rng));
      case "Mean" -> new GoldenLayers.MeanOfImages();
      default -> GoldenRowLayers.KNOWN.contains(node.get("type").asText()) ? GoldenRowLayers.blueprint(node) : GoldenShapeLayers.blueprint(node);
    };
  }

  private static Optional<Layer> part(JsonNode node, String name, Rng rng) {
    return node.hasNonNull(name) ? Optional.of(blueprint(node.get(name)).init(rng)) : Optional.empty();
  }

  private static Conv2d.Options conv2d(JsonNode o) {
    int[] kernel = pair(o, "kernel_size", 1);
    int[] stride = pair(o, "stride", 1);
    int[] dilation = pair(o, "dilation", 1);
    int[] padding = pair(o, "padding", 0);
    Conv2d.Options options = Layers.conv2d(o.get("in_channels").asInt(), o.get("out_channels").asInt(), kernel[0], kernel[1])
        .stride(stride[0], stride[1]).dilation(dilation[0], dilation[1]).groups(o.path("groups").asInt(1)).bias(o.path("bias").asBoolean(true));
    return o.path("padding").asText().equals("same") ? options.samePadding() : options.padding(padding[0], padding[1]);
  }

  private static Blueprint conv1d(JsonNode o) {
    return Layers.conv1d(o.get("in_channels").asInt(), o.get("out_channels").asInt(), o.get("kernel_size").asInt()).stride(o.path("stride").asInt(1))
        .padding(o.path("padding").asInt(0)).dilation(o.path("dilation").asInt(1)).groups(o.path("groups").asInt(1))
        .bias(o.path("bias").asBoolean(true));
  }

  private static Blueprint convTranspose2d(JsonNode o) {
    int[] kernel = pair(o, "kernel_size", 1);
    int[] stride = pair(o, "stride", 1);
    int[] padding = pair(o, "padding", 0);
    int[] outputPadding = pair(o, "output_padding", 0);
    int[] dilation = pair(o, "dilation", 1);
    return Layers.convTranspose2d(o.get("in_channels").asInt(), o.get("out_channels").asInt(), kernel[0], kernel[1]).stride(stride[0], stride[1])
        .padding(padding[0], padding[1]).outputPadding(outputPadding[0], outputPadding[1]).dilation(dilation[0], dilation[1])
        .groups(o.path("groups").asInt(1)).bias(o.path("bias").asBoolean(true));
  }

  /** A number for both directions, or one for each. */
  static int[] pair(JsonNode options, String name, int byDefault) {
    JsonNode n = options.path(name);
    return n.isArray() ? new int[] {n.get(0).asInt(), n.get(1).asInt()} : new int[] {n.asInt(byDefault), n.asInt(byDefault)};
  }

  private static GeneralReLU.Options generalReLU(JsonNode o) {
    GeneralReLU.Options options = Layers.generalReLU((float) o.path("leak").asDouble(0)).sub((float) o.path("sub").asDouble(0));
    return o.hasNonNull("max") ? options.max((float) o.get("max").asDouble()) : options;
  }

  private static Blueprint batchNorm2d(JsonNode o, boolean detached) {
    return Layers.batchNorm2d(o.get("num_features").asInt()).eps(o.path("eps").asDouble(1e-5)).momentum(o.path("momentum").asDouble(0.1))
        .detachedStats(detached);
  }
}
