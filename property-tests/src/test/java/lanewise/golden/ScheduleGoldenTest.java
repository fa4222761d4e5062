package lanewise.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Optional;
import lanewise.lrsched.ContinuousSchedule;
import lanewise.lrsched.Schedule;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The golden cases against the pure schedules: no optimizer, no scheduler, only the step and the base rate. */
@Tag("golden")
class ScheduleGoldenTest {
  @Test
  void pureSchedulesHaveTheValuesOfPyTorch() throws IOException {
    System.out.print("pure schedules, ");
    GoldenRun.run("lrsched.jsonl.gz", ScheduleGoldenTest::leftOut, ScheduleGoldenTest::check, 320);
  }

  @Test
  void pureSchedulesHaveTheValuesOfTheArticles() throws IOException {
    System.out.print("pure schedules, ");
    GoldenRun.run("lrsched-article.jsonl.gz", ScheduleGoldenTest::leftOut, ScheduleGoldenTest::check, 34);
  }

  /** What a pure schedule has no part in: metrics, and refusals that concern the groups of the optimizer. */
  private static Optional<String> leftOut(JsonNode c) {
    if (c.at("/scheduler/type").asText().equals("ReduceLROnPlateau")) {
      return Optional.of("ReduceLROnPlateau depends on metrics");
    }
    if (c.path("error").path("at").asInt(-1) == 0 && !c.has("deviates")) {
      for (var option : c.at("/scheduler/options").properties()) {
        if (option.getValue().isArray() && option.getValue().size() != c.get("groups").size() && !option.getKey().equals("milestones")) {
          return Optional.of("refused: as many values as groups");
        }
      }
      if (c.has("last_epoch") && !c.at("/groups/0").has("initial_lr")) {
        return Optional.of("refused: no initial_lr");
      }
      if (c.at("/scheduler/options/cycle_momentum").asBoolean() && !hasMomentum(c.at("/groups/0"))) {
        return Optional.of("refused: no momentum");
      }
    }
    return Optional.empty();
  }

  private static void check(JsonNode c) {
    JsonNode deviates = c.path("deviates");
    boolean refusedAtOnce = deviates.isMissingNode() ? c.path("error").path("at").asInt(-1) == 0
        : deviates.path("ours_error").asText().equals("construction");
    if (refusedAtOnce) {
      assertThrows(IllegalArgumentException.class, () -> schedule(c, 0));
      return;
    }
    JsonNode lr = deviates.isMissingNode() ? c.get("lr") : deviates.get("ours");
    for (int g = 0; g < c.get("groups").size(); g++) {
      JsonNode group = c.get("groups").get(g);
      Schedule schedule = schedule(c, g);
      double base = c.has("last_epoch") ? group.get("initial_lr").asDouble() : group.get("lr").asDouble();
      compare(c, lr, g, schedule, base, deviates.isMissingNode() ? 1e-10 : 1e-12, "lr");
      JsonNode momentum = momentum(c);
      if (momentum.isArray()) {
        double own = group.has("betas") ? group.get("betas").get(0).asDouble() : group.get("momentum").asDouble();
        compare(c, momentum, g, schedule.cycledMomentum().orElse((t, m) -> m), own, 1e-10, "momentum");
      }
    }
  }

  private static JsonNode momentum(JsonNode c) {
    for (String name : new String[] {"momentum", "beta1"}) {
      if (c.path("deviates").has("ours_" + name)) {
        return c.get("deviates").get("ours_" + name);
      }
      if (c.has(name)) {
        return c.get(name);
      }
    }
    return c.path("momentum");
  }

  private static Schedule schedule(JsonNode c, int group) {
    boolean hasMomentum = hasMomentum(c.get("groups").get(group));
    Schedule schedule = GoldenSchedules.of(c.get("scheduler"), group, hasMomentum);
    if (!c.has("before")) {
      return schedule;
    }
    Schedule before = GoldenSchedules.of(c.get("before").get("scheduler"), group, hasMomentum);
    long n = c.get("before").get("steps").asLong();
    return (t, b) -> t <= n ? before.at(t, b) : schedule.at(t - n, before.at(n, b));
  }

  private static boolean hasMomentum(JsonNode group) {
    return group.has("betas") || group.path("momentum").asDouble() > 0;
  }

  private static void compare(JsonNode c, JsonNode matrix, int group, Schedule schedule, double base, double relative, String what) {
    double largest = 0;
    for (JsonNode row : matrix) {
      largest = row.isNull() ? largest : Math.max(largest, Math.abs(row.get(group).asDouble()));
    }
    double t = c.path("last_epoch").asLong(-1) + 1;
    int row = 0;
    for (int step = 0; step <= c.get("steps").asInt(); step++) {
      JsonNode epoch = c.path("epochs").path(step - 1);
      t = epoch.isNumber() ? epoch.asDouble() : step == 0 ? t : t + 1;
      boolean recorded = !c.has("at") || row < c.get("at").size() && c.get("at").get(row).asInt() == step;
      if (!recorded) {
        continue;
      }
      double now = t;
      if (matrix.get(row).isNull()) {
        assertThrows(IllegalArgumentException.class, () -> at(schedule, now, base), "step " + step);
        return;
      }
      double actual = at(schedule, now, base);
      double expected = matrix.get(row++).get(group).asDouble();
      double tolerance = relative * Math.max(Math.abs(expected), Math.abs(actual)) + 1e-15 * largest;
      String where = what + " of group " + group + " after step " + step;
      assertTrue(Math.abs(actual - expected) <= tolerance, () -> where + " is " + actual + "; expected " + expected);
    }
    assertEquals(matrix.size(), row, "rows compared");
  }

  private static double at(Schedule schedule, double t, double base) {
    if (schedule instanceof ContinuousSchedule continuous) {
      double value = continuous.at(t, base);
      assertTrue(t != Math.rint(t) || value == continuous.at((long) t, base), "the same at a whole step");
      return value;
    }
    assertEquals(t, Math.rint(t), "only some schedules have values between the steps");
    return schedule.at((long) t, base);
  }
}
