package lanewise.tensor.ops.conv;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import lanewise.tensor.kernel.template.Ladder;
import lanewise.tensor.kernel.template.Templates;
import lanewise.tensor.kernel.tile.RunTable;
import lanewise.tensor.kernel.tile.StageTile;
import lanewise.tensor.kernel.tile.TileShape;
import lanewise.tensor.ops.ConvGeometry;

/**
 * A convolution of few images whose tiles take neighbouring result pixels, of whatever row and image: images have channels last and a border of
 * zeros, so that every pixel meets all taps and the taps of a kernel row are one run. Nothing is copied side by side.
 *
 * <p>Order of sum: that of {@code ConvPlan} with the border's taps in it. Those add a product of zero to the accumulator, which changes it only where
 * a weight is not finite, or -0 to +0: {@code ConvStack.Stage.isBlindToSignOfZero} and {@link PackedWeights#isFinite} are asked first.
 *
 * <p>Packed weights: {@code [panel of result channels][kernel row][kernel column][source channel][columns of a tile]}, padded with zeros.
 */
public final class ConvPixels implements PackedWeights.Order {
  private static final int KEPT = 256;
  private static final Map<Key, ConvPixels> CACHE = new ConcurrentHashMap<>();
  private static final int MOST_IMAGES = 64;
  /** From here on images side by side are faster where eight of them fill every tile: they have no border. */
  private static final long MANY_PRODUCTS = 1 << 19;
  private static final int UNIT_IMAGES = 8;
  /** Multiplications of an image; with more of them the rows of one image are worth sharing among threads. */
  private static final long MOST_PRODUCTS = 1 << 22;
  /** Floats of the bordered images of a unit, and of the weights. */
  private static final int MOST_FLOATS = 1 << 18;

  final int unitImages;
  /** Floats of an image with its border. */
  final int imageSize;
  /** Where each pixel of the images lies inside the bordered ones. */
  final int[] places;
  /** Where each result pixel lies in a result without a border. */
  final int[] results;
  private final ConvGeometry geometry;
  private final int pixels;
  private final int[] reads;
  private final int[] runs;
  private final TileShape shape;
  private final int tileColumns;
  private final int panels;
  private final int panelSize;

  private ConvPixels(ConvGeometry g, int images) {
    geometry = g;
    unitImages = images;
    shape = TileShape.of(g.outChannels());
    tileColumns = shape.columns();
    panels = Math.ceilDiv(g.outChannels(), tileColumns);
    panelSize = g.kernelHeight() * g.kernelWidth() * g.inChannels() * tileColumns;
    int width = g.inWidth() + 2 * g.padW() + g.extraW();
    imageSize = (g.inHeight() + 2 * g.padH() + g.extraH()) * width * g.inChannels();
    pixels = g.outHeight() * g.outWidth();
    reads = positions(g.outHeight(), g.outWidth(), 0, 0, g.strideH() * width * g.inChannels(), g.strideW() * g.inChannels());
    places = positions(g.inHeight(), g.inWidth(), g.padH(), g.padW(), width * g.inChannels(), g.inChannels());
    results = new int[images * pixels];
    Arrays.setAll(results, i -> i * g.outChannels());
    RunTable table = new RunTable(1);
    for (int y = 0; y < g.kernelHeight(); y++) {
      for (int x = 0; x < g.kernelWidth(); x++) {
        table.add((y * g.dilationH() * width + x * g.dilationW()) * g.inChannels(), (y * g.kernelWidth() + x) * g.inChannels(), g.inChannels());
      }
    }
    runs = table.toArray();
    for (int t = 1; t < runs.length; t += 3) {
      runs[t] *= tileColumns;
    }
  }

  /** Images of a unit. */
  public int unitImages() {
    return unitImages;
  }

  /** Floats of an image with its border. */
  public int imageSize() {
    return imageSize;
  }

  /** Where each pixel of the images lies inside the bordered ones. */
  public int[] places() {
    return places;
  }

  /** Where each result pixel lies in a result without a border. */
  public int[] results() {
    return results;
  }

  /** One entry for each pixel of the unit's images, and the last one again for the rows of a tile behind it. */
  private int[] positions(int height, int width, int firstRow, int firstColumn, int rowStep, int step) {
    int[] all = new int[unitImages * height * width + shape.rows()];
    int n = 0;
    for (int i = 0; i < unitImages; i++) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          all[n++] = i * imageSize + (firstRow + y) * rowStep + (firstColumn + x) * step;
        }
      }
    }
    Arrays.fill(all, n, all.length, all[n - 1]);
    return all;
  }

  /** Images of a unit, a function of the batch alone. */
  public static int images(int batch) {
    return Math.clamp(batch / 4, 1, UNIT_IMAGES);
  }

  /** True for convolutions that this class is for: a function of geometry and batch. */
  public static boolean suits(ConvGeometry g, int batch) {
    long height = g.inHeight() + 2L * g.padH() + g.extraH();
    long width = g.inWidth() + 2L * g.padW() + g.extraW();
    return batch < MOST_IMAGES && g.groups() == 1 && g.extraH() >= 0 && g.extraW() >= 0 && Sizes.products(g) <= MOST_PRODUCTS
        && (batch % UNIT_IMAGES != 0 || Sizes.products(g) < MANY_PRODUCTS)
        && Math.max(height * width * g.inChannels(), Sizes.output(g)) * images(batch) <= MOST_FLOATS && Sizes.weight(g) <= MOST_FLOATS;
  }

  /** The tables for units of so many images at the level in force. */
  public static ConvPixels of(ConvGeometry g, int images) {
    if (CACHE.size() > KEPT) {
      CACHE.clear();
    }
    return CACHE.computeIfAbsent(new Key(g, images, Ladder.level().bits()), k -> new ConvPixels(k.geometry, k.images));
  }

  /** Whether images are stored with a border of zeros. */
  public boolean hasBorder() {
    return imageSize != Sizes.input(geometry);
  }

  /** The kernel at the level in force. */
  public StageTile tile(StageTile.Finish finish) {
    return Templates.kernel(new StageTile.StageRecipe(shape.rows(), shape.vectors(), true, tileColumns, finish), shape.bits());
  }

  /** Channels of whole tiles. */
  public int paddedChannels() {
    return panels * tileColumns;
  }

  @Override
  public Object key() {
    return new PackedWeights.Key(ConvPixels.class, null, tileColumns);
  }

  @Override
  public int packedSize() {
    return panels * panelSize;
  }

  @Override
  public void pack(float[] w, int wo, float[] packed) {
    int kernel = geometry.kernelHeight() * geometry.kernelWidth();
    int inputs = geometry.inChannels() * kernel;
    Arrays.fill(packed, 0, packedSize(), 0);
    for (int o = 0; o < geometry.outChannels(); o++) {
      int to = o / tileColumns * panelSize + o % tileColumns;
      for (int k = 0; k < kernel; k++) {
        for (int c = 0; c < geometry.inChannels(); c++) {
          packed[to + (k * geometry.inChannels() + c) * tileColumns] = w[wo + o * inputs + c * kernel + k];
        }
      }
    }
  }

  /**
   * Computes the first {@code count} images of a unit.
   *
   * @param writes where in the result, from {@code ro} on, each pixel begins
   */
  public void run(StageTile tile, int count, float[] source, float[] packed, float[] tables, float before, float after, float[] result, int ro,
      int[] writes, float[] edge) {
    int rows = shape.rows();
    for (int panel = 0; panel < panels; panel++) {
      int channel = panel * tileColumns;
      int valid = Math.min(tileColumns, geometry.outChannels() - channel);
      for (int p = 0; p < count * pixels; p += rows) {
        tile.run(source, 0, reads, p, packed, panel * panelSize, runs, 0, runs.length, result, ro + channel, writes,
            Math.min(rows, count * pixels - p), valid, tables, channel, panels * tileColumns, before, after, edge);
      }
    }
  }

  private record Key(ConvGeometry geometry, int images, int bits) {}
}
