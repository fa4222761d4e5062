package lanewise.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.OptionalInt;
import java.util.Set;
import lanewise.nn.AdaptiveAvgPool2d;
import lanewise.nn.AvgPool2d;
import lanewise.nn.Blueprint;
import lanewise.nn.Embedding;
import lanewise.nn.Layers;
import lanewise.nn.MaxPool2d;

/** Layers of golden models that pool, pick or move values, from their descriptions. */
final class GoldenShapeLayers {
  /** PyTorch's names of these layers. */
  static final Set<String> KNOWN = Set.of("Flatten", "MaxPool2d", "AvgPool2d", "AdaptiveAvgPool2d", "Dropout", "Embedding");

  private GoldenShapeLayers() {}

  /** The layer that a description means, without weights. */
  static Blueprint blueprint(JsonNode node) {
    JsonNode o = node.path("options");
    return switch (node.get("type").asText()) {
      case "Flatten" -> Layers.flatten(o.path("start_dim").asInt(1), o.path("end_dim").asInt(-1));
      case "MaxPool2d" -> new MaxPool2d.Options(PoolingOps.window(o));
      case "AvgPool2d" -> new AvgPool2d.Options(PoolingOps.window(o), o.path("count_include_pad").asBoolean(true),
          number(o.path("divisor_override")));
      case "AdaptiveAvgPool2d" -> adaptive(o.get("output_size"));
      case "Dropout" -> Layers.dropout(o.path("p").asDouble(0.5));
      case "Embedding" -> {
        Embedding.Options options = Layers.embedding(o.get("num_embeddings").asInt(), o.get("embedding_dim").asInt());
        yield o.hasNonNull("padding_idx") ? options.paddingIdx(o.get("padding_idx").asInt()) : options;
      }
      default -> throw new IllegalArgumentException("layer " + node);
    };
  }

  private static AdaptiveAvgPool2d.Options adaptive(JsonNode size) {
    return size.isArray() ? new AdaptiveAvgPool2d.Options(number(size.get(0)), number(size.get(1)))
        : new AdaptiveAvgPool2d.Options(number(size), number(size));
  }

  private static OptionalInt number(JsonNode n) {
    return n.isNumber() ? OptionalInt.of(n.asInt()) : OptionalInt.empty();
  }
}
