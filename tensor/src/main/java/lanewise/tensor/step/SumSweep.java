package lanewise.tensor.step;

import java.util.Arrays;
import lanewise.tensor.kernel.Order;
import lanewise.tensor.kernel.Scratch;
import lanewise.tensor.kernel.WorkerPool;

/**
 * Sums over each of many tensors as one run of the workers. Every tensor is cut into blocks from its own beginning, so that its sum does not depend
 * on its neighbours; a chunk of the run is all blocks that begin in a stretch of {@value #CHUNK} elements of the tensors laid end to end.
 *
 * <p>Kept and used again: a run makes no garbage. Not for several threads at once.
 */
final class SumSweep {
  private static final int BLOCK = Order.DOUBLE_BLOCK;
  private static final int CHUNK = BLOCK;

  private final WorkerPool.Chunks task = this::chunk;
  private Summed[] parts = new Summed[16];
  /** Where each part ends. */
  private long[] ends = new long[16];
  /** The number of each part's first block. */
  private int[] blocks = new int[16];
  private double[] results = new double[16];
  private int count;
  private int allBlocks;
  private long total;
  private long picoseconds;

  void clear() {
    Arrays.fill(parts, 0, count, null);
    count = 0;
    allBlocks = 0;
    total = 0;
    picoseconds = 0;
  }

  void add(Summed part) {
    if (count == parts.length) {
      parts = Arrays.copyOf(parts, 2 * count);
      ends = Arrays.copyOf(ends, 2 * count);
      blocks = Arrays.copyOf(blocks, 2 * count);
    }
    part.choose();
    parts[count] = part;
    blocks[count] = allBlocks;
    total += part.size();
    ends[count] = total;
    allBlocks = Math.addExact(allBlocks, blocksOf(part));
    picoseconds += (long) part.size() * part.picoseconds();
    count++;
  }

  /** Treats all blocks and hands each part its results; the parts stay. */
  void run() {
    if (results.length < allBlocks * Summed.RESULTS) {
      results = new double[Math.max(allBlocks * Summed.RESULTS, 2 * results.length)];
    }
    if (total > 0) {
      WorkerPool.run(Math.toIntExact((total + CHUNK - 1) / CHUNK), picoseconds / 1000, task);
    }
    for (int i = 0; i < count; i++) {
      parts[i].join(results, blocks[i] * Summed.RESULTS, blocksOf(parts[i]));
    }
  }

  private static int blocksOf(Summed part) {
    return Math.toIntExact(((long) part.size() + BLOCK - 1) / BLOCK);
  }

  private void chunk(int chunk, Scratch scratch) {
    long at = (long) chunk * CHUNK;
    long end = Math.min(at + CHUNK, total);
    double[] lanes = scratch.doubles(0, 2 * Order.DOUBLE_LANES);
    int i = Arrays.binarySearch(ends, 0, count, at);
    for (i = i < 0 ? -i - 1 : i + 1; i < count; i++) {
      int size = parts[i].size();
      long start = ends[i] - size;
      int block = start >= at ? 0 : (int) ((at - start + BLOCK - 1) / BLOCK);
      for (int from = block * BLOCK; from < size; from += BLOCK, block++) {
        if (start + from >= end) {
          return;
        }
        parts[i].block(from, Math.min(size, from + BLOCK), lanes, results, (blocks[i] + block) * Summed.RESULTS);
      }
    }
  }
}
