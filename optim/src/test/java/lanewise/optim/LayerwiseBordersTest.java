package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import lanewise.autograd.Parameter;
import lanewise.tensor.KernelLevel;
import lanewise.tensor.kernel.template.Ladder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** LARS and LAMB where norms are zero, parameters infinite, or so large that their norms are summed up in several blocks. */
class LayerwiseBordersTest {
  private final KernelLevel level = KernelLevel.current();

  @AfterEach
  void restore() {
    Ladder.force(level);
  }

  private static void step(Optimizer optimizer, Parameter p, float... gradient) {
    Trial.gradient(p, gradient);
    optimizer.step();
  }

  @Test
  void larsRatioIsOneWhereANormIsZeroAndNeverAboveTheRateWithTrustClip() {
    LARS.Options o = LARS.options().lr(4).trustCoeff(0.5).weightDecay(0.25).eps(1);
    assertEquals(1, o.ratio(0, 3));
    assertEquals(1, o.ratio(2, 0));
    assertEquals(1 / 4.5, o.ratio(2, 3), 1e-15);
    assertEquals(1 / 4.5 / 4, o.trustClip(true).ratio(2, 3), 1e-15);
    assertEquals(1, o.lr(0.01).trustClip(true).ratio(2, 3));
    assertEquals(1, o.lr(0).trustClip(true).ratio(2, 3));
  }

  @Test
  void lambsRatioIsOneWhereANormIsZero() {
    LAMB.Options o = LAMB.options().lr(0.5).weightDecay(0).alwaysAdapt(true).noMaxGradNorm().eps(1e-30);
    for (KernelLevel each : List.of(KernelLevel.SCALAR, level)) {
      Ladder.force(each);
      Parameter zero = Trial.parameter(0, 0);
      step(o.build(List.of(zero)), zero, 3, -3);
      assertEquals(-0.5, zero.value().get(0), 1e-6);
      Parameter still = Trial.parameter(2, 1);
      step(o.build(List.of(still)), still, 0, 0);
      assertEquals(2, still.value().get(0));
    }
  }

  @Test
  void lambWithoutDecayLeavesAnInfiniteParameterInfinite() {
    for (KernelLevel each : List.of(KernelLevel.SCALAR, level)) {
      Ladder.force(each);
      Parameter p = Trial.parameter(Float.POSITIVE_INFINITY, 1);
      step(LAMB.options().weightDecay(0).build(List.of(p)), p, 1, 1);
      assertEquals(Float.POSITIVE_INFINITY, p.value().get(0));
    }
  }

  @Test
  void normsOfSeveralBlocksAreSummedUp() {
    int block = 1 << 13;
    for (KernelLevel each : List.of(KernelLevel.SCALAR, level)) {
      Ladder.force(each);
      for (int filled = 0; filled < 3; filled++) {
        float[] x = new float[3 * block];
        float[] g = new float[3 * block];
        Arrays.fill(x, filled * block, (filled + 1) * block, 3);
        Arrays.fill(g, (2 - filled) * block, (3 - filled) * block, 1);
        Parameter p = Trial.parameter(x);
        step(LAMB.options().lr(0.5).weightDecay(0).alwaysAdapt(true).build(List.of(p)), p, g);
        int moved = (2 - filled) * block;
        assertEquals(x[moved] - 0.5 * 3, p.value().get(moved), 1e-4, "block " + filled);
      }
    }
  }
}
