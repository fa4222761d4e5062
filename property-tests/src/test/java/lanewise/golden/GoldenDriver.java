package lanewise.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import lanewise.lrsched.LrScheduler;
import lanewise.lrsched.ReduceLROnPlateau;
import lanewise.optim.Optimizer;

/** The scheduler of a golden case and what it is stepped with. */
interface GoldenDriver {
  /** Builds the scheduler of a case on an optimizer. */
  static GoldenDriver of(JsonNode c, Optimizer optimizer) {
    JsonNode scheduler = c.get("scheduler");
    if (scheduler.get("type").asText().equals("ReduceLROnPlateau")) {
      return new Metrics(c, optimizer, GoldenSchedulers.plateau(scheduler.path("options"), optimizer));
    }
    Optional<LrScheduler> before = c.has("before")
        ? Optional.of(GoldenSchedulers.of(c.get("before").get("scheduler"), c, optimizer)) : Optional.empty();
    return new Steps(c, optimizer, before, GoldenSchedulers.of(scheduler, c, optimizer));
  }

  Optimizer optimizer();

  /** The n-th step of the case, from 1. */
  void step(int n);

  List<Double> lastLr();

  SequencedMap<String, Object> stateDict();

  void loadStateDict(Map<String, ?> state);

  /** Compares what the case tells of the scheduler's own numbers. */
  void compareTrace(JsonNode c, int n);

  /** A scheduler that counts steps, after another one where the case has one before. */
  record Steps(JsonNode c, Optimizer optimizer, Optional<LrScheduler> before, LrScheduler scheduler) implements GoldenDriver {
    @Override
    public void step(int n) {
      JsonNode epoch = c.path("epochs").path(n - 1);
      if (isBefore(n)) {
        before.orElseThrow().step();
      } else if (epoch.isIntegralNumber()) {
        scheduler.step(epoch.asLong());
      } else if (epoch.isNumber()) {
        scheduler.step(epoch.asDouble());
      } else {
        scheduler.step();
      }
    }

    private boolean isBefore(int n) {
      return n <= c.path("before").path("steps").asInt(0);
    }

    @Override
    public List<Double> lastLr() {
      return before.isPresent() ? optimizer.paramGroups().stream().map(g -> g.lr()).toList() : scheduler.getLastLr();
    }

    @Override
    public SequencedMap<String, Object> stateDict() {
      return scheduler.stateDict();
    }

    @Override
    public void loadStateDict(Map<String, ?> state) {
      scheduler.loadStateDict(state);
    }

    @Override
    public void compareTrace(JsonNode c, int n) {}
  }

  /** A scheduler that looks at metrics. */
  record Metrics(JsonNode c, Optimizer optimizer, ReduceLROnPlateau scheduler) implements GoldenDriver {
    @Override
    public void step(int n) {
      scheduler.step(GoldenFile.number(c.get("metrics").get(n - 1)));
    }

    @Override
    public List<Double> lastLr() {
      return scheduler.getLastLr();
    }

    @Override
    public SequencedMap<String, Object> stateDict() {
      return scheduler.stateDict();
    }

    @Override
    public void loadStateDict(Map<String, ?> state) {
      scheduler.loadStateDict(state);
    }

    @Override
    public void compareTrace(JsonNode c, int n) {
      assertEquals(GoldenFile.number(GoldenMatrix.expected(c, "best").get(n)), scheduler.best(), "best after step " + n);
      assertEquals(GoldenMatrix.expected(c, "num_bad_epochs").get(n).asLong(), scheduler.numBadEpochs(), "bad steps after step " + n);
      assertEquals(GoldenMatrix.expected(c, "cooldown_counter").get(n).asLong(), scheduler.cooldownCounter(), "cooldown after step " + n);
      assertEquals(n, scheduler.lastEpoch());
    }
  }
}
