package lanewise.tensor.kernel.elementwise;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How much work an operator is, in units of a simple one: the warm-up judges by the time of a float whether a vector form is compiled. */
final class Effort {
  private static final int SIMPLE = 6;
  private static final Map<Object, Integer> KNOWN = new ConcurrentHashMap<>();

  private Effort() {}

  static int of(MapOp op) {
    return op instanceof MapFormula f ? KNOWN.computeIfAbsent(f, _ -> 1 + f.formula().size() / SIMPLE) : 1;
  }

  static int of(ZipOp op) {
    return op instanceof ZipFormula f ? KNOWN.computeIfAbsent(f, _ -> 1 + f.formula().size() / SIMPLE) : 1;
  }
}
