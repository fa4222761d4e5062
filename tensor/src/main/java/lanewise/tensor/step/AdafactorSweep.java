package lanewise.tensor.step;

import java.util.Arrays;
import lanewise.tensor.kernel.Scratch;
import lanewise.tensor.kernel.WorkerPool;

/**
 * The Adafactor steps of many parameters as three runs of the workers, one for each pass; each run has the units of all parameters.
 *
 * <p>Kept by an optimizer and used for each of its steps; not for several threads at once. Makes no garbage.
 */
public final class AdafactorSweep {
  private final WorkerPool.Chunks squares = this::squares;
  private final WorkerPool.Chunks measure = this::measure;
  private final WorkerPool.Chunks move = this::move;
  private AdafactorStep[] steps = new AdafactorStep[16];
  /** Where each step's units end. */
  private int[] ends = new int[16];
  private int count;

  /** A sweep with nothing to do. */
  public AdafactorSweep() {}

  /** Adds the step of one parameter; it is carried out, with the others, by {@link #run}. */
  public void add(AdafactorStep step) {
    if (step.size() == 0) {
      return;
    }
    if (count == steps.length) {
      steps = Arrays.copyOf(steps, 2 * count);
      ends = Arrays.copyOf(ends, 2 * count);
    }
    step.prepare();
    steps[count++] = step;
  }

  /** Carries out all steps and forgets them. */
  public void run() {
    try {
      pass(true, squares);
      for (int i = 0; i < count; i++) {
        if (steps[i].isFactored()) {
          steps[i].finishSquares();
        }
      }
      pass(false, measure);
      for (int i = 0; i < count; i++) {
        steps[i].finishMeasure();
      }
      pass(false, move);
      for (int i = 0; i < count; i++) {
        steps[i].finishMove();
      }
    } finally {
      clear();
    }
  }

  /** Forgets the steps that were added. */
  public void clear() {
    Arrays.fill(steps, 0, count, null);
    count = 0;
  }

  private void pass(boolean factoredOnly, WorkerPool.Chunks task) {
    int units = 0;
    long elements = 0;
    for (int i = 0; i < count; i++) {
      if (!factoredOnly || steps[i].isFactored()) {
        units += steps[i].units();
        elements += steps[i].size();
      }
      ends[i] = units;
    }
    if (units > 0) {
      WorkerPool.run(units, elements, task);
    }
  }

  private void squares(int chunk, Scratch scratch) {
    int i = stepOf(chunk);
    steps[i].squares(chunk - begin(i), scratch);
  }

  private void measure(int chunk, Scratch scratch) {
    int i = stepOf(chunk);
    steps[i].measure(chunk - begin(i), scratch);
  }

  private void move(int chunk, Scratch scratch) {
    int i = stepOf(chunk);
    steps[i].move(chunk - begin(i), scratch);
  }

  private int begin(int i) {
    return i == 0 ? 0 : ends[i - 1];
  }

  /** The first step whose units end after this one. */
  private int stepOf(int unit) {
    int low = 0;
    int high = count - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ends[middle] > unit) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
