package lanewise.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import lanewise.autograd.Functions;

/** Losses. */
final class LossOps implements OpFamily {
  @Override
  public Map<String, Consumer<OpCase>> operations() {
    return Map.of("cross_entropy", c -> c.check(Functions.crossEntropy(c.input(), c.longs("target"))));
  }

  @Override
  public Optional<String> leftOut(OpCase c) {
    return OpFamily.because(!isPlainCrossEntropy(c), "variants of the cross-entropy");
  }

  private static boolean isPlainCrossEntropy(OpCase c) {
    JsonNode target = c.node().get("inputs").get("target");
    for (JsonNode t : target.get("data")) {
      if (t.asInt() < 0) {
        return false;
      }
    }
    return c.rank("input") == 2 && target.get("dtype").asText().equals("int64") && !c.has("weight")
        && c.args().path("reduction").asText("mean").equals("mean") && !c.args().has("ignore_index") && !c.args().has("label_smoothing");
  }
}
