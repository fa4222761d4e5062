package lanewise.train;

import static lanewise.nn.Losses.crossEntropy;

import java.util.ArrayList;
import java.util.List;
import lanewise.autograd.NoGrad;
import lanewise.autograd.Variable;
import lanewise.lrsched.LrScheduler;
import lanewise.nn.Layer;
import lanewise.optim.Gradients;
import lanewise.optim.Optimizer;
import lanewise.tensor.Rng;
import lanewise.tensor.Scope;
import lanewise.tensor.ops.Reduce;
import lanewise.train.data.Batch;
import lanewise.train.data.Loader;

/**
 * The ordinary training loop for classification with cross-entropy: in each epoch a pass over the training images in a fresh order, then a pass over
 * the images that were kept back.
 *
 * <p>A step is batch, forward, loss, {@code zeroGrad}, {@code backward}, optimizer, scheduler, all inside one {@link Scope}. Epoch e is shuffled by
 * {@code rng.split("shuffle", e)}: the order depends on the seed and the epoch's number alone.
 *
 * <p>For one thread. Metrics are sums in the order of the batches.
 */
public final class Trainer {
  private final Layer model;
  private final Optimizer optimizer;
  private final LrScheduler scheduler;
  private final ProgressListener listener;
  private int accumulate = 1;
  private int done;

  /**
   * A loop around parts that belong together.
   *
   * @param optimizer over the parameters of the model
   * @param scheduler bound to the optimizer; stepped after each of its steps
   * @param listener is told of every batch and pass
   */
  public Trainer(Layer model, Optimizer optimizer, LrScheduler scheduler, ProgressListener listener) {
    this.model = model;
    this.optimizer = optimizer;
    this.scheduler = scheduler;
    this.listener = listener;
  }

  /**
   * Steps only after every so many batches, with the mean of their gradients: the step of a batch that would not fit into memory. The batches left at
   * the end of an epoch make a step of their own. Batch normalisation still sees each batch by itself.
   *
   * @param batches to a step, >= 1; default 1
   * @return this
   * @throws IllegalArgumentException below 1
   */
  public Trainer accumulate(int batches) {
    if (batches < 1) {
      throw new IllegalArgumentException("accumulate " + batches + "; allowed: >= 1");
    }
    accumulate = batches;
    return this;
  }

  /**
   * Goes on after so many epochs of a run that was interrupted there: the next one is number {@code epochs + 1}. Model, optimizer and scheduler have
   * to be as they were then, see {@link Checkpoint}.
   *
   * @param epochs that are done, >= 0; default 0
   * @return this
   * @throws IllegalArgumentException below 0
   */
  public Trainer after(int epochs) {
    if (epochs < 0) {
      throw new IllegalArgumentException("after " + epochs + " epochs; allowed: >= 0");
    }
    done = epochs;
    return this;
  }

  /**
   * Trains and evaluates; the model is in evaluation mode afterwards.
   *
   * @param train what to fit
   * @param eval what to measure after each epoch
   * @param epochs number of the last one, which is how many there are unless it goes on {@linkplain #after after} some; above their number
   * @param rng shuffles the training images
   * @return two results an epoch, that of the training pass first
   * @throws LossNotFiniteException if a loss becomes NaN or infinite; the optimizer step that would follow is not done
   */
  public List<EpochResult> fit(Loader train, Loader eval, int epochs, Rng rng) {
    if (epochs <= done) {
      throw new IllegalArgumentException("epochs " + epochs + "; allowed: >= " + (done + 1L));
    }
    List<EpochResult> results = new ArrayList<>();
    for (int epoch = done + 1; epoch <= epochs; epoch++) {
      Pass pass = new Pass(epoch, epochs, Split.TRAIN, train);
      EpochResult trained = trainPass(train.shuffled(rng.split("shuffle", epoch)), pass);
      results.add(trained);
      results.add(evalPass(eval, new Pass(epoch, epochs, Split.EVAL, eval), trained.lr()));
    }
    return List.copyOf(results);
  }

  private EpochResult trainPass(Loader loader, Pass pass) {
    model.train();
    double lr = 0;
    for (int i = 0; i < loader.size(); i++) {
      try (var _ = Scope.open()) {
        Batch batch = loader.batch(i);
        lr = optimizer.paramGroups().getFirst().lr();
        Variable loss = measured(batch, pass, optimizer.stepCount() + 1, lr);
        int parts = i % accumulate + 1;
        if (parts == 1) {
          optimizer.zeroGrad();
        }
        loss.backward();
        if (parts == accumulate || i + 1 == loader.size()) {
          if (parts > 1) {
            Gradients.scale(model.parameters(), 1.0 / parts);
          }
          optimizer.step();
          scheduler.step();
        }
      }
      listener.onBatch(pass.progress());
    }
    return finished(pass, lr);
  }

  private EpochResult evalPass(Loader loader, Pass pass, double lr) {
    model.eval();
    for (int i = 0; i < loader.size(); i++) {
      try (var _ = Scope.open(); var _ = NoGrad.open()) {
        measured(loader.batch(i), pass, optimizer.stepCount(), lr);
      }
      listener.onBatch(pass.progress());
    }
    return finished(pass, lr);
  }

  /** The loss of a batch, after it has been added to the metrics. */
  private Variable measured(Batch batch, Pass pass, long step, double lr) {
    Variable logits = model.forward(Variable.of(batch.images()));
    Variable loss = crossEntropy(logits, batch.labels());
    pass.add(batch.size(), loss.value().item(), Reduce.countCorrect(logits.value(), batch.labels()));
    if (!Double.isFinite(pass.lastLoss())) {
      throw new LossNotFiniteException(pass.lastLoss(), pass.toString(), step, lr);
    }
    return loss;
  }

  private EpochResult finished(Pass pass, double lr) {
    EpochResult result = pass.result(lr);
    listener.onPass(result);
    return result;
  }
}
