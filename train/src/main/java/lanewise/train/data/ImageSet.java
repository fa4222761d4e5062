package lanewise.train.data;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Grey images with class labels: pixels [N, H, W] of one unsigned byte each (0 black, 255 white) and labels [N] in 0..classes-1.
 *
 * <p>Immutable, and valid from the start: there is at least one image, one label for each, and every label names a class.
 */
public final class ImageSet {
  private static final int MAX_CLASSES = 256;

  private final String name;
  private final int height;
  private final int width;
  private final byte[] pixels;
  private final byte[] labels;
  private final List<String> classNames;

  private ImageSet(String name, int height, int width, byte[] pixels, byte[] labels, List<String> classNames) {
    this.name = name;
    this.height = height;
    this.width = width;
    this.pixels = pixels;
    this.labels = labels;
    this.classNames = classNames;
  }

  /**
   * A set with copies of these arrays.
   *
   * @param name for messages and tables
   * @param height pixels, >= 1
   * @param width pixels, >= 1
   * @param pixels [N, height, width] row-major, N >= 1
   * @param labels [N], unsigned, each below the number of classes
   * @param classNames one name a class, 1..256 of them
   * @throws IllegalArgumentException naming the value and what is allowed
   */
  public static ImageSet of(String name, int height, int width, byte[] pixels, byte[] labels, List<String> classNames) {
    return owning(name, height, width, pixels.clone(), labels.clone(), classNames);
  }

  /** As {@link #of}, but the arrays become the set's own. */
  static ImageSet owning(String name, int height, int width, byte[] pixels, byte[] labels, List<String> classNames) {
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException(name + ": images of " + height + "x" + width + " pixels; allowed: at least 1x1");
    }
    if (classNames.isEmpty() || classNames.size() > MAX_CLASSES) {
      throw new IllegalArgumentException(name + ": " + classNames.size() + " classes; allowed: 1.." + MAX_CLASSES);
    }
    if (labels.length == 0) {
      throw new IllegalArgumentException(name + ": no images; allowed: at least 1");
    }
    if (pixels.length != (long) labels.length * height * width) {
      throw new IllegalArgumentException(name + ": " + pixels.length + " pixels for " + labels.length + " labels; allowed: "
          + height + "x" + width + " pixels for each");
    }
    int bad = firstBadLabel(labels, classNames.size());
    if (bad >= 0) {
      throw new IllegalArgumentException(name + ": " + describeLabel(labels, bad, classNames.size()));
    }
    return new ImageSet(name, height, width, pixels, labels, List.copyOf(classNames));
  }

  /** Index of the first label that names no class, or -1. */
  static int firstBadLabel(byte[] labels, int classes) {
    for (int i = 0; i < labels.length; i++) {
      if ((labels[i] & 0xff) >= classes) {
        return i;
      }
    }
    return -1;
  }

  static String describeLabel(byte[] labels, int index, int classes) {
    return "label " + (labels[index] & 0xff) + " at index " + index + "; allowed: 0.." + (classes - 1);
  }

  /** What the set is called. */
  public String name() {
    return name;
  }

  /** Number of images. */
  public int size() {
    return labels.length;
  }

  /** Rows of an image. */
  public int height() {
    return height;
  }

  /** Columns of an image. */
  public int width() {
    return width;
  }

  /** Number of classes. */
  public int classes() {
    return classNames.size();
  }

  /** One name a class, in the order of the labels. */
  public List<String> classNames() {
    return classNames;
  }

  /** The class of one image. */
  public int label(int index) {
    return labels[Objects.checkIndex(index, size())] & 0xff;
  }

  /** A copy of one image, row-major. */
  public byte[] image(int index) {
    int start = Objects.checkIndex(index, size()) * height * width;
    return Arrays.copyOfRange(pixels, start, start + height * width);
  }

  /**
   * The first images as a set of their own.
   *
   * @param count in 1..size()
   */
  public ImageSet take(int count) {
    if (count < 1 || count > size()) {
      throw new IllegalArgumentException("take(" + count + ") of " + size() + " images; allowed: 1.." + size());
    }
    return new ImageSet(name, height, width, Arrays.copyOf(pixels, count * height * width), Arrays.copyOf(labels, count), classNames);
  }

  /** Name, number and size of the images, number of classes. */
  @Override
  public String toString() {
    return name + ": " + size() + " images " + height + "x" + width + " in " + classes() + " classes";
  }

  byte[] pixels() {
    return pixels;
  }

  byte[] labels() {
    return labels;
  }
}
