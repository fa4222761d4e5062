package lanewise.tensor.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import lanewise.tensor.KernelLevel;
import org.junit.jupiter.api.Test;

class TemplatesTest {
  @Test
  void equalRecipes_shareAKernel() {
    for (KernelLevel level : Levels.all()) {
      var first = Levels.at(level, () -> new Arithmetic.Scale(1.5f).kernel());
      assertSame(first, Levels.at(level, () -> new Arithmetic.Scale(1.5f).kernel()), level.label());
      assertNotSame(first, Levels.at(level, () -> new Arithmetic.Scale(2.5f).kernel()), level.label());
    }
  }

  @Test
  void everyLevel_hasAKernelOfItsOwn() {
    List<Object> kernels = Levels.all().stream().<Object>map(level -> Levels.at(level, () -> new Arithmetic.Add().kernel())).toList();
    assertEquals(kernels.size(), kernels.stream().distinct().count());
  }

  @Test
  void eachCopyOfATemplate_isAHiddenClassSoThatItsConstantsAreItsOwn() {
    for (KernelLevel level : Levels.simd()) {
      Object scale = Levels.at(level, () -> new Arithmetic.Scale(1.5f).kernel());
      Object other = Levels.at(level, () -> new Arithmetic.Scale(-3).kernel());
      assertTrue(scale.getClass().isHidden() && other.getClass().isHidden());
      assertNotEquals(scale.getClass(), other.getClass());
    }
  }

  @Test
  void widthZero_isTheScalarTwinAtEveryLevel() {
    Tile tile = Templates.kernel(new Tile.TileRecipe(8, 1, 1, 8, 8, Tile.Mode.STORE), 0);
    assertTrue(tile instanceof TileScalar);
    assertFalse(tile.getClass().isHidden());
  }
}
