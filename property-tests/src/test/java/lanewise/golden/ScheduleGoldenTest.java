package lanewise.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import lanewise.lrsched.ContinuousSchedule;
import lanewise.lrsched.Schedule;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The golden cases against the pure schedules: no optimizer, no scheduler, only the step and the base rate. */
@Tag("golden")
class ScheduleGoldenTest {
  private int compared;

  @Test
  void pureSchedulesHaveTheValuesOfPyTorchAndTheExactOnes() throws IOException {
    run("lrsched.jsonl.gz", 329);
  }

  @Test
  void pureSchedulesHaveTheValuesOfTheArticlesAndTheExactOnes() throws IOException {
    run("lrsched-article.jsonl.gz", 34);
  }

  @Test
  void pureSchedulesHaveTheValuesOfFurtherFilesAndTheExactOnes() throws IOException {
    for (String file : GoldenFile.further("lrsched")) {
      run(file, 0);
    }
  }

  private void run(String file, int atLeast) throws IOException {
    System.out.print("pure schedules, ");
    GoldenRun.run(file, ScheduleGoldenTest::leftOut, this::check, atLeast);
    if (compared > 0) {
      System.out.println("  " + compared + " values within 1e-12 of the exact ones");
    }
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
      if (c.at("/scheduler/options/cycle_momentum").asBoolean() && !GoldenSchedulers.hasMomentum(c.at("/groups/0"))) {
        return Optional.of("refused: no momentum");
      }
    }
    return Optional.empty();
  }

  private void check(JsonNode c) {
    if (GoldenMatrix.isRefused(c)) {
      assertThrows(IllegalArgumentException.class, () -> schedule(c, 0));
      return;
    }
    JsonNode lr = GoldenMatrix.expected(c, "lr");
    List<GoldenTruth> truths = GoldenTruth.of(c);
    for (int g = 0; g < truths.size(); g++) {
      JsonNode group = c.get("groups").get(g);
      GoldenTruth truth = truths.get(g);
      Schedule schedule = schedule(c, g);
      double base = c.has("last_epoch") ? group.get("initial_lr").asDouble() : group.get("lr").asDouble();
      compare(c, lr, g, schedule, base, truth::assertLr);
      JsonNode momentum = GoldenMatrix.expected(c, group.has("betas") ? "beta1" : "momentum");
      if (momentum.isArray()) {
        double own = group.has("betas") ? group.get("betas").get(0).asDouble() : group.get("momentum").asDouble();
        compare(c, momentum, g, schedule.cycledMomentum().orElse((t, m) -> m), own, truth::assertMomentum);
      }
      compared += truth.compared();
    }
  }

  private static Schedule schedule(JsonNode c, int group) {
    boolean hasMomentum = GoldenSchedulers.hasMomentum(c.get("groups").get(group));
    Schedule schedule = GoldenSchedules.of(c.get("scheduler"), group, hasMomentum);
    if (!c.has("before")) {
      return schedule;
    }
    Schedule before = GoldenSchedules.of(c.get("before").get("scheduler"), group, hasMomentum);
    long n = c.get("before").get("steps").asLong();
    return (t, b) -> t <= n ? before.at(t, b) : schedule.at(t - n, before.at(n, b));
  }

  private static void compare(JsonNode c, JsonNode matrix, int group, Schedule schedule, double base, BiConsumer<Integer, Double> truth) {
    double[] times = GoldenTruth.times(c);
    int row = 0;
    for (int step = 0; step < times.length; step++) {
      if (!GoldenMatrix.isRecorded(c, row, step)) {
        continue;
      }
      double t = times[step];
      if (matrix.get(row).isNull()) {
        assertThrows(IllegalArgumentException.class, () -> at(schedule, t, base), "step " + step);
        return;
      }
      double actual = at(schedule, t, base);
      GoldenMatrix.assertNear(matrix, row++, group, actual, "after step " + step);
      truth.accept(step, actual);
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
