package lanewise.tensor.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

/** What holds of every JSON value and text. */
class JsonLawsTest {
  @Property(tries = 1000)
  void whatIsWritten_isRead(@ForAll("values") Object value) {
    String text = Json.write(value);

    assertEquals(value, Json.parse(text));
    assertEquals(value, Json.parse(text.getBytes(StandardCharsets.UTF_8)));
    assertEquals(text, Json.write(Json.parse(text)));
  }

  @Property(tries = 1000)
  void everyDoubleAndLong_isReadBackEqual(@ForAll long bits) {
    double x = Double.longBitsToDouble(bits);
    if (Double.isFinite(x)) {
      assertEquals(x, Json.parse(Json.write(x)));
    }
    assertEquals(bits, Json.parse(Json.write(bits)));
  }

  @Property(tries = 1000)
  void everyProperPrefixOfAnObject_isRefused(@ForAll("values") Object value, @ForAll @IntRange(max = 9999) int part) {
    String text = "{\"v\":" + Json.write(value) + "}";

    assertThrows(JsonException.class, () -> Json.parse(text.substring(0, text.length() * part / 10_000)));
  }

  @Property(tries = 2000)
  void aDamagedText_isRefusedOrReadAsAnotherValue(@ForAll("values") Object value, @ForAll @IntRange(max = 9999) int part, @ForAll byte damage) {
    byte[] text = Json.write(value).getBytes(StandardCharsets.UTF_8);
    text[text.length * part / 10_000] = damage;
    try {
      Object read = Json.parse(text);
      assertEquals(read, Json.parse(Json.write(read)));
    } catch (JsonException e) {
      assertEquals(1, e.getMessage().lines().count(), e.getMessage());
    }
  }

  @Provide
  Arbitrary<Object> values() {
    Arbitrary<Object> leaves = Arbitraries.oneOf(
        IoArbitraries.texts().map(s -> s),
        Arbitraries.longs().map(n -> n),
        Arbitraries.doubles().map(x -> x),
        Arbitraries.of(true, false).map(b -> b),
        Arbitraries.just(Json.NULL).map(n -> n));
    return Arbitraries.recursive(() -> leaves, inner -> Arbitraries.frequencyOf(
        Tuple.of(1, leaves),
        Tuple.of(2, inner.list().ofMaxSize(3).map(l -> l)),
        Tuple.of(2, Arbitraries.maps(IoArbitraries.texts(), inner).ofMaxSize(3).map(m -> m))), 0, 4).withoutEdgeCases();
  }
}
