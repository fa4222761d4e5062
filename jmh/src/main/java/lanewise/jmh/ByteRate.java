package lanewise.jmh;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The secondary results of a kernel that is bound by memory. */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.OPERATIONS)
public class ByteRate {
  private static final double GIGA = 1e-9;

  /** 10^9 bytes read and written a second. */
  public double GBs;
  /** The same, the better one of a copy and a triad over arrays that no cache holds, in the same process, being 1. */
  public double share;

  private double ceiling;

  /** Begins again. */
  @Setup(Level.Iteration)
  public void begin() {
    ceiling = Machine.gigabytesOfStream();
    GBs = 0;
    share = 0;
  }

  void add(double bytes) {
    GBs += GIGA * bytes;
    share += GIGA * bytes / ceiling;
  }
}
