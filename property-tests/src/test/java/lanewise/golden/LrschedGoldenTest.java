package lanewise.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Logger;
import lanewise.optim.CyclesMomentum;
import lanewise.optim.Optimizer;
import lanewise.optim.ParamGroup;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The golden cases against the schedulers that drive an optimizer: every case is run, none is left out. */
@Tag("golden")
class LrschedGoldenTest {
  private static final Logger LOGGER = Logger.getLogger("lanewise.lrsched");

  private int compared;

  /** The cases step schedulers without an optimizer step, and are warned once each. */
  @BeforeAll
  static void keepWarningsOffTheConsole() {
    LOGGER.setUseParentHandlers(false);
  }

  @AfterAll
  static void showWarningsAgain() {
    LOGGER.setUseParentHandlers(true);
  }

  @Test
  void schedulersHaveTheValuesOfPyTorchAndTheExactOnes() throws IOException {
    run("lrsched.jsonl.gz", 368);
  }

  @Test
  void schedulersHaveTheValuesOfTheArticlesAndTheExactOnes() throws IOException {
    run("lrsched-article.jsonl.gz", 38);
  }

  @Test
  void schedulersHaveTheValuesOfFurtherFilesAndTheExactOnes() throws IOException {
    for (String file : GoldenFile.further("lrsched")) {
      run(file, 0);
    }
  }

  private void run(String file, int atLeast) throws IOException {
    System.out.print("schedulers, ");
    GoldenRun.run(file, c -> Optional.empty(), this::check, atLeast);
    if (compared > 0) {
      System.out.println("  " + compared + " values within 1e-12 of the exact ones");
    }
  }

  private void check(JsonNode c) {
    Optimizer optimizer = GoldenSchedulers.optimizer(c);
    if (GoldenMatrix.isRefused(c)) {
      String before = optimizer.toString();
      assertThrows(IllegalArgumentException.class, () -> GoldenDriver.of(c, optimizer));
      assertEquals(before, optimizer.toString());
      return;
    }
    List<GoldenTruth> truths = GoldenTruth.of(c);
    drive(c, GoldenDriver.of(c, optimizer), truths);
    compared += truths.stream().mapToInt(GoldenTruth::compared).sum();
  }

  private static void drive(JsonNode c, GoldenDriver first, List<GoldenTruth> truths) {
    GoldenDriver driver = first;
    JsonNode saved = GoldenMatrix.expected(c, "lr");
    int resumeAt = c.path("resume").path("at").asInt(-1);
    compareRow(c, 0, 0, driver, truths);
    int row = 1;
    for (int step = 1; step <= c.get("steps").asInt(); step++) {
      boolean recorded = GoldenMatrix.isRecorded(c, row, step);
      if (recorded && saved.get(row).isNull()) {
        GoldenDriver last = driver;
        int at = step;
        assertThrows(IllegalArgumentException.class, () -> last.step(at), "step " + step);
        return;
      }
      driver.step(step);
      if (step == resumeAt) {
        driver = resumed(c, driver);
      }
      if (recorded) {
        compareRow(c, row++, step, driver, truths);
      }
    }
    assertEquals(saved.size(), row, "rows compared");
  }

  /** A scheduler on another optimizer, with this one's state. */
  private static GoldenDriver resumed(JsonNode c, GoldenDriver driver) {
    GoldenDriver fresh = GoldenDriver.of(c, GoldenSchedulers.optimizer(c));
    fresh.optimizer().paramGroups().forEach(g -> g.lr(0.123));
    fresh.loadStateDict(driver.stateDict());
    assertEquals(driver.stateDict(), fresh.stateDict());
    return fresh;
  }

  private static void compareRow(JsonNode c, int row, int step, GoldenDriver driver, List<GoldenTruth> truths) {
    List<ParamGroup> groups = driver.optimizer().paramGroups();
    for (int g = 0; g < groups.size(); g++) {
      double lr = groups.get(g).lr();
      GoldenMatrix.assertNear(GoldenMatrix.expected(c, "lr"), row, g, lr, "lr after step " + step);
      truths.get(g).assertLr(step, lr);
      assertEquals(lr, driver.lastLr().get(g));
      for (String name : List.of("momentum", "beta1")) {
        JsonNode momentum = GoldenMatrix.expected(c, name);
        if (momentum.isArray() && groups.get(g).options() instanceof CyclesMomentum cycling) {
          GoldenMatrix.assertNear(momentum, row, g, cycling.cycledMomentum(), name + " after step " + step);
          truths.get(g).assertMomentum(step, cycling.cycledMomentum());
        }
      }
    }
    driver.compareTrace(c, step);
    if (!c.has("deviates")) {
      c.path("state_dict").forEach(s -> {
        if (s.get("at").asInt() == step) {
          compareState(s.get("state"), driver.stateDict());
        }
      });
    }
  }

  /**
   * Every parameter of PyTorch's state has to be in ours with the same value. Left out is what PyTorch's recursion needs and ours does not; the parts
   * of a composition have no counters of their own; the base rate of SWALR is the one that its way begins with.
   */
  private static void compareState(JsonNode theirs, Map<?, ?> ours) {
    for (Map.Entry<String, JsonNode> e : theirs.properties()) {
      switch (e.getKey()) {
        case "_is_initial", "_get_lr_called_within_step", "T_i", "T_cur", "_schedule_phases", "_anneal_func_type", "use_beta1", "_scale_fn_custom",
            "mode_worse", "default_min_lr", "lr_lambdas" -> { }
        case "_step_count", "base_lrs", "_last_lr", "last_epoch", "base_momentums", "max_momentums" -> {
          boolean other = theirs.has("T_cur") && e.getKey().equals("_step_count") || theirs.has("anneal_epochs") && e.getKey().equals("base_lrs");
          if (ours.containsKey(e.getKey()) && !other) {
            assertSame(e.getKey(), e.getValue(), ours.get(e.getKey()));
          }
        }
        default -> {
          assertTrue(ours.containsKey(e.getKey()), () -> e.getKey() + " is missing in " + ours);
          assertSame(e.getKey(), e.getValue(), ours.get(e.getKey()));
        }
      }
    }
  }

  private static void assertSame(String name, JsonNode theirs, Object ours) {
    if (ours instanceof List<?> list) {
      assertEquals(theirs.size(), list.size(), name);
      for (int i = 0; i < list.size(); i++) {
        assertSame(name, theirs.get(i), list.get(i));
      }
    } else if (ours instanceof Map<?, ?> map && name.equals("_schedulers")) {
      compareState(theirs, map);
    } else if (ours instanceof Map<?, ?> map) {
      assertEquals(theirs.size(), map.size(), name);
      map.forEach((key, value) -> assertSame(name, theirs.get(key.toString()), value));
    } else if (ours instanceof Number n) {
      double expected = GoldenFile.number(theirs);
      assertTrue(n.doubleValue() == expected || Math.abs(n.doubleValue() - expected) <= 1e-10 * Math.abs(expected) + 1e-14,
          () -> name + " of the state is " + ours + "; expected " + theirs);
    } else {
      assertEquals(theirs.asText(), ours.toString(), name);
    }
  }
}
