package lanewise.tensor.io;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A file that breaks the rules of its format, or that keeps them and holds what Lanewise does not read. The message is one line that names the file,
 * says what is wrong and what is allowed.
 */
public final class MalformedFileException extends IOException {
  private static final long serialVersionUID = 1L;

  /** The message is {@code file: problem}. */
  public MalformedFileException(Path file, String problem) {
    super(file + ": " + problem);
  }

  /** The message is {@code file: problem}. */
  public MalformedFileException(Path file, String problem, Throwable cause) {
    super(file + ": " + problem, cause);
  }
}
