package lanewise.tensor.ops;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import lanewise.tensor.kernel.tile.StageTile;
import lanewise.tensor.kernel.tile.Tile;
import lanewise.tensor.kernel.workers.Scratch;
import lanewise.tensor.kernel.workers.UnitKernel;
import lanewise.tensor.ops.conv.ConvPixels;
import lanewise.tensor.ops.conv.ConvSource;
import lanewise.tensor.ops.conv.ConvStages;
import lanewise.tensor.ops.conv.PackedWeights;
import lanewise.tensor.ops.conv.Sizes;

/** Stages of a {@link ConvStack} for few images: all of them on a unit of one or a few, each stage writing into the bordered images of the next. */
record PixelsStack(ConvSource source, int batch, List<Step> steps, float[] result) implements UnitKernel {
  private static final int EVEN = 2;
  private static final int ODD = 3;

  /** A stage with its kernel, packed weights and tables. */
  record Step(ConvStack.Stage stage, ConvPixels pixels, StageTile tile, float[] packed, float[] tables) {}

  /** The first stages that this path is for. */
  static List<Step> steps(List<ConvStack.Stage> stages, int batch) {
    List<Step> steps = new ArrayList<>();
    for (ConvStack.Stage s : stages) {
      if (!ConvPixels.suits(s.geometry(), batch)) {
        break;
      }
      ConvPixels pixels = ConvPixels.of(s.geometry(), ConvPixels.images(batch));
      StageTile tile = pixels.tile(s.finish());
      if (ConvStack.isSlow(tile) || pixels.hasBorder() && !s.isBlindToSignOfZero()) {
        break;
      }
      PackedWeights packed = PackedWeights.of(s.weight(), pixels, true);
      if (pixels.hasBorder() && !packed.isFinite()) {
        break;
      }
      steps.add(new Step(s, pixels, tile, packed.array(), s.tables(pixels.paddedChannels())));
    }
    return steps;
  }

  int units() {
    return Math.ceilDiv(batch, unitImages());
  }

  private int unitImages() {
    return steps.getFirst().pixels.unitImages();
  }

  @Override
  public void unit(int u, Scratch scratch) {
    int first = u * unitImages();
    int images = Math.min(unitImages(), batch - first);
    float[] from = bordered(steps.getFirst(), 0, scratch);
    copy(first, images, from, scratch);
    float[] edge = scratch.floats(ConvStages.EDGE, Tile.EDGE);
    for (int i = 0; i < steps.size(); i++) {
      Step s = steps.get(i);
      boolean last = i == steps.size() - 1;
      Step next = last ? null : steps.get(i + 1);
      ConvGeometry g = s.stage.geometry();
      float[] to = last ? result : bordered(next, i + 1, scratch);
      s.pixels.run(s.tile, images, from, s.packed, s.tables, s.stage.before(), s.stage.after(), to,
          last ? first * Sizes.output(g) : 0, last ? s.pixels.results() : next.pixels.places(), edge);
      from = to;
    }
  }

  private static float[] bordered(Step s, int i, Scratch scratch) {
    int size = s.pixels.unitImages() * s.pixels.imageSize();
    float[] images = scratch.floats(i % 2 == 0 ? EVEN : ODD, size);
    if (s.pixels.hasBorder()) {
      Arrays.fill(images, 0, size, 0);
    }
    return images;
  }

  private void copy(int first, int images, float[] to, Scratch scratch) {
    ConvPixels p = steps.getFirst().pixels;
    int size = source.rowSize();
    for (int i = 0; i < images; i++) {
      for (int row = 0; row < source.height(); row++) {
        int at = p.places()[(i * source.height() + row) * source.width()];
        if (source.prologue() == null) {
          System.arraycopy(source.array(), source.at(first + i, row), to, at, size);
        } else {
          source.prologue().apply(source.array(), source.at(first + i, row), to, at, size);
        }
      }
    }
  }
}
