package lanewise.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Sums, extremes and their like over everything or over some axes. */
final class ReductionOps implements OpFamily {
  @Override
  public Map<String, Consumer<OpCase>> operations() {
    return Map.of("sum", c -> c.check(c.input().sum()), "mean", c -> c.check(c.input().mean()), "argmax",
        c -> assertEquals(c.node().get("expected").get("output").get("data").get(0).asInt(), c.input().value().argmax()));
  }

  @Override
  public Optional<String> leftOut(OpCase c) {
    return OpFamily.because(c.args().hasNonNull("dim"), "reductions of axes");
  }
}
