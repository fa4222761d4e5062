package lanewise.tensor.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import java.util.function.Supplier;
import lanewise.tensor.Rng;
import lanewise.tensor.Scope;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.access.LaneForm;
import lanewise.tensor.kernel.access.TensorAccess;
import org.junit.jupiter.api.Test;

/** What is pending on a tensor with the batch in the lanes lives as long as the tensor itself, in whatever scope that is. */
class LanesKeptTest {
  private static final ConvGeometry FIRST = new ConvGeometry(3, 5, 5, 8, 3, 3, 2, 2, 1, 1, 1, 1);
  private static final ConvGeometry SECOND = new ConvGeometry(8, 3, 3, 4, 3, 3, 1, 1, 1, 1, 1, 1);

  private final Rng rng = Rng.seed(7);
  private final Tensor x = rng.normal(0, 1, 64, 3, 5, 5);
  private final Tensor weight = rng.normal(0, 1, 8, 3, 3, 3);
  private final Tensor next = rng.normal(0, 1, 4, 8, 3, 3);
  private final Tensor arriving = rng.normal(0, 1, 64, 8, 3, 3);

  private Tensor convolved() {
    return Convolution.forward(x, weight, Optional.empty(), FIRST);
  }

  private static Tensor normalised(Tensor y) {
    BatchNormalization.Statistics s = BatchNormalization.statistics(y);
    return BatchNormalization.normalize(y, s.mean(), s.variance(), 1e-5, Tensor.ones(8), Tensor.zeros(8));
  }

  /** The gradient of a normalisation of y, pending on {@code dy}. */
  private Tensor gradient(Tensor y, Tensor dy) {
    BatchNormalization.Statistics s = BatchNormalization.statistics(y);
    return BatchNormalization.gradients(y, dy, s.mean(), s.variance(), 1e-5, Tensor.ones(8), false).input();
  }

  private float[] second(Tensor y) {
    return Convolution.forward(y, next, Optional.empty(), SECOND).toArray();
  }

  private float[] toWeights(Tensor dy) {
    return Convolution.toWeights(x, dy, false, FIRST).weight().toArray();
  }

  @Test
  void aKeptNormalisation_isReadByTheNextConvolution() {
    float[] expected = second(normalised(convolved()));
    try (var _ = Scope.open()) {
      Tensor y = convolved();
      Tensor kept = keptOfAnInnerScope(() -> normalised(y));
      assertArrayEquals(expected, second(kept));
      assertArrayEquals(normalised(y).toArray(), kept.toArray());
    }
  }

  @Test
  void aKeptNormalisationThatWasReadBefore_isReadByTheNextConvolution() {
    float[] expected = second(normalised(convolved()));
    try (var _ = Scope.open()) {
      Tensor y = convolved();
      assertArrayEquals(expected, second(keptOfAnInnerScope(() -> {
        Tensor z = normalised(y);
        assertNotNull(z.toArray());
        return z;
      })));
    }
  }

  @Test
  void oneOfWhichOnlyAViewWasKept_isReadByTheNextConvolution() {
    float[] expected = second(normalised(convolved()));
    try (var _ = Scope.open()) {
      Tensor y = convolved();
      Tensor z;
      try (var _ = Scope.open()) {
        z = normalised(y);
        z.slice(0, 3).keep();
      }
      assertArrayEquals(expected, second(z));
    }
  }

  @Test
  void keptTwice_itLeavesAllScopes() {
    float[] expected = second(normalised(convolved()));
    Tensor kept;
    try (var _ = Scope.open()) {
      kept = keptOfAnInnerScope(() -> normalised(convolved())).keep();
    }
    assertArrayEquals(expected, second(kept));
  }

  @Test
  void aKeptGradientOfANormalisation_isReadByTheConvolutionBeforeIt() {
    Tensor dy = TensorAccess.withForm(convolved(), LaneForm.with(null));
    float[] expected = toWeights(gradient(convolved(), dy));
    try (var _ = Scope.open()) {
      Tensor y = convolved();
      assertArrayEquals(expected, toWeights(keptOfAnInnerScope(() -> gradient(y, dy))));
    }
    Tensor kept = keptOfAnInnerScope(() -> gradient(convolved(), dy));
    assertArrayEquals(expected, toWeights(kept));
  }

  @Test
  void oneThatWasNotKept_isGoneWithItsScope() {
    try (var _ = Scope.open()) {
      Tensor y = convolved();
      Tensor read;
      Tensor unread;
      try (var _ = Scope.open()) {
        read = normalised(y);
        assertNotNull(read.toArray());
        unread = normalised(y);
      }
      for (Tensor gone : new Tensor[] {read, unread}) {
        assertThrows(IllegalStateException.class, gone::toArray);
        assertThrows(IllegalStateException.class, gone::keep);
        assertThrows(IllegalStateException.class, () -> second(gone));
      }
    }
  }

  @Test
  void whoOverwritesWhatWasNormalised_leavesThePendingGradientAlone() {
    float[] expected = toWeights(gradient(convolved(), arriving));
    Tensor y = convolved();
    Tensor dy = gradient(y, arriving);
    y.copyFrom(Tensor.zeros(64, 8, 3, 3));
    assertArrayEquals(expected, toWeights(dy));
  }

  @Test
  void whoOverwritesAPendingNormalisation_changesNeitherItsInputNorAnotherOne() {
    Tensor y = convolved();
    float[] before = y.toArray();
    Tensor other = normalised(y);
    Tensor z = normalised(y);
    z.copyFrom(Tensor.zeros(64, 8, 3, 3));
    assertArrayEquals(second(normalised(convolved())), second(other));
    assertArrayEquals(before, y.toArray());
    assertArrayEquals(new float[second(z).length], second(z));
  }

  private static Tensor keptOfAnInnerScope(Supplier<Tensor> made) {
    try (var _ = Scope.open()) {
      return made.get().keep();
    }
  }
}
