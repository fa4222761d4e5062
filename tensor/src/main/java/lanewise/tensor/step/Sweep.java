package lanewise.tensor.step;

import java.util.Arrays;
import lanewise.tensor.kernel.workers.Scratch;
import lanewise.tensor.kernel.workers.WorkerPool;

/**
 * The steps of many parameters as one run of the workers. The parameters are laid end to end and cut every {@value #CHUNK} elements, wherever a
 * parameter begins or ends: a network of many small tensors costs one hand-over, a single large tensor uses all threads. The cuts depend on the sizes
 * alone; the rules are elementwise, so they change no bit.
 *
 * <p>Kept by an optimizer and used for each of its steps; not for several threads at once.
 */
public final class Sweep {
  static final int CHUNK = 8192;

  private final WorkerPool.Chunks task = this::chunk;
  private final SumSweep sums = new SumSweep();
  private final Stretches parameters = new Stretches();
  private Step[] steps = new Step[16];
  private int count;

  /** A sweep with nothing to do. */
  public Sweep() {}

  /** Adds the step of one parameter; it is carried out, with the others, by {@link #run}. */
  public void add(Step step) {
    if (step.size() == 0) {
      return;
    }
    if (count == steps.length) {
      steps = Arrays.copyOf(steps, 2 * count);
    }
    step.choose();
    if (step.sums() != null) {
      sums.add(step.sums());
    }
    parameters.add(step.size(), (long) step.size() * step.picoseconds());
    steps[count++] = step;
  }

  /** Carries out all steps and forgets them: first the sums over whole parameters, where a rule needs them, then each element once. */
  public void run() {
    try {
      sums.run();
      WorkerPool.run(parameters.chunks(CHUNK), parameters.nanos(), task);
    } finally {
      clear();
    }
  }

  /** Forgets the steps that were added. */
  public void clear() {
    sums.clear();
    parameters.clear();
    Arrays.fill(steps, 0, count, null);
    count = 0;
  }

  private void chunk(int chunk, Scratch scratch) {
    long at = (long) chunk * CHUNK;
    long end = Math.min(at + CHUNK, parameters.total());
    for (int i = parameters.at(at); at < end; i++) {
      long stop = Math.min(end, parameters.end(i));
      steps[i].run((int) (at - parameters.begin(i)), (int) (stop - parameters.begin(i)));
      at = stop;
    }
  }
}
