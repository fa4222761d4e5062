package lanewise.lrsched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What is wrong with a saved state is told in one error, each difference once. */
class SavedStateTest {
  @Test
  void noStateAtAllIsRefusedByItsName() {
    var e = assertThrows(IllegalArgumentException.class, () -> new SavedState(null));
    assertEquals("state null; allowed: not null", e.getMessage());
  }

  @Test
  void whatIsMissingIsNamedOnceWhateverWasToBeRead() {
    List<Consumer<SavedState>> readers = List.of(s -> s.requireSame("x", 1), s -> s.whole("x", 0), s -> s.number("x", 0, 1), s -> s.metric("x"),
        s -> s.numbers("x", 2));
    readers.forEach(reader -> assertEquals("x is missing", differences(Map.of(), reader)));
  }

  @Test
  void anEntryWithoutANameIsUnknownLikeAnyOther() {
    Map<String, Object> state = new HashMap<>(Map.of("x", 1, "y", 2));
    state.put(null, 3);
    assertEquals("null 3 is unknown; y 2 is unknown", differences(state, s -> s.requireSame("x", 1)));
  }

  @Test
  void aNumberIsReadFromItsLeastValueOnAndBelowItsBound() {
    assertEquals(0.25, new SavedState(Map.of("x", 0.25)).number("x", 0.25, 1));
    assertEquals("", differences(Map.of("x", 0.25), s -> s.number("x", 0.25, 1)));
    for (Object bad : List.of(1, 0.2, Double.NaN, "0.5")) {
      assertEquals("x " + bad + "; allowed: a number >= 0.25 and < 1.0", differences(Map.of("x", bad), s -> s.number("x", 0.25, 1)));
    }
  }

  @Test
  void aWholeNumberIsReadFromItsLeastValueOn() {
    assertEquals(3, new SavedState(Map.of("x", 3.0)).whole("x", 3));
    for (Object bad : List.of(2, 3.5, "3", Double.POSITIVE_INFINITY)) {
      assertEquals("x " + bad + "; allowed: a whole number >= 3", differences(Map.of("x", bad), s -> s.whole("x", 3)));
    }
  }

  @Test
  void aMetricMayBeInfiniteButIsANumber() {
    assertEquals(Double.NEGATIVE_INFINITY, new SavedState(Map.of("x", Double.NEGATIVE_INFINITY)).metric("x"));
    assertEquals("x NaN; allowed: a number", differences(Map.of("x", Double.NaN), s -> s.metric("x")));
    assertEquals("x none; allowed: a number", differences(Map.of("x", "none"), s -> s.metric("x")));
  }

  @Test
  void ratesAreAsManyFiniteNumbersAsGroupsFromZeroOn() {
    assertEquals(List.of(0.0, 2.5), new SavedState(Map.of("x", List.of(0, 2.5))).numbers("x", 2));
    for (List<?> bad : List.of(List.of(0.1), List.of(0.1, 0.2, 0.3), List.of(0.1, -0.1), List.of(0.1, Double.POSITIVE_INFINITY),
        List.of(Double.NaN, 0.1), List.of("0.1", 0.1))) {
      assertEquals("x " + bad + "; allowed: 2 finite numbers >= 0, one for each group", differences(Map.of("x", bad), s -> s.numbers("x", 2)));
    }
  }

  @Test
  void numbersOfAnyTypeAreTheSameIfTheirValuesAre() {
    assertEquals("", differences(Map.of("x", 3), s -> s.requireSame("x", 3L)));
    assertEquals("", differences(Map.of("x", 3.0), s -> s.requireSame("x", 3)));
    assertEquals("x 3.5 instead of 3", differences(Map.of("x", 3.5), s -> s.requireSame("x", 3)));
    long large = (1L << 53) + 1;
    assertEquals("x " + large + " instead of " + (large - 1), differences(Map.of("x", large), s -> s.requireSame("x", large - 1)));
    assertEquals("x 3 instead of 3", differences(Map.of("x", "3"), s -> s.requireSame("x", 3)));
  }

  @Test
  void listsAreTheSameIfAllTheirElementsAre() {
    assertEquals("", differences(Map.of("x", List.of(1, List.of(2.0))), s -> s.requireSame("x", List.of(1L, List.of(2)))));
    for (Object bad : List.of(List.of(), List.of(1), List.of(1, 2, 3), List.of(1, 3), 1)) {
      assertEquals("x " + bad + " instead of [1, 2]", differences(Map.of("x", bad), s -> s.requireSame("x", List.of(1, 2))));
    }
    assertEquals("x [1] instead of 1", differences(Map.of("x", List.of(1)), s -> s.requireSame("x", 1)));
  }

  @Test
  void mapsAreTheSameIfTheirNamesAndValuesAre() {
    Map<String, Object> own = Map.of("a", 1);
    assertEquals("", differences(Map.of("x", Map.of("a", 1.0)), s -> s.requireSame("x", own)));
    for (Object bad : List.of(Map.of(), Map.of("a", 2), Map.of("b", 1), Map.of("a", 1, "b", 1), "a")) {
      assertEquals("x " + bad + " instead of {a=1}", differences(Map.of("x", bad), s -> s.requireSame("x", own)));
    }
    assertEquals("x {a=1} instead of a", differences(Map.of("x", own), s -> s.requireSame("x", "a")));
  }

  @Test
  void everyDifferenceIsInTheOneErrorAndWhatNobodyAskedForIsUnknown() {
    Map<String, Object> state = new HashMap<>(Map.of("kind", "other", "n", -1, "extra", 7));
    assertEquals("kind other instead of own; n -1; allowed: a whole number >= 0; gone is missing; extra 7 is unknown",
        differences(state, s -> s.requireSame("kind", "own"), s -> s.whole("n", 0), s -> s.metric("gone")));
  }

  /** What the error says, or nothing. */
  @SafeVarargs
  private static String differences(Map<String, ?> state, Consumer<SavedState>... readers) {
    SavedState saved = new SavedState(state);
    for (Consumer<SavedState> reader : readers) {
      reader.accept(saved);
    }
    List<String> told = new ArrayList<>();
    try {
      saved.finish("kind");
    } catch (IllegalArgumentException e) {
      told.add(e.getMessage().replace("a state that does not belong to this kind: ", ""));
    }
    return String.join("", told);
  }
}
