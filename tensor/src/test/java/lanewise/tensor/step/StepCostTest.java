package lanewise.tensor.step;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StepCostTest {
  static Stream<Step> steps() {
    return Stream.of(new AdadeltaStep(), new AdamStep(), new AdamaxStep(), new AverageStep(), new ClipStep(), new DecayedMoveStep(), new LambStep(),
        new LionStep(), new MomentumStep(), new RmspropStep(), new RpropStep(), new SgdStep());
  }

  @ParameterizedTest
  @MethodSource("steps")
  void everyAlgorithmTakesTimeSoThatALargeSweepIsSharedAmongThreads(Step step) {
    assertTrue(step.picoseconds() >= 100, () -> step.getClass() + ": " + step.picoseconds());
  }
}
