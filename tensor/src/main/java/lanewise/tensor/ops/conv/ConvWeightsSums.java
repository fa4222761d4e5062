package lanewise.tensor.ops.conv;

import java.util.Arrays;
import lanewise.tensor.kernel.copy.BlockCopy;
import lanewise.tensor.kernel.copy.Transposition;
import lanewise.tensor.kernel.workers.Scratch;
import lanewise.tensor.ops.ConvGeometry;

/**
 * The sums of a gradient with respect to weights, on their way to a weight in PyTorch's layout:
 * {@code [group][panel of output channels][kernel row][kernel column][panel of input channels][input channel][output channel]}.
 */
final class ConvWeightsSums {
  /** Rows of sums that are turned into the weight's layout at once. */
  private static final int TURNED_ROWS = 128;

  private final ConvWeightsPanels layout;
  private final ConvGeometry geometry;
  private final BlockCopy rows;
  private final int panelSize;
  private final int size;

  ConvWeightsSums(ConvWeightsPanels layout) {
    this.layout = layout;
    geometry = layout.geometry;
    rows = BlockCopy.of(layout.tileColumns);
    panelSize = Sizes.exact("sums of the weights", geometry, layout.kernelRows, geometry.kernelWidth(), layout.depthPanels, layout.tileRows,
        layout.tileColumns);
    size = Sizes.exact("sums of the weights", geometry, geometry.groups(), layout.outPanels, panelSize);
  }

  /** Floats of the sums of one panel of output channels. */
  int panelSize() {
    return panelSize;
  }

  /** Floats of all sums. */
  int size() {
    return size;
  }

  /** Whether chains begin in sums that hold zeros; else the first stripe overwrites them. */
  boolean needsZeros() {
    return layout.few;
  }

  /** Zeros where chains begin. */
  void clear(float[] sums, int at, int count) {
    Arrays.fill(sums, at, at + count, 0);
  }

  /** Where in a panel the sums of kernel column x begin; kernel row {@code part} where that is not part of the depth. */
  int position(int part, int x) {
    return (part * geometry.kernelWidth() + x) * layout.depthPanels * layout.tileRows * layout.tileColumns;
  }

  /** Adds the sums of several groups of images, in order, to one panel of a weight in PyTorch's layout {@code [O, I / groups, KH, KW]}. */
  void collect(float[] sums, int at, int imageGroups, int index, float[] dw, int dwo, Scratch scratch) {
    int channels = geometry.groupInChannels();
    int kernel = geometry.kernelHeight() * geometry.kernelWidth();
    int width = layout.tileColumns;
    int first = index % layout.outPanels * width;
    int count = Math.min(width, geometry.groupOutChannels() - first);
    int out = dwo + (index / layout.outPanels * geometry.groupOutChannels() + first) * channels * kernel;
    int panel = at + index * panelSize;
    for (int g = 1; g < imageGroups; g++) {
      int more = panel + g * size;
      for (int i = 0; i < panelSize; i++) {
        sums[panel + i] += sums[more + i];
      }
    }
    int block = Math.max(1, TURNED_ROWS / kernel);
    float[] turned = scratch.floats(ConvStages.TURNED, block * kernel * width);
    for (int i = 0; i < channels; i += block) {
      int some = Math.min(block, channels - i);
      for (int y = 0; y < geometry.kernelHeight(); y++) {
        for (int x = 0; x < geometry.kernelWidth(); x++) {
          int from = layout.few ? position(0, x) + (y * channels + i) * width : position(y, x) + i * width;
          rows.run(sums, panel + from, width, turned, (y * geometry.kernelWidth() + x) * width, kernel * width, some);
        }
      }
      Transposition.of(Math.min(count, some * kernel)).run(turned, 0, width, dw, out + i * kernel, channels * kernel, some * kernel, count);
    }
  }
}
