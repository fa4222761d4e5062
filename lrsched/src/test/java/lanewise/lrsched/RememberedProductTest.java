package lanewise.lrsched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import lanewise.optim.SGD;
import org.junit.jupiter.api.Test;

class RememberedProductTest {
  private final List<Long> asked = new ArrayList<>();
  private final Multiplicative plain = new Multiplicative("f", t -> {
    asked.add(t);
    return t == 4 ? 0 : 0.5 + 0.1 * t;
  });
  private final RememberedProduct remembered = new RememberedProduct(plain);

  @Test
  void inWhateverOrderAndFromWhateverBaseTheBitsAreThoseOfThePlainProduct() {
    for (long t : new long[] {0, 2, 3, 3, 1, 6, 2, 0, 9}) {
      for (double base : new double[] {0.1, 0.7, 0.1}) {
        assertEquals(plain.at(t, base), remembered.at(t, base), "at " + t);
      }
    }
  }

  @Test
  void goingOnAsksForTheNewStepsOnlyStayingAsksNothingAndGoingBackAsksAgain() {
    remembered.at(2, 0.1);
    remembered.at(3, 0.1);
    remembered.at(3, 0.1);
    assertEquals(List.of(1L, 2L, 3L), asked);
    remembered.at(1, 0.1);
    assertEquals(List.of(1L, 2L, 3L, 1L), asked);
  }

  @Test
  void theStepBeforeTheOneThatWasReachedIsStillKnownAndGoingOnFromThereAsksNothingAgain() {
    List<Double> expected = List.of(plain.at(2, 0.1), plain.at(3, 0.1), plain.at(5, 0.7));
    asked.clear();
    remembered.at(2, 0.1);
    remembered.at(3, 0.1);
    assertEquals(expected.get(0), remembered.at(2, 0.1));
    assertEquals(expected.get(1), remembered.at(3, 0.1));
    assertEquals(List.of(1L, 2L, 3L), asked);
    assertEquals(expected.get(2), remembered.at(5, 0.7));
  }

  @Test
  void aChainableSchedulerAsksOnceForEachStep() {
    SGD sgd = Fixtures.sgd(0.1);
    var scheduler = new MultiplicativeLR(sgd, new Multiplicative("half", t -> {
      asked.add(t);
      return 0.5;
    }), Start.NEW.chainable(true));
    sgd.step();
    for (int i = 0; i < 5; i++) {
      scheduler.step();
    }
    assertEquals(List.of(1L, 2L, 3L, 4L, 5L), asked);
    assertEquals(0.1 / 32, sgd.paramGroups().getFirst().lr());
  }

  @Test
  void afterAFactorOfZeroNothingMoreIsAsked() {
    assertEquals(0, remembered.at(1_000_000_000_000L, 0.1));
    assertEquals(List.of(1L, 2L, 3L, 4L), asked);
  }

  @Test
  void negativeStepsAreRefusedAndTheNameIsThatOfThePlainProduct() {
    var e = assertThrows(IllegalArgumentException.class, () -> remembered.at(-1, 0.1));
    assertEquals(assertThrows(IllegalArgumentException.class, () -> plain.at(-1, 0.1)).getMessage(), e.getMessage());
    assertEquals(plain.toString(), remembered.toString());
  }
}
