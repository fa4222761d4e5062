package lanewise.tensor;

import static lanewise.tensor.TensorTest.counting;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.ops.BatchNormalization;
import lanewise.tensor.ops.ConvGeometry;
import lanewise.tensor.ops.Convolution;
import lanewise.tensor.ops.Elementwise;
import org.junit.jupiter.api.Test;

/** A normalisation that has not been applied yet is a result like any other: what happens to its input later does not change it. */
class PendingTest {
  private static final float[] EXPECTED = normalised(images()).toArray();

  private static Tensor images() {
    return TensorAccess.channelsLast(Tensor.of(counting(24), 2, 3, 2, 2));
  }

  private static Tensor normalised(Tensor images) {
    return BatchNormalization.normalize(images, new double[] {1, 2, 3}, new double[] {1, 4, 9}, 1e-5, Tensor.ones(3), Tensor.zeros(3));
  }

  @Test
  void sharesTheStorageUntilItIsRead_andIsAppliedOnce() {
    Tensor x = images();
    Tensor y = normalised(x);
    assertSame(TensorAccess.raw(x), TensorAccess.raw(y));
    assertArrayEquals(EXPECTED, y.toArray());
    assertSame(TensorAccess.values(y), TensorAccess.values(y));
    assertArrayEquals(counting(24), x.toArray());
  }

  @Test
  void inputThatIsOverwritten_leavesItAlone() {
    Tensor x = images();
    Tensor y = normalised(x);
    x.copyFrom(Tensor.zeros(2, 3, 2, 2));
    assertArrayEquals(EXPECTED, y.toArray());
    assertArrayEquals(new float[24], x.toArray());
  }

  @Test
  void inputThatIsAddedTo_leavesItAlone() {
    Tensor x = images();
    Tensor y = normalised(x);
    Elementwise.addTo(x, x);
    assertArrayEquals(EXPECTED, y.toArray());
  }

  @Test
  void inputThatIsMovedAsARunningStatistic_leavesItAlone() {
    Tensor running = Tensor.of(counting(3), 3);
    Tensor y = normalised(running.reshape(1, 3, 1, 1));
    float[] expected = normalised(Tensor.of(counting(3), 1, 3, 1, 1)).toArray();
    BatchNormalization.updateRunning(running, new double[] {5, 5, 5}, 0.5);
    assertArrayEquals(expected, y.toArray());
  }

  @Test
  void inputThatIsOverwrittenThroughAView_leavesItAlone() {
    Tensor x = images();
    Tensor y = normalised(x);
    Tensor ofSlice = normalised(x.slice(1, 2));
    x.slice(1, 2).copyFrom(Tensor.zeros(1, 3, 2, 2));
    assertArrayEquals(EXPECTED, y.toArray());
    assertArrayEquals(y.slice(1, 2).toArray(), ofSlice.toArray());
  }

  @Test
  void normalisationOfANormalisation_leavesTheFirstAlone() {
    Tensor first = normalised(images());
    Tensor second = normalised(first);
    float[] expected = second.toArray();
    first.copyFrom(Tensor.zeros(2, 3, 2, 2));
    assertArrayEquals(expected, second.toArray());
    assertArrayEquals(new float[24], first.toArray());
  }

  @Test
  void afterItsInputWasOverwritten_aConvolutionStillSeesItsOwnValues() {
    ConvGeometry g = new ConvGeometry(3, 2, 2, 1, 1, 1, 1, 1, 0, 0, 1, 1);
    Tensor w = Tensor.ones(1, 3, 1, 1);
    Tensor x = images();
    Tensor y = normalised(x);
    float[] expected = Convolution.forward(normalised(images()), w, Optional.empty(), g).toArray();
    x.copyFrom(Tensor.zeros(2, 3, 2, 2));
    assertArrayEquals(expected, Convolution.forward(y, w, Optional.empty(), g).toArray());
  }

  @Test
  void oneOfAClosedScope_doesNotKeepItsInputFromBeingOverwritten() {
    Tensor x = images();
    Tensor y;
    try (var _ = Scope.open()) {
      y = normalised(x);
    }
    x.copyFrom(Tensor.zeros(2, 3, 2, 2));
    assertArrayEquals(new float[24], x.toArray());
    assertThrows(IllegalStateException.class, y::toArray);
  }

  @Test
  void oneOfAnotherThreadsScope_isLostAndSaysSo() throws InterruptedException {
    Tensor x = images();
    AtomicReference<Exception> thrown = new AtomicReference<>();
    AtomicReference<Exception> thrownToAConvolution = new AtomicReference<>();
    CountDownLatch pending = new CountDownLatch(1);
    CountDownLatch overwritten = new CountDownLatch(1);
    Thread other = new Thread(() -> {
      try (var _ = Scope.open()) {
        Tensor y = normalised(x);
        pending.countDown();
        overwritten.await();
        thrown.set(assertThrows(IllegalStateException.class, y::toArray));
        ConvGeometry g = new ConvGeometry(3, 2, 2, 1, 1, 1, 1, 1, 0, 0, 1, 1);
        thrownToAConvolution.set(assertThrows(IllegalStateException.class,
            () -> Convolution.forward(y, Tensor.ones(1, 3, 1, 1), Optional.empty(), g)));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
    other.start();
    pending.await();
    try {
      x.copyFrom(Tensor.zeros(2, 3, 2, 2));
    } finally {
      overwritten.countDown();
      other.join();
    }
    assertArrayEquals(new float[24], x.toArray());
    assertTrue(thrown.get().getMessage().contains("was overwritten"), thrown.get().getMessage());
    assertTrue(thrownToAConvolution.get().getMessage().contains("was overwritten"), thrownToAConvolution.get().getMessage());
  }
}
