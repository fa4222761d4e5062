package lanewise.tensor.ops.lanes;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import lanewise.tensor.kernel.copy.Transposition;
import lanewise.tensor.kernel.lanes.BatchLanes;
import lanewise.tensor.kernel.tile.RunTable;
import lanewise.tensor.kernel.tile.Tile;
import lanewise.tensor.kernel.tile.TileShape;
import lanewise.tensor.kernel.workers.Scratch;
import lanewise.tensor.ops.ConvGeometry;
import lanewise.tensor.ops.conv.ConvStages;

/**
 * {@link LanesWeights} with output channels in the lanes: the gradient of a unit is transposed to {@code [pixel][32 images][O padded]}, the rows of a
 * tile are neighbouring input channels, broadcast, and a run is the images of a unit at one output pixel. A group's sum is
 * {@code [KH][KW][I][O padded]}.
 *
 * <p>Order of sum: in a unit one chain over output row, output column, image; units added in order.
 */
final class LanesWeightsByChannel implements LanesWeights {
  private final ConvGeometry geometry;
  private final Tile storing;
  private final Tile adding;
  private final int tileRows;
  private final int tileColumns;
  private final int padded;
  private final int pixels;
  /** The table for units of so many images, made when it is first asked for. */
  private final AtomicReferenceArray<int[]> runs = new AtomicReferenceArray<>(BatchLanes.WIDTH + 1);
  /** Where the runs of a tap begin; one more entry ends the last. */
  private final int[] runStart;

  LanesWeightsByChannel(ConvGeometry g) {
    geometry = g;
    TileShape shape = TileShape.of(g.outChannels());
    tileRows = shape.rows();
    tileColumns = shape.columns();
    padded = Math.ceilDiv(g.outChannels(), tileColumns) * tileColumns;
    storing = shape.tile(tileRows, BatchLanes.WIDTH, 1, padded, Tile.Mode.STORE);
    adding = shape.tile(tileRows, BatchLanes.WIDTH, 1, padded, Tile.Mode.ADD);
    pixels = g.outHeight() * g.outWidth();
    runStart = new int[g.kernelHeight() * g.kernelWidth() + 1];
    runs.set(BatchLanes.WIDTH, build(BatchLanes.WIDTH));
  }

  @Override
  public int size() {
    return geometry.kernelHeight() * geometry.kernelWidth() * geometry.inChannels() * padded;
  }

  @Override
  public void unit(float[] x, int xo, float[] dz, int dzo, int images, float[] sums, int so, boolean first, Scratch scratch) {
    float[] turned = turn(dz, dzo, scratch);
    float[] edge = scratch.floats(ConvStages.EDGE, Tile.EDGE);
    Tile tile = first ? storing : adding;
    int[] table = runs.get(images);
    if (table == null) {
      table = build(images);
      runs.set(images, table);
    }
    int channels = geometry.inChannels();
    for (int tap = 0; tap < runStart.length - 1; tap++) {
      for (int o = 0; o < padded; o += tileColumns) {
        for (int i = 0; i < channels; i += tileRows) {
          tile.run(x, xo + i * BatchLanes.WIDTH, turned, o, table, runStart[tap], runStart[tap + 1],
              sums, so + (tap * channels + i) * padded + o, padded, Math.min(tileRows, channels - i), tileColumns, edge, 0, edge);
        }
      }
    }
  }

  /** [pixel][O][32] becomes [pixel][32][O padded]. */
  private float[] turn(float[] dz, int dzo, Scratch scratch) {
    int channels = geometry.outChannels();
    float[] turned = scratch.floats(LanesStages.TURNED, pixels * BatchLanes.WIDTH * padded);
    if (padded != channels) {
      Arrays.fill(turned, 0, pixels * BatchLanes.WIDTH * padded, 0);
    }
    Transposition transposition = Transposition.kernel();
    for (int p = 0; p < pixels; p++) {
      transposition.run(dz, dzo + p * channels * BatchLanes.WIDTH, BatchLanes.WIDTH, turned, p * BatchLanes.WIDTH * padded, padded,
          channels, BatchLanes.WIDTH);
    }
    return turned;
  }

  @Override
  public void write(float[] sums, int from, int to, float[] dw, int dwo) {
    int taps = geometry.kernelHeight() * geometry.kernelWidth();
    int channels = geometry.inChannels();
    for (int o = from; o < to; o++) {
      int at = dwo + o * channels * taps;
      for (int tap = 0; tap < taps; tap++) {
        int source = tap * channels * padded + o;
        for (int i = 0; i < channels; i++) {
          dw[at + i * taps + tap] = sums[source + i * padded];
        }
      }
    }
  }

  private int[] build(int images) {
    RunTable table = new RunTable(0);
    ConvGeometry g = geometry;
    int tap = 0;
    for (int y = 0; y < g.kernelHeight(); y++) {
      for (int x = 0; x < g.kernelWidth(); x++) {
        for (int p = 0; p < pixels; p++) {
          int ih = p / g.outWidth() * g.strideH() - g.padH() + y * g.dilationH();
          int iw = p % g.outWidth() * g.strideW() - g.padW() + x * g.dilationW();
          if (ih >= 0 && ih < g.inHeight() && iw >= 0 && iw < g.inWidth()) {
            table.addSeparate((ih * g.inWidth() + iw) * g.inChannels() * BatchLanes.WIDTH, p * BatchLanes.WIDTH * padded, images);
          }
        }
        runStart[++tap] = table.mark();
      }
    }
    return table.toArray();
  }
}
