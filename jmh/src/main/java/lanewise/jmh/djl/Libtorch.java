package lanewise.jmh.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/** What the benchmarks of libtorch begin with. */
final class Libtorch {
  /** Offline: the native libraries are on the class path, and nothing is reported to anybody. */
  static final String OFFLINE = "-Dai.djl.offline=true";
  /** DJL asks for this one apart. */
  static final String NO_REPORTS = "-DOPT_OUT_TRACKING=true";
  /** For the JVM not to warn of JNI. */
  static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";

  private Libtorch() {}

  /** Starts libtorch with so many threads; once in a process. */
  static NDManager start(int threads) {
    System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads));
    return NDManager.newBaseManager();
  }

  /** Normal numbers. */
  static NDArray normal(NDManager manager, long... shape) {
    return manager.randomNormal(new Shape(shape));
  }
}
