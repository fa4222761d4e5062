package lanewise.tensor.step;

import java.util.Arrays;
import lanewise.tensor.kernel.workers.Scratch;
import lanewise.tensor.kernel.workers.WorkerPool;

/**
 * The Adafactor steps of many parameters as three runs of the workers, one for each pass; each run has the units of all parameters.
 *
 * <p>Kept by an optimizer and used for each of its steps; not for several threads at once. Makes no garbage.
 */
public final class AdafactorSweep {
  /** Rough time of an element in one of the passes. */
  private static final int PICOSECONDS = 1000;

  private final WorkerPool.Chunks squares = this::squares;
  private final WorkerPool.Chunks measure = this::measure;
  private final WorkerPool.Chunks move = this::move;
  private final Stretches units = new Stretches();
  private AdafactorStep[] steps = new AdafactorStep[16];
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
    units.clear();
    for (int i = 0; i < count; i++) {
      boolean takesPart = !factoredOnly || steps[i].isFactored();
      units.add(takesPart ? steps[i].units() : 0, takesPart ? (long) PICOSECONDS * steps[i].size() : 0);
    }
    WorkerPool.run(units.chunks(1), units.nanos(), task);
  }

  private void squares(int chunk, Scratch scratch) {
    int i = units.at(chunk);
    steps[i].squares((int) (chunk - units.begin(i)), scratch);
  }

  private void measure(int chunk, Scratch scratch) {
    int i = units.at(chunk);
    steps[i].measure((int) (chunk - units.begin(i)), scratch);
  }

  private void move(int chunk, Scratch scratch) {
    int i = units.at(chunk);
    steps[i].move((int) (chunk - units.begin(i)), scratch);
  }
}
