package lanewise.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import lanewise.nn.Blueprint;
import lanewise.nn.Layers;
import lanewise.nn.RMSNorm;

/** Layers that normalise within a sample, from their description. */
final class GoldenRowLayers {
  static final Set<String> KNOWN = Set.of("LayerNorm", "RMSNorm", "GroupNorm", "InstanceNorm2d", "Softmax", "LogSoftmax");

  private GoldenRowLayers() {}

  static Blueprint blueprint(JsonNode node) {
    JsonNode o = node.path("options");
    double eps = o.path("eps").asDouble(1e-5);
    return switch (node.get("type").asText()) {
      case "LayerNorm" -> Layers.layerNorm(sizes(o)).eps(eps).elementwiseAffine(o.path("elementwise_affine").asBoolean(true))
          .bias(o.path("bias").asBoolean(true));
      case "RMSNorm" -> {
        RMSNorm.Options options = Layers.rmsNorm(sizes(o)).elementwiseAffine(o.path("elementwise_affine").asBoolean(true));
        yield o.hasNonNull("eps") ? options.eps(eps) : options;
      }
      case "GroupNorm" -> Layers.groupNorm(o.get("num_groups").asInt(), o.get("num_channels").asInt()).eps(eps)
          .affine(o.path("affine").asBoolean(true));
      case "InstanceNorm2d" -> Layers.instanceNorm2d(o.get("num_features").asInt()).eps(eps).affine(o.path("affine").asBoolean(false));
      case "Softmax" -> Layers.softmax(o.get("dim").asInt());
      case "LogSoftmax" -> Layers.logSoftmax(o.get("dim").asInt());
      default -> throw new IllegalArgumentException("layer " + node);
    };
  }

  /** A list of sizes, or one. */
  private static int[] sizes(JsonNode options) {
    JsonNode shape = options.get("normalized_shape");
    if (shape.isNumber()) {
      return new int[] {shape.asInt()};
    }
    int[] sizes = new int[shape.size()];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = shape.get(i).asInt();
    }
    return sizes;
  }
}
