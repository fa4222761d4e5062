package lanewise.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import lanewise.autograd.Shapes;
import lanewise.autograd.Variable;

/** The same values in another shape, order or selection. */
final class ShapeOps implements OpFamily {
  @Override
  public Map<String, Consumer<OpCase>> operations() {
    Map<String, Consumer<OpCase>> all = new LinkedHashMap<>();
    all.put("reshape", c -> c.check(c.input().reshape(ints(c, "shape"))));
    all.put("transpose", c -> c.check(Shapes.transpose(c.input(), number(c, "dim0", 0), number(c, "dim1", 0))));
    all.put("permute", c -> c.check(Shapes.permute(c.input(), ints(c, "dims"))));
    all.put("squeeze", c -> c.check(c.args().has("dim") ? Shapes.squeeze(c.input(), number(c, "dim", 0)) : Shapes.squeeze(c.input())));
    all.put("unsqueeze", c -> c.check(Shapes.unsqueeze(c.input(), number(c, "dim", 0))));
    all.put("expand", c -> c.check(Shapes.expand(c.input(), ints(c, "size"))));
    all.put("flatten", c -> c.check(Shapes.flatten(c.input(), number(c, "start_dim", 0), number(c, "end_dim", -1))));
    all.put("select", c -> c.check(Shapes.select(c.input(), number(c, "dim", 0), number(c, "index", 0))));
    all.put("narrow", c -> c.check(Shapes.narrow(c.input(), number(c, "dim", 0), number(c, "start", 0), number(c, "length", 0))));
    all.put("flip", c -> c.check(Shapes.flip(c.input(), ints(c, "dims"))));
    all.put("slice", c -> c.check(Shapes.slice(c.input(), number(c, "dim", 0), number(c, "start", 0), number(c, "end", Integer.MAX_VALUE),
        number(c, "step", 1))));
    all.put("cat", c -> c.check(Shapes.cat(tensors(c), number(c, "dim", 0))));
    all.put("stack", c -> c.check(Shapes.stack(tensors(c), number(c, "dim", 0))));
    all.put("split", c -> checkParts(c, x -> c.args().get("split_size_or_sections").isArray()
        ? Shapes.split(x, ints(c, "split_size_or_sections"), number(c, "dim", 0))
        : Shapes.split(x, number(c, "split_size_or_sections", 0), number(c, "dim", 0))));
    all.put("chunk", c -> checkParts(c, x -> Shapes.chunk(x, number(c, "chunks", 0), number(c, "dim", 0))));
    all.put("roll", c -> c.check(Shapes.roll(c.input(), ints(c, "shifts"), ints(c, "dims"))));
    all.put("pad", c -> c.check(Shapes.pad(c.input(), ints(c, "pad"), (float) GoldenFile.number(c.args().get("value")))));
    all.put("tril", c -> c.check(Shapes.tril(c.input(), number(c, "diagonal", 0))));
    all.put("triu", c -> c.check(Shapes.triu(c.input(), number(c, "diagonal", 0))));
    return all;
  }

  /** A whole number among the arguments, which may be absent or null. */
  static int number(OpCase c, String name, int byDefault) {
    JsonNode n = c.args().path(name);
    return n.isMissingNode() || n.isNull() ? byDefault : n.asInt();
  }

  /** Whole numbers among the arguments: a list, a single one, or none. */
  static int[] ints(OpCase c, String name) {
    JsonNode n = c.args().path(name);
    return n.isArray() ? StreamSupport.stream(n.spliterator(), false).mapToInt(JsonNode::asInt).toArray()
        : n.isMissingNode() ? new int[0] : new int[] {n.asInt()};
  }

  private static List<Variable> tensors(OpCase c) {
    List<Variable> all = new ArrayList<>();
    while (c.has("tensors_" + all.size())) {
      all.add(c.input("tensors_" + all.size()));
    }
    return all;
  }

  private static void checkParts(OpCase c, Function<Variable, List<Variable>> operation) {
    List<Variable> parts = operation.apply(c.input());
    assertEquals(c.node().get("expected").size(), parts.size());
    for (int i = 0; i < parts.size(); i++) {
      c.assertNear("expected", "output_" + i, parts.get(i).value());
      parts.get(i).backward(GoldenModel.floats(c.node().get("grad_outputs").get("output_" + i)));
    }
    c.assertGradients();
  }
}
