package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SequencedMap;
import lanewise.autograd.Parameter;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;

class MuonTest {
  @Test
  void aMatrixFollowsThePublishedExamples() {
    Examples.check(Muon.options().lr(0.01).build(List.of(Examples.matrix())),
        .9995222614, -1.996173901, .489584296, .2546324651, -.7546354259, 1.495629378,
        .9970071938, -1.996526175, .4957701238, .2587056963, -.7594225048, 1.493091846,
        .9429014631, -1.995868428, .505922879, .2404763213, -.755144069, 1.439160121);
    Examples.check(Muon.options().lr(0.01).weightDecay(0).nesterov(false).adjust(Muon.Adjust.MATCH_RMS_ADAMW).build(List.of(Examples.matrix())),
        1.000180917, -1.999367421, .4965650994, .2516913355, -.7518655663, 1.499005587,
        .9997670583, -2.000649878, .4990351911, .2536290543, -.7548767791, 1.499449611,
        .9833858499, -2.004273296, .5044216304, .2479908586, -.7546628987, 1.483268105);
  }

  @Test
  void aTallMatrixFollowsThePublishedExample() {
    Examples.check(Muon.options().lr(0.01).build(List.of(Examples.transposed())),
        .9996396369, .2557297742, -1.995763494, -.7558457728, .4873557924, 1.49498422,
        .9318605385, .238783843, -1.998523236, -.7576439312, .508149855, 1.428174188);
  }

  @Test
  void onlyMatricesAreTaken() {
    for (int[] shape : new int[][] {{}, {3}, {2, 2, 2}}) {
      List<Parameter> parameters = List.of(new Parameter(Tensor.ones(shape)));
      assertThrows(IllegalArgumentException.class, () -> new Muon(parameters, Muon.options()));
    }
    Muon muon = new Muon(List.of(new Parameter(Tensor.ones(1, 1))), Muon.options());
    Group vector = Group.group(List.of(Trial.parameter(1)));
    assertThrows(IllegalArgumentException.class, () -> muon.addParamGroup(vector));
  }

  @Test
  void aMatrixWithoutElementsIsPassedOver() {
    Parameter p = new Parameter(Tensor.zeros(0, 3));
    p.backward(Tensor.zeros(0, 3));
    Muon muon = new Muon(List.of(p), Muon.options());
    muon.step();
    assertEquals(0, p.shape().size());
    assertEquals(1, muon.stepCount());
  }

  @Test
  void aModelIsSplitIntoItsMatricesAndTheRest() {
    SequencedMap<String, Parameter> named = new LinkedHashMap<>();
    named.put("embedding.weight", new Parameter(Tensor.ones(5, 2)));
    named.put("0.weight", new Parameter(Tensor.ones(2, 3)));
    named.put("0.bias", new Parameter(Tensor.ones(2)));
    named.put("conv.weight", new Parameter(Tensor.ones(2, 3, 1, 1)));
    named.put("1.weight", new Parameter(Tensor.ones(3, 3)));
    named.put("head.weight", new Parameter(Tensor.ones(3, 2)));
    Muon.Split parts = Muon.split(named, name -> name.startsWith("embedding.") || name.startsWith("head."));
    assertEquals(List.of("0.weight", "1.weight"), List.copyOf(parts.muon().keySet()));
    assertEquals(List.of("embedding.weight", "0.bias", "conv.weight", "head.weight"), List.copyOf(parts.others().keySet()));
    assertEquals(named.get("1.weight"), parts.muon().get("1.weight"));
    assertEquals(2, new Muon(List.of(Group.group(parts.muon())), Muon.options()).paramGroups().getFirst().parameters().size());
  }

  @Test
  void theRateFollowsTheShape() {
    float[] wide = moved(Muon.options().adjust(Muon.Adjust.ORIGINAL), 2, 8);
    assertArrayEquals(scaled(wide, 0.2f * (float) Math.sqrt(8)), moved(Muon.options().adjust(Muon.Adjust.MATCH_RMS_ADAMW), 2, 8), 1e-6f);
    assertArrayEquals(scaled(wide, 0.5f), moved(Muon.options().adjust(Muon.Adjust.SPECTRAL_UNCLAMPED), 2, 8), 1e-6f);
    float[] tall = moved(Muon.options().adjust(Muon.Adjust.ORIGINAL), 8, 2);
    assertArrayEquals(scaled(tall, 0.1f * (float) Math.sqrt(8)), moved(Muon.options().adjust(Muon.Adjust.MATCH_RMS_ADAMW), 8, 2), 1e-6f);
    assertArrayEquals(tall, moved(Muon.options().adjust(Muon.Adjust.SPECTRAL_UNCLAMPED), 8, 2), 0f);
  }

  private static float[] moved(Muon.Options options, int rows, int columns) {
    Parameter p = new Parameter(Tensor.zeros(rows, columns));
    Trial.gradient(p, Trial.normal(new Random(1), rows * columns));
    options.lr(1).build(List.of(p)).step();
    return p.value().toArray();
  }

  private static float[] scaled(float[] x, float factor) {
    float[] y = x.clone();
    for (int i = 0; i < y.length; i++) {
      y[i] *= factor;
    }
    return y;
  }

  @Test
  void optionsAreTheirOwnInverse() {
    Muon.Options o = Muon.options().lr(0.5).weightDecay(0.25).momentum(0.75).nesterov(false).nsCoefficients(1, 2, 3).eps(0.125).nsSteps(7)
        .adjust(Muon.Adjust.SPECTRAL_UNCLAMPED);
    assertEquals(o, Muon.options().with(new OptionValues(o.asMap())));
    assertEquals(List.of("lr", "weight_decay", "momentum", "nesterov", "ns_coefficients", "eps", "ns_steps", "adjust_lr_fn"),
        List.copyOf(o.asMap().keySet()));
    assertEquals(Muon.Adjust.ORIGINAL, o.with(OptionValues.of("adjust_lr_fn", Optional.empty())).adjust());
    assertEquals(0.5, o.cycledMomentum(0.5).momentum());
    assertEquals(0.75, o.cycledMomentum());
  }

  @Test
  void aValueOutsideItsRangeIsRefused() {
    Muon.Options o = Muon.options();
    for (double bad : new double[] {-Double.MIN_VALUE, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThrows(IllegalArgumentException.class, () -> o.lr(bad));
      assertThrows(IllegalArgumentException.class, () -> o.weightDecay(bad));
      assertThrows(IllegalArgumentException.class, () -> o.momentum(bad));
      assertThrows(IllegalArgumentException.class, () -> o.eps(bad));
    }
    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
      assertThrows(IllegalArgumentException.class, () -> o.nsCoefficients(bad, 0, 0));
      assertThrows(IllegalArgumentException.class, () -> o.nsCoefficients(0, bad, 0));
      assertThrows(IllegalArgumentException.class, () -> o.nsCoefficients(0, 0, bad));
    }
    for (int bad : new int[] {-1, 100}) {
      assertEquals("nsSteps " + bad + "; allowed: 0 to 99", assertThrows(IllegalArgumentException.class, () -> o.nsSteps(bad)).getMessage());
    }
    assertEquals(99, o.nsSteps(0).nsSteps(99).lr(0).weightDecay(0).momentum(0).momentum(1.5).eps(0).nsSteps());
    assertThrows(IllegalArgumentException.class, () -> o.with(OptionValues.of("adjust_lr_fn", "half")));
    assertThrows(IllegalArgumentException.class, () -> o.with(OptionValues.of("ns_coefficients", List.of(1.0, 2.0))));
  }
}
