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
  void schedulersHaveTheValuesOfPyTorch() throws IOException {
    System.out.print("schedulers, ");
    GoldenRun.run("lrsched.jsonl.gz", c -> Optional.empty(), LrschedGoldenTest::check, 368);
  }

  @Test
  void schedulersHaveTheValuesOfTheArticles() throws IOException {
    System.out.print("schedulers, ");
    GoldenRun.run("lrsched-article.jsonl.gz", c -> Optional.empty(), LrschedGoldenTest::check, 38);
  }

  private static void check(JsonNode c) {
    boolean refused = c.has("deviates") ? c.get("deviates").path("ours_error").asText().equals("construction")
        : c.path("error").path("at").asInt(-1) == 0;
    Optimizer optimizer = GoldenSchedulers.optimizer(c);
    if (refused) {
      String before = optimizer.toString();
      assertThrows(IllegalArgumentException.class, () -> GoldenDriver.of(c, optimizer));
      assertEquals(before, optimizer.toString());
      return;
    }
    GoldenDriver driver = GoldenDriver.of(c, optimizer);
    JsonNode saved = expected(c, "lr");
    int resumeAt = c.path("resume").path("at").asInt(-1);
    driver = row(c, 0, 0, driver);
    int row = 1;
    for (int step = 1; step <= c.get("steps").asInt(); step++) {
      boolean recorded = !c.has("at") || row < c.get("at").size() && c.get("at").get(row).asInt() == step;
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
        driver = row(c, row++, step, driver);
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

  private static GoldenDriver row(JsonNode c, int row, int step, GoldenDriver driver) {
    List<ParamGroup> groups = driver.optimizer().paramGroups();
    for (int g = 0; g < groups.size(); g++) {
      assertNear(expected(c, "lr"), row, g, groups.get(g).lr(), "lr after step " + step);
      assertEquals(groups.get(g).lr(), driver.lastLr().get(g));
      for (String name : List.of("momentum", "beta1")) {
        JsonNode momentum = expected(c, name);
        if (momentum.isArray() && groups.get(g).options() instanceof CyclesMomentum cycling) {
          assertNear(momentum, row, g, cycling.cycledMomentum(), name + " after step " + step);
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
    return driver;
  }

  /** Ours where the case deviates. */
  static JsonNode expected(JsonNode c, String name) {
    JsonNode deviates = c.path("deviates");
    String ours = name.equals("lr") ? "ours" : "ours_" + name;
    return deviates.has(ours) ? deviates.get(ours) : c.path(name);
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

  /** The tolerance of the format's description: PyTorch's recursion drifts. */
  private static void assertNear(JsonNode matrix, int row, int group, double actual, String what) {
    double largest = 0;
    for (JsonNode r : matrix) {
      largest = r.isNull() ? largest : Math.max(largest, Math.abs(r.get(group).asDouble()));
    }
    double expected = matrix.get(row).get(group).asDouble();
    double tolerance = 1e-10 * Math.max(Math.abs(expected), Math.abs(actual)) + 1e-15 * largest;
    assertTrue(Math.abs(actual - expected) <= tolerance, () -> what + " of group " + group + " is " + actual + "; expected " + expected);
  }
}
