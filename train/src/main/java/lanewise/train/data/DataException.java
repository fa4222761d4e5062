package lanewise.train.data;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A file or folder of a data set that is missing, unreadable or malformed. The message is one line that names it, says what is wrong and what is
 * allowed.
 */
public final class DataException extends IOException {
  private static final long serialVersionUID = 1L;

  /** The message is {@code path: problem}. */
  public DataException(Path path, String problem) {
    super(path + ": " + problem);
  }

  /** The message is {@code path: problem}. */
  public DataException(Path path, String problem, Throwable cause) {
    super(path + ": " + problem, cause);
  }
}
