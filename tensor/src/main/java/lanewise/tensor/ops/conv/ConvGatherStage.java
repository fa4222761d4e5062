package lanewise.tensor.ops.conv;

import lanewise.tensor.Layout;
import lanewise.tensor.Shape;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.kernel.tile.PackedTile;
import lanewise.tensor.kernel.workers.Scratch;
import lanewise.tensor.kernel.workers.WorkerPool;
import lanewise.tensor.ops.conv.ConvGather.Operands;

/**
 * A gather over a whole batch: forward or to data. The source is laid side by side either once, before, where that is little memory, or by each chunk
 * for the rows that it needs; then chunks are (tile of images, group, rows). With the source ready, chunks are (tile of images, group, panel, rows);
 * or, where there are many panels, each chunk packs the weights of its panel and treats all images, so that they need not leave the cache.
 */
public final class ConvGatherStage {
  private static final int MOST_SHARED = 1 << 20;
  private static final int MOST_OWN = 3 << 17;
  private static final int CHUNKS = 16;

  private final ConvGather gather;
  private final ConvGather.Layout layout;
  private final int batch;
  private final int groups;
  private final int tiles;
  private final int firstRow;
  private final int sourceRows;
  private final boolean shared;
  private final boolean byPanel;
  private final int rowsPerChunk;
  private final int rowBlocks;

  /** The stage for batches of this size. */
  public ConvGatherStage(ConvGather gather, int batch) {
    this.gather = gather;
    this.batch = batch;
    layout = gather.layout(batch);
    groups = gather.geometry.groups();
    tiles = Math.ceilDiv(batch, layout.columns().images());
    int rows = gather.rows.axis.result();
    int parts = tiles * groups;
    firstRow = gather.rows.lowest(0, rows);
    sourceRows = Math.max(0, gather.rows.highest(0, rows) - firstRow);
    int window = Math.min(sourceRows, (gather.geometry.kernelHeight() - 1) * gather.geometry.dilationH() + 1);
    Sizes.exact("source rows laid side by side", gather.geometry, Math.max(1, window), layout.rowSize());
    shared = (long) parts * sourceRows * layout.rowSize() <= MOST_SHARED;
    byPanel = shared && groups * gather.panels >= CHUNKS;
    if (shared) {
      int blocks = byPanel ? 1 : Math.clamp(CHUNKS / (parts * gather.panels), 1, rows);
      rowsPerChunk = Math.ceilDiv(rows, blocks);
    } else {
      int blocks = Math.clamp(Math.ceilDiv(CHUNKS, parts), 1, rows);
      int few = Math.ceilDiv(rows, blocks);
      int halo = gather.rows.highest(0, Math.min(rows, 2 * gather.geometry.kernelHeight())) / 2;
      int cached = Math.max(1, MOST_OWN / layout.rowSize() - halo) * gather.rows.axis.phases() / gather.rows.axis.step();
      rowsPerChunk = Math.clamp(cached, 1, few);
    }
    rowBlocks = Math.ceilDiv(rows, rowsPerChunk);
  }

  /**
   * Computes the result.
   *
   * @param w row-major weights at {@code wo}
   * @param bias summands padded to whole tiles, or null
   */
  public void run(ConvSource source, float[] w, int wo, float[] bias, float[] result, int ro, long nanos) {
    int size = layout.rowSize();
    int parts = tiles * groups;
    int partSize = sourceRows * size;
    float[] sideBySide = shared ? memory(parts * partSize) : null;
    if (shared) {
      WorkerPool.run(parts * sourceRows, parts * partSize / 2, (chunk, scratch) ->
          layOut(source, chunk / sourceRows, firstRow + chunk % sourceRows, sideBySide, chunk * size, scratch));
    }
    if (byPanel) {
      WorkerPool.run(groups * gather.panels, nanos, (index, scratch) -> {
        float[] packed = scratch.floats(ConvStages.PACKED, PackedTile.room(gather.panelSize(), nanos));
        gather.pack(w, wo, index, packed, PackedTile.FREE, scratch);
        for (int tile = 0; tile < tiles; tile++) {
          int at = (tile * groups + index / gather.panels) * partSize - firstRow * size;
          Operands op = new Operands(sideBySide, at, packed, PackedTile.FREE, bias, result, ro + firstImage(tile));
          gather.run(layout, op, images(tile), index, 0, gather.rows.axis.result(), scratch);
        }
      });
      return;
    }
    float[] packed = memory(PackedTile.room(gather.packedSize(), nanos));
    WorkerPool.run(groups * gather.panels, gather.packedSize(), (index, scratch) ->
        gather.pack(w, wo, index, packed, PackedTile.FREE + index * gather.panelSize(), scratch));
    WorkerPool.run(parts * rowBlocks * (shared ? gather.panels : 1), nanos, (chunk, scratch) -> {
      int part = chunk / rowBlocks % parts;
      int from = chunk % rowBlocks * rowsPerChunk;
      int to = Math.min(gather.rows.axis.result(), from + rowsPerChunk);
      int first = chunk / rowBlocks / parts;
      int last = first + 1;
      float[] near = sideBySide;
      int at = part * partSize - firstRow * size;
      if (!shared) {
        int lowest = gather.rows.lowest(from, to);
        int count = Math.max(0, gather.rows.highest(from, to) - lowest);
        near = scratch.floats(ConvStages.INPUT, count * size);
        for (int row = 0; row < count; row++) {
          layOut(source, part, lowest + row, near, row * size, scratch);
        }
        at = -lowest * size;
        last = gather.panels;
      }
      for (int panel = first; panel < last; panel++) {
        int index = part % groups * gather.panels + panel;
        Operands op = new Operands(near, at, packed, PackedTile.FREE + index * gather.panelSize(), bias, result, ro + firstImage(part / groups));
        gather.run(layout, op, images(part / groups), index, from, to, scratch);
      }
    });
  }

  /** Position of the first image of a tile in the result. */
  private int firstImage(int tile) {
    return tile * layout.columns().images() * gather.rows.axis.result() * gather.columns.result() * gather.resultChannels;
  }

  private int images(int tile) {
    return Math.min(layout.columns().images(), batch - tile * layout.columns().images());
  }

  private void layOut(ConvSource source, int part, int row, float[] to, int at, Scratch scratch) {
    int tile = part / groups;
    source.sideBySide(tile * layout.columns().images(), images(tile), row, layout.columns(), part % groups * gather.depth, gather.depth,
        gather.interleave, to, at, scratch);
  }

  private static float[] memory(int size) {
    return TensorAccess.values(TensorAccess.create(Shape.of(size), Layout.ROW_MAJOR));
  }
}
