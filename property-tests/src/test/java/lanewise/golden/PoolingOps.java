package lanewise.golden;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.function.Consumer;
import lanewise.autograd.Pooling;
import lanewise.autograd.Variable;
import lanewise.tensor.LongTensor;
import lanewise.tensor.ops.ConvGeometry;
import lanewise.tensor.ops.PoolWindow;

/** Operations over the windows of images. */
final class PoolingOps implements OpFamily {
  @Override
  public Map<String, Consumer<OpCase>> operations() {
    return Map.of(
        "max_pool2d", PoolingOps::maxPool,
        "avg_pool2d", c -> c.check(Pooling.avgPool2d(c.input(), window(c.args()), c.args().path("count_include_pad").asBoolean(true),
            c.args().path("divisor_override").asInt(0))),
        "adaptive_avg_pool2d", PoolingOps::adaptive,
        "interpolate", c -> c.check(interpolate(c)),
        "unfold", c -> c.check(Pooling.unfold(c.input(), geometry(c, c.input().shape().toArray()))),
        "fold", PoolingOps::fold);
  }

  /** The window that arguments or options of a pooling describe. */
  static PoolWindow window(JsonNode o) {
    int[] kernel = GoldenModel.pair(o, "kernel_size", 1);
    int[] stride = o.hasNonNull("stride") ? GoldenModel.pair(o, "stride", 1) : kernel;
    int[] padding = GoldenModel.pair(o, "padding", 0);
    int[] dilation = GoldenModel.pair(o, "dilation", 1);
    return PoolWindow.of(kernel[0], kernel[1]).stride(stride[0], stride[1]).padding(padding[0], padding[1]).dilation(dilation[0], dilation[1])
        .ceilMode(o.path("ceil_mode").asBoolean(false));
  }

  private static void maxPool(OpCase c) {
    Pooling.Maxima m = Pooling.maxPool2dWithIndices(c.input(), window(c.args()));
    if (c.node().get("expected").has("indices")) {
      LongTensor expected = (LongTensor) GoldenModel.tensor(c.node().get("expected").get("indices"));
      assertArrayEquals(expected.shape().toArray(), m.indices().shape().toArray());
      assertArrayEquals(expected.toArray(), m.indices().toArray());
    }
    c.check(Pooling.maxPool2d(c.input(), window(c.args())));
  }

  private static void adaptive(OpCase c) {
    int[] shape = c.input().shape().toArray();
    JsonNode size = c.args().get("output_size");
    JsonNode high = size.isArray() ? size.get(0) : size;
    JsonNode wide = size.isArray() ? size.get(1) : size;
    c.check(Pooling.adaptiveAvgPool2d(c.input(), high.isNull() ? shape[2] : high.asInt(), wide.isNull() ? shape[3] : wide.asInt()));
  }

  private static Variable interpolate(OpCase c) {
    Pooling.Interpolation mode = c.args().get("mode").asText().equals("nearest") ? Pooling.Interpolation.NEAREST
        : c.args().path("align_corners").asBoolean(false) ? Pooling.Interpolation.BILINEAR_ALIGNED : Pooling.Interpolation.BILINEAR;
    if (c.args().hasNonNull("size")) {
      int[] size = GoldenModel.pair(c.args(), "size", 1);
      return Pooling.interpolate(c.input(), size[0], size[1], mode);
    }
    JsonNode factor = c.args().get("scale_factor");
    return Pooling.interpolateBy(c.input(), (factor.isArray() ? factor.get(0) : factor).asDouble(),
        (factor.isArray() ? factor.get(1) : factor).asDouble(), mode);
  }

  private static ConvGeometry geometry(OpCase c, int[] images) {
    int[] kernel = GoldenModel.pair(c.args(), "kernel_size", 1);
    int[] stride = GoldenModel.pair(c.args(), "stride", 1);
    int[] padding = GoldenModel.pair(c.args(), "padding", 0);
    int[] dilation = GoldenModel.pair(c.args(), "dilation", 1);
    return new ConvGeometry(images[1], images[2], images[3], 1, kernel[0], kernel[1], stride[0], stride[1], padding[0], padding[1], dilation[0],
        dilation[1]);
  }

  private static void fold(OpCase c) {
    int[] size = GoldenModel.pair(c.args(), "output_size", 1);
    int[] kernel = GoldenModel.pair(c.args(), "kernel_size", 1);
    int[] shape = c.input().shape().toArray();
    c.check(Pooling.fold(c.input(), geometry(c, new int[] {shape[0], shape[1] / kernel[0] / kernel[1], size[0], size[1]})));
  }
}
