package lanewise.tensor.ops;

import lanewise.tensor.kernel.Scratch;
import lanewise.tensor.kernel.WorkerPool;

/**
 * A gather over a whole batch: forward or to data. The source is laid side by side either once, before, where that is little memory; then chunks are
 * (tile of images, group, rows, panel), or by each chunk for the rows that it needs; then chunks are (tile of images, group, rows).
 */
final class ConvGatherStage {
  private static final int MOST_SHARED = 1 << 20;
  private static final int MOST_OWN = 3 << 17;
  private static final int CHUNKS = 16;

  private final ConvGather gather;
  private final ConvColumns columns;
  private final int batch;
  private final int tiles;
  private final int firstRow;
  private final int sourceRows;
  private final boolean shared;
  private final int rowsPerChunk;
  private final int rowBlocks;

  ConvGatherStage(ConvGather gather, int batch) {
    this.gather = gather;
    this.batch = batch;
    columns = gather.columns(batch);
    tiles = columns.strips() > 1 ? batch : (batch + gather.tileRows - 1) / gather.tileRows;
    int rows = gather.rows.axis.result();
    int parts = tiles * gather.geometry.groups();
    firstRow = gather.rows.lowest(0, rows);
    sourceRows = Math.max(0, gather.rows.highest(0, rows) - firstRow);
    int window = Math.min(sourceRows, (gather.geometry.kernelHeight() - 1) * gather.geometry.dilationH() + 1);
    Sizes.exact("source rows laid side by side", gather.geometry, Math.max(1, window), columns.window(), gather.depth, gather.tileRows);
    shared = (long) parts * sourceRows * gather.rowSize(columns) <= MOST_SHARED;
    if (shared) {
      int blocks = Math.clamp(CHUNKS / (parts * gather.panels), 1, rows);
      rowsPerChunk = (rows + blocks - 1) / blocks;
    } else {
      int blocks = Math.clamp((CHUNKS + parts - 1) / parts, 1, rows);
      int few = (rows + blocks - 1) / blocks;
      int halo = gather.rows.highest(0, Math.min(rows, 2 * gather.geometry.kernelHeight())) / 2;
      int cached = Math.max(1, MOST_OWN / gather.rowSize(columns) - halo) * (gather.toData ? gather.rows.axis.phases() : 1)
          / Math.max(1, gather.toData ? 1 : gather.rows.axis.step());
      rowsPerChunk = Math.clamp(cached, 1, few);
    }
    rowBlocks = (rows + rowsPerChunk - 1) / rowsPerChunk;
  }

  /** Floats of the memory where the whole source lies side by side; 0 if each chunk has its own. */
  int sharedSize() {
    return shared ? tiles * gather.geometry.groups() * sourceRows * gather.rowSize(columns) + gather.tileRows : 0;
  }

  /**
   * Computes the result.
   *
   * @param sideBySide memory of {@link #sharedSize} floats
   * @param padded bias padded to whole tiles, or null
   */
  void run(ConvSource source, float[] sideBySide, float[] packed, float[] padded, float[] result, int ro, long nanos) {
    int parts = tiles * gather.geometry.groups();
    if (!shared) {
      WorkerPool.run(parts * rowBlocks, nanos, (chunk, scratch) -> {
        int part = chunk / rowBlocks;
        int from = chunk % rowBlocks * rowsPerChunk;
        int to = Math.min(gather.rows.axis.result(), from + rowsPerChunk);
        int first = gather.rows.lowest(from, to);
        int count = Math.max(0, gather.rows.highest(from, to) - first);
        int size = gather.rowSize(columns);
        float[] own = scratch.floats(ConvStages.INPUT, count * size + gather.tileRows);
        for (int row = 0; row < count; row++) {
          layOut(source, part, first + row, own, row * size, scratch);
        }
        for (int panel = 0; panel < gather.panels; panel++) {
          rows(part, panel, from, to, own, -first * size, packed, padded, result, ro, scratch);
        }
      });
      return;
    }
    int size = gather.rowSize(columns);
    int partSize = sourceRows * size;
    WorkerPool.run(parts * sourceRows, sharedSize() / 2, (chunk, scratch) ->
        layOut(source, chunk / sourceRows, firstRow + chunk % sourceRows, sideBySide, chunk * size, scratch));
    WorkerPool.run(parts * gather.panels * rowBlocks, nanos, (chunk, scratch) -> {
      int part = chunk / (gather.panels * rowBlocks);
      int panel = chunk / rowBlocks % gather.panels;
      int from = chunk % rowBlocks * rowsPerChunk;
      rows(part, panel, from, Math.min(gather.rows.axis.result(), from + rowsPerChunk), sideBySide, part * partSize - firstRow * size, packed, padded,
          result, ro, scratch);
    });
  }

  private int images(int tile) {
    return columns.strips() > 1 ? 1 : Math.min(gather.tileRows, batch - tile * gather.tileRows);
  }

  private void layOut(ConvSource source, int part, int row, float[] to, int at, Scratch scratch) {
    int tile = part / gather.geometry.groups();
    int channel = part % gather.geometry.groups() * gather.depth;
    if (columns.strips() > 1) {
      source.inStrips(tile, row, columns, channel, gather.depth, gather.tileRows, gather.interleave, to, at, scratch);
    } else {
      source.sideBySide(tile * gather.tileRows, images(tile), row, columns, channel, gather.depth, gather.tileRows, gather.interleave, to, at,
          scratch);
    }
  }

  private void rows(int part, int panel, int from, int to, float[] source, int so, float[] packed, float[] padded, float[] result, int ro,
      Scratch scratch) {
    int groups = gather.geometry.groups();
    int tile = part / groups;
    int first = columns.strips() > 1 ? tile : tile * gather.tileRows;
    int image = gather.rows.axis.result() * gather.columns.result() * gather.resultChannels;
    for (int row = from; row < to; row++) {
      gather.row(columns, images(tile), source, so, packed, row, part % groups * gather.panels + panel, padded, result, ro + first * image, scratch);
    }
  }
}
