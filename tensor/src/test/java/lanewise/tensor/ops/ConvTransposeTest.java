package lanewise.tensor.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import lanewise.tensor.KernelLevel;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.Bits;
import lanewise.tensor.kernel.Levels;
import lanewise.tensor.kernel.Values;
import org.junit.jupiter.api.Test;

/** Transposed convolutions against the definition: every input pixel scatters its multiple of the kernel. */
class ConvTransposeTest {
  private static final int CASES = 400;

  private record Case(ConvTransposeGeometry g, int batch) {}

  private static List<Case> cases() {
    Random random = new Random(11);
    List<Case> cases = new ArrayList<>();
    while (cases.size() < CASES) {
      int groups = random.nextInt(3) == 0 ? 1 + random.nextInt(5) : 1;
      int strideH = 1 + random.nextInt(3);
      int strideW = 1 + random.nextInt(3);
      int dilationH = 1 + random.nextInt(3);
      int dilationW = 1 + random.nextInt(3);
      ConvGeometry.Options o = ConvGeometry.options().stride(strideH, strideW).padding(random.nextInt(3), random.nextInt(3))
          .dilation(dilationH, dilationW).groups(groups);
      int[] n = {groups * (1 + random.nextInt(4)), 1 + random.nextInt(5), 1 + random.nextInt(9), groups * (1 + random.nextInt(6)),
          1 + random.nextInt(4), 1 + random.nextInt(4), random.nextInt(Math.max(strideH, dilationH)), random.nextInt(Math.max(strideW, dilationW))};
      if ((n[1] - 1) * strideH - 2 * o.padH() + dilationH * (n[4] - 1) + n[6] >= 0 && (n[2] - 1) * strideW - 2 * o.padW() + dilationW * (n[5] - 1)
          + n[7] >= 0) {
        cases.add(new Case(new ConvTransposeGeometry(n[0], n[1], n[2], n[3], n[4], n[5], o, n[6], n[7]), random.nextInt(11)));
      }
    }
    return cases;
  }

  @Test
  void resultsAndGradients_areTheScatteredSumsWithinTheBoundOfTheirNumberOfTermsAndHaveTheSameBitsAtEveryLevel() {
    Random random = new Random(12);
    for (Case c : cases()) {
      ConvTransposeGeometry g = c.g;
      int groups = g.options().groups();
      Tensor x = Values.normalTensor(random, c.batch, g.inChannels(), g.inHeight(), g.inWidth());
      Tensor w = Values.normalTensor(random, g.inChannels(), g.outChannels() / groups, g.kernelHeight(), g.kernelWidth());
      Tensor bias = Values.normalTensor(random, g.outChannels());
      Tensor dy = Values.normalTensor(random, c.batch, g.outChannels(), g.outHeight(), g.outWidth());
      List<Tensor> scalar = Levels.scalar(() -> all(g, x, w, bias, dy));
      NaiveConvolution.Exact[] exact = exact(g, c.batch, x.toArray(), w.toArray(), bias.toArray(), dy.toArray());
      int taps = g.kernelHeight() * g.kernelWidth();
      int[] terms = {taps * g.inChannels() / groups + 1, taps * g.outChannels() / groups, c.batch * g.inHeight() * g.inWidth()};
      for (int i = 0; i < 3; i++) {
        ConvolutionTest.assertNear(exact[i], scalar.get(i), terms[i], c + ", result " + i);
      }
      for (KernelLevel level : Levels.simd()) {
        List<Tensor> simd = Levels.at(level, () -> all(g, x, w, bias, dy));
        for (int i = 0; i < scalar.size(); i++) {
          Bits.assertSame(scalar.get(i), simd.get(i), c + " at " + level + ", result " + i);
        }
      }
    }
  }

  private static List<Tensor> all(ConvTransposeGeometry g, Tensor x, Tensor w, Tensor bias, Tensor dy) {
    Convolution.WeightGradients gradients = ConvTranspose.toWeights(x, dy, true, g);
    return List.of(ConvTranspose.forward(x, w, Optional.of(bias), g), ConvTranspose.toData(dy, w, g), gradients.weight(), gradients.bias(),
        ConvTranspose.forward(x, w, Optional.empty(), g));
  }

  /** Walks over every product: output, gradients of input and weight. */
  private static NaiveConvolution.Exact[] exact(ConvTransposeGeometry g, int batch, float[] x, float[] w, float[] bias, float[] dy) {
    int perGroup = g.outChannels() / g.options().groups();
    int inputs = g.inChannels() / g.options().groups();
    int pixels = g.outHeight() * g.outWidth();
    NaiveConvolution.Exact out = NaiveConvolution.empty(batch * g.outChannels() * pixels);
    NaiveConvolution.Exact dx = NaiveConvolution.empty(x.length);
    NaiveConvolution.Exact dw = NaiveConvolution.empty(w.length);
    for (int i = 0; i < batch * g.outChannels() * pixels; i++) {
      NaiveConvolution.add(out, i, bias[i / pixels % g.outChannels()], 1);
    }
    for (int i = 0; i < x.length; i++) {
      int iw = i % g.inWidth();
      int ih = i / g.inWidth() % g.inHeight();
      int channel = i / (g.inWidth() * g.inHeight()) % g.inChannels();
      int image = i / (g.inWidth() * g.inHeight() * g.inChannels());
      for (int o = 0; o < perGroup; o++) {
        for (int k = 0; k < g.kernelHeight() * g.kernelWidth(); k++) {
          int oh = ih * g.options().strideH() - g.options().padH() + k / g.kernelWidth() * g.options().dilationH();
          int ow = iw * g.options().strideW() - g.options().padW() + k % g.kernelWidth() * g.options().dilationW();
          if (oh >= 0 && oh < g.outHeight() && ow >= 0 && ow < g.outWidth()) {
            int wi = (channel * perGroup + o) * g.kernelHeight() * g.kernelWidth() + k;
            int yi = ((image * g.outChannels() + channel / inputs * perGroup + o) * g.outHeight() + oh) * g.outWidth() + ow;
            NaiveConvolution.add(out, yi, x[i], w[wi]);
            NaiveConvolution.add(dx, i, dy[yi], w[wi]);
            NaiveConvolution.add(dw, wi, x[i], dy[yi]);
          }
        }
      }
    }
    return new NaiveConvolution.Exact[] {out, dx, dw};
  }

  @Test
  void outputPaddingOfAStrideOrMore_addsRowsThatStillMeetTheKernel() {
    ConvTransposeGeometry g = new ConvTransposeGeometry(1, 2, 2, 1, 2, 2, ConvGeometry.options().dilation(3).padding(2), 2, 2);
    assertEquals(3, g.outHeight());
    Tensor y = ConvTranspose.forward(Tensor.ones(1, 1, 2, 2), Tensor.ones(1, 1, 2, 2), Optional.empty(), g);
    assertEquals(Shape.of(1, 1, 3, 3), y.shape());
    Bits.assertSame(new float[] {0, 0, 0, 0, 1, 1, 0, 1, 1}, y.toArray(), "y");
  }

  @Test
  void geometriesOutsideTheirRange_areRefused() {
    ConvGeometry.Options o = ConvGeometry.options();
    for (var action : List.<Runnable>of(() -> new ConvTransposeGeometry(1, 2, 2, 1, 2, 2, o, 1, 0),
        () -> new ConvTransposeGeometry(1, 2, 2, 1, 2, 2, o,
        0, -1), () -> new ConvTransposeGeometry(1, 0, 2, 1, 2, 2, o, 0, 0), () -> new ConvTransposeGeometry(1, 2, 2, 1, 2, 0, o, 0, 0),
        () -> new ConvTransposeGeometry(1, 2, 2, 1, 2, 2, o.padding(2), 0, 0),
        () -> new ConvTransposeGeometry(1, 2, 2, 1, 2, 2, o.samePadding(), 0, 0),
        () -> new ConvTransposeGeometry(3, 2, 2, 2, 2, 2, o.groups(2), 0, 0),
        () -> new ConvTransposeGeometry(1, 40000, 40000, 2, 2, 2, o.stride(2), 0, 0))) {
      var e = assertThrows(IllegalArgumentException.class, action::run);
      assertTrue(e.getMessage().contains("allowed: "), e.getMessage());
    }
  }
}
