package lanewise.jmh;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The secondary results of a kernel that is bound by arithmetic. */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.OPERATIONS)
public class FlopRate {
  private static final double GIGA = 1e-9;

  /** 10^9 floating point operations a second, a multiply-add being two. */
  public double GFLOPs;
  /** The same, what multiply-adds on registers reach in the same process being 1. */
  public double share;

  private double ceiling;

  /** Begins again. */
  @Setup(Level.Iteration)
  public void begin() {
    ceiling = Machine.gflopsOfFma();
    GFLOPs = 0;
    share = 0;
  }

  void add(double operations) {
    GFLOPs += GIGA * operations;
    share += GIGA * operations / ceiling;
  }
}
