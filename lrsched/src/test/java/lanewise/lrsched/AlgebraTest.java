package lanewise.lrsched;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Each combination by an example: its values, its length, its momentum. */
class AlgebraTest {
  private static final Linear DOWN = new Linear(1, 0, 4);
  private static final Cyclic CYCLE = Cyclic.of(0, 1).stepSize(2, 2).momentum(0.5, 0.9);
  private static final double OWN = 0.3;

  private static void assertValues(Schedule s, double base, double... expected) {
    for (int t = 0; t < expected.length; t++) {
      assertEquals(expected[t], s.at(t, base), 1e-15, s + " at " + t);
    }
  }

  private static void assertMomentum(Schedule s, double... expected) {
    assertValues(s.cycledMomentum().orElseThrow(), OWN, expected);
  }

  private static void assertLength(long expected, Schedule s) {
    assertEquals(OptionalLong.of(expected), s.length());
  }

  @Test
  void scaleMultiplies() {
    assertValues(DOWN.scale(3), 2, 6, 4.5, 3, 1.5, 0, 0);
    assertLength(4, DOWN.scale(3));
    assertMomentum(CYCLE.scale(3), 0.9, 0.7, 0.5, 0.7, 0.9);
  }

  @Test
  void offsetAdds() {
    assertValues(DOWN.offset(0.5), 2, 2.5, 2, 1.5, 1, 0.5);
    assertLength(4, DOWN.offset(0.5));
    assertMomentum(CYCLE.offset(0.5), 0.9, 0.7, 0.5);
  }

  @Test
  void clampBounds() {
    assertValues(DOWN.clamp(0.5, 1.5), 2, 1.5, 1.5, 1, 0.5, 0.5);
    assertLength(4, DOWN.clamp(0, 1));
    assertMomentum(CYCLE.clamp(0, 0.5), 0.9, 0.7, 0.5);
  }

  @Test
  void delayHoldsTheBaseAndTheOptimizersMomentum() {
    assertValues(DOWN.delay(2), 2, 2, 2, 2, 1.5, 1);
    assertLength(6, DOWN.delay(2));
    assertMomentum(CYCLE.delay(2), OWN, OWN, 0.9, 0.7, 0.5);
  }

  @Test
  void advanceSkips() {
    assertValues(DOWN.advance(1), 2, 1.5, 1, 0.5, 0, 0);
    assertLength(3, DOWN.advance(1));
    assertLength(0, DOWN.advance(5));
    assertMomentum(CYCLE.advance(1), 0.7, 0.5, 0.7, 0.9);
    assertEquals(0, DOWN.advance(Long.MAX_VALUE).at(5, 1));
  }

  @Test
  void repeatStartsAgainAndTheLastRoundGoesOn() {
    Schedule three = DOWN.lasting(2);
    assertValues(three.repeat(2), 2, 2, 1.5, 2, 1.5, 1, 0.5, 0);
    assertValues(three.repeat(), 2, 2, 1.5, 2, 1.5, 2, 1.5, 2);
    assertLength(4, three.repeat(2));
    assertLength(Long.MAX_VALUE, three.repeat(Long.MAX_VALUE - 1));
    assertLength(Long.MAX_VALUE - 1, three.repeat(Long.MAX_VALUE / 2));
    assertEquals(OptionalLong.empty(), three.repeat().length());
    assertMomentum(CYCLE.lasting(3).repeat(2), 0.9, 0.7, 0.5, 0.9, 0.7, 0.5, 0.7);
  }

  @Test
  void warmupRisesToTheFirstValue() {
    assertValues(DOWN.warmup(2), 2, 0, 1, 2, 1.5, 1);
    assertValues(DOWN.warmup(2, 0.5), 2, 1, 1.5, 2, 1.5);
    assertValues(DOWN.warmup(0), 2, 2, 1.5);
    assertLength(6, DOWN.warmup(2));
    assertMomentum(CYCLE.warmup(2), 0.9, 0.9, 0.9, 0.7, 0.5);
  }

  @Test
  void fixedBasesAndFactors() {
    assertValues(DOWN.withBase(4), 2, 4, 3, 2, 1, 0);
    Schedule toOne = CosineAnnealing.of(2).etaMin(3);
    assertValues(toOne.asFactor(), 2, 2, 4, 6);
    assertValues(new Raised(DOWN, 2), 2, 2, 1.125, 0.5, 0.125, 0);
    assertLength(4, DOWN.withBase(4));
    assertLength(2, toOne.asFactor());
    assertLength(4, new Raised(DOWN, 2));
    assertMomentum(CYCLE.withBase(4), 0.9, 0.7);
    assertMomentum(CYCLE.asFactor(), 0.9, 0.7);
  }

  @Test
  void lastingChangesTheLengthOnlyAndWithoutMomentumTheMomentumOnly() {
    assertValues(DOWN.lasting(2), 2, 2, 1.5, 1, 0.5);
    assertLength(2, DOWN.lasting(2));
    assertMomentum(CYCLE.lasting(2), 0.9, 0.7, 0.5);
    assertValues(CYCLE.withoutMomentum(), 2, 0, 0.5, 1, 0.5, 0);
    assertLength(4, CYCLE.withoutMomentum());
    assertEquals(Optional.empty(), CYCLE.withoutMomentum().cycledMomentum());
    assertEquals(Optional.of(CYCLE.momentum()), CYCLE.cycledMomentum());
    assertEquals(Optional.of(OneCycle.of(1, 5).momentum()), OneCycle.of(1, 5).cycledMomentum());
  }

  @Test
  void sequencesSwitchAtTheirMilestonesAndKeepTheLastMomentum() {
    Schedule s = new Sequential(List.of(DOWN, CYCLE, new Factor(1), CYCLE), List.of(1L, 4L, 6L));
    assertValues(s, 2, 2, 0, 0.5, 1, 2, 2, 0, 0.5);
    assertMomentum(s, OWN, 0.9, 0.7, 0.5, 0.5, 0.5, 0.9, 0.7);
    assertLength(10, s);
    assertEquals(OptionalLong.empty(), new Sequential(List.of(DOWN, new Factor(1)), List.of(3L)).length());
    assertLength(4, new Sequential(List.of(DOWN), List.of()));
    assertLength(Long.MAX_VALUE, new Sequential(List.of(DOWN, DOWN), List.of(Long.MAX_VALUE - 2)));
    assertLength(Long.MAX_VALUE - 1, new Sequential(List.of(DOWN, DOWN), List.of(Long.MAX_VALUE - 5)));
    Schedule nested = new Sequential(List.of(CYCLE, new Sequential(List.of(DOWN, CYCLE), List.of(2L))), List.of(2L));
    assertMomentum(nested, 0.9, 0.7, 0.7, 0.7, 0.9, 0.7);
    assertEquals(Optional.empty(), new Sequential(List.of(DOWN, DOWN), List.of(2L)).cycledMomentum());
  }

  @Test
  void chainsActInOrderAndTheLastCyclingPartHasTheMomentum() {
    Schedule half = new Factor(0.5);
    assertValues(new Chained(List.of(DOWN, half)), 2, 1, 0.75, 0.5);
    assertValues(half.times(CosineAnnealing.of(2).etaMin(3)), 2, 1, 2, 3);
    assertLength(4, half.times(DOWN));
    assertLength(9, DOWN.lasting(9).times(DOWN));
    assertEquals(OptionalLong.empty(), half.times(half).length());
    assertMomentum(half.times(CYCLE), 0.9, 0.7, 0.5);
    assertMomentum(CYCLE.times(CYCLE.momentum(0, 0.2)), 0.2, 0.1, 0);
    assertEquals(Optional.empty(), half.times(DOWN).cycledMomentum());
  }
}
