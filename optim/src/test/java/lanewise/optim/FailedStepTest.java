package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import lanewise.autograd.Parameter;
import org.junit.jupiter.api.Test;

/** A step that cannot be described to its end, say because there is no memory for state, changes nothing: no parameter, no count, no state. */
class FailedStepTest {
  private final Parameter a = Trial.parameter(1, 2);
  private final Parameter b = Trial.parameter(3);
  private final Parameter late = Trial.parameter(4);
  private final Toy toy = Toy.of(a, late, b);

  private void requireUnchanged() {
    String before = toy.stateDict().toString();
    long steps = toy.stepCount();
    toy.failing = true;
    assertThrows(ArithmeticException.class, toy::step);
    toy.failing = false;
    assertEquals(before, toy.stateDict().toString());
    assertEquals(steps, toy.stepCount());
  }

  @Test
  void aFirstStepThatFailsLeavesNoStateAndNoCount() {
    Trial.gradient(a, 1, 1);
    Trial.gradient(b, 1);
    requireUnchanged();
    assertTrue(toy.state(a).isEmpty());
    assertArrayEquals(new float[] {1, 2}, a.value().toArray());
    toy.step();
    assertEquals(1, toy.state(a).numbers().get("step"));
    assertArrayEquals(new float[] {0.5f, 1.5f}, a.value().toArray());
  }

  @Test
  void aStepThatFailsHoldsNothingOfTheStepsItHasDescribed() {
    Trial.gradient(a, 1, 1);
    Trial.gradient(b, 1);
    requireUnchanged();
    assertEquals(2, toy.made.size());
    for (int i = 0; i < 100 && toy.made.stream().anyMatch(step -> !step.refersTo(null)); i++) {
      System.gc();
    }
    assertTrue(toy.made.stream().allMatch(step -> step.refersTo(null)), "a step is still held, and with it its arrays");
  }

  @Test
  void aLaterStepThatFailsLeavesTheCountsOfAllParametersAlsoOfOneThatIsNew() {
    Trial.gradient(a, 1, 1);
    Trial.gradient(b, 1);
    toy.step();
    toy.step();
    Trial.gradient(late, 1);
    requireUnchanged();
    assertEquals(2, toy.state(a).numbers().get("step"));
    assertEquals(2, toy.state(b).numbers().get("step"));
    assertTrue(toy.state(late).isEmpty());
    assertEquals(4, late.value().get(0));
    toy.step();
    assertEquals(3, toy.state(a).numbers().get("step"));
    assertEquals(1, toy.state(late).numbers().get("step"));
  }
}
