package lanewise.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import lanewise.autograd.Parameter;
import lanewise.lrsched.LrScheduler;
import lanewise.optim.AdamW;
import lanewise.optim.Optimizer;
import lanewise.optim.SGD;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RecipeTest {
  private final List<Parameter> parameters = List.of(new Parameter(Tensor.ones(3)));

  @ParameterizedTest
  @EnumSource(Recipe.class)
  void isFoundByItsName(Recipe recipe) {
    assertEquals(recipe, Recipe.of(recipe.label()));
  }

  @Test
  void unknownNameIsRefusedWithTheListOfAllowedOnes() {
    assertEquals("recipe 'adam'; allowed: 1cycle, sgd", assertThrows(IllegalArgumentException.class, () -> Recipe.of("adam")).getMessage());
  }

  /** Values of the course notes for 708 steps up to 0.05. */
  @Test
  void oneCycleGoesFromATwentyFifthToTheRateAndDownWithBeta1AgainstIt() {
    Optimizer optimizer = Recipe.ONE_CYCLE.optimizer(parameters, 0.05);
    LrScheduler scheduler = Recipe.ONE_CYCLE.scheduler(optimizer, 0.05, 708);
    assertEquals(0.002, lr(optimizer), 1e-12);
    assertEquals(0.95, beta1(optimizer), 1e-12);
    scheduler.step(211);
    assertEquals(0.049999576, lr(optimizer), 5e-10);
    assertEquals(0.850000883, beta1(optimizer), 5e-10);
    scheduler.step(707);
    assertEquals(2e-7, lr(optimizer), 1e-15);
    assertEquals(0.95, beta1(optimizer), 1e-12);
  }

  @Test
  void oneCycleUsesAdamWWithTheDefaultsOfPyTorch() {
    AdamW.Options options = (AdamW.Options) Recipe.ONE_CYCLE.optimizer(parameters, 0.05).paramGroups().getFirst().options();
    assertEquals(AdamW.options().lr(0.05), options);
    assertEquals(0.01, options.weightDecay());
  }

  @Test
  void sgdHasMomentumAndFallsToZeroWithTheLastStep() {
    Optimizer optimizer = Recipe.SGD_COSINE.optimizer(parameters, 0.2);
    assertEquals(SGD.options().lr(0.2).momentum(0.9), optimizer.paramGroups().getFirst().options());
    LrScheduler scheduler = Recipe.SGD_COSINE.scheduler(optimizer, 0.2, 100);
    assertEquals(0.2, lr(optimizer));
    scheduler.step(50);
    assertEquals(0.1, lr(optimizer), 1e-15);
    scheduler.step(100);
    assertEquals(0, lr(optimizer));
  }

  private static double lr(Optimizer optimizer) {
    return optimizer.paramGroups().getFirst().lr();
  }

  private static double beta1(Optimizer optimizer) {
    return ((AdamW.Options) optimizer.paramGroups().getFirst().options()).beta1();
  }
}
