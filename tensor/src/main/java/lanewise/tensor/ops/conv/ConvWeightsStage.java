package lanewise.tensor.ops.conv;

import lanewise.tensor.Layout;
import lanewise.tensor.Shape;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.kernel.tile.PackedTile;
import lanewise.tensor.kernel.workers.Scratch;
import lanewise.tensor.kernel.workers.WorkerPool;
import lanewise.tensor.ops.ConvGeometry;

/**
 * The gradient with respect to the weights over a whole batch. Few weights: each chunk has sums of its own for a group of images, groups are added in
 * order. Many weights: one set of sums, of which each chunk has a part, and the operands are cut into panels before, stripe by stripe.
 *
 * <p>Order of sum: in a group of images one chain over blocks of {@link #block} images, output row, output column, image of the block; groups added
 * in order.
 */
public final class ConvWeightsStage {
  private static final int FEW_WEIGHTS = 1 << 16;
  private static final int MOST_GROUPS = 16;
  private static final int LEAST_GROUPS = 4;
  /** Steps of a run that make up for its beginning. */
  private static final int LONG_RUN = 96;

  final int batch;
  /** Images of a group; the last one may have fewer. */
  final int groupImages;
  final int groups;
  /** Images that are neighbours in a run. */
  final int block;

  /** The stage for batches of this size. */
  public ConvWeightsStage(ConvGeometry g, int batch) {
    this.batch = batch;
    int most = Sizes.weight(g) <= FEW_WEIGHTS && batch >= LEAST_GROUPS ? MOST_GROUPS : 1;
    groupImages = Math.max(1, (batch + most - 1) / most);
    groups = (batch + groupImages - 1) / groupImages;
    int wanted = ConvDepthwise.suits(g) ? 1 : Math.clamp((LONG_RUN + g.outWidth() - 1) / g.outWidth(), 1, groupImages);
    int blocks = (groupImages + wanted - 1) / wanted;
    block = (groupImages + blocks - 1) / blocks;
  }

  /** Images of a group; the last one may have fewer. */
  public int groupImages() {
    return groupImages;
  }

  /** Groups of images. */
  public int groups() {
    return groups;
  }

  /** Images that are neighbours in a run. */
  public int block() {
    return block;
  }

  /** Overwrites {@code dw}, a weight in PyTorch's layout. */
  public void run(ConvWeights kernel, ConvSource x, ConvSource dy, float[] dw, int dwo, long nanos) {
    kernel.layout.check(block);
    int convGroups = kernel.geometry.groups();
    float[] sums = memory("sums of the weights", kernel.geometry, groups, kernel.sums.size());
    if (groups > 1) {
      int part = kernel.layout.outPanels * kernel.sums.panelSize();
      WorkerPool.run(groups * convGroups, nanos, (chunk, scratch) -> {
        int group = chunk / convGroups;
        if (kernel.sums.needsZeros()) {
          kernel.sums.clear(sums, chunk * part, part);
        }
        int last = Math.min(batch, (group + 1) * groupImages);
        for (int image = group * groupImages; image < last; image += block) {
          boolean begins = !kernel.sums.needsZeros() && image == group * groupImages;
          alone(kernel, x, dy, image, Math.min(block, last - image), chunk % convGroups, begins, sums, chunk * part, nanos, scratch);
        }
      });
    } else {
      together(kernel, x, dy, sums, nanos);
    }
    WorkerPool.run(convGroups * kernel.layout.outPanels, (long) groups * kernel.sums.size(), (panel, scratch) ->
        kernel.sums.collect(sums, 0, groups, panel, dw, dwo, scratch));
  }

  /** All stripes of a few images by one thread. */
  private static void alone(ConvWeights kernel, ConvSource x, ConvSource dy, int first, int images, int group, boolean begins, float[] sums,
      int at, long nanos, Scratch scratch) {
    int rows = kernel.layout.stripeRows(images);
    int height = kernel.geometry.outHeight();
    for (int from = 0; from < height; from += rows) {
      int to = Math.min(height, from + rows);
      float[] input = scratch.floats(ConvStages.INPUT, kernel.layout.inputSize(from, to, images));
      float[] gradient = scratch.floats(ConvStages.GRADIENT, PackedTile.room(kernel.layout.gradientSize(from, to, images), nanos));
      for (int slot = 0; slot < kernel.layout.inputRows(from, to); slot++) {
        kernel.cut.input(x, first, images, group, from, to, slot, input, 0, scratch);
      }
      for (int slot = 0; slot < to - from; slot++) {
        kernel.cut.gradient(dy, first, images, group, from, to, slot, gradient, PackedTile.FREE);
      }
      ConvWeights.Stripe stripe = new ConvWeights.Stripe(from, to, images, input, 0, gradient, PackedTile.FREE, begins && from == 0);
      for (int panel = 0; panel < kernel.layout.outPanels; panel++) {
        for (int part = 0; part < kernel.parts(); part++) {
          kernel.stripe(stripe, panel, part, sums, at + panel * kernel.sums.panelSize(), scratch);
        }
      }
    }
  }

  /** Each stripe by all threads. */
  private void together(ConvWeights kernel, ConvSource x, ConvSource dy, float[] sums, long nanos) {
    ConvGeometry g = kernel.geometry;
    int rows = kernel.layout.stripeRows(block);
    int size = kernel.layout.inputSize(0, Math.min(rows, g.outHeight()), block);
    for (int from = 0; from < g.outHeight(); from += rows) {
      size = Math.max(size, kernel.layout.inputSize(from, Math.min(g.outHeight(), from + rows), block));
    }
    int gradientSize = kernel.layout.gradientSize(0, rows, block);
    int inputPart = size;
    float[] input = memory("input rows", g, g.groups(), inputPart);
    float[] gradient = memory("rows of the gradient", g, PackedTile.room(Sizes.exact("rows of the gradient", g, g.groups(), gradientSize), nanos));
    if (kernel.sums.needsZeros()) {
      WorkerPool.run(g.groups() * kernel.layout.outPanels, kernel.sums.size() / 4, (panel, _) ->
          kernel.sums.clear(sums, panel * kernel.sums.panelSize(), kernel.sums.panelSize()));
    }
    int stripes = (batch + block - 1) / block * ((g.outHeight() + rows - 1) / rows);
    for (int first = 0; first < batch; first += block) {
      int images = Math.min(block, batch - first);
      for (int from = 0; from < g.outHeight(); from += rows) {
        stripe(kernel, x, dy, first, images, from, Math.min(g.outHeight(), from + rows), input, inputPart, gradient, gradientSize, sums,
            nanos / stripes);
      }
    }
  }

  private static void stripe(ConvWeights kernel, ConvSource x, ConvSource dy, int first, int images, int from, int to, float[] input, int inputPart,
      float[] gradient, int gradientPart, float[] sums, long nanos) {
    int inputRows = kernel.layout.inputRows(from, to);
    int rows = inputRows + to - from;
    int convGroups = kernel.geometry.groups();
    WorkerPool.run(convGroups * rows, nanos / 8, (chunk, scratch) -> {
      int group = chunk / rows;
      int slot = chunk % rows;
      if (slot < inputRows) {
        kernel.cut.input(x, first, images, group, from, to, slot, input, group * inputPart, scratch);
      } else {
        kernel.cut.gradient(dy, first, images, group, from, to, slot - inputRows, gradient, PackedTile.FREE + group * gradientPart);
      }
    });
    WorkerPool.run(convGroups * kernel.layout.outPanels * kernel.parts(), nanos, (chunk, scratch) -> {
      int panel = chunk / kernel.parts();
      int group = panel / kernel.layout.outPanels;
      boolean begins = !kernel.sums.needsZeros() && first == 0 && from == 0;
      ConvWeights.Stripe stripe = new ConvWeights.Stripe(from, to, images, input, group * inputPart, gradient, PackedTile.FREE + group * gradientPart,
          begins);
      kernel.stripe(stripe, panel % kernel.layout.outPanels, chunk % kernel.parts(), sums, panel * kernel.sums.panelSize(), scratch);
    });
  }

  private static float[] memory(String what, ConvGeometry g, int... factors) {
    return TensorAccess.values(TensorAccess.create(Shape.of(Sizes.exact(what, g, factors)), Layout.ROW_MAJOR));
  }
}
