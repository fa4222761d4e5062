package lanewise.cli;

/**
 * What the user gave cannot be used: one line that names the file or value and what is allowed. The process ends with status 2, and has written
 * nothing.
 */
final class BadInput extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BadInput(String message) {
    super(message);
  }

  BadInput(String message, Throwable cause) {
    super(message, cause);
  }
}
