package lanewise.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import lanewise.lrsched.LrScheduler;
import lanewise.nn.Layer;
import lanewise.optim.Optimizer;
import lanewise.optim.OptimizerState;
import lanewise.tensor.AnyTensor;
import lanewise.tensor.LongTensor;

/**
 * Everything that the rest of a training depends on, as it is after an epoch: a run that goes on from it ends with the same bits as one that was
 * never interrupted. The order of the images needs no place here: it follows from the seed and the number of the epoch.
 *
 * <pre>{@code
 * Checkpoint saved = Checkpoint.of(3, model, optimizer, scheduler);
 * ...
 * saved.restore(newModel, newOptimizer, newScheduler);
 * new Trainer(newModel, newOptimizer, newScheduler, listener).after(saved.epoch()).fit(train, eval, 10, rng);
 * }</pre>
 *
 * @param epoch how many epochs are done, >= 0
 * @param model parameters and buffers
 * @param random where the random numbers of the layers stand, such as the masks of dropout
 * @param optimizer the optimizer's state
 * @param scheduler the scheduler's state
 */
public record Checkpoint(int epoch, Map<String, AnyTensor> model, Map<String, LongTensor> random, OptimizerState optimizer,
    SequencedMap<String, Object> scheduler) {
  /** Checks the number and copies the maps. */
  public Checkpoint {
    if (epoch < 0) {
      throw new IllegalArgumentException("checkpoint after " + epoch + " epochs; allowed: >= 0");
    }
    model = Collections.unmodifiableMap(new LinkedHashMap<>(model));
    random = Collections.unmodifiableMap(new LinkedHashMap<>(random));
    scheduler = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(scheduler));
  }

  /** What these parts are now; copies. */
  public static Checkpoint of(int epoch, Layer model, Optimizer optimizer, LrScheduler scheduler) {
    return new Checkpoint(epoch, model.stateDict(), model.randomState(), optimizer.stateDict(), scheduler.stateDict());
  }

  /**
   * Gives this state to parts of the same construction; seeds and rates that they were made with do not matter.
   *
   * @throws IllegalArgumentException naming what does not fit; nothing is changed then
   */
  public void restore(Layer toModel, Optimizer toOptimizer, LrScheduler toScheduler) {
    Checkpoint before = of(epoch, toModel, toOptimizer, toScheduler);
    try {
      load(toModel, toOptimizer, toScheduler);
    } catch (RuntimeException e) {
      before.load(toModel, toOptimizer, toScheduler);
      throw e;
    }
  }

  private void load(Layer toModel, Optimizer toOptimizer, LrScheduler toScheduler) {
    toModel.loadStateDict(model);
    toModel.loadRandomState(random);
    toOptimizer.loadStateDict(optimizer);
    toScheduler.loadStateDict(scheduler);
  }
}
