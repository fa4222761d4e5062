package lanewise.lrsched.plot;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import lanewise.lrsched.Schedule;

/**
 * The values of a schedule at increasing steps from 0 to the last: at every step if there are not too many, otherwise at one step of each of 20000
 * equal stretches. Which one it is varies by a fixed low-discrepancy rule, so that a schedule whose period divides the length of a stretch does not
 * look constant.
 */
final class Samples {
  private static final int MOST = 20_000;
  private static final double GOLDEN = 0.6180339887498949;

  private final long[] steps;
  private final double[] values;

  private Samples(long[] steps, double[] values) {
    this.steps = steps;
    this.values = values;
  }

  /**
   * Evaluates a schedule.
   *
   * @throws IllegalArgumentException if a value is not finite or too large for an axis
   */
  static Samples of(String label, Schedule schedule, long last, double base) {
    long[] steps = steps(last);
    double[] values = new double[steps.length];
    for (int i = 0; i < steps.length; i++) {
      values[i] = schedule.at(steps[i], base);
      if (!(Math.abs(values[i]) <= Axis.LARGEST)) {
        throw new IllegalArgumentException("value " + values[i] + " of '" + label + "' at step " + steps[i]
            + "; allowed: finite, at most " + Axis.LARGEST + " in size");
      }
    }
    return new Samples(steps, values);
  }

  private static long[] steps(long last) {
    if (last < MOST) {
      long[] all = new long[(int) last + 1];
      Arrays.setAll(all, i -> i);
      return all;
    }
    double stretch = (double) last / MOST;
    long[] some = new long[MOST + 1];
    for (int i = 1; i < MOST; i++) {
      double turn = i * GOLDEN;
      some[i] = (long) ((i + turn - Math.floor(turn)) * stretch);
    }
    some[MOST] = last;
    return some;
  }

  int size() {
    return steps.length;
  }

  long step(int i) {
    return steps[i];
  }

  double value(int i) {
    return values[i];
  }

  DoubleStream values() {
    return Arrays.stream(values);
  }

  double least() {
    return Arrays.stream(values).min().getAsDouble();
  }

  double greatest() {
    return Arrays.stream(values).max().getAsDouble();
  }

  double first() {
    return values[0];
  }

  double last() {
    return values[values.length - 1];
  }

  /** The first step with a value. */
  long stepOf(double value) {
    int i = 0;
    while (values[i] != value) {
      i++;
    }
    return steps[i];
  }
}
