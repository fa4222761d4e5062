package lanewise.tensor;

import static lanewise.tensor.TensorTest.counting;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.ops.BatchNormalization;
import lanewise.tensor.ops.Elementwise;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScopeTest {
  /** The ways to another tensor with the same memory. */
  enum View {
    ITSELF, RESHAPED, SLICED, EMPTY_SLICE, CHANNELS_LAST, NORMALISED;

    Tensor of(Tensor images) {
      return switch (this) {
        case ITSELF -> images;
        case RESHAPED -> images.reshape(-1);
        case SLICED -> images.slice(1, 2);
        case EMPTY_SLICE -> images.slice(1, 1);
        case CHANNELS_LAST -> TensorAccess.channelsLast(images);
        case NORMALISED -> normalised(images);
      };
    }
  }

  @ParameterizedTest
  @EnumSource(View.class)
  void afterTheClose_everyAccessThroughAnyViewThrows(View view) {
    Tensor t;
    try (var _ = Scope.open()) {
      t = view.of(Tensor.of(counting(24), 2, 3, 2, 2));
    }
    everyAccess(t, e -> assertTrue(e.getMessage().contains("scope has closed"), e.getMessage()));
  }

  @Test
  void afterTheClose_aPendingNormalisationThatWasReadThrowsAsWell() {
    Tensor t;
    try (var _ = Scope.open()) {
      t = normalised(Tensor.of(counting(24), 2, 3, 2, 2));
      t.toArray();
    }
    everyAccess(t, e -> assertTrue(e.getMessage().contains("scope has closed"), e.getMessage()));
  }

  @Test
  void aPendingNormalisationOfATensorFromOutside_belongsToTheScopeItWasMadeIn() {
    Tensor outside = TensorAccess.channelsLast(Tensor.of(counting(24), 2, 3, 2, 2));
    Tensor unread;
    Tensor read;
    try (var _ = Scope.open()) {
      unread = normalised(outside);
      read = normalised(outside);
      read.toArray();
    }
    assertThrows(IllegalStateException.class, unread::toArray);
    assertThrows(IllegalStateException.class, read::toArray);
    assertArrayEquals(counting(24), outside.toArray());
  }

  private static void everyAccess(Tensor t, Consumer<IllegalStateException> check) {
    check.accept(assertThrows(IllegalStateException.class, t::toArray));
    check.accept(assertThrows(IllegalStateException.class, t::toString));
    check.accept(assertThrows(IllegalStateException.class, t::copy));
    check.accept(assertThrows(IllegalStateException.class, t::keep));
    check.accept(assertThrows(IllegalStateException.class, () -> TensorAccess.values(t)));
    check.accept(assertThrows(IllegalStateException.class, () -> Elementwise.add(t, t)));
    check.accept(assertThrows(IllegalStateException.class, () -> t.copyFrom(Tensor.zeros(t.shape().toArray()))));
    check.accept(assertThrows(IllegalStateException.class, () -> Tensor.zeros(t.shape().toArray()).copyFrom(t)));
    if (t.size() > 0) {
      check.accept(assertThrows(IllegalStateException.class, t::argmax));
      check.accept(assertThrows(IllegalStateException.class, () -> t.get(new int[t.shape().rank()])));
    }
  }

  @Test
  void outsideScopes_tensorsStay() {
    Tensor before = Tensor.of(counting(3), 3);
    try (var _ = Scope.open()) {
      assertArrayEquals(counting(3), before.toArray());
    }
    assertArrayEquals(counting(3), before.toArray());
  }

  @Test
  void nestedScopes_ownWhatIsMadeInThem() {
    try (var _ = Scope.open()) {
      Tensor outer = Tensor.ones(3);
      Tensor inner;
      try (var _ = Scope.open()) {
        inner = Tensor.ones(3);
      }
      Tensor again = Tensor.ones(3);
      assertThrows(IllegalStateException.class, inner::toArray);
      assertArrayEquals(outer.toArray(), again.toArray());
    }
  }

  @Test
  void closingTheOuterScopeFirst_isRefusedAndBothStayOpen() {
    Scope outer = Scope.open();
    Scope inner = Scope.open();
    Tensor t = Tensor.ones(2);
    var e = assertThrows(IllegalStateException.class, outer::close);
    assertTrue(e.getMessage().contains("innermost first"), e.getMessage());
    assertArrayEquals(new float[] {1, 1}, t.toArray());
    inner.close();
    outer.close();
    assertThrows(IllegalStateException.class, t::toArray);
  }

  @Test
  void aSecondClose_doesNothing() {
    try (var outer = Scope.open()) {
      Scope inner = Scope.open();
      inner.close();
      Tensor t = Tensor.ones(2);
      inner.close();
      assertArrayEquals(new float[] {1, 1}, t.toArray());
      assertNotNull(outer);
    }
  }

  @Test
  void closingOnAnotherThread_isRefused() throws InterruptedException {
    try (var scope = Scope.open()) {
      Tensor t = Tensor.ones(2);
      Throwable thrown = onAnotherThread(scope::close);
      assertTrue(thrown instanceof IllegalStateException && thrown.getMessage().contains("belongs to thread"), String.valueOf(thrown));
      assertArrayEquals(new float[] {1, 1}, t.toArray());
    }
  }

  @Test
  void anotherThreadsTensors_areNotInThisScope() throws InterruptedException {
    AtomicReference<Tensor> made = new AtomicReference<>();
    try (var _ = Scope.open()) {
      assertEquals(null, onAnotherThread(() -> made.set(Tensor.ones(2))));
    }
    assertArrayEquals(new float[] {1, 1}, made.get().toArray());
  }

  @Test
  void anotherThread_mayNotReadThisScopesTensors() throws InterruptedException {
    try (var _ = Scope.open()) {
      Tensor t = Tensor.of(counting(24), 2, 3, 2, 2);
      Throwable thrown = onAnotherThread(t::toArray);
      assertTrue(thrown instanceof IllegalStateException && thrown.getMessage().contains("belongs to thread"), String.valueOf(thrown));
      assertArrayEquals(counting(24), t.toArray());
    }
  }

  @Test
  void keepOnAnotherThread_isRefused() throws InterruptedException {
    try (var _ = Scope.open()) {
      Tensor t = Tensor.ones(2);
      assertTrue(onAnotherThread(t::keep) instanceof IllegalStateException);
    }
  }

  @Test
  void keep_movesToTheEnclosingScopeAndThenOut() {
    Tensor kept;
    try (var _ = Scope.open()) {
      Tensor halfWay;
      try (var _ = Scope.open()) {
        kept = Tensor.of(counting(3), 3).keep();
        halfWay = Tensor.of(counting(3), 3).keep();
      }
      assertArrayEquals(counting(3), halfWay.toArray());
      assertSame(kept, kept.keep());
    }
    assertArrayEquals(counting(3), kept.toArray());
  }

  @Test
  void keepOfAView_keepsAllThatShareItsMemory() {
    Tensor t;
    Tensor view;
    try (var _ = Scope.open()) {
      t = Tensor.of(counting(6), 3, 2);
      view = t.slice(1, 2);
      view.keep();
    }
    assertArrayEquals(counting(6), t.toArray());
    assertArrayEquals(new float[] {2, 3}, view.toArray());
  }

  @Test
  void keptMemory_isNotHandedOutAgain() {
    Tensor kept;
    try (var _ = Scope.open()) {
      kept = Tensor.of(counting(200), 200).keep();
    }
    try (var _ = Scope.open()) {
      Tensor.zeros(200);
      assertArrayEquals(counting(200), kept.toArray());
    }
  }

  @Test
  void keepOfAPendingNormalisation_keepsItsValues() {
    float[] expected;
    Tensor kept;
    try (var _ = Scope.open()) {
      expected = normalised(Tensor.of(counting(24), 2, 3, 2, 2)).toArray();
      kept = normalised(Tensor.of(counting(24), 2, 3, 2, 2)).keep();
    }
    assertArrayEquals(expected, kept.toArray());
  }

  @Test
  void keepOutsideAScope_changesNothing() {
    Tensor t = Tensor.ones(2);
    assertSame(t, t.keep());
    try (var _ = Scope.open()) {
      t.keep();
    }
    assertArrayEquals(new float[] {1, 1}, t.toArray());
  }

  @Test
  void copy_outlivesTheScope() {
    Tensor copy;
    try (var _ = Scope.open()) {
      copy = Tensor.of(counting(4), 2, 2).slice(1, 2).copy();
    }
    assertArrayEquals(new float[] {2, 3}, copy.toArray());
  }

  @Test
  void theNextScope_getsTheSameMemory() {
    float[] first;
    try (var _ = Scope.open()) {
      first = TensorAccess.values(Tensor.zeros(1000));
    }
    try (var _ = Scope.open()) {
      assertSame(first, TensorAccess.values(Tensor.zeros(1000)));
    }
  }

  @Test
  void memoryOfAScope_holdsNothingOfItsFormerOwner() {
    try (var _ = Scope.open()) {
      Tensor.of(counting(1000), 1000);
    }
    try (var _ = Scope.open()) {
      for (float v : TensorAccess.create(Shape.of(1000), Layout.ROW_MAJOR).toArray()) {
        assertTrue(Float.isNaN(v));
      }
    }
  }

  @Test
  void outsideScopes_isAlsoPossibleInsideOne() {
    Tensor t;
    try (var _ = Scope.open()) {
      t = TensorAccess.createOutsideScopes(Shape.of(3), Layout.ROW_MAJOR);
    }
    assertArrayEquals(new float[3], t.toArray());
  }

  private static Tensor normalised(Tensor images) {
    return BatchNormalization.normalize(images, new double[] {1, 2, 3}, new double[] {1, 4, 9}, 1e-5, Tensor.ones(3), Tensor.zeros(3));
  }

  private static Throwable onAnotherThread(Runnable action) throws InterruptedException {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread thread = new Thread(action);
    thread.setUncaughtExceptionHandler((_, e) -> thrown.set(e));
    thread.start();
    thread.join();
    return thrown.get();
  }
}
