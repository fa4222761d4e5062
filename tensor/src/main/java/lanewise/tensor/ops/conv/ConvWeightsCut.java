package lanewise.tensor.ops.conv;

import lanewise.tensor.kernel.copy.BlockCopy;
import lanewise.tensor.kernel.workers.Scratch;
import lanewise.tensor.ops.ConvGeometry;

/** Cuts rows of the input and of the result's gradient into {@link ConvWeightsPanels}. */
final class ConvWeightsCut {
  /** Panels from which on a row is cut pixel by pixel. */
  private static final int MANY_PANELS = 4;

  private final ConvWeightsPanels layout;
  private final ConvGeometry geometry;
  private final BlockCopy inputPanels;
  private final BlockCopy gradientPanels;

  ConvWeightsCut(ConvWeightsPanels layout) {
    this.layout = layout;
    geometry = layout.geometry;
    inputPanels = BlockCopy.of(layout.tileRows);
    gradientPanels = BlockCopy.of(layout.tileColumns);
  }

  /** Row {@code slot} of a stripe's input. */
  void input(ConvSource x, int firstImage, int images, int group, int from, int to, int slot, float[] panels, int at,
      Scratch scratch) {
    if (!layout.few) {
      int row = layout.firstInput(from) + slot;
      for (int image = 0; image < images; image++) {
        inputRow(x, firstImage + image, row, image, images, group, 0, geometry.groupInChannels(), slot, layout.inputRows(from, to), panels, at,
            scratch);
      }
      return;
    }
    int oh = from + slot;
    for (int y = 0; y < geometry.kernelHeight(); y++) {
      int row = oh * geometry.strideH() - geometry.padH() + y * geometry.dilationH();
      if (row >= 0 && row < geometry.inHeight()) {
        for (int image = 0; image < images; image++) {
          inputRow(x, firstImage + image, row, image, images, group, y * geometry.groupInChannels(), geometry.groupInChannels(), slot,
              layout.inputRows(from, to), panels, at, scratch);
        }
      }
    }
  }

  private void inputRow(ConvSource x, int imageNumber, int row, int image, int images, int group, int firstDepth, int count, int slot, int slots,
      float[] panels, int at, Scratch scratch) {
    int step = x.channels() * geometry.strideW();
    float[] source = x.array();
    int start = x.at(imageNumber, row);
    if (x.prologue() != null) {
      source = scratch.floats(ConvStages.ROWS, x.rowSize());
      x.prologue().apply(x.array(), start, source, 0, x.rowSize());
      start = 0;
    }
    for (int phase = 0; phase < geometry.strideW(); phase++) {
      int columns = (geometry.inWidth() - phase + geometry.strideW() - 1) / geometry.strideW();
      int from = start + phase * x.channels() + group * geometry.groupInChannels();
      int to = at + ((slot * geometry.strideW() + phase) * layout.phaseColumns * images + image) * layout.tileRows;
      int panelStride = slots * geometry.strideW() * layout.phaseColumns * images * layout.tileRows;
      cut(source, from, step, panels, to, panelStride, images * layout.tileRows, columns, firstDepth, count, layout.tileRows,
          inputPanels);
    }
  }

  /** Row {@code slot} of a stripe's gradient. */
  void gradient(ConvSource dy, int firstImage, int images, int group, int from, int to, int slot, float[] panels, int at) {
    int panelStride = layout.gradientStride(from, to, images);
    for (int image = 0; image < images; image++) {
      cut(dy.array(), dy.at(firstImage + image, from + slot) + group * geometry.groupOutChannels(), dy.channels(), panels,
          at + (slot * geometry.outWidth() * images + image) * layout.tileColumns, panelStride, images * layout.tileColumns, geometry.outWidth(), 0,
          geometry.groupOutChannels(), layout.tileColumns, gradientPanels);
    }
  }

  /** Channels {@code 0..count-1} of some pixels go to places {@code first..} of panels; the last panel is filled up with zeros. */
  private static void cut(float[] x, int from, int step, float[] panels, int to, int panelStride, int pixelStride, int pixels, int first, int count,
      int width, BlockCopy copy) {
    int channel = 0;
    if (first % width == 0) {
      int blocks = count / width;
      int place = to + first / width * panelStride;
      if (blocks >= MANY_PANELS) {
        // Pixel by pixel: the source is read from front to back.
        for (int p = 0; p < pixels; p++) {
          copy.run(x, from + p * step, width, panels, place + p * pixelStride, panelStride, blocks);
        }
      } else {
        for (int b = 0; b < blocks; b++) {
          copy.run(x, from + b * width, step, panels, place + b * panelStride, pixelStride, pixels);
        }
      }
      channel = blocks * width;
    }
    int end = first == 0 ? (count + width - 1) / width * width : count;
    for (; channel < end; channel++) {
      int place = to + (first + channel) / width * panelStride + (first + channel) % width;
      for (int p = 0; p < pixels; p++) {
        panels[place + p * pixelStride] = channel < count ? x[from + channel + p * step] : 0;
      }
    }
  }
}
