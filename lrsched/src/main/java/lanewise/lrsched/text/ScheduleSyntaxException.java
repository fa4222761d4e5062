package lanewise.lrsched.text;

/** A text that is no schedule. The message says what is wrong, then shows the text with a caret under the character where it is wrong. */
public final class ScheduleSyntaxException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** Characters shown on either side of the error. */
  private static final int AROUND = 60;

  private final int position;

  ScheduleSyntaxException(String problem, String text, int position) {
    this(problem, text, position, null);
  }

  ScheduleSyntaxException(String problem, String text, int position, Throwable cause) {
    super(problem + "\n" + excerpt(text, position), cause);
    this.position = position;
  }

  /** Index of the character, from 0 to the length of the text. */
  public int position() {
    return position;
  }

  /** The text around a position on one line, and below it the caret. Characters that would shift the caret are replaced. */
  private static String excerpt(String text, int position) {
    int from = Math.max(0, position - AROUND);
    int to = Math.min(text.length(), position + AROUND);
    String before = (from > 0 ? "..." : "") + shown(text.substring(from, position));
    String after = shown(text.substring(position, to)) + (to < text.length() ? "..." : "");
    return before + after + "\n" + " ".repeat(before.length()) + "^";
  }

  /** One column for each char: letters of other scripts, control characters and halves of surrogate pairs as question marks, blanks as spaces. */
  private static String shown(String part) {
    StringBuilder line = new StringBuilder();
    part.chars().forEach(c -> line.append(Character.isWhitespace(c) ? ' ' : c >= 0x20 && c < 0x7F ? (char) c : '?'));
    return line.toString();
  }
}
