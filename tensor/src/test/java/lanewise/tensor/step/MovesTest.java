package lanewise.tensor.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Random;
import lanewise.tensor.KernelLevel;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.template.Ladder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The passes that only move a parameter, against the rule in plain floats. */
class MovesTest {
  private static final int SIZE = 37;

  private final KernelLevel level = KernelLevel.current();
  private final Random random = new Random(1);

  @AfterEach
  void restore() {
    Ladder.force(level);
  }

  private float[] noise() {
    float[] x = new float[SIZE];
    for (int i = 0; i < SIZE; i++) {
      x[i] = (float) random.nextGaussian();
    }
    return x;
  }

  @ParameterizedTest
  @EnumSource(KernelLevel.class)
  void aDirectionIsAddedToTheParameterThatHasShrunk(KernelLevel forced) {
    Ladder.force(forced);
    float[] x = noise();
    float[] d = noise();
    Tensor p = Tensor.of(x, SIZE);
    DecayedMoveStep step = new DecayedMoveStep();
    step.begin(p, Tensor.of(d, SIZE), 0.25);
    Sweep sweep = new Sweep();
    sweep.add(step.decoupledDecay(0.75));
    sweep.run();
    float[] expected = new float[SIZE];
    for (int i = 0; i < SIZE; i++) {
      expected[i] = Math.fma(0.25f, d[i], x[i] * 0.75f);
    }
    assertArrayEquals(expected, p.toArray());
  }

  @ParameterizedTest
  @EnumSource(KernelLevel.class)
  void adafactorDividesByTheRootOfTheSquaresButNotOfLessThanTheFloor(KernelLevel forced) {
    Ladder.force(forced);
    float[] x = noise();
    float[] g = noise();
    float[] v = noise();
    for (int i = 0; i < SIZE; i++) {
      v[i] *= v[i];
    }
    v[3] = Float.NaN;
    Tensor p = Tensor.of(x, SIZE);
    AdafactorStep step = new AdafactorStep();
    step.begin(p, Tensor.of(g, SIZE), 0.5);
    step.floor = 0.25f;
    step.rate = 0.125f;
    step.shrink = 0.75f;
    AdafactorMove.KERNELS.of(0).run(step, 0, SIZE, v, 0, new double[0]);
    float[] expected = new float[SIZE];
    for (int i = 0; i < SIZE; i++) {
      float u = 0.5f * g[i] / (float) Math.sqrt(v[i] < 0.25f ? 0.25f : v[i]);
      expected[i] = Math.fma(-0.125f, u, x[i] * 0.75f);
    }
    assertArrayEquals(expected, p.toArray());
  }
}
