package lanewise.nn;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import lanewise.autograd.Pooling.Interpolation;
import lanewise.tensor.ops.ConvGeometry;
import lanewise.tensor.ops.PoolWindow;
import lanewise.tensor.Shape;

/** The options of every layer by PyTorch's names and defaults, to be imported statically. */
public final class Layers {
  private Layers() {}

  /** 2-d convolution with a square kernel; stride 1, no padding, with bias. */
  public static Conv2d.Options conv2d(int inChannels, int outChannels, int kernelSize) {
    return conv2d(inChannels, outChannels, kernelSize, kernelSize);
  }

  /** 2-d convolution with a kernel of this height and width; stride 1, no padding, with bias. */
  public static Conv2d.Options conv2d(int inChannels, int outChannels, int kernelHeight, int kernelWidth) {
    return new Conv2d.Options(inChannels, outChannels, kernelHeight, kernelWidth, ConvGeometry.options(), true);
  }

  /** 1-d convolution; stride 1, no padding, one group, with bias. */
  public static Conv1d.Options conv1d(int inChannels, int outChannels, int kernelSize) {
    return new Conv1d.Options(inChannels, outChannels, kernelSize, 1, 0, 1, 1, false, true);
  }

  /** Transposed 2-d convolution with a square kernel; stride 1, no padding, one group, with bias. */
  public static ConvTranspose2d.Options convTranspose2d(int inChannels, int outChannels, int kernelSize) {
    return convTranspose2d(inChannels, outChannels, kernelSize, kernelSize);
  }

  /** Transposed 2-d convolution with a kernel of this height and width; stride 1, no padding, one group, with bias. */
  public static ConvTranspose2d.Options convTranspose2d(int inChannels, int outChannels, int kernelHeight, int kernelWidth) {
    return new ConvTranspose2d.Options(inChannels, outChannels, kernelHeight, kernelWidth, ConvGeometry.options(), 0, 0, true);
  }

  /** Linear map with bias. */
  public static Linear.Options linear(int inFeatures, int outFeatures) {
    return new Linear.Options(inFeatures, outFeatures, true);
  }

  /** Batch normalisation of images; eps 1e-5, momentum 0.1. */
  public static BatchNorm2d.Options batchNorm2d(int numFeatures) {
    return new BatchNorm2d.Options(numFeatures, 1e-5, 0.1, false);
  }

  /** The rectifier with a leak; nothing subtracted, no ceiling. */
  public static GeneralReLU.Options generalReLU(float leak) {
    return new GeneralReLU.Options(leak, 0, Float.POSITIVE_INFINITY);
  }

  /** ReLU: max(x, 0). */
  public static GeneralReLU.Options relu() {
    return generalReLU(0);
  }

  /** LeakyReLU: x >= 0 ? x : negativeSlope * x; PyTorch's default is 0.01. */
  public static GeneralReLU.Options leakyReLU(float negativeSlope) {
    return generalReLU(negativeSlope);
  }

  /** ELU: x for x > 0, alpha (e^x - 1) elsewhere. */
  public static ELU.Options elu() {
    return new ELU.Options(1);
  }

  /** SELU: ELU with alpha 1.6733 times 1.0507. */
  public static SELU selu() {
    return new SELU();
  }

  /** GELU: x times the share of the normal distribution below x. */
  public static GELU.Options gelu() {
    return new GELU.Options(false);
  }

  /** SiLU: x / (1 + e^-x). */
  public static SiLU silu() {
    return new SiLU();
  }

  /** Mish: x tanh(ln(1 + e^x)). */
  public static Mish mish() {
    return new Mish();
  }

  /** Softplus: ln(1 + e^(beta x)) / beta, and x where beta x > threshold. */
  public static Softplus.Options softplus() {
    return new Softplus.Options(1, 20);
  }

  /** Hardswish: x times hardsigmoid(x). */
  public static Hardswish hardswish() {
    return new Hardswish();
  }

  /** Hardsigmoid: x / 6 + 1/2 limited to [0, 1]. */
  public static Hardsigmoid hardsigmoid() {
    return new Hardsigmoid();
  }

  /** Hardtanh: x limited to [minVal, maxVal]. */
  public static Hardtanh.Options hardtanh() {
    return new Hardtanh.Options(-1, 1);
  }

  /** LogSigmoid: ln(1 / (1 + e^-x)). */
  public static LogSigmoid logSigmoid() {
    return new LogSigmoid();
  }

  /** Sigmoid: 1 / (1 + e^-x). */
  public static Sigmoid sigmoid() {
    return new Sigmoid();
  }

  /** Tanh: the hyperbolic tangent. */
  public static Tanh tanh() {
    return new Tanh();
  }

  /** [N, ...] to [N, the product of the rest]. */
  public static Flatten.Options flatten() {
    return new Flatten.Options();
  }

  /** Axes start to end, both included, as one. */
  public static Flatten.Options flatten(int startDim, int endDim) {
    return new Flatten.Options(startDim, endDim);
  }

  /** One axis as several; one of the sizes may be -1. */
  public static Unflatten.Options unflatten(int dim, int... sizes) {
    return new Unflatten.Options(dim, IntStream.of(sizes).boxed().toList());
  }

  /** The largest values of square windows side by side. */
  public static MaxPool2d.Options maxPool2d(int kernelSize) {
    return maxPool2d(kernelSize, kernelSize);
  }

  /** The largest values of windows of this height and width side by side. */
  public static MaxPool2d.Options maxPool2d(int kernelHeight, int kernelWidth) {
    return new MaxPool2d.Options(PoolWindow.of(kernelHeight, kernelWidth));
  }

  /** The means of square windows side by side. */
  public static AvgPool2d.Options avgPool2d(int kernelSize) {
    return avgPool2d(kernelSize, kernelSize);
  }

  /** The means of windows of this height and width side by side. */
  public static AvgPool2d.Options avgPool2d(int kernelHeight, int kernelWidth) {
    return new AvgPool2d.Options(PoolWindow.of(kernelHeight, kernelWidth), true, OptionalInt.empty());
  }

  /** The means of so many windows in each direction. */
  public static AdaptiveAvgPool2d.Options adaptiveAvgPool2d(int outputSize) {
    return adaptiveAvgPool2d(outputSize, outputSize);
  }

  /** The means of so many windows down and to the right. */
  public static AdaptiveAvgPool2d.Options adaptiveAvgPool2d(int height, int width) {
    return new AdaptiveAvgPool2d.Options(OptionalInt.of(height), OptionalInt.of(width));
  }

  /** The largest values of so many windows in each direction. */
  public static AdaptiveMaxPool2d.Options adaptiveMaxPool2d(int outputSize) {
    return adaptiveMaxPool2d(outputSize, outputSize);
  }

  /** The largest values of so many windows down and to the right. */
  public static AdaptiveMaxPool2d.Options adaptiveMaxPool2d(int height, int width) {
    return new AdaptiveMaxPool2d.Options(OptionalInt.of(height), OptionalInt.of(width));
  }

  /** Images of this size, from the nearest pixels. */
  public static Upsample.Options upsample(int height, int width) {
    return new Upsample.Options(height, width, 0, 0, Interpolation.NEAREST);
  }

  /** Images so many times as large, from the nearest pixels. */
  public static Upsample.Options upsample(double scaleFactor) {
    return new Upsample.Options(0, 0, scaleFactor, scaleFactor, Interpolation.NEAREST);
  }

  /** The same border of zeros on all sides. */
  public static ZeroPad2d.Options zeroPad2d(int padding) {
    return zeroPad2d(padding, padding, padding, padding);
  }

  /** A border of zeros of these widths. */
  public static ZeroPad2d.Options zeroPad2d(int left, int right, int top, int bottom) {
    return new ZeroPad2d.Options(left, right, top, bottom);
  }

  /** A table of vectors, one for each of so many words. */
  public static Embedding.Options embedding(int numEmbeddings, int embeddingDim) {
    return new Embedding.Options(numEmbeddings, embeddingDim, OptionalInt.empty(), false);
  }

  /** Elements set to 0 with this probability in training. */
  public static Dropout.Options dropout(double p) {
    return new Dropout.Options(p);
  }

  /** Half of the elements set to 0 in training. */
  public static Dropout.Options dropout() {
    return dropout(0.5);
  }

  /** Normalisation over the last axes, of these sizes; eps 1e-5, with weight and bias. */
  public static LayerNorm.Options layerNorm(int... normalizedShape) {
    return new LayerNorm.Options(Shape.of(normalizedShape), 1e-5, true, true);
  }

  /** Division by the root mean square of the last axes, of these sizes; with weight. */
  public static RMSNorm.Options rmsNorm(int... normalizedShape) {
    return new RMSNorm.Options(Shape.of(normalizedShape), OptionalDouble.empty(), true);
  }

  /** Normalisation of groups of channels; eps 1e-5, with weight and bias. */
  public static GroupNorm.Options groupNorm(int numGroups, int numChannels) {
    return new GroupNorm.Options(numGroups, numChannels, 1e-5, true);
  }

  /** Normalisation of each channel of each sequence; eps 1e-5, without weight, bias and running statistics. */
  public static InstanceNorm.Options instanceNorm1d(int numFeatures) {
    return new InstanceNorm.Options(1, numFeatures, 1e-5, 0.1, false, false);
  }

  /** Normalisation of each channel of each image; eps 1e-5, without weight, bias and running statistics. */
  public static InstanceNorm.Options instanceNorm2d(int numFeatures) {
    return new InstanceNorm.Options(2, numFeatures, 1e-5, 0.1, false, false);
  }

  /** The softmax along an axis. */
  public static Softmax.Options softmax(int dim) {
    return new Softmax.Options(dim);
  }

  /** The logarithm of the softmax along an axis. */
  public static LogSoftmax.Options logSoftmax(int dim) {
    return new LogSoftmax.Options(dim);
  }

  /** Layers one after the other, from options or ready layers. */
  public static Sequential.Options sequential(Blueprint... parts) {
    return new Sequential.Options(List.of(parts));
  }
}
