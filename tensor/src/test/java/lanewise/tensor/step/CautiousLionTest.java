package lanewise.tensor.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import lanewise.tensor.KernelLevel;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.template.Ladder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CautiousLionTest {
  private final KernelLevel level = KernelLevel.current();

  @AfterEach
  void restore() {
    Ladder.force(level);
  }

  private static Tensor stepped(float[] gradient, float[] average) {
    Tensor p = Tensor.zeros(gradient.length);
    LionStep step = new LionStep();
    step.begin(p, Tensor.of(gradient, gradient.length), 2);
    Sweep sweep = new Sweep();
    sweep.add(step.average(Tensor.of(average, average.length), 0.5, 0.99).updateCautious(2, 1));
    sweep.run();
    return p;
  }

  @ParameterizedTest
  @EnumSource(KernelLevel.class)
  void elementsRestUnlessDirectionAndGradientHaveTheSameSignAndTheOthersShareTheirRate(KernelLevel forced) {
    Ladder.force(forced);
    float[] g = {0.125f, -0.125f, 0, 0, 0.125f, -0.125f, 0, 0.125f, -0.125f};
    float[] m = {0, 0, 1, -1, -10, 10, 0, -0.25f, 0.25f};
    assertArrayEquals(new float[] {-9, 9, 0, 0, 0, 0, 0, 0, 0}, stepped(g, m).toArray());
  }

  @ParameterizedTest
  @EnumSource(KernelLevel.class)
  void theShareIsThatOfTheWholeTensorHoweverLongItIs(KernelLevel forced) {
    Ladder.force(forced);
    for (int size : new int[] {1, 7, 16, 17, 33, 64, 1000, 4096, 4097, 20_000, 100_003}) {
      Random random = new Random(size);
      float[] g = new float[size];
      float[] m = new float[size];
      int agreeing = 0;
      for (int i = 0; i < size; i++) {
        g[i] = i == 0 ? 1 : random.nextInt(-2, 3);
        m[i] = i == 0 ? 1 : random.nextInt(-6, 7);
        float u = 0.5f * m[i] + 0.5f * (2 * g[i]);
        agreeing += u * g[i] > 0 ? 1 : 0;
      }
      float rate = (float) (2 / ((double) agreeing / size));
      float[] p = stepped(g, m).toArray();
      for (int i = 0; i < size; i++) {
        float u = 0.5f * m[i] + 0.5f * (2 * g[i]);
        assertEquals(u * g[i] > 0 ? -Math.signum(u) * rate : 0f, p[i], "size " + size + ", element " + i);
      }
    }
  }

  @Test
  void whereNothingAgreesNothingMoves() {
    assertArrayEquals(new float[3], stepped(new float[] {1, 0, -1}, new float[] {-9, 3, 9}).toArray());
  }
}
