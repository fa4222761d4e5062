package lanewise.train.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** An image set is valid or is not made. */
class ImageSetTest {
  private static final List<String> NAMES = List.of("cat", "dog", "owl");

  @Test
  void parts_areWhatWasGiven() {
    ImageSet set = ImageSet.of("pets", 1, 2, new byte[] {1, 2, 3, (byte) 200}, new byte[] {2, 0}, NAMES);

    assertEquals(2, set.size());
    assertEquals(1, set.height());
    assertEquals(2, set.width());
    assertEquals(3, set.classes());
    assertEquals(2, set.label(0));
    assertArrayEquals(new byte[] {3, (byte) 200}, set.image(1));
    assertEquals("pets: 2 images 1x2 in 3 classes", set.toString());
  }

  @Test
  void laterChangesOfTheArrays_doNotReachTheSet() {
    byte[] pixels = {1};
    byte[] labels = {1};
    ImageSet set = ImageSet.of("pets", 1, 1, pixels, labels, NAMES);
    pixels[0] = 9;
    labels[0] = 9;
    set.image(0)[0] = 9;

    assertEquals(1, set.label(0));
    assertArrayEquals(new byte[] {1}, set.image(0));
  }

  @Test
  void take_keepsTheFirstImages() {
    ImageSet set = ImageSet.of("pets", 1, 1, new byte[] {4, 5, 6}, new byte[] {0, 1, 2}, NAMES).take(2);

    assertEquals(2, set.size());
    assertArrayEquals(new byte[] {5}, set.image(1));
    assertRefused(() -> set.take(3), "take(3) of 2 images; allowed: 1..2");
    assertRefused(() -> set.take(0), "take(0) of 2 images; allowed: 1..2");
  }

  @Test
  void labelOutsideTheClasses_isNamedWithItsIndex() {
    assertRefused(() -> ImageSet.of("pets", 1, 1, new byte[3], new byte[] {0, 2, 3}, NAMES), "pets: label 3 at index 2; allowed: 0..2");
    assertRefused(() -> ImageSet.of("pets", 1, 1, new byte[1], new byte[] {-1}, NAMES), "pets: label 255 at index 0; allowed: 0..2");
  }

  @Test
  void countsThatDiffer_areNamed() {
    assertRefused(() -> ImageSet.of("pets", 2, 2, new byte[11], new byte[3], NAMES), "pets: 11 pixels for 3 labels; allowed: 2x2 pixels for each");
  }

  @Test
  void emptySetOrImagesOrClasses_areRefused() {
    assertRefused(() -> ImageSet.of("pets", 1, 1, new byte[0], new byte[0], NAMES), "pets: no images");
    assertRefused(() -> ImageSet.of("pets", 0, 1, new byte[0], new byte[1], NAMES), "pets: images of 0x1 pixels");
    assertRefused(() -> ImageSet.of("pets", 1, 1, new byte[1], new byte[1], List.of()), "pets: 0 classes");
  }

  @Test
  void splitsOfDifferentSizeOrClasses_areRefused() {
    ImageSet small = ImageSet.of("small", 1, 1, new byte[1], new byte[1], NAMES);
    ImageSet large = ImageSet.of("large", 2, 1, new byte[2], new byte[1], NAMES);
    ImageSet other = ImageSet.of("other", 1, 1, new byte[1], new byte[1], List.of("cat"));
    Normalization normalization = new Normalization(0.5, 0.5);

    assertRefused(() -> new ImageSplits(small, large, normalization), "both parts need the same size");
    assertRefused(() -> new ImageSplits(small, other, normalization), "small has classes [cat, dog, owl], but other has [cat]");
  }

  @Test
  void normalization_isMeanAndDeviationOfAllPixels() {
    ImageSet set = ImageSet.of("pets", 1, 4, new byte[] {0, (byte) 255, 0, (byte) 255}, new byte[1], NAMES);

    assertEquals(new Normalization(0.5, 0.5), Normalization.of(set));
  }

  @Test
  void normalizationOutOfRange_isNamed() {
    assertRefused(() -> new Normalization(0, 0), "std 0.0; allowed: finite, > 0");
    assertRefused(() -> new Normalization(0, Double.NaN), "std NaN");
    assertRefused(() -> new Normalization(Double.NaN, 1), "mean NaN; allowed: finite");
  }

  private static void assertRefused(Executable action, String part) {
    String message = assertThrows(IllegalArgumentException.class, action).getMessage();
    assertTrue(message.contains(part), message);
  }
}
