package lanewise.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Logger;
import lanewise.autograd.Parameter;
import lanewise.lrsched.Annealing;
import lanewise.lrsched.CosineAnnealingLR;
import lanewise.lrsched.LrScheduler;
import lanewise.lrsched.OneCycleLR;
import lanewise.optim.AdamW;
import lanewise.optim.CyclesMomentum;
import lanewise.optim.Group;
import lanewise.optim.Optimizer;
import lanewise.optim.ParamGroup;
import lanewise.optim.SGD;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("golden")
class LrschedGoldenTest {
  private static final Set<String> SCHEDULERS = Set.of("CosineAnnealingLR", "OneCycleLR");
  private static final Set<String> OPTIMIZERS = Set.of("SGD", "Adam", "AdamW");
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
  void cosineAnnealingAndOneCycleHaveTheValuesOfPyTorch() throws IOException {
    GoldenRun.run("lrsched.jsonl.gz", LrschedGoldenTest::leftOut, LrschedGoldenTest::check, 60);
  }

  private static Optional<String> leftOut(JsonNode c) {
    String scheduler = c.at("/scheduler/type").asText();
    String optimizer = c.at("/optimizer/type").asText();
    if (!SCHEDULERS.contains(scheduler)) {
      return Optional.of("scheduler " + scheduler);
    }
    return OPTIMIZERS.contains(optimizer) ? Optional.empty() : Optional.of("optimizer " + optimizer);
  }

  private static void check(JsonNode c) {
    Optimizer optimizer = optimizer(c);
    JsonNode deviates = c.path("deviates");
    boolean refusedAtOnce = deviates.isMissingNode()
        ? c.path("error").path("at").asInt(-1) == 0 : deviates.path("ours_error").asText().equals("construction");
    if (refusedAtOnce) {
      String before = optimizer.toString();
      assertThrows(IllegalArgumentException.class, () -> scheduler(c, optimizer));
      assertEquals(before, optimizer.toString());
      return;
    }
    JsonNode lr = deviates.isMissingNode() ? c.get("lr") : deviates.get("ours");
    JsonNode momentum = c.has("momentum") ? c.get("momentum") : c.path("beta1");
    for (String ours : List.of("ours_momentum", "ours_beta1")) {
      momentum = deviates.has(ours) ? deviates.get(ours) : momentum;
    }
    LrScheduler scheduler = scheduler(c, optimizer);
    compare(c, lr, momentum, 0, 0, optimizer);
    int row = 1;
    for (int step = 1; step <= c.get("steps").asInt(); step++) {
      JsonNode epoch = c.path("epochs").path(step - 1);
      boolean recorded = !c.has("at") || row < c.get("at").size() && c.get("at").get(row).asInt() == step;
      if (recorded && lr.get(row).isNull()) {
        assertThrows(IllegalArgumentException.class, scheduler::step, "step " + step);
        return;
      }
      if (epoch.isNumber()) {
        scheduler.step(epoch.asLong());
      } else {
        scheduler.step();
      }
      if (recorded) {
        compare(c, lr, momentum, row++, step, optimizer);
      }
    }
    assertEquals(lr.size(), row, "rows compared");
  }

  private static void compare(JsonNode c, JsonNode lr, JsonNode momentum, int row, int step, Optimizer optimizer) {
    for (int g = 0; g < c.get("groups").size(); g++) {
      ParamGroup group = optimizer.paramGroups().get(g);
      assertNear(lr, row, g, group.lr(), "lr after step " + step);
      if (momentum.isArray()) {
        assertNear(momentum, row, g, ((CyclesMomentum) group.options()).cycledMomentum(), "momentum after step " + step);
      }
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

  private static Optimizer optimizer(JsonNode c) {
    boolean sgd = c.at("/optimizer/type").asText().equals("SGD");
    List<Group> groups = new ArrayList<>();
    for (JsonNode g : c.get("groups")) {
      Group group = Group.group(List.of(new Parameter(Tensor.zeros(1))));
      double lr = g.get("lr").asDouble();
      groups.add(group.options(sgd ? SGD.options().lr(lr).momentum(g.get("momentum").asDouble())
          : AdamW.options().lr(lr).betas(g.get("betas").get(0).asDouble(), g.get("betas").get(1).asDouble())));
    }
    Optimizer optimizer = sgd ? new SGD(groups, SGD.options()) : new AdamW(groups, AdamW.options());
    for (int i = 0; i < groups.size(); i++) {
      if (c.get("groups").get(i).has("initial_lr")) {
        optimizer.paramGroups().get(i).initialLr(c.get("groups").get(i).get("initial_lr").asDouble());
      }
    }
    return optimizer;
  }

  private static LrScheduler scheduler(JsonNode c, Optimizer optimizer) {
    JsonNode options = c.at("/scheduler/options");
    long lastEpoch = c.path("last_epoch").asLong(-1);
    if (c.at("/scheduler/type").asText().equals("OneCycleLR")) {
      return new OneCycleLR(optimizer, oneCycle(options).lastEpoch(lastEpoch));
    }
    var cosine = CosineAnnealingLR.options(options.get("T_max").asLong());
    for (Map.Entry<String, JsonNode> o : options.properties()) {
      cosine = switch (o.getKey()) {
        case "T_max" -> cosine;
        case "eta_min" -> cosine.etaMin(o.getValue().asDouble());
        default -> throw new IllegalStateException("option " + o);
      };
    }
    return new CosineAnnealingLR(optimizer, cosine.lastEpoch(lastEpoch));
  }

  private static OneCycleLR.Options oneCycle(JsonNode options) {
    long total = options.has("total_steps") ? options.get("total_steps").asLong()
        : options.path("epochs").asLong(0) * options.path("steps_per_epoch").asLong(0);
    var made = OneCycleLR.options(0.1, total).maxLr(list(options.get("max_lr")));
    for (Map.Entry<String, JsonNode> o : options.properties()) {
      JsonNode value = o.getValue();
      made = switch (o.getKey()) {
        case "max_lr", "total_steps", "epochs", "steps_per_epoch" -> made;
        case "pct_start" -> made.pctStart(value.asDouble());
        case "anneal_strategy" -> made.annealStrategy(Annealing.valueOf(value.asText().toUpperCase(Locale.ROOT)));
        case "cycle_momentum" -> made.cycleMomentum(value.asBoolean());
        case "base_momentum" -> made.baseMomentum(list(value));
        case "max_momentum" -> made.maxMomentum(list(value));
        case "div_factor" -> made.divFactor(value.asDouble());
        case "final_div_factor" -> made.finalDivFactor(value.asDouble());
        case "three_phase" -> made;
        default -> throw new IllegalStateException("option " + o);
      };
    }
    return made.threePhase(options.path("three_phase").asBoolean(false));
  }

  private static double[] list(JsonNode value) {
    return value.isArray() ? GoldenFile.numbers(value) : new double[] {value.asDouble()};
  }
}
