package lanewise.properties;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import lanewise.nn.Layer;
import lanewise.tensor.KernelLevel;
import lanewise.tensor.Rng;
import lanewise.train.EpochResult;
import lanewise.train.NotebookCnn;
import lanewise.train.ProgressListener;
import lanewise.train.Recipe;
import lanewise.train.Trainer;
import lanewise.train.WeightsDigest;
import lanewise.train.data.ImageSplits;
import lanewise.train.data.Loader;
import lanewise.train.data.SyntheticImages;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An application on the class path that was started without {@code --add-modules jdk.incubator.vector}; the build runs this class in such a JVM. */
@Tag("without-incubator")
final class WithoutIncubatorTest {
  private static final int EPOCHS = 3;

  /** A short run, and what is left of it. */
  static final class Run {
    private Run() {}

    public static void main(String[] arguments) {
      System.out.println(KernelLevel.current() + " " + WeightsDigest.of(train().model()));
    }

    static Trained train() {
      ImageSplits data = SyntheticImages.splits(Rng.seed(3), 320, 64);
      Loader batches = Loader.of(data.train(), 64, data.normalization());
      Layer model = new NotebookCnn().init(Rng.seed(1));
      var optimizer = Recipe.ONE_CYCLE.optimizer(model.parameters(), 2e-2);
      var scheduler = Recipe.ONE_CYCLE.scheduler(optimizer, 2e-2, (long) EPOCHS * batches.size());
      var results = new Trainer(model, optimizer, scheduler, ProgressListener.NONE)
          .fit(batches, Loader.of(data.eval(), 64, data.normalization()), EPOCHS, Rng.seed(2));
      return new Trained(model, results);
    }
  }

  private record Trained(Layer model, List<EpochResult> results) {}

  @Test
  void withoutTheFlag_theModuleIsAbsentAndTheKernelsAreScalar() {
    assertTrue(ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty());
    assertEquals(KernelLevel.SCALAR, KernelLevel.current());
  }

  @Test
  void withoutTheFlag_aRunLearnsAndEndsWithTheWeightsOfARunWithSimd() throws Exception {
    Trained here = Run.train();
    double first = here.results().getFirst().loss();
    double last = here.results().get(2 * EPOCHS - 2).loss();
    assertTrue(last < 0.9 * first, "loss of the first epoch " + first + ", of the last " + last);

    String[] simd = runWithTheFlag().split(" ");
    assertTrue(simd[0].startsWith("SIMD"), simd[0]);
    assertEquals(simd[1], WeightsDigest.of(here.model()));
  }

  private static String runWithTheFlag() throws IOException, InterruptedException {
    Process process = new ProcessBuilder(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx1g", "--add-modules", "jdk.incubator.vector",
        "-cp", System.getProperty("java.class.path"), Run.class.getName())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), out);
    return out.strip();
  }
}
