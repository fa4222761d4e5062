package lanewise.tensor.ops;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Convolutions to test with. */
final class Geometries {
  /** The five convolutions of the notebook's network on 28x28 images. */
  static final List<ConvGeometry> NETWORK = List.of(
      new ConvGeometry(1, 28, 28, 8, 5, 5, 2, 2, 2, 2, 1, 1),
      new ConvGeometry(8, 14, 14, 16, 3, 3, 2, 2, 1, 1, 1, 1),
      new ConvGeometry(16, 7, 7, 32, 3, 3, 2, 2, 1, 1, 1, 1),
      new ConvGeometry(32, 4, 4, 64, 3, 3, 2, 2, 1, 1, 1, 1),
      new ConvGeometry(64, 2, 2, 10, 3, 3, 2, 2, 1, 1, 1, 1));

  private Geometries() {}

  /** A geometry with a batch size. */
  record Case(ConvGeometry geometry, int batch) {
    long products() {
      ConvGeometry g = geometry;
      return (long) (batch + 7) / 8 * 8 * g.outChannels() * g.outHeight() * g.outWidth() * g.groupInChannels() * g.kernelHeight() * g.kernelWidth();
    }
  }

  /**
   * Random cases of at most so many products: channels and batches up to 70 (small ones more often), kernels up to 7, strides up to 4, dilations up
   * to 3, paddings up to the kernel's size, groups, images of one row.
   */
  static List<Case> random(long seed, int count, long mostProducts) {
    Random random = new Random(seed);
    List<Case> cases = new ArrayList<>();
    while (cases.size() < count) {
      int kernelH = 1 + random.nextInt(random.nextBoolean() ? 3 : 7);
      int kernelW = 1 + random.nextInt(random.nextBoolean() ? 3 : 7);
      int dilationH = random.nextInt(3) == 0 ? 1 + random.nextInt(3) : 1;
      int dilationW = random.nextInt(3) == 0 ? 1 + random.nextInt(3) : 1;
      int padH = random.nextInt(kernelH + 1);
      int padW = random.nextInt(kernelW + 1);
      int least = Math.max(1, dilationH * (kernelH - 1) + 1 - 2 * padH);
      int leastWide = Math.max(1, dilationW * (kernelW - 1) + 1 - 2 * padW);
      int groups = groups(random);
      int in = groups == 1 ? upTo70(random) : groups * (1 + random.nextInt(3));
      int out = groups == 1 ? upTo70(random) : random.nextBoolean() ? in : groups * (1 + random.nextInt(3));
      boolean line = random.nextInt(6) == 0;
      int extraH = random.nextInt(8) == 0 ? 1 : 0;
      int extraW = random.nextInt(8) == 0 ? 1 : 0;
      ConvGeometry g = line
          ? new ConvGeometry(in, 1, leastWide + random.nextInt(30), out, 1, kernelW, 1, 1 + random.nextInt(4), 0, padW, 1, dilationW, groups, 0,
          extraW)
          : new ConvGeometry(in, least + random.nextInt(6), leastWide + random.nextInt(random.nextInt(4) == 0 ? 40 : 6), out, kernelH, kernelW,
              1 + random.nextInt(4), 1 + random.nextInt(4), padH, padW, dilationH, dilationW, groups, extraH, extraW);
      Case c = new Case(g, upTo70(random));
      if (c.products() <= mostProducts) {
        cases.add(c);
      }
    }
    return cases;
  }

  /** One group in half of the cases, else up to 40: with as many channels that is a depthwise convolution. */
  private static int groups(Random random) {
    return random.nextBoolean() ? 1 : random.nextInt(3) == 0 ? 1 + random.nextInt(40) : 2 + random.nextInt(4);
  }

  private static int upTo70(Random random) {
    return (int) Math.min(70, Math.floor(Math.exp(random.nextDouble() * Math.log(71))));
  }
}
