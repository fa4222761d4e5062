package lanewise.tensor.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  @Test
  void everyKindOfValue_isRead() {
    Object value = Json.parse(" {\"a\" : [1, -2.5 ,true,false , null],\r\n\t\"b\":{ }, \"c\":[ ], \"\":\"x\"} ");

    SequencedMap<String, Object> object = Json.object(value);
    assertEquals(List.of("a", "b", "c", ""), List.copyOf(object.keySet()));
    assertEquals(List.of(1L, -2.5, true, false, Json.NULL), object.get("a"));
    assertEquals(Map.of(), object.get("b"));
    assertEquals(List.of(), object.get("c"));
    assertEquals("x", object.get(""));
  }

  @Test
  void whatWasRead_cannotBeChanged() {
    assertThrows(UnsupportedOperationException.class, () -> Json.object(Json.parse("{\"a\":1}")).put("b", 2));
    assertThrows(UnsupportedOperationException.class, () -> Json.object(Json.parse("{}")).put("b", 2));
    assertThrows(UnsupportedOperationException.class, () -> Json.list(Json.parse("[1]")).add(2));
    assertThrows(UnsupportedOperationException.class, () -> Json.list(Json.parse("[]")).add(2));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "-1, -1", "9223372036854775807, 9223372036854775807", "-9223372036854775808, -9223372036854775808",
      "9007199254740993, 9007199254740993"})
  void anIntegerOf64Bits_isALongAndExact(String text, long expected) {
    assertEquals(expected, Json.parse(text));
  }

  @ParameterizedTest
  @CsvSource({"1.0, 1", "1e2, 100", "1E+2, 100", "25e-1, 2.5", "0.1, 0.1", "-0, -0.0", "-0.0, -0.0", "1e-999, 0", "0e5, 0",
      "9223372036854775808, 9223372036854775808", "-9223372036854775809, -9223372036854775809",
      "99999999999999999999, 1e20", "100000000000000000000, 1e20", "4.9e-324, 4.9e-324", "1.7976931348623157e308, 1.7976931348623157e308"})
  void anyOtherNumber_isTheNearestDouble(String text, double expected) {
    assertEquals(expected, Json.parse(text));
  }

  @Test
  void aNumberOfAThousandDigits_isRead() {
    assertEquals(1e300, Json.parse("1" + "0".repeat(300)));
    assertEquals(1.0, Json.parse("1." + "0".repeat(1000)));
  }

  @ParameterizedTest
  @CsvSource({"1e309", "-1e309", "1e999999999999"})
  void aNumberTooLargeForADouble_isRefused(String text) {
    refused(text, 0, "too large for a double");
  }

  @Test
  void escapes_areRead() {
    assertEquals("\" \\ / \b \f \n \r \t é 😀 \u0000 a",
        Json.parse("\"\\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u00e9 \\uD83D\\ude00 \\u0000 \\u0061\""));
    assertEquals("é 😀 \u007f \u2028", Json.parse("\"é 😀 \u007f \u2028\""));
  }

  @Test
  void aFault_isNamedWithItsPlace() {
    refused("", 0, "the text ends too early (line 1, column 1)");
    refused("{\n \"a\": 1,\n \"b\": ?}", 17, "a value is expected and not '?' (line 3, column 7)");
    refused("[1 2]", 3, "',' or ']' is expected and not '2'");
    refused("{\"a\" 1}", 5, "':' is expected and not '1'");
    refused("{\"a\":1,}", 7, "a name in quotation marks is expected and not '}'");
    refused("{a:1}", 1, "a name in quotation marks");
    refused("{\"a\":1,\"b\":2,\"a\":3}", 13, "the name \"a\" occurs twice");
    refused("{\"a\":1,\"\\u0061\":3}", 7, "the name \"a\" occurs twice");
    refused("\"a\nb\"", 2, "control character U+000A");
    refused("\"\\x\"", 2, "one of \" \\ / b f n r t u after a backslash");
    refused("\"\\u12g4\"", 5, "a hexadecimal digit is expected and not 'g'");
    refused("\"\\u\uff11234\"", 3, "a hexadecimal digit is expected and not U+FF11");
    refused("01", 1, "the end of the text is expected and not '1'");
    refused("- 1", 1, "a digit is expected and not U+0020");
    refused("1.", 2, "the text ends");
    refused("1.e5", 2, "a digit is expected");
    refused("1e+", 3, "the text ends");
    refused("1 1", 2, "the end of the text is expected and not '1'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nul", "nulL", "True", "NaN", "Infinity", "-Infinity", "+1", ".5", "0x10", "-", "--1", "1e", "1e5.5", "00", "-01",
      "{", "[", "[1", "[1,", "[,1]", "[1,,2]", "[1,]", "]", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{1:2}", "{null:2}", "{\"a\":1]", "[1}",
      "'a'", "\"", "\"a", "\"\\", "\"\\u", "\"\\u12", "\"\t\"", "\"\\U0041\"", "/* */ 1", "1 //", "\uFEFF1", "\u00a01", "\u000b1", "1\u0000", "[1]x",
      "tru\u0065e", "\"\\ud800\"", "\"\\ud800x\"", "\"\\ud800\\n\"", "\"\\ud800\\ud800\"", "\"\\udc00\"", "\"\\udc00\\ud800\"", "\"\\ud83d😀\""})
  void whatTheGrammarDoesNotAllow_isRefused(String text) {
    assertThrows(JsonException.class, () -> Json.parse(text), text);
  }

  @Test
  void halfOfASurrogatePairInTheText_isRefused() {
    for (String half : List.of("\ud83d", "\ude00", "\ud83dx", "\ude00\ud83d", "\\ud83d\ude00")) {
      assertTrue(assertThrows(JsonException.class, () -> Json.parse("\"" + half + "\"")).getMessage().contains("half of a surrogate pair"));
    }
  }

  @Test
  void bytesThatAreNotUtf8_areRefused() {
    assertEquals(List.of("é😀"), Json.parse("[\"é😀\"]".getBytes(StandardCharsets.UTF_8)));
    int[][] wrong = {{0xff}, {0x80}, {0xc3}, {0xc0, 0x80}, {0xed, 0xa0, 0x80}, {0xf4, 0x90, 0x80, 0x80}, {0xe2, 0x82}};
    for (int[] bytes : wrong) {
      byte[] text = Arrays.copyOf("[\"".getBytes(StandardCharsets.UTF_8), 4 + bytes.length);
      for (int i = 0; i < bytes.length; i++) {
        text[2 + i] = (byte) bytes[i];
      }
      text[text.length - 2] = '"';
      text[text.length - 1] = ']';
      JsonException e = assertThrows(JsonException.class, () -> Json.parse(text));
      assertEquals("byte 2 is not UTF-8", e.getMessage());
      assertEquals(2, e.position());
    }
    assertEquals(1, assertThrows(JsonException.class, () -> Json.parse(new byte[] {'"', (byte) 0xc3})).position());
  }

  @Test
  void nesting_isAllowedUpToTheLimitAndNoFurther() {
    String deepest = "[".repeat(Json.MAX_DEPTH) + "]".repeat(Json.MAX_DEPTH);
    assertEquals(deepest, Json.write(Json.parse(deepest)));
    refused("[" + deepest + "]", Json.MAX_DEPTH, "more than 128 objects and arrays inside one another");
    refused("[".repeat(1_000_000), Json.MAX_DEPTH, "more than 128");
    refused("{\"a\":".repeat(1_000_000), 5 * Json.MAX_DEPTH, "more than 128");
    assertEquals(2, Json.list(Json.parse("[" + "[],".repeat(1000) + "0]")).stream().distinct().count());
  }

  @Test
  void everyKindOfValue_isWritten() {
    Map<String, Object> value = new LinkedHashMap<>();
    value.put("b", List.of(1L, 2, -2.5, true, Json.NULL));
    value.put("a", Map.of());
    value.put("c", List.of());
    value.put("\" \\ / \b\f\n\r\t\u0000\u001f é 😀", "");

    assertEquals("{\"b\":[1,2,-2.5,true,null],\"a\":{},\"c\":[],\"\\\" \\\\ / \\b\\f\\n\\r\\t\\u0000\\u001f é 😀\":\"\"}", Json.write(value));
  }

  @ParameterizedTest
  @CsvSource({"1, 1.0", "0.1, 0.1", "-0.0, -0.0", "1e100, 1.0E100", "5e-324, 4.9E-324", "0.30000000000000004, 0.30000000000000004"})
  void aDouble_isWrittenInItsShortestForm(double x, String text) {
    assertEquals(text, Json.write(x));
    assertEquals(x, Json.parse(text));
  }

  @Test
  void whatHasNoJsonForm_isRefusedWithItsPlace() {
    notWritten(Double.NaN, "the number NaN; JSON has finite numbers only");
    notWritten(Map.of("lr", List.of(1.0, Double.POSITIVE_INFINITY)), "at [\"lr\"][1]: the number Infinity");
    notWritten(List.of(Map.of("x", 1f)), "at [0][\"x\"]: the number 1.0 has no JSON form");
    notWritten(BigInteger.ONE, "has no JSON form");
    notWritten('c', "a java.lang.Character has no JSON form");
    notWritten(Arrays.asList(1L, null), "at [1]: a Java null has no JSON form");
    notWritten(List.of(Map.of(1, 2)), "at [0]: the number 1 as a name in an object");
    notWritten(List.of("\ud800"), "half of a surrogate pair");
    notWritten(Map.of("a\udc00", 1), "half of a surrogate pair");
    List<Object> itself = new ArrayList<>();
    itself.add(itself);
    notWritten(itself, "more than 128 objects and arrays inside one another");
  }

  @Test
  void aValueOfAnotherKind_isNamed() {
    assertSame(Json.NULL, Json.parse("null"));
    assertEquals("an object is expected and not an array", message(() -> Json.object(Json.parse("[]"))));
    assertEquals("an array is expected and not an object", message(() -> Json.list(Json.parse("{}"))));
    assertEquals("an array is expected and not the string \"a\\nb\"", message(() -> Json.list("a\nb")));
    assertEquals("an array is expected and not the number 2.5", message(() -> Json.list(2.5)));
    assertEquals("an array is expected and not null", message(() -> Json.list(Json.NULL)));
    assertEquals("an array is expected and not true", message(() -> Json.list(true)));
    assertEquals("an array is expected and not a Java null", message(() -> Json.list(null)));
  }

  private static String message(Runnable action) {
    return assertThrows(IllegalArgumentException.class, action::run).getMessage();
  }

  private static void notWritten(Object value, String problem) {
    String message = message(() -> Json.write(value));
    assertTrue(message.contains(problem), message);
  }

  private static void refused(String text, int position, String problem) {
    JsonException e = assertThrows(JsonException.class, () -> Json.parse(text));
    assertTrue(e.getMessage().contains(problem), e.getMessage());
    assertEquals(position, e.position(), e.getMessage());
  }
}
