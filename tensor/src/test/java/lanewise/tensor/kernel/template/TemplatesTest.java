package lanewise.tensor.kernel.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import lanewise.tensor.KernelLevel;
import lanewise.tensor.kernel.Levels;
import lanewise.tensor.kernel.functions.Arithmetic;
import lanewise.tensor.kernel.functions.Rectifier;
import lanewise.tensor.kernel.tile.Tile;
import org.junit.jupiter.api.Test;

class TemplatesTest {
  @Test
  void equalRecipes_shareAKernel() {
    for (KernelLevel level : Levels.all()) {
      var first = Levels.at(level, () -> new Rectifier.Forward(1.5f, 0, 1).kernel());
      assertSame(first, Levels.at(level, () -> new Rectifier.Forward(1.5f, 0, 1).kernel()), level.label());
      assertNotSame(first, Levels.at(level, () -> new Rectifier.Forward(2.5f, 0, 1).kernel()), level.label());
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
      Object one = Levels.at(level, () -> new Rectifier.Forward(1.5f, 0, 1).kernel());
      Object other = Levels.at(level, () -> new Rectifier.Forward(-3, 0, 1).kernel());
      assertTrue(one.getClass().isHidden() && other.getClass().isHidden());
      assertNotEquals(one.getClass(), other.getClass());
    }
  }

  @Test
  void widthZero_isTheScalarTwinAtEveryLevel() {
    Tile tile = Templates.kernel(new Tile.TileRecipe(8, 1, 1, 8, 8, Tile.Mode.STORE), 0);
    assertEquals("TileScalar", tile.getClass().getSimpleName());
    assertFalse(tile.getClass().isHidden());
  }
}
