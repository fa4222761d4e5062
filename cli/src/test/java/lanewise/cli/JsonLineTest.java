package lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class JsonLineTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void membersKeepTheirOrder() {
    assertEquals("{\"b\":1,\"a\":\"x\",\"c\":0.5}", new JsonLine().with("b", 1).with("a", "x").with("c", 0.5).toString());
    assertEquals("{}", new JsonLine().toString());
  }

  @Property(tries = 300)
  void everyTextIsReadBackAsItWasOnOneLine(@ForAll String name, @ForAll String text) throws IOException {
    String line = new JsonLine().with(name, text).toString();
    assertEquals(-1, line.indexOf('\n') + line.indexOf('\r') + 1);
    assertEquals(text, JSON.readTree(line).get(name).asText());
  }

  @Property(tries = 300)
  void everyNumberIsReadBackAsItWas(@ForAll double number, @ForAll long whole) throws IOException {
    JsonNode read = JSON.readTree(new JsonLine().with("number", number).with("whole", whole).toString());
    assertEquals(number, read.get("number").asDouble());
    assertEquals(whole, read.get("whole").asLong());
  }

  @Test
  void numberThatIsNotFiniteIsRefusedByName() {
    IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, () -> new JsonLine().with("loss", Double.NaN));
    assertEquals("loss NaN; JSON has finite numbers only", refusal.getMessage());
  }
}
