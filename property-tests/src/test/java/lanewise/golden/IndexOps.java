package lanewise.golden;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;
import lanewise.autograd.Indexing;
import lanewise.tensor.LongTensor;

/** Elements picked by tensors of indices, and sums into the places that they name. */
final class IndexOps implements OpFamily {
  @Override
  public Map<String, Consumer<OpCase>> operations() {
    return Map.of(
        "index_select", c -> c.check(Indexing.indexSelect(c.input(), axis(c), c.longs("index"))),
        "gather", c -> c.check(Indexing.gather(c.input(), axis(c), c.longs("index"))),
        "scatter_add", c -> c.check(Indexing.scatterAdd(c.input(), axis(c), c.longs("index"), c.input("src"))),
        "embedding", c -> c.check(Indexing.embedding(c.longs("input"), c.input("weight"), padding(c), false)),
        "one_hot", IndexOps::oneHot);
  }

  private static int axis(OpCase c) {
    return ShapeOps.number(c, "dim", 0);
  }

  private static OptionalInt padding(OpCase c) {
    return c.args().hasNonNull("padding_idx") ? OptionalInt.of(c.args().get("padding_idx").asInt()) : OptionalInt.empty();
  }

  private static void oneHot(OpCase c) {
    LongTensor expected = (LongTensor) GoldenModel.tensor(c.node().get("expected").get("output"));
    LongTensor actual = lanewise.tensor.ops.Indexing.oneHot(c.longs("input"), ShapeOps.number(c, "num_classes", -1));
    assertArrayEquals(expected.shape().toArray(), actual.shape().toArray());
    assertArrayEquals(expected.toArray(), actual.toArray());
  }
}
