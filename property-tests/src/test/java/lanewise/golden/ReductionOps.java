package lanewise.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import lanewise.autograd.Reductions;
import lanewise.autograd.Variable;
import lanewise.tensor.LongTensor;
import lanewise.tensor.ops.Extremes;

/** Sums, extremes and their like over everything or over some axes, and softmax. */
final class ReductionOps implements OpFamily {
  @Override
  public Map<String, Consumer<OpCase>> operations() {
    Map<String, Consumer<OpCase>> all = new HashMap<>();
    all.put("sum", c -> c.check(Reductions.sum(c.input(), keepdim(c), dims(c))));
    all.put("mean", c -> c.check(Reductions.mean(c.input(), keepdim(c), dims(c))));
    all.put("amax", c -> c.check(Reductions.amax(c.input(), keepdim(c), dims(c))));
    all.put("amin", c -> c.check(Reductions.amin(c.input(), keepdim(c), dims(c))));
    all.put("max", c -> extreme(c, true));
    all.put("min", c -> extreme(c, false));
    all.put("argmax", c -> place(c, true));
    all.put("argmin", c -> place(c, false));
    all.put("var", c -> c.check(Reductions.var(c.input(), c.args().path("correction").asDouble(1), keepdim(c), dims(c))));
    all.put("std", c -> c.check(Reductions.std(c.input(), c.args().path("correction").asDouble(1), keepdim(c), dims(c))));
    all.put("logsumexp", c -> c.check(Reductions.logSumExp(c.input(), keepdim(c), dims(c))));
    all.put("prod", c -> c.check(Reductions.prod(c.input(), keepdim(c), dims(c))));
    all.put("norm", c -> c.check(Reductions.vectorNorm(c.input(), order(c), keepdim(c), dims(c))));
    all.put("dot", c -> c.check(Reductions.dot(c.input(), c.input("tensor"))));
    all.put("cumsum", c -> c.check(Reductions.cumsum(c.input(), c.args().get("dim").asInt())));
    all.put("softmax", c -> c.check(c.input().softmax(c.args().get("dim").asInt())));
    all.put("log_softmax", c -> c.check(c.input().logSoftmax(c.args().get("dim").asInt())));
    return all;
  }

  private static boolean keepdim(OpCase c) {
    return c.args().path("keepdim").asBoolean(false);
  }

  /** The axes; none where the file has none. */
  private static int[] dims(OpCase c) {
    JsonNode dim = c.args().path("dim");
    if (dim.isNumber()) {
      return new int[] {dim.asInt()};
    }
    int[] dims = new int[dim.size()];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = dim.get(i).asInt();
    }
    return dims;
  }

  private static double order(OpCase c) {
    return c.args().get("p").isNumber() ? c.args().get("p").asDouble() : Double.parseDouble(c.args().get("p").asText());
  }

  private static void extreme(OpCase c, boolean largest) {
    if (!c.args().hasNonNull("dim")) {
      c.check(largest ? Reductions.max(c.input()) : Reductions.min(c.input()));
      return;
    }
    int dim = c.args().get("dim").asInt();
    Reductions.Indexed found = largest ? Reductions.max(c.input(), dim, keepdim(c)) : Reductions.min(c.input(), dim, keepdim(c));
    assertSame(c, "indices", found.indices());
    Variable values = found.values();
    c.check(values);
  }

  private static void place(OpCase c, boolean largest) {
    if (c.args().hasNonNull("dim")) {
      int dim = c.args().get("dim").asInt();
      assertSame(c, "output", largest ? Extremes.argmax(c.input().value(), dim, keepdim(c)) : Extremes.argmin(c.input().value(), dim, keepdim(c)));
    } else {
      assertSame(c, "output", LongTensor.scalar(largest ? Extremes.argmax(c.input().value()) : Extremes.argmin(c.input().value())));
    }
  }

  private static void assertSame(OpCase c, String name, LongTensor actual) {
    assertEquals(GoldenModel.tensor(c.node().get("expected").get(name)).toString(), actual.toString(), name);
  }
}
