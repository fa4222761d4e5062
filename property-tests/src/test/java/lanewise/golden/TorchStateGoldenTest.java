package lanewise.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.LinkedHashMap;
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

/**
 * PyTorch's own {@code state_dict}, as it was recorded in the middle and at the end of a run, loaded into a fresh scheduler whose optimizer has other
 * rates: the rates at that step and all that follow are the recorded ones. What PyTorch's state does not tell is taken from the fresh scheduler.
 * {@link #leftOut} names the cases whose state cannot be taken over, and why.
 */
@Tag("golden")
class TorchStateGoldenTest {
  private static final Logger LOGGER = Logger.getLogger("lanewise.lrsched");
  private static final ObjectMapper JSON = new ObjectMapper();

  @BeforeAll
  static void keepWarningsOffTheConsole() {
    LOGGER.setUseParentHandlers(false);
  }

  @AfterAll
  static void showWarningsAgain() {
    LOGGER.setUseParentHandlers(true);
  }

  @Test
  void aStateOfPyTorchGoesOnWithTheRecordedValues() throws IOException {
    System.out.print("PyTorch's states, ");
    GoldenRun.run("lrsched.jsonl.gz", TorchStateGoldenTest::leftOut, TorchStateGoldenTest::check, 320);
  }

  @Test
  void aStateOfPyTorchInAFurtherFileGoesOnWithTheRecordedValues() throws IOException {
    for (String file : GoldenFile.further("lrsched")) {
      System.out.print("PyTorch's states, ");
      GoldenRun.run(file, TorchStateGoldenTest::leftOut, TorchStateGoldenTest::check, 0);
    }
  }

  private static Optional<String> leftOut(JsonNode c) {
    if (!c.has("state_dict")) {
      return Optional.of("no state recorded");
    }
    if (GoldenMatrix.isRefused(c)) {
      return Optional.of("the scheduler is refused here");
    }
    if (c.has("deviates") && c.at("/scheduler/type").asText().equals("ReduceLROnPlateau")) {
      return Optional.of("PyTorch's rule has judged the metrics before otherwise");
    }
    boolean momentum = c.get("groups").valueStream().allMatch(GoldenSchedulers::hasMomentum);
    return momentum || !cyclesByDefault(c.get("scheduler")) ? Optional.empty() : Optional.of("PyTorch cycles a momentum of 0");
  }

  private static boolean cyclesByDefault(JsonNode scheduler) {
    return scheduler.get("type").asText().equals("CyclicLR") && !scheduler.path("options").has("cycle_momentum")
        || scheduler.path("schedulers").valueStream().anyMatch(TorchStateGoldenTest::cyclesByDefault);
  }

  private static void check(JsonNode c) {
    for (JsonNode s : c.get("state_dict")) {
      int at = s.get("at").asInt();
      Map<String, Object> state = plain(s.get("state"));
      GoldenDriver driver = fresh(c, at);
      if (row(c, at) >= 0 && GoldenMatrix.expected(c, "lr").get(row(c, at)).isNull()) {
        assertThrows(IllegalArgumentException.class, () -> driver.loadStateDict(state));
        continue;
      }
      driver.loadStateDict(state);
      assertEquals(plain(s.get("state")), state, "the state itself is not changed");
      compare(c, at, driver);
      for (int step = at + 1; step <= c.get("steps").asInt(); step++) {
        int row = row(c, step);
        if (row >= 0 && GoldenMatrix.expected(c, "lr").get(row).isNull()) {
          int refused = step;
          assertThrows(IllegalArgumentException.class, () -> driver.step(refused));
          break;
        }
        driver.step(step);
        compare(c, step, driver);
      }
    }
  }

  /**
   * A scheduler whose groups have three times the rates of the case, unless its base rates have to be those of the case. Of a scheduler before it
   * there is no state: that one makes its steps.
   */
  private static GoldenDriver fresh(JsonNode c, int at) {
    Optimizer optimizer = GoldenSchedulers.optimizer(c);
    if (c.has("before")) {
      GoldenDriver driver = GoldenDriver.of(c, optimizer);
      for (int step = 1; step <= Math.min(at, c.get("before").get("steps").asInt()); step++) {
        driver.step(step);
      }
      return driver;
    }
    if (!beginsWithACycle(c.get("scheduler"))) {
      optimizer.paramGroups().forEach(g -> g.lr(3 * g.lr()));
      optimizer.paramGroups().forEach(g -> g.initialLr().ifPresent(lr -> g.initialLr(3 * lr)));
    }
    GoldenDriver driver = GoldenDriver.of(c, optimizer);
    optimizer.paramGroups().forEach(g -> g.lr(0.123));
    return driver;
  }

  /** Such a part overwrites the base rates of PyTorch's groups, so that its state does not tell them. */
  private static boolean beginsWithACycle(JsonNode scheduler) {
    if (scheduler.has("schedulers")) {
      return beginsWithACycle(scheduler.get("schedulers").get(0));
    }
    String type = scheduler.get("type").asText();
    return type.equals("CyclicLR") || type.equals("OneCycleLR");
  }

  /** The row of the matrices for a step, or -1. */
  private static int row(JsonNode c, int step) {
    if (!c.has("at")) {
      return step;
    }
    for (int row = 0; row < c.get("at").size(); row++) {
      if (c.get("at").get(row).asInt() == step) {
        return row;
      }
    }
    return -1;
  }

  private static void compare(JsonNode c, int step, GoldenDriver driver) {
    int row = row(c, step);
    if (row < 0) {
      return;
    }
    List<ParamGroup> groups = driver.optimizer().paramGroups();
    for (int g = 0; g < groups.size(); g++) {
      GoldenMatrix.assertNear(GoldenMatrix.expected(c, "lr"), row, g, groups.get(g).lr(), "lr after step " + step);
      for (String name : List.of("momentum", "beta1")) {
        JsonNode momentum = GoldenMatrix.expected(c, name);
        if (momentum.isArray() && groups.get(g).options() instanceof CyclesMomentum cycling) {
          GoldenMatrix.assertNear(momentum, row, g, cycling.cycledMomentum(), name + " after step " + step);
        }
      }
    }
    driver.compareTrace(c, step);
  }

  /** A JSON object as plain values, with numbers where the file has to write words for them. */
  private static Map<String, Object> plain(JsonNode state) {
    Map<String, Object> map = JSON.convertValue(state, new TypeReference<LinkedHashMap<String, Object>>() {});
    map.computeIfPresent("best", (name, value) -> GoldenFile.number(state.get(name)));
    return map;
  }
}
