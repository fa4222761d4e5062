package lanewise.golden;

import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import lanewise.autograd.Functions;
import lanewise.autograd.Variable;
import lanewise.tensor.ops.ConvGeometry;

/** Convolutions. */
final class ConvolutionOps implements OpFamily {
  @Override
  public Map<String, Consumer<OpCase>> operations() {
    return Map.of("conv2d", c -> c.check(conv2d(c)));
  }

  @Override
  public Optional<String> leftOut(OpCase c) {
    return OpFamily.because(c.args().get("groups").asInt() != 1, "grouped convolutions");
  }

  private static Variable conv2d(OpCase c) {
    int[] x = c.input().shape().toArray();
    int[] w = c.input("weight").shape().toArray();
    int[] stride = GoldenModel.pair(c.args(), "stride", 1);
    int[] dilation = GoldenModel.pair(c.args(), "dilation", 1);
    int[] padding = GoldenModel.padding(c.args(), new int[] {w[2], w[3]}, dilation);
    ConvGeometry g = new ConvGeometry(x[1], x[2], x[3], w[0], w[2], w[3], stride[0], stride[1], padding[0], padding[1], dilation[0], dilation[1]);
    return Functions.conv2d(c.input(), c.input("weight"), c.optional("bias"), g);
  }
}
