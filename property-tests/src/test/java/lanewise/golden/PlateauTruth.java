package lanewise.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;

/**
 * The exact rates of a golden case of {@code ReduceLROnPlateau}: PyTorch's recursion with rates of 60 digits. What is better and what is a change
 * are decided with doubles, as metrics are.
 */
final class PlateauTruth {
  private static final MathContext DIGITS = new MathContext(60);

  private final JsonNode options;
  private final double sign;
  private double best;
  private long bad;
  private long cooling;

  private PlateauTruth(JsonNode options) {
    this.options = options;
    this.sign = options.path("mode").asText("min").equals("min") ? 1 : -1;
    this.best = sign * Double.POSITIVE_INFINITY;
  }

  /** The rate of a group at the beginning and after each metric. */
  static List<BigDecimal> rates(JsonNode c, int group) {
    PlateauTruth plateau = new PlateauTruth(c.at("/scheduler/options"));
    List<BigDecimal> rates = new ArrayList<>();
    rates.add(new BigDecimal(c.get("groups").get(group).get("lr").asDouble()));
    c.get("metrics").forEach(metric -> rates.add(plateau.lowers(GoldenFile.number(metric)) ? plateau.lowered(rates.getLast(), group)
        : rates.getLast()));
    return rates;
  }

  private boolean lowers(double metric) {
    if (isBetter(metric)) {
      best = metric;
      bad = 0;
    } else {
      bad++;
    }
    if (cooling > 0) {
      cooling--;
      bad = 0;
    }
    if (bad <= options.path("patience").asLong(10)) {
      return false;
    }
    cooling = options.path("cooldown").asLong(0);
    bad = 0;
    return true;
  }

  /** Of two metrics the one with the lower sign * metric is better; a relative threshold shrinks or grows the best one towards better. */
  private boolean isBetter(double metric) {
    double threshold = number("threshold", 1e-4);
    boolean relative = options.path("threshold_mode").asText("rel").equals("rel") && Double.isFinite(best);
    double limit = relative ? best * (1 - sign * Math.signum(best) * threshold) : best - sign * threshold;
    return sign * metric < sign * limit;
  }

  private BigDecimal lowered(BigDecimal lr, int group) {
    JsonNode least = options.path("min_lr");
    double lowest = least.isMissingNode() ? 0 : GoldenFile.number(least.isArray() ? least.get(group) : least);
    BigDecimal next = lr.multiply(new BigDecimal(number("factor", 0.1)), DIGITS).max(new BigDecimal(lowest));
    return lr.doubleValue() - next.doubleValue() > number("eps", 1e-8) ? next : lr;
  }

  private double number(String name, double unlessGiven) {
    JsonNode value = options.path(name);
    return value.isMissingNode() ? unlessGiven : GoldenFile.number(value);
  }
}
