package lanewise.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import lanewise.tensor.Ceilings;
import lanewise.tensor.Rng;
import lanewise.tensor.Scope;
import lanewise.tensor.Tensor;
import lanewise.tensor.Warmup;
import lanewise.tensor.Workers;
import lanewise.tensor.ops.ConvGeometry;
import lanewise.tensor.ops.Convolution;
import lanewise.tensor.ops.Elementwise;
import lanewise.tensor.ops.MatMul;

/**
 * A short look at the speed.
 *
 * @param threads of the library
 * @param fma GFLOP/s of multiply-adds on registers
 * @param copy GB/s of a copy
 * @param triad GB/s of a = b + s * c
 * @param product GFLOP/s of a matrix product 512x512x512
 * @param convolution GFLOP/s of a convolution, 8 images of 28x28 with channels last, 64 to 64 channels, 3x3, taps outside of the image counted
 * @param sum GB/s of a sum of two large arrays, of which two are read and one is written
 */
record Speed(int threads, double fma, double copy, double triad, double product, double convolution, double sum) {
  private static final int SIDE = 512;
  private static final int LARGE = 1 << 23;

  /** With one thread, and with so many. */
  static List<Speed> measure(int threads) {
    int before = Workers.threads();
    List<Speed> speeds = new ArrayList<>();
    try {
      for (int n : threads == 1 ? new int[] {1} : new int[] {1, threads}) {
        Workers.setThreads(n);
        speeds.add(measureHere(n, speeds.isEmpty()));
      }
    } finally {
      Workers.setThreads(before);
    }
    return speeds;
  }

  /**
   * @param cold whether the operations have to be compiled before
   */
  private static Speed measureHere(int threads, boolean cold) {
    Rng rng = Rng.seed(1);
    Tensor a = rng.normal(0, 1, SIDE, SIDE);
    Tensor b = rng.normal(0, 1, SIDE, SIDE);
    ConvGeometry geometry = new ConvGeometry(64, 28, 28, 64, 3, 3, 1, 1, 1, 1, 1, 1);
    Tensor weight = rng.normal(0, 1, 64, 64, 3, 3);
    // What a convolution returns has channels last, as between layers, so the calls that are timed convert nothing.
    Tensor images = Convolution.forward(rng.normal(0, 1, 8, 64, 28, 28), weight, Optional.empty(), geometry);
    Tensor left = Tensor.zeros(LARGE);
    Tensor right = Tensor.zeros(LARGE);
    double fma = Ceilings.gflopsOfFma();
    double copy = Ceilings.gigabytesOfCopy();
    double triad = Ceilings.gigabytesOfTriad();
    double product = rate(2L * SIDE * SIDE * SIDE, () -> MatMul.multiply(a, false, b, false), cold);
    double convolution = rate(2L * 8 * 64 * 28 * 28 * 64 * 9, () -> Convolution.forward(images, weight, Optional.empty(), geometry), cold);
    double sum = rate(3L * Float.BYTES * LARGE, () -> Elementwise.add(left, right), cold);
    return new Speed(threads, fma, copy, triad, product, convolution, sum);
  }

  private static double rate(long amount, Supplier<Tensor> work, boolean cold) {
    Runnable once = () -> {
      try (var _ = Scope.open()) {
        work.get();
      }
    };
    if (cold && Warmup.isOn()) {
      Warmup.run(once);
    }
    return Ceilings.best(() -> {
      once.run();
      return amount;
    });
  }

  /** The object of {@code --json}. */
  Map<String, Object> json() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("threads", threads);
    all.put("fmaGflops", fma);
    all.put("copyGBs", copy);
    all.put("triadGBs", triad);
    all.put("productGflops", product);
    all.put("convolutionGflops", convolution);
    all.put("sumGBs", sum);
    return all;
  }
}
