package lanewise.lrsched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import lanewise.optim.SGD;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StepOrderWarningTest {
  private static final Logger LOGGER = Logger.getLogger("lanewise.lrsched");

  @BeforeEach
  void keepWarningsOffTheConsole() {
    LOGGER.setUseParentHandlers(false);
  }

  @AfterEach
  void showWarningsAgain() {
    LOGGER.setUseParentHandlers(true);
  }

  @Test
  void steppingBeforeTheOptimizerWarnsOnce() {
    SGD sgd = Fixtures.sgd(0.1);
    var scheduler = new CosineAnnealingLR(sgd, CosineAnnealingLR.options(10));
    assertEquals(1, warnings(() -> {
      scheduler.step();
      scheduler.step();
    }));
  }

  @Test
  void steppingAfterTheOptimizerDoesNotWarn() {
    SGD sgd = Fixtures.sgd(0.1);
    sgd.step();
    var scheduler = new CosineAnnealingLR(sgd, CosineAnnealingLR.options(10));
    var byNumber = new CosineAnnealingLR(sgd, CosineAnnealingLR.options(10));
    sgd.step();
    assertEquals(0, warnings(() -> {
      scheduler.step();
      scheduler.step();
      byNumber.step(7);
    }));
  }

  @Test
  void stepsOfTheOptimizerFromBeforeTheSchedulerDoNotCount() {
    SGD sgd = Fixtures.sgd(0.1);
    sgd.step();
    var scheduler = new CosineAnnealingLR(sgd, CosineAnnealingLR.options(10));
    assertEquals(1, warnings(() -> scheduler.step(1)));
  }

  private static int warnings(Runnable task) {
    List<String> messages = new ArrayList<>();
    Handler handler = new Handler() {
      @Override
      public void publish(LogRecord line) {
        messages.add(line.getMessage());
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
    LOGGER.addHandler(handler);
    try {
      task.run();
    } finally {
      LOGGER.removeHandler(handler);
    }
    messages.forEach(m -> assertTrue(m.startsWith("a scheduler was stepped before the optimizer"), m));
    return messages.size();
  }
}
