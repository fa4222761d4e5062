package lanewise.jmh;

import lanewise.tensor.Ceilings;
import lanewise.tensor.KernelLevel;
import lanewise.tensor.Workers;

/** What every benchmark does first. */
final class Machine {
  /** JVM options of the forks. */
  static final String MODULES = "--add-modules=jdk.incubator.vector";

  private Machine() {}

  /** Sets the number of threads and refuses to measure the scalar twins by accident: they are meant only where the property asks for them. */
  static void prepare(int threads) {
    Workers.setThreads(threads);
    if (KernelLevel.current() == KernelLevel.SCALAR && !System.getProperty("lanewise.kernels", "").equals("scalar")) {
      throw new IllegalStateException("the kernels run on the scalar twins; start with " + MODULES);
    }
  }

  /** What multiply-adds on registers reach on these threads in this process, in GFLOP/s: the ceiling of products and convolutions. */
  static double gflopsOfFma() {
    return MultiplyAdds.RATE;
  }

  /** What a copy or a triad reaches on these threads in this process, in GB/s: the ceiling of elementwise operations on large arrays. */
  static double gigabytesOfStream() {
    return Stream.RATE;
  }

  /** Measured when first asked for. */
  private static final class MultiplyAdds {
    static final double RATE = Ceilings.gflopsOfFma();
  }

  /** Measured when first asked for. */
  private static final class Stream {
    static final double RATE = Math.max(Ceilings.gigabytesOfTriad(), Ceilings.gigabytesOfCopy());
  }
}
