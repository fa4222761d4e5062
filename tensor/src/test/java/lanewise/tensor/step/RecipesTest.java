package lanewise.tensor.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.Stream;
import lanewise.tensor.kernel.Recipe;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The recipes of all algorithms. A kernel is made once in a process, so other tests may find it made already and never ask its recipe. */
class RecipesTest {
  static Stream<Recipe<?>> recipes() {
    return Stream.of(new AdadeltaStep.Rule(0), new AdafactorMeasure.Rule(0), new AdafactorMove.Rule(), new AdamStep.Rule(0), new AdamaxStep.Rule(0),
        new AverageStep.Rule(0), new ClipStep.Rule(0), new DecayedMoveStep.Rule(), new LambKernel.Rule(0), new LionStep.Rule(0),
        new MomentumStep.Rule(0), new NormKernel.Rule(NormKernel.Kind.SQUARES), new RmspropStep.Rule(0), new RpropStep.Rule(0), new SgdStep.Rule(0));
  }

  static Stream<Step> steps() {
    return Stream.of(new AdadeltaStep(), new AdamStep(), new AdamaxStep(), new AverageStep(), new ClipStep(), new DecayedMoveStep(), new LambStep(),
        new LionStep(), new MomentumStep(), new RmspropStep(), new RpropStep(), new SgdStep());
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void theTemplateIsTheVectorFormBesideTheRecipeAndTheLookupMayDefineItsCopies(Recipe<?> recipe) {
    Class<?> template = recipe.template();
    assertEquals("Lanes", template.getSimpleName());
    assertSame(recipe.getClass().getNestHost(), template.getNestHost());
    assertSame(template.getPackage(), recipe.lookup().lookupClass().getPackage());
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
  void everyAlgorithmTakesTimeSoThatALargeSweepIsSharedAmongThreads(Step step) {
    assertTrue(step.picoseconds() >= 100, () -> step.getClass() + ": " + step.picoseconds());
  }
}
