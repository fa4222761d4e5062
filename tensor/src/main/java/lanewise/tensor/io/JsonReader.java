package lanewise.tensor.io;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** One pass over a JSON text, by recursive descent; {@link Json#MAX_DEPTH} bounds the recursion. */
final class JsonReader {
  /** No longer text of digits fits a long, sign included. */
  private static final int LONGEST_LONG = 20;

  private static final SequencedMap<String, Object> EMPTY = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(0));

  private final String text;
  private int at;

  JsonReader(String text) {
    this.text = text;
  }

  Object document() {
    Object value = value(0);
    skipSpace();
    if (at < text.length()) {
      throw unexpected("the end of the text is");
    }
    return value;
  }

  private Object value(int depth) {
    skipSpace();
    char c = peek();
    return switch (c) {
      case '{' -> object(depth + 1);
      case '[' -> list(depth + 1);
      case '"' -> string();
      case 't' -> literal("true", true);
      case 'f' -> literal("false", false);
      case 'n' -> literal("null", Json.NULL);
      default -> {
        if (c == '-' || isDigit(c)) {
          yield number();
        }
        throw unexpected("a value is");
      }
    };
  }

  private SequencedMap<String, Object> object(int depth) {
    enter(depth);
    if (take('}')) {
      return EMPTY;
    }
    SequencedMap<String, Object> members = new LinkedHashMap<>(4);
    do {
      skipSpace();
      int start = at;
      if (peek() != '"') {
        throw unexpected("a name in quotation marks is");
      }
      String name = string();
      skipSpace();
      expect(':');
      if (members.putIfAbsent(name, value(depth)) != null) {
        throw error("the name " + JsonWriter.shown(name) + " occurs twice in an object", start);
      }
      skipSpace();
    } while (more('}'));
    return Collections.unmodifiableSequencedMap(members);
  }

  private List<Object> list(int depth) {
    enter(depth);
    if (take(']')) {
      return List.of();
    }
    List<Object> elements = new ArrayList<>(2);
    do {
      elements.add(value(depth));
      skipSpace();
    } while (more(']'));
    return List.copyOf(elements);
  }

  /** Steps over the opening bracket and the space after it. */
  private void enter(int depth) {
    if (depth > Json.MAX_DEPTH) {
      throw error("more than " + Json.MAX_DEPTH + " objects and arrays inside one another", at);
    }
    at++;
    skipSpace();
  }

  /** After an element: true for a comma, false for the closing bracket. */
  private boolean more(char close) {
    if (take(',')) {
      return true;
    }
    if (take(close)) {
      return false;
    }
    throw unexpected("',' or '" + close + "' is");
  }

  private Object literal(String word, Object value) {
    if (!text.startsWith(word, at)) {
      throw unexpected("a value is");
    }
    at += word.length();
    return value;
  }

  // --- numbers ---

  private Object number() {
    int start = at;
    take('-');
    if (peek() == '0') {
      at++;
    } else {
      digits();
    }
    boolean integer = true;
    if (take('.')) {
      integer = false;
      digits();
    }
    if (take('e') || take('E')) {
      integer = false;
      if (!take('-')) {
        take('+');
      }
      digits();
    }
    String number = text.substring(start, at);
    if (integer && number.length() <= LONGEST_LONG && !number.equals("-0")) {
      try {
        return Long.parseLong(number);
      } catch (NumberFormatException e) {
        // Twenty digits can be too many: it is a double then.
      }
    }
    double value = Double.parseDouble(number);
    if (Double.isInfinite(value)) {
      throw error("the number " + (number.length() > 30 ? number.substring(0, 30) + "..." : number) + " is too large for a double", start);
    }
    return value;
  }

  /** One digit or more. */
  private void digits() {
    if (!isDigit(peek())) {
      throw unexpected("a digit is");
    }
    while (at < text.length() && isDigit(text.charAt(at))) {
      at++;
    }
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  // --- strings ---

  private String string() {
    at++;
    int start = at;
    StringBuilder unescaped = null;
    while (true) {
      char c = peek();
      if (c == '"') {
        String tail = text.substring(start, at++);
        return unescaped == null ? tail : unescaped.append(tail).toString();
      }
      if (c < ' ') {
        throw error("the control character " + hex(c) + " in a string; it has to be escaped", at);
      }
      if (c == '\\') {
        unescaped = unescaped == null ? new StringBuilder() : unescaped;
        unescaped.append(text, start, at);
        escape(unescaped);
        start = at;
      } else {
        at += Character.isSurrogate(c) ? pair() : 1;
      }
    }
  }

  /** Checks that a whole surrogate pair stands here; returns its length. */
  private int pair() {
    if (Character.isLowSurrogate(text.charAt(at)) || at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1))) {
      throw error("half of a surrogate pair, " + hex(text.charAt(at)), at);
    }
    return 2;
  }

  private void escape(StringBuilder to) {
    int start = at++;
    char c = peek();
    at++;
    switch (c) {
      case '"', '\\', '/' -> to.append(c);
      case 'b' -> to.append('\b');
      case 'f' -> to.append('\f');
      case 'n' -> to.append('\n');
      case 'r' -> to.append('\r');
      case 't' -> to.append('\t');
      case 'u' -> unicodeEscape(start, to);
      default -> {
        at = start + 1;
        throw unexpected("one of \" \\ / b f n r t u after a backslash is");
      }
    }
  }

  private void unicodeEscape(int start, StringBuilder to) {
    char first = fourHexDigits();
    to.append(first);
    if (!Character.isSurrogate(first)) {
      return;
    }
    if (Character.isHighSurrogate(first) && text.startsWith("\\u", at)) {
      at += 2;
      char second = fourHexDigits();
      if (Character.isLowSurrogate(second)) {
        to.append(second);
        return;
      }
    }
    throw error("half of a surrogate pair, " + hex(first), start);
  }

  private char fourHexDigits() {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      char c = peek();
      int digit = c < 128 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        throw unexpected("a hexadecimal digit is");
      }
      value = value * 16 + digit;
      at++;
    }
    return (char) value;
  }

  // --- characters ---

  private void skipSpace() {
    while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private char peek() {
    if (at == text.length()) {
      throw error("the text ends too early", at);
    }
    return text.charAt(at);
  }

  private boolean take(char c) {
    boolean here = at < text.length() && text.charAt(at) == c;
    at += here ? 1 : 0;
    return here;
  }

  private void expect(char c) {
    if (!take(c)) {
      throw unexpected("'" + c + "' is");
    }
  }

  private JsonException unexpected(String wanted) {
    if (at == text.length()) {
      return error("the text ends where " + wanted + " expected", at);
    }
    char c = text.charAt(at);
    return error(wanted + " expected and not " + (c > ' ' && c < 127 ? "'" + c + "'" : hex(c)), at);
  }

  private JsonException error(String problem, int position) {
    int line = 1;
    for (int i = text.indexOf('\n'); i >= 0 && i < position; i = text.indexOf('\n', i + 1)) {
      line++;
    }
    int column = position - text.lastIndexOf('\n', position - 1);
    return new JsonException(problem + " (line " + line + ", column " + column + ")", position);
  }

  private static String hex(char c) {
    return String.format("U+%04X", (int) c);
  }
}
