package lanewise.tensor.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.Stream;
import lanewise.tensor.kernel.template.Recipe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What all rules have in common, whatever they compute. */
class RulesTest {
  static Stream<ElementwiseStep<?>> steps() {
    return Stream.of(new AdadeltaStep(), new AdamStep(), new AdamaxStep(), new AverageStep(), new ClipStep(), new DecayedMoveStep(), new LionStep(),
        new MomentumStep(), new RmspropStep(), new RpropStep(), new SgdStep());
  }

  /** A kernel is made once in a process, so other tests may find it made already. */
  static Stream<Recipe<?>> recipes() {
    return Stream.concat(steps().map(s -> s.kernels.form(0)),
        Stream.of(LambStep.KERNELS.form(0), NormKernel.KERNELS.form(0), AgreementKernel.KERNELS.form(0), AdafactorMeasure.KERNELS.form(0),
            AdafactorMove.KERNELS.form(0)));
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void theTemplateIsAVectorFormBesideItsRuleAndTheLookupMayDefineItsCopies(Recipe<?> recipe) {
    assertEquals("Lanes", recipe.template().getSimpleName());
    assertSame(recipe.template().getPackage(), recipe.lookup().lookupClass().getPackage());
    assertTrue(recipe.lookup().hasFullPrivilegeAccess());
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void theScalarTwinIsCalledAsTheVectorFormIs(Recipe<?> recipe) {
    Object twin = recipe.scalar();
    assertTrue(Arrays.stream(recipe.template().getInterfaces()).allMatch(kernel -> kernel.isInstance(twin)), () -> recipe + ": " + twin);
  }

  @ParameterizedTest
  @MethodSource("steps")
  void everyElementTakesTimeSoThatALargeSweepIsSharedAmongThreads(ElementwiseStep<?> step) {
    assertTrue(step.picoseconds() >= 100, () -> step.getClass() + ": " + step.picoseconds());
  }

  @Test
  void soDoesEveryElementOfASumOverWholeParameters() {
    LambStep lamb = new LambStep();
    LionStep cautious = new LionStep().updateCautious(1, 1);
    assertTrue(lamb.picoseconds() >= 100);
    assertTrue(lamb.sums().picoseconds() >= 100);
    assertTrue(cautious.sums().picoseconds() >= 100);
  }
}
