package lanewise.tensor.step;

import java.util.Arrays;
import lanewise.tensor.kernel.Order;
import lanewise.tensor.kernel.workers.Scratch;
import lanewise.tensor.kernel.workers.WorkerPool;

/**
 * Sums over each of many tensors as one run of the workers. Every tensor is cut into blocks from its own beginning, so that its sum does not depend
 * on its neighbours; a chunk of the run is all blocks that begin in {@value #BLOCK} elements, the length of a block, of the tensors laid end to end.
 *
 * <p>Kept and used again: a run makes no garbage. Not for several threads at once.
 */
final class SumSweep {
  private static final int BLOCK = Order.DOUBLE_BLOCK;

  private final WorkerPool.Chunks task = this::chunk;
  private final Stretches tensors = new Stretches();
  private Summed[] parts = new Summed[16];
  /** The number of each part's first block. */
  private int[] blocks = new int[16];
  private double[] results = new double[16];
  private int count;
  private int allBlocks;

  void clear() {
    tensors.clear();
    Arrays.fill(parts, 0, count, null);
    count = 0;
    allBlocks = 0;
  }

  void add(Summed part) {
    if (count == parts.length) {
      parts = Arrays.copyOf(parts, 2 * count);
      blocks = Arrays.copyOf(blocks, 2 * count);
    }
    part.choose();
    parts[count] = part;
    blocks[count] = allBlocks;
    tensors.add(part.size(), (long) part.size() * part.picoseconds());
    allBlocks = Math.addExact(allBlocks, blocksOf(part));
    if (results.length < allBlocks * Summed.RESULTS) {
      results = new double[Math.max(allBlocks * Summed.RESULTS, 2 * results.length)];
    }
    count++;
  }

  /** Treats all blocks and hands each part its results; the parts stay. */
  void run() {
    WorkerPool.run(tensors.chunks(BLOCK), tensors.nanos(), task);
    for (int i = 0; i < count; i++) {
      parts[i].join(results, blocks[i] * Summed.RESULTS, blocksOf(parts[i]));
    }
  }

  private static int blocksOf(Summed part) {
    return Math.ceilDiv(part.size(), BLOCK);
  }

  private void chunk(int chunk, Scratch scratch) {
    long at = (long) chunk * BLOCK;
    double[] lanes = scratch.doubles(0, 2 * Order.DOUBLE_LANES);
    for (int i = tensors.at(at); i < count && tensors.begin(i) < at + BLOCK; i++) {
      int block = (int) Math.ceilDiv(Math.max(0, at - tensors.begin(i)), BLOCK);
      long from = (long) block * BLOCK;
      int size = parts[i].size();
      if (from < size && tensors.begin(i) + from < at + BLOCK) {
        parts[i].block((int) from, Stretches.end((int) from, BLOCK, size), lanes, results, (blocks[i] + block) * Summed.RESULTS);
      }
    }
  }
}
