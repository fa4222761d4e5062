package lanewise.autograd;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import lanewise.autograd.fused.FusedConv2d;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;

/**
 * A tensor that remembers how it was made, so that {@link #backward} can find the gradients of the {@link Parameter}s it depends on (reverse-mode
 * differentiation).
 *
 * <p>Operations are methods here and functions in {@link Functions}. Inside {@link NoGrad}, and where no input needs a gradient, nothing is
 * remembered.
 */
public sealed class Variable permits Parameter {
  static {
    FusedConv2d.set(new Conv2d.Fused());
  }

  private final Tensor value;
  private final Operation maker;

  Variable(Tensor value, Operation maker) {
    this.value = value;
    this.maker = maker;
  }

  /** A constant: no gradient flows into it. */
  public static Variable of(Tensor value) {
    return new Variable(value, null);
  }

  /** The tensor. */
  public Tensor value() {
    return value;
  }

  /** The shape of the tensor. */
  public Shape shape() {
    return value.shape();
  }

  /** True where a gradient can flow: it is a parameter, or depends on one. */
  public boolean requiresGrad() {
    return maker != null;
  }

  /** The same tensor as a constant. */
  public Variable detach() {
    return of(value);
  }

  /** this + other. Shapes of two operands are broadcast, here and below: aligned at their last axes, sizes equal or 1. */
  public Variable add(Variable other) {
    return Arithmetic.add(this, other);
  }

  /** this + number. */
  public Variable add(float number) {
    return Arithmetic.add(this, number);
  }

  /** this - other. */
  public Variable sub(Variable other) {
    return Arithmetic.subtract(this, other);
  }

  /** this - number. */
  public Variable sub(float number) {
    return Arithmetic.add(this, -number);
  }

  /** this * other, elementwise. */
  public Variable mul(Variable other) {
    return Arithmetic.multiply(this, other);
  }

  /** factor * this. */
  public Variable mul(float factor) {
    return Arithmetic.scale(this, factor);
  }

  /** this / other, elementwise. */
  public Variable div(Variable other) {
    return Arithmetic.divide(this, other);
  }

  /** this / number. */
  public Variable div(float number) {
    return Arithmetic.divide(this, number);
  }

  /** -this. */
  public Variable neg() {
    return MathFunctions.neg(this);
  }

  /** this^exponent. */
  public Variable pow(float exponent) {
    return Arithmetic.pow(this, exponent);
  }

  /** e^this. */
  public Variable exp() {
    return MathFunctions.exp(this);
  }

  /** The natural logarithm. */
  public Variable log() {
    return MathFunctions.log(this);
  }

  /** The square root. */
  public Variable sqrt() {
    return MathFunctions.sqrt(this);
  }

  /** |this|. */
  public Variable abs() {
    return MathFunctions.abs(this);
  }

  /** The hyperbolic tangent. */
  public Variable tanh() {
    return MathFunctions.tanh(this);
  }

  /** 1 / (1 + e^-this). */
  public Variable sigmoid() {
    return MathFunctions.sigmoid(this);
  }

  /** This limited to [low, high]. */
  public Variable clamp(float low, float high) {
    return MathFunctions.clamp(this, low, high);
  }

  /** Matrix product of [..., M, K] and [..., K, N], other axes broadcast; of vectors [K] as in {@link lanewise.tensor.ops.Products#matmul}. */
  public Variable matmul(Variable other) {
    return MatMul.apply(this, other);
  }

  /** The same values with another shape; one size may be -1. */
  public Variable reshape(int... shape) {
    return Reshape.apply(this, shape);
  }

  /** Two axes exchanged. */
  public Variable transpose(int axis0, int axis1) {
    return Shapes.transpose(this, axis0, axis1);
  }

  /** Axis k of the result is axis {@code axes[k]} of this. */
  public Variable permute(int... axes) {
    return Shapes.permute(this, axes);
  }

  /** Axes start to end, both included, as one. */
  public Variable flatten(int start, int end) {
    return Shapes.flatten(this, start, end);
  }

  /** Without an axis, where it has size 1. */
  public Variable squeeze(int axis) {
    return Shapes.squeeze(this, axis);
  }

  /** With a new axis of size 1. */
  public Variable unsqueeze(int axis) {
    return Shapes.unsqueeze(this, axis);
  }

  /** One behind the other along an axis; all other sizes are equal. */
  public static Variable cat(List<Variable> parts, int axis) {
    return Shapes.cat(parts, axis);
  }

  /** The sum over axes, which disappear; none means all. */
  public Variable sum(int... dims) {
    return Reductions.sum(this, false, dims);
  }

  /** The mean over axes, which disappear; none means all. */
  public Variable mean(int... dims) {
    return Reductions.mean(this, false, dims);
  }

  /** The largest value over axes, which disappear; none means all. */
  public Variable amax(int... dims) {
    return Reductions.amax(this, false, dims);
  }

  /** e^this over the sum of e^this along an axis. */
  public Variable softmax(int dim) {
    return Reductions.softmax(this, dim);
  }

  /** The logarithm of {@link #softmax}. */
  public Variable logSoftmax(int dim) {
    return Reductions.logSoftmax(this, dim);
  }

  /**
   * Adds the gradient of this single number to every parameter that it depends on.
   *
   * @throws IllegalStateException if it has more than one element, or depends on no parameter
   */
  public void backward() {
    if (value.size() != 1) {
      throw new IllegalStateException("backward() of shape " + shape()
          + "; only a single number has a gradient without a direction: backward(Tensor)");
    }
    backward(Tensor.full(1, shape().toArray()));
  }

  /**
   * Adds the gradient of sum(direction * this) to every parameter that it depends on. Operations are visited in the reverse of the order in which
   * they were recorded, so sums of gradients always have the same order. The record stays: a second call adds the gradients once more (PyTorch
   * refuses it unless asked to retain the graph).
   *
   * @param direction the upstream gradient, of this shape
   */
  public void backward(Tensor direction) {
    if (!requiresGrad()) {
      throw new IllegalStateException("backward() of a variable that depends on no parameter, or was computed inside NoGrad");
    }
    if (!direction.shape().equals(shape())) {
      throw new IllegalArgumentException("gradient of shape " + direction.shape() + " for a variable of shape " + shape());
    }
    PriorityQueue<Operation> waiting = new PriorityQueue<>(Comparator.comparingLong(Operation::number).reversed());
    try {
      receive(direction, waiting);
      while (!waiting.isEmpty()) {
        waiting.poll().propagate(waiting);
      }
    } finally {
      waiting.forEach(Operation::forget);
    }
  }

  /** Takes a gradient that arrived: a parameter adds it up, an operation waits for the rest. */
  void receive(Tensor gradient, PriorityQueue<Operation> waiting) {
    if (maker != null) {
      maker.receive(gradient, waiting);
    }
  }

  /** The value and whether it requires a gradient. */
  @Override
  public String toString() {
    return value + (requiresGrad() ? " (requires grad)" : "");
  }
}
