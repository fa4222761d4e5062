package lanewise.tensor.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;

class CautiousLionTest {
  @Test
  void elementsRestUnlessDirectionAndGradientHaveTheSameSignAndTheOthersShareTheirRate() {
    float[] g = {0.125f, -0.125f, 0, 0, 0.125f, -0.125f, 0, 0.125f, -0.125f};
    float[] m = {0, 0, 1, -1, -10, 10, 0, -0.25f, 0.25f};
    Tensor p = Tensor.zeros(9);
    LionStep step = new LionStep();
    step.begin(p, Tensor.of(g, 9), 2);
    Sweep sweep = new Sweep();
    sweep.add(step.average(Tensor.of(m, 9), 0.5, 0.99).updateCautious(2, 1));
    sweep.run();
    assertArrayEquals(new float[] {-9, 9, 0, 0, 0, 0, 0, 0, 0}, p.toArray());
  }
}
