package lanewise.tensor.kernel.tile;

import java.util.Arrays;

/**
 * Builds a table of runs for {@link Tile}: taps in the order of the sum, neighbours merged where both operands go on without a gap. Entering the
 * inner loop costs far more than a step in it, so long runs matter.
 */
public final class RunTable {
  private final int bStep;
  private int[] runs = new int[96];
  private int end;
  private int first;

  /** For a tile that takes one step in a for each step of {@code bStep} in b. */
  public RunTable(int bStep) {
    this.bStep = bStep;
  }

  /** Appends {@code length} steps from these offsets. */
  public void add(int a, int b, int length) {
    if (end > first && runs[end - 3] + runs[end - 1] == a && runs[end - 2] + runs[end - 1] * bStep == b) {
      runs[end - 1] += length;
      return;
    }
    addSeparate(a, b, length);
  }

  /** Appends a run that is not merged with the one before. */
  public void addSeparate(int a, int b, int length) {
    if (end + 3 > runs.length) {
      runs = Arrays.copyOf(runs, 2 * runs.length);
    }
    runs[end] = a;
    runs[end + 1] = b;
    runs[end + 2] = length;
    end += 3;
  }

  /** Position behind the last run. The next run begins a new element's list: it is not merged with the one before. */
  public int mark() {
    first = end;
    return end;
  }

  /** The table. */
  public int[] toArray() {
    return Arrays.copyOf(runs, end);
  }
}
