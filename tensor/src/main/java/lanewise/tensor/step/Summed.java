package lanewise.tensor.step;

/** One tensor of a {@link SumSweep}: what is computed of each of its blocks, and what becomes of the results. */
abstract class Summed {
  /** Results of a block. */
  static final int RESULTS = 2;

  /** Elements, at least 0. */
  abstract int size();

  /** Chooses the kernel; called once before the blocks of a sweep. */
  abstract void choose();

  /**
   * Treats one block.
   *
   * @param lanes working memory, two rows of lanes
   * @param results receives up to {@value #RESULTS} numbers at {@code at}
   */
  abstract void block(int from, int to, double[] lanes, double[] results, int at);

  /** Takes the results of all blocks, in order: {@code count} times {@value #RESULTS} numbers at {@code at}. */
  abstract void join(double[] results, int at, int count);

  /** Rough time of one element on one thread, in picoseconds. */
  abstract int picoseconds();
}
