package lanewise.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.function.Consumer;
import lanewise.autograd.Functions;
import lanewise.autograd.Variable;
import lanewise.tensor.ops.ConvGeometry;
import lanewise.tensor.ops.ConvTransposeGeometry;

/** Convolutions. */
final class ConvolutionOps implements OpFamily {
  @Override
  public Map<String, Consumer<OpCase>> operations() {
    return Map.of("conv2d", c -> c.check(conv2d(c)), "conv1d", c -> c.check(conv1d(c)), "conv_transpose2d", c -> c.check(transposed(c)));
  }

  private static Variable conv2d(OpCase c) {
    int[] x = c.input().shape().toArray();
    int[] w = c.input("weight").shape().toArray();
    ConvGeometry g = ConvGeometry.of(x[1], x[2], x[3], w[0], w[2], w[3], options(c.args()));
    return Functions.conv2d(c.input(), c.input("weight"), c.optional("bias"), g);
  }

  private static Variable conv1d(OpCase c) {
    int[] x = c.input().shape().toArray();
    int[] w = c.input("weight").shape().toArray();
    return Functions.conv1d(c.input(), c.input("weight"), c.optional("bias"), ConvGeometry.line(x[1], x[2], w[0], w[2], options(c.args())));
  }

  private static Variable transposed(OpCase c) {
    int[] x = c.input().shape().toArray();
    int[] w = c.input("weight").shape().toArray();
    int[] outputPadding = GoldenModel.pair(c.args(), "output_padding", 0);
    ConvGeometry.Options o = options(c.args());
    return Functions.convTranspose2d(c.input(), c.input("weight"), c.optional("bias"),
        new ConvTransposeGeometry(x[1], x[2], x[3], w[1] * o.groups(), w[2], w[3], o, outputPadding[0], outputPadding[1]));
  }

  private static ConvGeometry.Options options(JsonNode args) {
    int[] stride = GoldenModel.pair(args, "stride", 1);
    int[] dilation = GoldenModel.pair(args, "dilation", 1);
    ConvGeometry.Options o = ConvGeometry.options().stride(stride[0], stride[1]).dilation(dilation[0], dilation[1])
        .groups(args.path("groups").asInt(1));
    int[] padding = GoldenModel.pair(args, "padding", 0);
    return args.path("padding").asText().equals("same") ? o.samePadding() : o.padding(padding[0], padding[1]);
  }
}
