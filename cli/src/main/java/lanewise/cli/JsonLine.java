package lanewise.cli;

/** A JSON object (RFC 8259) on one line, its members in the order in which they were added. */
final class JsonLine {
  private final StringBuilder text = new StringBuilder("{");

  JsonLine with(String name, long value) {
    name(name).append(value);
    return this;
  }

  /** Adds a number with all the digits that it takes to read the same double again. JSON has no others than finite ones. */
  JsonLine with(String name, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(name + " " + value + "; JSON has finite numbers only");
    }
    name(name).append(value);
    return this;
  }

  JsonLine with(String name, String value) {
    quote(value, name(name));
    return this;
  }

  /** The object, without a line break. */
  @Override
  public String toString() {
    return text + "}";
  }

  private StringBuilder name(String name) {
    if (text.length() > 1) {
      text.append(',');
    }
    quote(name, text);
    return text.append(':');
  }

  private static void quote(String value, StringBuilder to) {
    to.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        to.append('\\').append(c);
      } else if (c < ' ') {
        to.append(String.format("\\u%04x", (int) c));
      } else {
        to.append(c);
      }
    }
    to.append('"');
  }
}
