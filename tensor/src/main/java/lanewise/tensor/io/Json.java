package lanewise.tensor.io;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * JSON text (RFC 8259) to plain Java values and back.
 *
 * <table>
 *   <caption>Values</caption>
 *   <tr><th>JSON</th><th>Java</th></tr>
 *   <tr><td>object</td><td>{@code SequencedMap<String, Object>} in the order of the text, unmodifiable</td></tr>
 *   <tr><td>array</td><td>{@code List<Object>}, unmodifiable</td></tr>
 *   <tr><td>string</td><td>{@link String}</td></tr>
 *   <tr><td>number without fraction and exponent that fits 64 bits</td><td>{@link Long}, exact</td></tr>
 *   <tr><td>any other number, and {@code -0}</td><td>{@link Double}, the nearest one</td></tr>
 *   <tr><td>true, false</td><td>{@link Boolean}</td></tr>
 *   <tr><td>null</td><td>{@link #NULL}; no Java null occurs</td></tr>
 * </table>
 *
 * <p>The reader is strict: nothing but what the grammar allows, no name twice in an object, no half of a surrogate pair, no number that is too large
 * for a double, no text after the value, no more than {@value #MAX_DEPTH} objects and arrays inside one another. The writer writes the same values,
 * without spaces, names in the order of the map, doubles in the shortest form that reads back equal; it refuses what the reader would not read.
 */
public final class Json {
  /** How many objects and arrays may lie inside one another. */
  public static final int MAX_DEPTH = 128;

  /** What stands for JSON's null. */
  public static final Null NULL = Null.NULL;

  /** The type of {@link #NULL}. */
  public enum Null {
    /** The only value. */
    NULL;

    @Override
    public String toString() {
      return "null";
    }
  }

  private Json() {}

  /**
   * The value of a JSON text.
   *
   * @throws JsonException if the text is not exactly one JSON value
   */
  public static Object parse(String text) {
    return new JsonReader(text).document();
  }

  /**
   * The value of a JSON text in UTF-8, without a byte order mark.
   *
   * @throws JsonException if the bytes are not UTF-8, or the text is not exactly one JSON value
   */
  public static Object parse(byte[] utf8) {
    ByteBuffer in = ByteBuffer.wrap(utf8);
    CharBuffer out = CharBuffer.allocate(utf8.length);
    CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
    if (result.isError()) {
      throw new JsonException("byte " + in.position() + " is not UTF-8", in.position());
    }
    return parse(out.flip().toString());
  }

  /**
   * The text of a value.
   *
   * @param value a map with strings as keys, a list, a string, a {@link Long}, an {@link Integer} (it reads back as a long), a {@link Double}, a
   *     {@link Boolean} or {@link #NULL}; maps and lists hold such values
   * @throws IllegalArgumentException if it is, or holds, anything else, a number that is not finite, half of a surrogate pair, or is nested too
   *     deeply; the message says where
   */
  public static String write(Object value) {
    return new JsonWriter().document(value);
  }

  /**
   * A value as an object, for reading what {@link #parse} gave.
   *
   * @throws IllegalArgumentException if it is none
   */
  @SuppressWarnings("unchecked")
  public static SequencedMap<String, Object> object(Object value) {
    if (value instanceof SequencedMap<?, ?> map && map.keySet().stream().allMatch(String.class::isInstance)) {
      return (SequencedMap<String, Object>) map;
    }
    throw new IllegalArgumentException("an object is expected and not " + kind(value));
  }

  /**
   * A value as a list, for reading what {@link #parse} gave.
   *
   * @throws IllegalArgumentException if it is none
   */
  @SuppressWarnings("unchecked")
  public static List<Object> list(Object value) {
    if (value instanceof List<?> list) {
      return (List<Object>) list;
    }
    throw new IllegalArgumentException("an array is expected and not " + kind(value));
  }

  /** What a value is, in a few words. */
  static String kind(Object value) {
    return switch (value) {
      case null -> "a Java null";
      case Map<?, ?> _ -> "an object";
      case List<?> _ -> "an array";
      case String s -> "the string " + JsonWriter.shown(s);
      case Number n -> "the number " + n;
      case Boolean b -> b.toString();
      case Null _ -> "null";
      default -> "a " + value.getClass().getName();
    };
  }
}
