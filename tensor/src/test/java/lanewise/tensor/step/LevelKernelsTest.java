package lanewise.tensor.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.List;
import lanewise.tensor.KernelLevel;
import lanewise.tensor.kernel.Ladder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LevelKernelsTest {
  private final KernelLevel level = KernelLevel.current();

  @AfterEach
  void restore() {
    Ladder.force(level);
  }

  @Test
  void eachCombinationOfFlagsAndLevelHasAKernelOfItsOwnWhichIsMadeOnce() {
    List<Integer> asked = new ArrayList<>();
    LevelKernels<StepKernel<SgdStep>> kernels = new LevelKernels<>(3, flags -> {
      asked.add(flags);
      return new SgdStep.Rule(flags);
    });
    Ladder.force(KernelLevel.SCALAR);
    StepKernel<SgdStep> scalar = kernels.of(2);
    Ladder.force(KernelLevel.SIMD512);
    StepKernel<SgdStep> wide = kernels.of(2);
    assertNotSame(scalar, wide);
    assertNotSame(wide, kernels.of(1));
    assertSame(wide, kernels.of(2));
    Ladder.force(KernelLevel.SCALAR);
    assertSame(scalar, kernels.of(2));
    assertNotSame(scalar, kernels.of(0));
    assertEquals(List.of(2, 2, 1, 0), asked);
  }
}
