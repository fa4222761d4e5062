package lanewise.golden;

import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import lanewise.autograd.Functions;
import lanewise.autograd.Variable;

/** Arithmetic and functions of single elements. */
final class ElementwiseOps implements OpFamily {
  @Override
  public Map<String, Consumer<OpCase>> operations() {
    return Map.of("add", c -> c.check(c.input().add(c.input("other"))),
        "sub", c -> c.check(c.input().sub(c.input("other"))),
        "mul", c -> c.check(product(c)),
        "relu", c -> c.check(Functions.relu(c.input())),
        "leaky_relu", c -> c.check(Functions.leakyRelu(c.input(), (float) c.args().path("negative_slope").asDouble(0.01))));
  }

  @Override
  public Optional<String> leftOut(OpCase c) {
    return switch (c.op()) {
      case "add", "sub" -> OpFamily.because(!c.has("other") || !c.sameShapes("input", "other") || c.args().has("alpha"), "broadcasting");
      case "mul" -> OpFamily.because(c.has("other") && !c.sameShapes("input", "other"), "broadcasting");
      default -> Optional.empty();
    };
  }

  private static Variable product(OpCase c) {
    return c.has("other") ? c.input().mul(c.input("other")) : c.input().mul((float) c.args().get("other").asDouble());
  }
}
