package lanewise.tensor.io;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** Writes values as JSON, without spaces; it knows where it is, for its messages. */
final class JsonWriter {
  private static final int SHOWN = 60;

  private final StringBuilder out = new StringBuilder();
  private final Deque<Object> place = new ArrayDeque<>();

  String document(Object value) {
    write(value);
    return out.toString();
  }

  private void write(Object value) {
    switch (value) {
      case Map<?, ?> map -> object(map);
      case List<?> list -> list(list);
      case String s -> string(s);
      case Long n -> out.append(n.longValue());
      case Integer n -> out.append(n.intValue());
      case Double x -> number(x);
      case Boolean b -> out.append(b.booleanValue());
      case Json.Null _ -> out.append("null");
      case null, default -> throw error(Json.kind(value) + " has no JSON form; allowed: maps with strings as keys, lists, String, Long, Integer, "
          + "Double, Boolean, Json.NULL");
    }
  }

  private void object(Map<?, ?> map) {
    enter();
    char before = '{';
    for (Map.Entry<?, ?> member : map.entrySet()) {
      out.append(before);
      before = ',';
      if (!(member.getKey() instanceof String name)) {
        throw error(Json.kind(member.getKey()) + " as a name in an object; names are strings");
      }
      string(name);
      out.append(':');
      inside(name, member.getValue());
    }
    out.append(before == '{' ? "{}" : "}");
  }

  private void list(List<?> list) {
    enter();
    char before = '[';
    int index = 0;
    for (Object element : list) {
      out.append(before);
      before = ',';
      inside(index++, element);
    }
    out.append(before == '[' ? "[]" : "]");
  }

  private void enter() {
    if (place.size() >= Json.MAX_DEPTH) {
      throw error("more than " + Json.MAX_DEPTH + " objects and arrays inside one another");
    }
  }

  private void inside(Object keyOrIndex, Object value) {
    place.addLast(keyOrIndex);
    write(value);
    place.removeLast();
  }

  private void number(double x) {
    if (!Double.isFinite(x)) {
      throw error("the number " + x + "; JSON has finite numbers only");
    }
    out.append(x);
  }

  private void string(String s) {
    if (!isUnicode(s)) {
      throw error("the string " + shown(s) + " has half of a surrogate pair");
    }
    quote(s, out);
  }

  private IllegalArgumentException error(String problem) {
    if (place.isEmpty()) {
      return new IllegalArgumentException(problem);
    }
    StringBuilder path = new StringBuilder();
    for (Object step : place) {
      path.append('[').append(step instanceof String name ? shown(name) : step).append(']');
    }
    return new IllegalArgumentException("at " + shortened(path.toString()) + ": " + problem);
  }

  /** False where a half of a surrogate pair stands alone: no Unicode text, so neither UTF-8 nor JSON. */
  static boolean isUnicode(String s) {
    return s.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }

  /** A string as it appears in messages: in quotation marks, on one line, shortened. */
  static String shown(String s) {
    StringBuilder quoted = new StringBuilder();
    quote(shortened(s), quoted);
    return quoted.toString();
  }

  /** A text of at most sixty characters, then three points. */
  static String shortened(String s) {
    if (s.length() <= SHOWN) {
      return s;
    }
    return s.substring(0, Character.isHighSurrogate(s.charAt(SHOWN - 1)) ? SHOWN - 1 : SHOWN) + "...";
  }

  private static void quote(String s, StringBuilder to) {
    to.append('"');
    for (int i = 0; i < s.length(); i++) {
      char c = s.charAt(i);
      switch (c) {
        case '"', '\\' -> to.append('\\').append(c);
        case '\b' -> to.append("\\b");
        case '\f' -> to.append("\\f");
        case '\n' -> to.append("\\n");
        case '\r' -> to.append("\\r");
        case '\t' -> to.append("\\t");
        default -> {
          if (c < ' ') {
            to.append(String.format("\\u%04x", (int) c));
          } else {
            to.append(c);
          }
        }
      }
    }
    to.append('"');
  }
}
