package lanewise.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import lanewise.tensor.KernelLevel;
import lanewise.tensor.Workers;
import lanewise.train.Recipe;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code train}: its options, their checks, and the order in which everything is looked at before anything is written. */
@Command(
    name = "train",
    description = {
      "Train the notebook's CNN (30,522 parameters) to tell 28x28 grey images of 10 classes apart.",
      "",
      "It trains on Fashion-MNIST from the folder of --data, else of the environment variable LANEWISE_DATA, else from "
          + "~/.cache/lanewise/fashion-mnist. The folder holds the four IDX files, plain or gzipped; torchvision's folders work as they are. "
          + "Where none is named or found, it trains on images that the program generates. Nothing is downloaded."
    },
    footer = {
      "",
      "Exit status: 0 done; 1 the run failed, for example by a loss that became NaN; 2 an option or a file cannot be used, nothing was written.",
      "LANEWISE_JAVA_OPTS passes options to the JVM: -Dlanewise.kernels=scalar|simd128|simd256|simd512, -XX:UseAVX=2."
    })
final class TrainCommand implements Callable<Integer> {
  @Option(names = "--data", paramLabel = "DIR", converter = Values.Place.class, description = "Folder with the IDX files of Fashion-MNIST.")
  private Optional<Path> data;

  @Option(names = "--recipe", paramLabel = "NAME", converter = Values.RecipeName.class, defaultValue = "1cycle",
      description = {"Optimizer and schedule: 1cycle (AdamW, 1cycle schedule) or sgd (momentum 0.9, cosine schedule).", "Default: ${DEFAULT-VALUE}."})
  private Recipe recipe;

  @Option(names = "--epochs", paramLabel = "N", converter = Values.Count.class, description = "Passes over the training images, >= 1. Default: 6.")
  private Optional<Integer> epochs;

  @Option(names = "--batch-size", paramLabel = "N", converter = Values.Count.class,
      description = "Images in a step, >= 1. Default: 512 for Fashion-MNIST, 128 for the generated images.")
  private Optional<Integer> batchSize;

  @Option(names = "--lr", paramLabel = "RATE", converter = Values.Rate.class,
      description = "Highest learning rate, finite and > 0. Default: 0.05 for 1cycle, 0.2 for sgd.")
  private Optional<Double> lr;

  @Option(names = "--seed", paramLabel = "N", converter = Values.Seed.class, defaultValue = "1",
      description = "Seed of weights and shuffling, any 64-bit integer. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(names = "--threads", paramLabel = "N", converter = Values.Threads.class,
      description = "Threads of the kernels, 1..256; they change nothing but the time. Default: the number of processors.")
  private Optional<Integer> threads;

  @Option(names = "--json", paramLabel = "FILE", converter = Values.Place.class,
      description = "Write a JSON object for each pass, and a receipt last, one a line.")
  private Optional<Path> json;

  @Option(names = "--quiet", description = "Print the final table and the receipt only.")
  private boolean quiet;

  @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help and exit.")
  private boolean help;

  private final Environment environment;

  TrainCommand(Environment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    json.ifPresent(JsonLog::requireWritable);
    String kernels = Properties.value(() -> KernelLevel.current().label());
    int workers = threads.orElseGet(() -> Properties.value(Workers::threads));
    DataSource source = DataSource.find(data, environment.variables());
    int passes = epochs.orElse(source.defaultEpochs());
    int images = batchSize.orElse(source.defaultBatchSize());
    double rate = lr.orElse(source.defaultLr(recipe));
    new TrainRun(new Plan(source, recipe, passes, images, rate, seed, workers, kernels, json, quiet), environment).run();
    return 0;
  }
}
