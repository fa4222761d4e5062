package lanewise.train.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.zip.CRC32;
import lanewise.tensor.Rng;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The built-in data set depends on its seed and on nothing else. */
class SyntheticImagesTest {
  @Property(tries = 30)
  void threadsAndChunks_changeNoByte(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 5) int threads, @ForAll @IntRange(min = 1, max = 70) int imagesAChunk,
      @ForAll @IntRange(min = 1, max = 60) int count) {
    ImageSet one = SyntheticImages.generate("one", 60, Rng.seed(seed), 1, 60);
    ImageSet many = SyntheticImages.generate("many", count, Rng.seed(seed), threads, imagesAChunk);

    assertArrayEquals(one.take(count).pixels(), many.pixels());
    assertArrayEquals(one.take(count).labels(), many.labels());
  }

  @Test
  void generating_doesNotAdvanceTheStream() {
    Rng rng = Rng.seed(5);
    SyntheticImages.generate("drawn", 10, rng);
    assertEquals(Rng.seed(5).nextLong(), rng.nextLong());
  }

  @Test
  void anotherSeed_givesOtherImages() {
    ImageSet a = SyntheticImages.generate("a", 50, Rng.seed(1));
    ImageSet b = SyntheticImages.generate("b", 50, Rng.seed(2));
    for (int i = 0; i < 50; i++) {
      assertFalse(Arrays.equals(a.image(i), b.image(i)), "image " + i);
    }
  }

  @Test
  void trainingAndEvaluation_shareNoImage() {
    ImageSplits splits = SyntheticImages.splits(Rng.seed(3), 50, 50);
    for (int i = 0; i < 50; i++) {
      assertFalse(Arrays.equals(splits.train().image(i), splits.eval().image(i)), "image " + i);
    }
  }

  @Test
  void everyClass_isEquallyFrequent() {
    ImageSet set = SyntheticImages.generate("balanced", 1000, Rng.seed(4));
    int[] counts = new int[set.classes()];
    for (int i = 0; i < set.size(); i++) {
      counts[set.label(i)]++;
    }
    int[] expected = new int[10];
    Arrays.fill(expected, 100);
    assertArrayEquals(expected, counts);
  }

  /** These bytes were made once and stand for every platform. */
  @Test
  void firstThousandImages_areAlwaysTheSame() {
    CRC32 crc = new CRC32();
    crc.update(SyntheticImages.generate("pinned", 1000, Rng.seed(0).split("train")).pixels());
    assertEquals("f01c869d", Long.toHexString(crc.getValue()));
  }

  @Test
  void standardSet_hasTheSizesAndTheNormalisationThatAreStated() {
    ImageSplits splits = SyntheticImages.standard();
    Normalization measured = Normalization.of(splits.train());

    assertEquals("synthetic train: 20000 images 28x28 in 10 classes", splits.train().toString());
    assertEquals("synthetic eval: 4000 images 28x28 in 10 classes", splits.eval().toString());
    assertEquals(measured.mean(), splits.normalization().mean(), 5e-5);
    assertEquals(measured.std(), splits.normalization().std(), 5e-5);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 2_739_138, Integer.MAX_VALUE})
  void countOutOfRange_isNamed(int count) {
    String message = assertThrows(IllegalArgumentException.class, () -> SyntheticImages.generate("none", count, Rng.seed(0))).getMessage();
    assertTrue(message.contains(count + " images; allowed: 1..2739137"), message);
  }
}
