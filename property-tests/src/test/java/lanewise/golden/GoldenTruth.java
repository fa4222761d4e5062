package lanewise.golden;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.IntStream;
import lanewise.lrsched.ContinuousSchedule;
import lanewise.lrsched.Schedule;
import lanewise.lrsched.Truth;

/**
 * The exact rate and momentum of one parameter group in a golden case, in 60 digits, by the textbook forms and recursions of {@link Truth}. The
 * numbers of the case and the values of its functions are taken as the doubles that they are.
 */
final class GoldenTruth {
  private static final BigDecimal RELATIVE = new BigDecimal("1e-12");
  /** Below this a double has no 12 digits left. */
  private static final BigDecimal UNDERFLOW = new BigDecimal("1e-300");

  private final JsonNode c;
  private final int group;
  private final double[] times;
  private final List<BigDecimal> plateau;
  private int compared;

  private GoldenTruth(JsonNode c, int group) {
    this.c = c;
    this.group = group;
    this.times = times(c);
    this.plateau = c.has("metrics") ? PlateauTruth.rates(c, group) : List.of();
  }

  /** One for each parameter group of a case. */
  static List<GoldenTruth> of(JsonNode c) {
    return IntStream.range(0, c.get("groups").size()).mapToObj(g -> new GoldenTruth(c, g)).toList();
  }

  /** The times t of the schedules, at the beginning of a case and after each of its steps. */
  static double[] times(JsonNode c) {
    double[] times = new double[c.get("steps").asInt() + 1];
    times[0] = c.path("last_epoch").asLong(-1) + 1;
    for (int n = 1; n < times.length; n++) {
      JsonNode epoch = c.path("epochs").path(n - 1);
      times[n] = epoch.isNumber() ? epoch.asDouble() : times[n - 1] + 1;
    }
    return times;
  }

  /** How many values have been compared. */
  int compared() {
    return compared;
  }

  void assertLr(int step, double actual) {
    JsonNode own = c.get("groups").get(group);
    BigDecimal base = new BigDecimal(own.get(c.has("last_epoch") ? "initial_lr" : "lr").asDouble());
    assertNear(plateau.isEmpty() ? lr(step, base) : plateau.get(step), actual, "lr", step);
  }

  void assertMomentum(int step, double actual) {
    JsonNode own = c.get("groups").get(group);
    double first = own.has("betas") ? own.get("betas").get(0).asDouble() : own.path("momentum").asDouble(0);
    assertNear(Truth.momentum(schedule(c.get("scheduler")), (long) times[step], new BigDecimal(first)), actual, "momentum", step);
  }

  private BigDecimal lr(int step, BigDecimal base) {
    Schedule schedule = schedule(c.get("scheduler"));
    if (!c.has("before")) {
      return at(schedule, times[step], base);
    }
    int before = c.get("before").get("steps").asInt();
    BigDecimal left = at(schedule(c.get("before").get("scheduler")), Math.min(step, before), base);
    return step <= before ? left : at(schedule, step - before, left);
  }

  private static BigDecimal at(Schedule schedule, double t, BigDecimal base) {
    return schedule instanceof ContinuousSchedule continuous ? Truth.at(continuous, new BigDecimal(t), base) : Truth.at(schedule, (long) t, base);
  }

  private Schedule schedule(JsonNode scheduler) {
    return GoldenSchedules.of(scheduler, group, GoldenSchedulers.hasMomentum(c.get("groups").get(group)));
  }

  private void assertNear(BigDecimal truth, double actual, String what, int step) {
    compared++;
    BigDecimal tolerance = truth.abs().multiply(RELATIVE).max(UNDERFLOW);
    assertTrue(new BigDecimal(actual).subtract(truth).abs().compareTo(tolerance) <= 0,
        () -> what + " of group " + group + " after step " + step + " is " + actual + "; exact: " + truth.doubleValue());
  }
}
