package lanewise.cli;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import lanewise.lrsched.LrScheduler;
import lanewise.nn.Layer;
import lanewise.optim.Optimizer;
import lanewise.tensor.Rng;
import lanewise.tensor.Workers;
import lanewise.train.BatchProgress;
import lanewise.train.EpochResult;
import lanewise.train.NotebookCnn;
import lanewise.train.ProgressListener;
import lanewise.train.Trainer;
import lanewise.train.TrainingWarmup;
import lanewise.train.WeightsDigest;
import lanewise.train.data.ImageSplits;
import lanewise.train.data.Loader;

/**
 * Trains by a plan: images first, since they may turn out to be unusable, and a throw-away network beside it, so that the kernels are compiled by
 * then; then the file of {@code --json}; then the network.
 */
final class TrainRun {
  private final Plan plan;
  private final Environment environment;
  private final Report report;

  TrainRun(Plan plan, Environment environment) {
    this.plan = plan;
    this.environment = environment;
    this.report = new Report(environment.out());
  }

  void run() {
    Workers.setThreads(plan.threads());
    FutureTask<Void> warmup = new FutureTask<>(() -> TrainingWarmup.run(new NotebookCnn(), plan.recipe(), plan.batchSize(), 10, 1, 28, 28), null);
    Thread.ofPlatform().daemon().name("warm-up").start(warmup);
    ImageSplits images = plan.source().load();
    await(warmup);
    Optional<JsonLog> log = plan.json().map(JsonLog::open);
    try {
      train(images, log);
    } finally {
      log.ifPresent(JsonLog::close);
    }
  }

  private static void await(FutureTask<Void> warmup) {
    try {
      warmup.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException("the warm-up failed: " + Failures.message(e.getCause()), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void train(ImageSplits images, Optional<JsonLog> log) {
    Rng rng = Rng.seed(plan.seed());
    Layer model = new NotebookCnn().init(rng.split("model"));
    if (!plan.quiet()) {
      report.header(plan, images, model.parameters().stream().mapToInt(p -> p.value().size()).sum());
    }
    List<EpochResult> results = fit(model, images, rng, log);
    Receipt receipt = new Receipt(
        secondsSinceStart(), WeightsDigest.of(model), plan.threads(), plan.kernels(), plan.seed(), plan.recipe().label());
    log.ifPresent(l -> l.receipt(receipt));
    report.table(results);
    report.receipt(receipt);
  }

  private List<EpochResult> fit(Layer model, ImageSplits images, Rng rng, Optional<JsonLog> log) {
    Loader train = Loader.of(images.train(), plan.batchSize(), images.normalization());
    Loader eval = Loader.of(images.eval(), plan.batchSize(), images.normalization());
    Optimizer optimizer = plan.recipe().optimizer(model.parameters(), plan.lr());
    LrScheduler scheduler = plan.recipe().scheduler(optimizer, plan.lr(), (long) plan.epochs() * train.size());
    boolean drawing = environment.terminal() && !plan.quiet();
    Optional<ProgressBar> bar = drawing ? Optional.of(new ProgressBar(environment.out(), System::nanoTime)) : Optional.empty();
    List<ProgressListener> listeners = new ArrayList<>();
    log.ifPresent(listeners::add);
    bar.ifPresent(listeners::add);
    if (!plan.quiet()) {
      listeners.add(report);
    }
    try {
      return new Trainer(model, optimizer, scheduler, new All(listeners)).fit(train, eval, plan.epochs(), rng);
    } finally {
      bar.ifPresent(ProgressBar::clear);
    }
  }

  private static double secondsSinceStart() {
    return (System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime()) / 1000.0;
  }

  /** Tells several listeners, in order. */
  private record All(List<ProgressListener> listeners) implements ProgressListener {
    @Override
    public void onBatch(BatchProgress progress) {
      for (ProgressListener listener : listeners) {
        listener.onBatch(progress);
      }
    }

    @Override
    public void onPass(EpochResult result) {
      for (ProgressListener listener : listeners) {
        listener.onPass(result);
      }
    }
  }
}
