package lanewise.autograd.fused;

import java.util.Optional;
import lanewise.autograd.Variable;
import lanewise.tensor.ops.ConvGeometry;
import lanewise.tensor.ops.Rectification;

/** A 2-d convolution together with what follows it in a network. {@code Functions} is for everybody else. */
public abstract class FusedConv2d {
  private static volatile FusedConv2d implementation;

  /** Called once by {@link Variable}, so before anybody has an operand. */
  public static void set(FusedConv2d recorded) {
    if (implementation != null) {
      throw new IllegalStateException("the fused convolution is set already");
    }
    implementation = recorded;
  }

  /**
   * {@code generalRelu(conv2d(x, weight, bias), leak, sub, infinity)}, with the same bits and in one pass over the batch where that is possible.
   *
   * @param x [N, C, H, W]
   * @param statistics whether a batch normalisation will ask for mean and variance of the result: they are taken on the way then
   */
  public static Variable of(Variable x, Variable weight, Optional<Variable> bias, ConvGeometry geometry, Rectification rectification,
      boolean statistics) {
    return implementation.apply(x, weight, bias, geometry, rectification, statistics);
  }

  /** The operation of {@link #of}. */
  protected abstract Variable apply(Variable x, Variable weight, Optional<Variable> bias, ConvGeometry geometry, Rectification rectification,
      boolean statistics);
}
