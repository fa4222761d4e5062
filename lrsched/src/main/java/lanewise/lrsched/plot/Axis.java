package lanewise.lrsched.plot;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * A range of values, where each lies on it, and the ticks.
 *
 * @param low value at fraction 0
 * @param high value at fraction 1
 * @param scale even or logarithmic
 * @param ticks inside the range, upwards
 */
record Axis(double low, double high, Plot.Scale scale, List<Tick> ticks) {
  /** A tick, at a multiple of 1, 2 or 5 times a power of ten. */
  record Tick(double value, String label) {}

  /** Values closer to zero than this count as zero; the squares and quotients of axis arithmetic stay finite that way. */
  static final double SMALLEST = 1e-300;

  /** Values further from zero than this cannot be shown. */
  static final double LARGEST = 1e300;

  private static final double MARGIN = 0.05;
  private static final int MOST_DECADES = 6;

  /** The axis of the steps 0..last. */
  static Axis ofSteps(long last, int most) {
    return new Axis(0, last, Plot.Scale.LINEAR, evenTicks(0, last, most, true));
  }

  /** An even axis for values, with zero on it unless they all lie far from it, and with some room at both ends. */
  static Axis even(double least, double greatest, int most) {
    double low = least;
    double high = greatest;
    double size = Math.max(Math.abs(low), Math.abs(high));
    boolean flat = size < SMALLEST || high - low <= 1e-9 * size;
    if (flat) {
      double around = size < SMALLEST ? 1 : size / 4;
      low -= around;
      high += around;
    } else if (high - low > size / 2) {
      low = Math.min(0, low);
      high = Math.max(0, high);
    }
    double margin = flat ? 0 : MARGIN * (high - low);
    return new Axis(low - margin, high + margin, Plot.Scale.LINEAR, evenTicks(low - margin, high + margin, most, false));
  }

  /** A logarithmic axis for positive values. */
  static Axis logarithmic(double least, double greatest, int most) {
    double low = StrictMath.log10(least);
    double high = StrictMath.log10(greatest);
    double margin = high - low < 1e-9 ? StrictMath.log10(2) : MARGIN * (high - low);
    low -= margin;
    high += margin;
    double bottom = StrictMath.pow(10, low);
    double top = StrictMath.pow(10, high);
    List<Tick> ticks = high - low < 1 ? evenTicks(bottom, top, most, false) : decades(low, high, Math.min(most, MOST_DECADES));
    return new Axis(low, high, Plot.Scale.LOG, ticks);
  }

  /** How far up a value lies: 0 at the low end, 1 at the high end. */
  double fraction(double value) {
    double v = scale == Plot.Scale.LOG ? StrictMath.log10(value) : value;
    return (v - low) / (high - low);
  }

  private static List<Tick> evenTicks(double low, double high, int most, boolean whole) {
    BigDecimal step = tickStep(high - low, most, whole);
    long first = (long) Math.ceil(low / step.doubleValue() - 1e-9);
    long last = (long) Math.floor(high / step.doubleValue() + 1e-9);
    double size = Math.max(Math.abs(first), Math.abs(last)) * step.doubleValue();
    List<Tick> ticks = new ArrayList<>();
    for (long i = first; i <= last; i++) {
      BigDecimal value = step.multiply(BigDecimal.valueOf(i));
      ticks.add(new Tick(value.doubleValue(), evenLabel(value, step, size, whole)));
    }
    return List.copyOf(ticks);
  }

  private static String evenLabel(BigDecimal value, BigDecimal step, double size, boolean whole) {
    if (value.signum() == 0 || Numbers.needsExponent(size)) {
      return Numbers.scientific(value);
    }
    if (whole) {
      return Numbers.grouped(value.longValueExact());
    }
    return value.setScale(Math.max(0, step.stripTrailingZeros().scale())).toPlainString();
  }

  /** The smallest of 1, 2, 5 times a power of ten that gives no more ticks than wanted. */
  private static BigDecimal tickStep(double range, int most, boolean whole) {
    int exponent = (int) Math.floor(StrictMath.log10(range / most));
    for (;; exponent++) {
      for (int m : new int[] {1, 2, 5}) {
        BigDecimal step = BigDecimal.valueOf(m).scaleByPowerOfTen(exponent);
        if (step.doubleValue() * most >= range * (1 - 1e-12) && (!whole || exponent >= 0)) {
          return step;
        }
      }
    }
  }

  private static List<Tick> decades(double low, double high, int most) {
    int first = (int) Math.ceil(low - 1e-9);
    int last = (int) Math.floor(high + 1e-9);
    int stride = 1;
    while ((last - first) / stride >= most) {
      stride++;
    }
    boolean exponents = first < -3 || last > 5;
    int[] multiples = stride == 1 && last - first < 2 ? new int[] {1, 2, 5} : new int[] {1};
    List<Tick> ticks = new ArrayList<>();
    for (int e = Math.floorDiv(first - 1, stride) * stride; e <= last; e += stride) {
      for (int m : multiples) {
        BigDecimal value = BigDecimal.valueOf(m).scaleByPowerOfTen(e);
        double height = StrictMath.log10(value.doubleValue());
        if (height >= low && height <= high) {
          ticks.add(new Tick(value.doubleValue(), exponents ? Numbers.scientific(value) : Numbers.plain(value)));
        }
      }
    }
    return List.copyOf(ticks);
  }
}
