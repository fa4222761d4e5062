package lanewise.lrsched.plot;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers as text, the same in every locale. */
final class Numbers {
  private static final MathContext FOUR_DIGITS = new MathContext(4, RoundingMode.HALF_EVEN);

  private Numbers() {}

  /** A coordinate: at most two decimals. */
  static String coordinate(double value) {
    long hundredths = Math.round(value * 100);
    return plain(BigDecimal.valueOf(hundredths, 2));
  }

  /** All digits without zeros at the end. */
  static String plain(BigDecimal value) {
    return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
  }

  /** As 2e-5 or 1.5e6. */
  static String scientific(BigDecimal value) {
    if (value.signum() == 0) {
      return "0";
    }
    BigDecimal v = value.stripTrailingZeros();
    int exponent = v.precision() - v.scale() - 1;
    return plain(v.scaleByPowerOfTen(-exponent)) + (exponent == 0 ? "" : "e" + exponent);
  }

  /** A value in running text: four digits, scientific where plain ones would be long. */
  static String words(double value) {
    BigDecimal v = new BigDecimal(value).round(FOUR_DIGITS);
    return needsExponent(v.abs().doubleValue()) ? scientific(v) : plain(v);
  }

  /** Whether a number of this size is written with an exponent. */
  static boolean needsExponent(double size) {
    return size != 0 && (size < 1e-3 || size >= 1e6);
  }

  /** A step: thousands separated by commas. */
  static String grouped(long value) {
    StringBuilder text = new StringBuilder(Long.toString(value));
    for (int i = text.length() - 3; i > 0; i -= 3) {
      text.insert(i, ',');
    }
    return text.toString();
  }
}
