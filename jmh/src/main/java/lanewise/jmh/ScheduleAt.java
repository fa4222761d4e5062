package lanewise.jmh;

import java.util.List;
import java.util.concurrent.TimeUnit;
import lanewise.lrsched.CosineAnnealing;
import lanewise.lrsched.Cyclic;
import lanewise.lrsched.Schedule;
import lanewise.lrsched.Schedules;
import lanewise.lrsched.Step;
import lanewise.lrsched.TimmCosine;
import lanewise.lrsched.TimmCycles;
import lanewise.lrsched.TimmTanh;
import lanewise.lrsched.WarmupStableDecay;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One value of a schedule, early and late: less than 50 ns and no bytes at either step.
 *
 * <pre>java -jar jmh/target/benchmarks.jar ScheduleAt -prof gc</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = Machine.MODULES)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ScheduleAt {
  private static final long LONG = 1_500_000_000;

  /** The schedule. */
  @Param({"step", "multiStep", "constant", "linear", "exponential", "exponentialDecay", "polynomial", "cosine", "warmRestarts",
      "warmRestartsDoubling", "warmUpRestarts", "warmUpRestartsDoubling", "triangular", "triangular2", "expRange", "oneCycle", "swa",
      "warmupConstant", "cosineWave", "cosineHardRestarts", "inverseSqrt", "warmupStableDecay", "stableCosine", "stableOneMinusSqrt",
      "piecewise", "interpolate", "timmCosine", "timmCosineKDecay", "timmTanh", "sequential", "chained"})
  public String schedule;

  /** Steps done. */
  @Param({"10", "1000000000"})
  public long step;

  private Schedule made;
  private double base;

  /** Makes the schedule. */
  @Setup
  public void prepare() {
    base = 0.1;
    made = switch (schedule) {
      case "step" -> new Step(7, 0.999999999);
      case "multiStep" -> Schedules.multiStep(0.5, 3, 100, 1000, 10_000);
      case "constant" -> Schedules.constant(0.5, LONG);
      case "linear" -> Schedules.linear(0.1, 1, LONG);
      case "exponential" -> Schedules.exponential(0.999999999);
      case "exponentialDecay" -> Schedules.exponentialDecay(LONG, 0.1);
      case "polynomial" -> Schedules.polynomial(LONG, 0.9);
      case "cosine" -> CosineAnnealing.of(LONG).etaMin(1e-5);
      case "warmRestarts" -> Schedules.warmRestarts(37, 1);
      case "warmRestartsDoubling" -> Schedules.warmRestarts(37, 2);
      case "warmUpRestarts" -> Schedules.warmUpRestarts(37, 1, 0.5, 3, 0.99999999);
      case "warmUpRestartsDoubling" -> Schedules.warmUpRestarts(37, 2, 0.5, 3, 0.9);
      case "triangular" -> Schedules.cyclic(0.1, 1, 20, 30);
      case "triangular2" -> Schedules.cyclic(0.1, 1, 20, 30).mode(Cyclic.Mode.TRIANGULAR2);
      case "expRange" -> Schedules.cyclic(0.1, 1, 20, 30).mode(Cyclic.Mode.EXP_RANGE).gamma(0.999999999);
      case "oneCycle" -> Schedules.oneCycle(0.1, LONG);
      case "swa" -> Schedules.swa(0.05, LONG);
      case "warmupConstant" -> Schedules.warmupConstant(LONG);
      case "cosineWave" -> Schedules.cosineWave(LONG, 3.7);
      case "cosineHardRestarts" -> Schedules.cosineHardRestarts(LONG, 5);
      case "inverseSqrt" -> Schedules.inverseSqrt(1000);
      case "warmupStableDecay" -> Schedules.warmupStableDecay(100, 100, LONG);
      case "stableCosine" -> Schedules.warmupStableDecay(5, 4, LONG).decayType(WarmupStableDecay.Shape.COSINE);
      case "stableOneMinusSqrt" -> Schedules.warmupStableDecay(5, 4, LONG).decayType(WarmupStableDecay.Shape.ONE_MINUS_SQRT);
      case "piecewise" -> Schedules.piecewise(List.of(3L, 100L, 1000L), List.of(1.0, 0.5, 0.2, 0.1));
      case "interpolate" -> Schedules.interpolate(Schedules.knot(0, 1), Schedules.knot(100, 0.5), Schedules.knot(LONG, 0));
      case "timmCosine" -> new TimmCosine(TimmCycles.of(37).cycles(2, 0.9, 100), 1);
      case "timmCosineKDecay" -> new TimmCosine(TimmCycles.of(LONG), 1.5);
      case "timmTanh" -> TimmTanh.of(TimmCycles.of(LONG));
      case "sequential" -> Schedules.linear(0.1, 1, 100).then(CosineAnnealing.of(LONG));
      case "chained" -> Schedules.linear(0.1, 1, LONG).times(new Step(7, 0.999999999));
      default -> throw new IllegalArgumentException("schedule " + schedule);
    };
  }

  /** lr(step). */
  @Benchmark
  public double at() {
    return made.at(step, base);
  }
}
