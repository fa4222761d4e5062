package lanewise.train.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Rng;
import lanewise.tensor.Scope;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches hold every image once, in the right order, with the right values. */
class LoaderTest {
  private static final Normalization PLAIN = new Normalization(0, 1.0 / 255);

  @Property(tries = 100)
  void everyImage_comesExactlyOnceWithItsLabel(@ForAll @IntRange(min = 1, max = 200) int count, @ForAll @IntRange(min = 1, max = 70) int batchSize) {
    List<Integer> seen = new ArrayList<>();
    for (Batch batch : Loader.of(numbered(count), batchSize, PLAIN).shuffled(Rng.seed(count))) {
      for (int i = 0; i < batch.size(); i++) {
        int image = Math.round(batch.images().get(i, 0, 0, 0));
        assertEquals(image % 10, batch.labels().get(i));
        seen.add(image);
      }
    }
    Collections.sort(seen);
    assertEquals(IntStream.range(0, count).boxed().toList(), seen);
  }

  @Property(tries = 100)
  void order_isThePermutationOfTheStream_whateverTheBatchSize(@ForAll long seed, @ForAll @IntRange(min = 1, max = 70) int batchSize) {
    assertArrayEquals(Rng.seed(seed).permutation(200), order(Loader.of(numbered(200), batchSize, PLAIN).shuffled(Rng.seed(seed))));
  }

  @Test
  void differentStreams_giveDifferentOrders() {
    Loader loader = Loader.of(numbered(200), 32, PLAIN);
    int[] first = order(loader.shuffled(Rng.seed(1).split("shuffle", 1)));
    int[] second = order(loader.shuffled(Rng.seed(1).split("shuffle", 2)));

    assertFalse(Arrays.equals(first, second));
    assertArrayEquals(IntStream.range(0, 200).toArray(), order(loader));
  }

  @Test
  void lastBatch_isShortAndKept() {
    Loader loader = Loader.of(numbered(70), 32, PLAIN);

    assertEquals(3, loader.size());
    assertEquals(Shape.of(32, 1, 1, 1), loader.batch(0).images().shape());
    assertEquals(Shape.of(6, 1, 1, 1), loader.batch(2).images().shape());
    assertEquals(Shape.of(6), loader.batch(2).labels().shape());
    assertEquals(6, loader.batch(2).size());
  }

  @Test
  void batchSizeThatDividesTheImages_leavesNoEmptyBatch() {
    assertEquals(2, Loader.of(numbered(64), 32, PLAIN).size());
    assertEquals(1, Loader.of(numbered(64), Integer.MAX_VALUE, PLAIN).size());
    assertEquals(64, Loader.of(numbered(64), Integer.MAX_VALUE, PLAIN).batch(0).size());
  }

  @Test
  void pixels_areNormalisedInDoubleAndRoundedOnce() {
    byte[] pixels = new byte[256];
    for (int b = 0; b < 256; b++) {
      pixels[b] = (byte) b;
    }
    ImageSet set = ImageSet.of("all bytes", 16, 16, pixels, new byte[1], List.of("only"));
    Tensor images = Loader.of(set, 1, new Normalization(0.2860, 0.3530)).batch(0).images();

    assertEquals(Shape.of(1, 1, 16, 16), images.shape());
    for (int b = 0; b < 256; b++) {
      assertEquals((float) ((b / 255.0 - 0.2860) / 0.3530), images.get(0, 0, b / 16, b % 16));
    }
  }

  @Test
  void batch_belongsToTheScopeThatIsOpenWhenItIsMade() {
    Loader loader = Loader.of(numbered(10), 4, PLAIN);
    Iterator<Batch> batches = loader.iterator();
    Batch outside = batches.next();
    Batch inside;
    Batch asked;
    try (var _ = Scope.open()) {
      inside = batches.next();
      asked = loader.batch(0);
    }
    assertEquals(0, outside.images().get(0, 0, 0, 0));
    assertThrows(IllegalStateException.class, () -> inside.images().get(0, 0, 0, 0));
    assertThrows(IllegalStateException.class, () -> asked.images().get(0, 0, 0, 0));
  }

  @Test
  void iterator_endsAfterTheLastBatch() {
    Iterator<Batch> batches = Loader.of(numbered(2), 1, PLAIN).iterator();
    batches.next();
    batches.next();

    assertFalse(batches.hasNext());
    assertThrows(NoSuchElementException.class, batches::next);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
  void batchSizeBelowOne_isNamed(int batchSize) {
    String message = assertThrows(IllegalArgumentException.class, () -> Loader.of(numbered(1), batchSize, PLAIN)).getMessage();
    assertEquals("batch size " + batchSize + "; allowed: >= 1", message);
  }

  @Test
  void stepOutsideTheEpoch_isRefused() {
    Loader loader = Loader.of(numbered(10), 4, PLAIN);
    assertThrows(IndexOutOfBoundsException.class, () -> loader.batch(3));
    assertThrows(IndexOutOfBoundsException.class, () -> loader.batch(-1));
  }

  @Test
  void batchOfUnequalCounts_isRefused() {
    Tensor images = Tensor.zeros(2, 1, 1, 1);
    LongTensor labels = LongTensor.of(new long[3], 3);
    String message = assertThrows(IllegalArgumentException.class, () -> new Batch(images, labels)).getMessage();
    assertTrue(message.contains("[2, 1, 1, 1]") && message.contains("[3]"), message);
  }

  /** Images of one pixel whose value is their number, labelled with its last digit. */
  private static ImageSet numbered(int count) {
    byte[] pixels = new byte[count];
    byte[] labels = new byte[count];
    for (int i = 0; i < count; i++) {
      pixels[i] = (byte) i;
      labels[i] = (byte) (i % 10);
    }
    return ImageSet.of("numbered", 1, 1, pixels, labels, SyntheticImages.CLASS_NAMES);
  }

  private static int[] order(Loader loader) {
    return IntStream.range(0, loader.size()).mapToObj(loader::batch)
        .flatMap(batch -> IntStream.range(0, batch.size()).mapToObj(i -> Math.round(batch.images().get(i, 0, 0, 0))))
        .mapToInt(Integer::intValue).toArray();
  }
}
