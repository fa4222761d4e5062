package lanewise.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Single operations, forward and backward, against PyTorch's values. */
@Tag("golden")
class OpsGoldenTest {
  private static final int AT_LEAST = 480;
  private static final List<OpFamily> FAMILIES = List.of(new ElementwiseOps(), new ProductOps(), new ConvolutionOps(), new ReductionOps(),
      new NormalizationOps(), new ShapeOps(), new PoolingOps(), new IndexOps(), new LossOps(), new AttentionOps());

  @Test
  void everyOperationWeHave_isAsGoodAsPyTorchsFloat32() throws IOException {
    GoldenRun.run("ops.jsonl.gz", OpsGoldenTest::leftOut, OpsGoldenTest::check, AT_LEAST);
  }

  private static Optional<String> leftOut(JsonNode node) {
    OpCase c = new OpCase(node);
    Optional<OpFamily> family = family(c);
    return family.isEmpty() ? Optional.of("operations to come") : family.get().leftOut(c);
  }

  private static void check(JsonNode node) {
    OpCase c = new OpCase(node);
    family(c).orElseThrow().operations().get(c.op()).accept(c);
  }

  private static Optional<OpFamily> family(OpCase c) {
    return FAMILIES.stream().filter(f -> f.operations().containsKey(c.op())).findFirst();
  }
}
