package lanewise.golden;

import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The same values in another shape, order or selection. */
final class ShapeOps implements OpFamily {
  @Override
  public Map<String, Consumer<OpCase>> operations() {
    Consumer<OpCase> reshape = c -> c.check(c.input().reshape(c.outputShape()));
    return Map.of("reshape", reshape, "flatten", reshape);
  }

  @Override
  public Optional<String> leftOut(OpCase c) {
    return OpFamily.because(c.op().equals("flatten") && c.outputShape().length > 2, "partial flattening");
  }
}
