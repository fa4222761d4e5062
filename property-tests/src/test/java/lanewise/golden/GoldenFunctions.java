package lanewise.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.LongToDoubleFunction;

/** The named functions of the scheduler files. */
final class GoldenFunctions {
  private GoldenFunctions() {}

  static LongToDoubleFunction of(JsonNode node) {
    JsonNode f = node.get("lambda");
    return switch (f.get("kind").asText()) {
      case "constant" -> x -> f.get("value").asDouble();
      case "pow" -> x -> StrictMath.pow(f.get("base").asDouble(), x);
      case "inv" -> x -> 1 / (1 + f.get("k").asDouble() * x);
      case "inv_sqrt" -> x -> 1 / Math.sqrt(1 + x / f.get("scale").asDouble());
      case "noam" -> x -> Math.min(StrictMath.pow(x + 1, -0.5), (x + 1) * StrictMath.pow(f.get("warmup").asDouble(), -1.5));
      case "table" -> x -> f.get("values").get((int) Math.min(x, f.get("values").size() - 1)).asDouble();
      case "steps" -> x -> f.get("values").get(passed(f.get("bounds"), x)).asDouble();
      case "warmup" -> x -> Math.min(1, (x + 1) / f.get("n").asDouble());
      case "warmup0" -> x -> x < f.get("n").asLong() ? x / Math.max(1, f.get("n").asDouble()) : 1;
      case "cosine" -> x -> 0.5 * (1 + StrictMath.cos(Math.PI * x / f.get("T").asDouble()));
      case "linear_decay" -> x -> Math.max(0, 1 - x / f.get("n").asDouble());
      case "sawtooth" -> x -> f.get("low").asDouble() + (1 - f.get("low").asDouble()) * Math.floorMod(x, f.get("n").asLong()) / f.get("n").asDouble();
      case "floor" -> x -> Math.floorDiv(x, f.get("n").asLong());
      case "half_sin" -> x -> 0.5 * (1 + StrictMath.sin(Math.PI * x / 2));
      case "inv_pow" -> x -> 1 / StrictMath.pow(f.get("base").asDouble(), f.get("k").asDouble() * x);
      default -> throw new IllegalStateException("unknown function " + f);
    };
  }

  private static int passed(JsonNode bounds, long x) {
    int n = 0;
    for (JsonNode b : bounds) {
      n += b.asLong() <= x ? 1 : 0;
    }
    return n;
  }
}
