package lanewise.nn;

import java.util.List;

/** The options of every layer by PyTorch's names and defaults, to be imported statically. */
public final class Layers {
  private Layers() {}

  /** 2-d convolution with a square kernel; stride 1, no padding, with bias. */
  public static Conv2d.Options conv2d(int inChannels, int outChannels, int kernelSize) {
    return conv2d(inChannels, outChannels, kernelSize, kernelSize);
  }

  /** 2-d convolution with a kernel of this height and width; stride 1, no padding, with bias. */
  public static Conv2d.Options conv2d(int inChannels, int outChannels, int kernelHeight, int kernelWidth) {
    return new Conv2d.Options(inChannels, outChannels, kernelHeight, kernelWidth, 1, 1, 0, 0, 1, 1, true);
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

  /** [N, ...] to [N, the product of the rest]. */
  public static Flatten.Options flatten() {
    return new Flatten.Options();
  }

  /** Layers one after the other, from options or ready layers. */
  public static Sequential.Options sequential(Blueprint... parts) {
    return new Sequential.Options(List.of(parts));
  }
}
