package lanewise.optim;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What the optimizers' logger says while a task runs. */
final class Warnings {
  private Warnings() {}

  /** Level and text of each message. */
  static List<String> of(Runnable task) {
    List<String> messages = new ArrayList<>();
    Logger logger = Logger.getLogger("lanewise.optim");
    Handler handler = new Handler() {
      @Override
      public void publish(LogRecord record) {
        messages.add(record.getLevel() + " " + record.getMessage());
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
    logger.addHandler(handler);
    try {
      task.run();
    } finally {
      logger.removeHandler(handler);
    }
    return messages;
  }
}
