package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OptionValuesTest {
  private final OptionValues values = new OptionValues(Map.of("lr", 0.5, "steps", 3L, "half", 0.5, "on", true, "off", false, "text", "a",
      "betas", List.of(0.9, 0.99f), "mixed", List.of(0.9, "b")));

  private static void requireRefused(String message, Runnable read) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, read::run).getMessage());
  }

  @Test
  void whatIsThereIsReadAndWhatIsNotKeepsItsValue() {
    assertEquals(0.5, values.number("lr", 7));
    assertEquals(3, values.number("steps", 7));
    assertEquals(7, values.number("eps", 7));
    assertEquals(3, values.whole("steps", 9));
    assertEquals(9, values.whole("history_size", 9));
    assertTrue(values.flag("on", false));
    assertFalse(values.flag("off", true));
    assertTrue(values.flag("amsgrad", true));
    assertFalse(values.flag("amsgrad", false));
    assertEquals(0.9, values.element("betas", 0, 2, 7));
    assertEquals(0.99f, values.element("betas", 1, 2, 7));
    assertEquals(7, values.element("etas", 1, 2, 7));
    assertEquals("a", values.value("text", "b"));
    assertEquals("b", values.value("line_search_fn", "b"));
  }

  @Test
  void aValueOfAnotherKindIsRefusedByName() {
    requireRefused("text a; allowed: a number", () -> values.number("text", 1));
    requireRefused("half 0.5; allowed: a whole number", () -> values.whole("half", 1));
    requireRefused("lr 0.5; allowed: true or false", () -> values.flag("lr", true));
    requireRefused("betas [0.9, 0.99]; allowed: a list of 3 numbers", () -> values.element("betas", 0, 3, 1));
    requireRefused("mixed [0.9, b]; allowed: a list of 2 numbers", () -> values.element("mixed", 1, 2, 1));
    requireRefused("lr 0.5; allowed: a list of 2 numbers", () -> values.element("lr", 0, 2, 1));
  }

  @Test
  void aWholeNumberIsOneThatAnIntHolds() {
    for (double bad : new double[] {0x1p31, -0x1p31 - 1, Double.NaN, Double.POSITIVE_INFINITY}) {
      requireRefused("n " + bad + "; allowed: a whole number", () -> OptionValues.of("n", bad).whole("n", 1));
    }
    assertEquals(Integer.MAX_VALUE, OptionValues.of("n", 0x1p31 - 1).whole("n", 1));
    assertEquals(Integer.MIN_VALUE, OptionValues.of("n", -0x1p31).whole("n", 1));
  }

  @Test
  void whatNobodyAskedForIsKnownAndAskingWhetherItIsThereDoesNotCount() {
    OptionValues two = new OptionValues(Map.of("lr", 0.5, "warmup", 3, "beta", 1));
    assertEquals(List.of("beta", "lr", "warmup"), List.copyOf(two.unread()));
    assertTrue(two.has("lr"));
    assertFalse(two.has("eps"));
    two.number("lr", 1);
    two.number("eps", 1);
    assertEquals(Set.of("beta", "warmup"), two.unread());
  }

  @Test
  void anOptionThatIsThereAndSaysThatThereIsNoneIsToldFromOneThatIsNotThere() {
    OptionValues none = new OptionValues(Map.of("eps", Optional.empty(), "d", 1, "some", Optional.of(3)));
    assertTrue(none.isNone("eps"));
    assertFalse(none.isNone("d"));
    assertFalse(none.isNone("some"));
    assertFalse(none.isNone("momentum"));
    Map<String, Object> withNull = new HashMap<>();
    withNull.put("eps", null);
    assertTrue(new OptionValues(withNull).isNone("eps"));
  }
}
