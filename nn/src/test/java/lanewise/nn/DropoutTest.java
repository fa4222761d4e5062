package lanewise.nn;

import static lanewise.nn.Layers.dropout;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import lanewise.autograd.Parameter;
import lanewise.autograd.Pooling.Interpolation;
import lanewise.autograd.Variable;
import lanewise.tensor.Rng;
import lanewise.tensor.Tensor;
import lanewise.tensor.Workers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DropoutTest {
  private final int threads = Workers.threads();

  @AfterEach
  void restore() {
    Workers.setThreads(threads);
  }

  @Test
  void inTraining_elementsVanishOrGrow_andTheirGradientsWithThem() {
    Layer layer = dropout(0.25).init(Rng.seed(1));
    Parameter x = new Parameter(Tensor.full(3, 40_000));
    Variable y = layer.forward(x);
    y.backward(Tensor.ones(40_000));
    int zeros = 0;
    for (int i = 0; i < 40_000; i++) {
      float v = y.value().get(i);
      assertTrue(v == 0 || v == 3 * (float) (1 / 0.75), "value " + v);
      assertEquals(v / 3, x.grad().get(i), 1e-6);
      zeros += v == 0 ? 1 : 0;
    }
    assertEquals(10_000, zeros, 5 * Math.sqrt(40_000 * 0.25 * 0.75));
  }

  @Test
  void inEvaluation_orWithoutAnythingToDrop_nothingHappens() {
    Layer layer = dropout().init(Rng.seed(1));
    Variable x = Variable.of(Tensor.ones(10));
    layer.eval();
    assertSame(x, layer.forward(x));
    assertSame(x, dropout(0).init(Rng.seed(1)).forward(x));
    assertArrayEquals(new float[10], dropout(1).init(Rng.seed(1)).forward(x).value().toArray());
  }

  @Test
  void eachCallHasItsOwnMask_andARunThatIsContinuedTheSameOnes() {
    Variable x = Variable.of(Tensor.ones(200));
    Layer first = dropout().init(Rng.seed(1));
    Layer begun = dropout().init(Rng.seed(1));
    begun.forward(x);
    float[] one = first.forward(x).value().toArray();
    float[] two = first.forward(x).value().toArray();
    assertNotEquals(Arrays.toString(one), Arrays.toString(two));
    Layer again = dropout().init(Rng.seed(7));
    again.loadRandomState(begun.randomState());
    assertArrayEquals(two, again.forward(x).value().toArray());
    assertEquals(first.randomState().toString(), again.randomState().toString());
    assertTrue(again.stateDict().isEmpty());
  }

  @Test
  void theMask_countsElementsWhateverTheirOrderInMemoryAndTheThreads() {
    Tensor x = Rng.seed(2).normal(0, 1, 8, 5, 30, 31);
    Tensor other = Rng.seed(2).normal(0, 1, 8, 5, 30, 31);
    Layer pool = Layers.upsample(30, 31).mode(Interpolation.BILINEAR).init(Rng.seed(1));
    Tensor channelsLast = pool.forward(other);
    float[] expected = dropout().init(Rng.seed(1)).forward(Variable.of(x)).value().toArray();
    for (int n : new int[] {1, 2, 5}) {
      Workers.setThreads(n);
      assertArrayEquals(expected, dropout().init(Rng.seed(1)).forward(Variable.of(channelsLast)).value().toArray());
    }
  }

  @Test
  void probabilitiesOutsideTheirRange_areRefused() {
    for (double p : new double[] {-0.1, 1.1, Double.NaN}) {
      assertTrue(assertThrows(IllegalArgumentException.class, () -> dropout(p)).getMessage().contains(p + "; allowed: 0..1"));
    }
  }
}
