package lanewise.tensor.io;

/** A text that is not JSON. The message says what is wrong, and in which line and column. */
public final class JsonException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final int position;

  JsonException(String message, int position) {
    super(message);
    this.position = position;
  }

  /** Where the fault is: number of the character, from 0; where the text is not UTF-8, number of the byte. */
  public int position() {
    return position;
  }
}
