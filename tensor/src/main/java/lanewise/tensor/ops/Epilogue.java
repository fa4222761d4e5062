package lanewise.tensor.ops;

import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.elementwise.MapOp;
import lanewise.tensor.kernel.functions.Rectifier;

/**
 * What follows the sums of a matrix product while they are in the cache: {@code C = f(alpha * A B + beta * D + bias)}, in this order. Immutable.
 *
 * <p>With beta other than 0 the sum is {@code fma(alpha, product, beta * d)}, rounded after {@code beta * d} and at the end; with beta 0 it is
 * {@code alpha * product}, and D is not read: what is not finite in it has no effect.
 */
public final class Epilogue {
  private static final Epilogue NONE = new Epilogue(1, 0, null, null, null);

  private final float alpha;
  private final float beta;
  private final Tensor addend;
  private final Tensor bias;
  private final MapOp function;

  private Epilogue(float alpha, float beta, Tensor addend, Tensor bias, MapOp function) {
    this.alpha = alpha;
    this.beta = beta;
    this.addend = addend;
    this.bias = bias;
    this.function = function;
  }

  /** The product as it is. */
  public static Epilogue none() {
    return NONE;
  }

  /** With this factor of the product instead of 1. */
  public Epilogue alpha(float factor) {
    return new Epilogue(factor, beta, addend, bias, function);
  }

  /** With {@code beta * C}, C being the old values of the tensor that takes the result. */
  public Epilogue beta(float factor) {
    return new Epilogue(alpha, factor, null, bias, function);
  }

  /** With {@code factor * addend}, a tensor of the result's shape. */
  public Epilogue plus(float factor, Tensor addend) {
    return new Epilogue(alpha, factor, addend, bias, function);
  }

  /** With a summand for each column: a tensor [N]. */
  public Epilogue bias(Tensor bias) {
    return new Epilogue(alpha, beta, addend, bias, function);
  }

  /** With f(x) = max(x, 0). */
  public Epilogue relu() {
    return rectify(0, 0, Float.POSITIVE_INFINITY);
  }

  /** With f(x) = min((x >= 0 ? x : leak * x) - sub, max). */
  public Epilogue rectify(float leak, float sub, float max) {
    return new Epilogue(alpha, beta, addend, bias, new Rectifier.Forward(leak, sub, max));
  }

  float alpha() {
    return alpha;
  }

  float beta() {
    return beta;
  }

  /** D, or null where it is the result's old value. */
  Tensor addend() {
    return addend;
  }

  /** The summands of the columns, or null. */
  Tensor bias() {
    return bias;
  }

  /** f, or null. */
  MapOp function() {
    return function;
  }
}
