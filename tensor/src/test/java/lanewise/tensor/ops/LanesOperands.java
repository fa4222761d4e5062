package lanewise.tensor.ops;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.Values;

/** Weights and inputs of one convolution between two normalisations. */
record LanesOperands(ConvGeometry g, int batch, Tensor before, Tensor weight, Tensor bias, Tensor dy, Tensor gamma, Tensor beta) {
  /** Convolutions that have the batch in the lanes, of all kinds. */
  static List<ConvGeometry> geometries() {
    List<ConvGeometry> all = new ArrayList<>(Geometries.NETWORK);
    all.add(new ConvGeometry(3, 9, 8, 6, 3, 3, 1, 1, 1, 1, 1, 1));
    all.add(new ConvGeometry(2, 10, 11, 5, 3, 4, 2, 3, 2, 1, 2, 2));
    all.add(new ConvGeometry(12, 6, 6, 20, 1, 1, 1, 1, 0, 0, 1, 1));
    all.add(new ConvGeometry(20, 5, 5, 33, 3, 3, 1, 1, 1, 1, 1, 1));
    all.add(new ConvGeometry(8, 13, 12, 9, 5, 5, 1, 1, 2, 2, 1, 1));
    all.add(new ConvGeometry(11, 15, 14, 16, 2, 3, 1, 1, 0, 2, 2, 1));
    return all;
  }

  static LanesOperands of(ConvGeometry g, int batch, long seed) {
    Random random = new Random(seed);
    return new LanesOperands(g, batch, Values.normalTensor(random, batch, g.inChannels(), g.inHeight(), g.inWidth()),
        Values.normalTensor(random, g.outChannels(), g.inChannels(), g.kernelHeight(), g.kernelWidth()),
        Values.normalTensor(random, g.outChannels()), Values.normalTensor(random, batch, g.outChannels(), g.outHeight(), g.outWidth()),
        Values.normalTensor(random, g.inChannels()), Values.normalTensor(random, g.inChannels()));
  }

  /** The input as the result of a 1x1 convolution, so that it has the batch in the lanes where such a convolution does. */
  Tensor lanes() {
    int c = g.inChannels();
    float[] identity = new float[c * c];
    for (int i = 0; i < c; i++) {
      identity[i * c + i] = 1;
    }
    ConvGeometry same = new ConvGeometry(c, g.inHeight(), g.inWidth(), c, 1, 1, 1, 1, 0, 0, 1, 1);
    return Convolution.forward(before, Tensor.of(identity, c, c, 1, 1), Optional.empty(), same);
  }

  private BatchNormalization.Gradients outer(Tensor y, BatchNormalization.Statistics s, boolean constant) {
    Tensor w = Tensor.full(1.25f, g.outChannels());
    return BatchNormalization.gradients(y, dy, s.mean(), s.variance(), 1e-5, w, constant);
  }

  private BatchNormalization.Gradients inner(Tensor raw, Tensor dx, BatchNormalization.Statistics s) {
    return BatchNormalization.gradients(raw, dx, s.mean(), s.variance(), 1e-5, gamma, false);
  }

  /** Normalisation, convolution, rectifier, statistics, and all their gradients, in one pass each. */
  List<Tensor> fused(Rectification act) {
    Tensor raw = lanes();
    BatchNormalization.Statistics s = BatchNormalization.statistics(raw);
    Tensor x = BatchNormalization.normalize(raw, s.mean(), s.variance(), 1e-5, gamma, beta);
    Tensor y = FusedConvolution.forward(x, weight, Optional.of(bias), g, act, true, false);
    BatchNormalization.Statistics t = BatchNormalization.statistics(y);
    BatchNormalization.Gradients outer = outer(y, t, false);
    FusedConvolution.Gradients f = FusedConvolution.gradients(x, outer.input(), weight, y, g, act, new FusedConvolution.Wanted(true, true, true));
    BatchNormalization.Gradients inner = inner(raw, f.input().orElseThrow(), s);
    return List.of(y, doubles(t.mean()), doubles(t.variance()), outer.weight(), outer.bias(), f.weight().orElseThrow(), f.bias().orElseThrow(),
        f.input().orElseThrow(), inner.weight(), inner.bias(), inner.input());
  }

  /** The same one operation after the other, every result read before the next one runs. */
  List<Tensor> separate(Rectification act) {
    Tensor raw = lanes();
    raw.toArray();
    BatchNormalization.Statistics s = BatchNormalization.statistics(raw);
    Tensor x = BatchNormalization.normalize(raw, s.mean(), s.variance(), 1e-5, gamma, beta);
    x.toArray();
    Tensor z = Convolution.forward(x, weight, Optional.of(bias), g);
    z.toArray();
    Tensor y = act.leak() == 1 ? z : Elementwise.rectify(z, act.leak(), act.sub(), Float.POSITIVE_INFINITY);
    BatchNormalization.Statistics t = BatchNormalization.statistics(y);
    BatchNormalization.Gradients outer = outer(y, t, false);
    outer.input().toArray();
    Tensor dz = act.leak() == 1 ? outer.input()
        : Elementwise.rectifyGradient(z, outer.input(), act.leak(), act.sub(), Float.POSITIVE_INFINITY);
    Convolution.WeightGradients w = Convolution.toWeights(x, dz, true, g);
    Tensor dx = Convolution.toData(dz, weight, g);
    BatchNormalization.Gradients inner = inner(raw, dx, s);
    return List.of(y, doubles(t.mean()), doubles(t.variance()), outer.weight(), outer.bias(), w.weight(), w.bias(), dx, inner.weight(),
        inner.bias(), inner.input());
  }

  private static Tensor doubles(double[] values) {
    float[] halves = new float[2 * values.length];
    for (int i = 0; i < values.length; i++) {
      halves[2 * i] = (float) values[i];
      halves[2 * i + 1] = (float) (values[i] - (float) values[i]);
    }
    return Tensor.of(halves, halves.length);
  }
}
