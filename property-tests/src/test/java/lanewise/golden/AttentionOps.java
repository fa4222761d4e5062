package lanewise.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import lanewise.autograd.AttentionFunctions;
import lanewise.autograd.Variable;
import lanewise.tensor.Tensor;

/** Attention. */
final class AttentionOps implements OpFamily {
  @Override
  public Map<String, Consumer<OpCase>> operations() {
    return Map.of("scaled_dot_product_attention", c -> c.check(attention(c)));
  }

  private static Variable attention(OpCase c) {
    JsonNode scale = c.args().path("scale");
    return AttentionFunctions.scaledDotProductAttention(c.input("query"), c.input("key"), c.input("value"), mask(c),
        c.args().path("is_causal").asBoolean(false), scale.isNumber() ? OptionalDouble.of(scale.asDouble()) : OptionalDouble.empty());
  }

  /** A boolean mask as numbers: minus infinity where it is false. */
  private static Optional<Tensor> mask(OpCase c) {
    if (!c.has("attn_mask")) {
      return Optional.empty();
    }
    JsonNode mask = c.node().get("inputs").get("attn_mask");
    if (!mask.get("dtype").asText().equals("bool")) {
      return Optional.of(GoldenModel.floats(mask));
    }
    float[] values = new float[mask.get("data").size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = mask.get("data").get(i).asBoolean() ? 0 : Float.NEGATIVE_INFINITY;
    }
    return Optional.of(Tensor.of(values, GoldenModel.shape(mask)));
  }
}
