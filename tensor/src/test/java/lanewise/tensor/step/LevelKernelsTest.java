package lanewise.tensor.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import lanewise.tensor.KernelLevel;
import lanewise.tensor.kernel.template.Ladder;
import lanewise.tensor.kernel.template.Recipe;
import lanewise.tensor.kernel.template.Templates;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LevelKernelsTest {
  private final KernelLevel level = KernelLevel.current();

  /** A kernel that tells for which flags and width it was made. */
  interface Telling {
    List<Integer> flagsAndBits();
  }

  static final class Lanes implements Telling {
    private static final Templates.Data DATA = Templates.data(MethodHandles.lookup());

    @Override
    public List<Integer> flagsAndBits() {
      return List.of(LevelKernels.flags(DATA), DATA.bits());
    }
  }

  @AfterEach
  void restore() {
    Ladder.force(level);
  }

  @Test
  void eachCombinationOfFlagsAndLevelHasAKernelOfItsOwnWhichIsMadeOnce() {
    List<Integer> twins = new ArrayList<>();
    LevelKernels<Telling> kernels = new LevelKernels<>(3, Lanes.class, flags -> {
      twins.add(flags);
      return () -> List.of(flags, 0);
    });
    Ladder.force(KernelLevel.SCALAR);
    Telling scalar = kernels.of(2);
    Ladder.force(KernelLevel.SIMD512);
    Telling wide = kernels.of(2);
    assertEquals(List.of(2, 0), scalar.flagsAndBits());
    assertEquals(List.of(2, 512), wide.flagsAndBits());
    assertEquals(List.of(1, 512), kernels.of(1).flagsAndBits());
    assertSame(wide, kernels.of(2));
    Ladder.force(KernelLevel.SIMD128);
    assertEquals(List.of(2, 128), kernels.of(2).flagsAndBits());
    Ladder.force(KernelLevel.SCALAR);
    assertSame(scalar, kernels.of(2));
    assertNotSame(scalar, kernels.of(0));
    assertEquals(List.of(2, 0), twins);
  }

  @Test
  void aRecipeMayDefineCopiesOfItsTemplate() {
    Recipe<Telling> recipe = new LevelKernels.Form<>(1, Lanes.class, _ -> () -> List.of());
    assertSame(Lanes.class.getPackage(), recipe.lookup().lookupClass().getPackage());
    assertTrue(recipe.lookup().hasFullPrivilegeAccess());
  }
}
