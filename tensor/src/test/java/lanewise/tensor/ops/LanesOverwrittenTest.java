package lanewise.tensor.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import lanewise.tensor.Rng;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.Bits;
import org.junit.jupiter.api.Test;

/** Tensors with the batch in the lanes after somebody wrote into them, or in another form than the kernels left them in. */
class LanesOverwrittenTest {
  private static final ConvGeometry FIRST = new ConvGeometry(3, 5, 5, 8, 3, 3, 2, 2, 1, 1, 1, 1);
  private static final ConvGeometry SECOND = new ConvGeometry(8, 3, 3, 4, 3, 3, 1, 1, 1, 1, 1, 1);

  private static final Rectification LEAKY = new Rectification(0.1f, 0);

  private final Rng rng = Rng.seed(7);
  private final Tensor x = rng.normal(0, 1, 64, 3, 5, 5);
  private final Tensor weight = rng.normal(0, 1, 8, 3, 3, 3);
  private final Tensor next = rng.normal(0, 1, 4, 8, 3, 3);

  @Test
  void aConvolutionReadsWhatWasWrittenThroughAView() {
    Tensor y = Convolution.forward(x, weight, Optional.empty(), FIRST);
    y.slice(3, 5).copyFrom(Tensor.full(2, 2, 8, 3, 3));
    Tensor same = Tensor.of(y.toArray(), 64, 8, 3, 3);
    assertArrayEquals(Convolution.forward(same, next, Optional.empty(), SECOND).toArray(),
        Convolution.forward(y, next, Optional.empty(), SECOND).toArray());
  }

  @Test
  void theGradientsTakeTheResultInAnyForm() {
    Tensor y = FusedConvolution.forward(x, weight, Optional.empty(), FIRST, LEAKY, false, false);
    Tensor dy = rng.normal(0, 1, 64, 8, 3, 3);
    var wanted = new FusedConvolution.Wanted(true, true, true);
    var expected = FusedConvolution.gradients(x, dy, weight, y, FIRST, LEAKY, wanted);
    var actual = FusedConvolution.gradients(x, dy, weight, Tensor.of(y.toArray(), 64, 8, 3, 3), FIRST, LEAKY, wanted);
    assertArrayEquals(expected.input().orElseThrow().toArray(), actual.input().orElseThrow().toArray());
    assertArrayEquals(expected.weight().orElseThrow().toArray(), actual.weight().orElseThrow().toArray());
    assertArrayEquals(expected.bias().orElseThrow().toArray(), actual.bias().orElseThrow().toArray());
  }

  @Test
  void gradientsOfOtherShapesAreRefused() {
    Tensor y = FusedConvolution.forward(x, weight, Optional.empty(), FIRST, LEAKY, false, false);
    Tensor dy = Tensor.ones(64, 8, 3, 3);
    var wanted = new FusedConvolution.Wanted(true, true, true);
    assertThrows(IllegalArgumentException.class, () -> FusedConvolution.gradients(x, dy, weight, y.slice(0, 63), FIRST, LEAKY, wanted));
    assertThrows(IllegalArgumentException.class, () -> FusedConvolution.gradients(x, dy, next, y, FIRST, LEAKY, wanted));
  }

  @Test
  void overwritingAResult_isSeenByTheNextReaderAndNotByAPendingOne() {
    LanesOperands op = LanesOperands.of(Geometries.NETWORK.get(1), 64, 9);
    Tensor raw = op.lanes();
    BatchNormalization.Statistics s = BatchNormalization.statistics(raw);
    Tensor pending = BatchNormalization.normalize(raw, s.mean(), s.variance(), 1e-5, op.gamma(), op.beta());
    Tensor expected = op.separate(Rectification.NONE).get(0);
    raw.copyFrom(Tensor.zeros(raw.shape().toArray()));
    Bits.assertSame(expected, Convolution.forward(pending, op.weight(), Optional.of(op.bias()), op.g()), "pending");
    BatchNormalization.Statistics zero = BatchNormalization.statistics(raw);
    assertEquals(0, zero.mean()[3]);
    assertEquals(0, zero.variance()[3]);
    Tensor again = Convolution.forward(raw, op.weight(), Optional.empty(), op.g());
    Bits.assertSame(Tensor.zeros(again.shape().toArray()), again, "overwritten");
  }
}
