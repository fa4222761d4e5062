package lanewise.properties;

import static lanewise.nn.Losses.crossEntropy;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import lanewise.autograd.Variable;
import lanewise.nn.Layer;
import lanewise.tensor.KernelLevel;
import lanewise.tensor.Rng;
import lanewise.tensor.Scope;
import lanewise.train.NotebookCnn;
import lanewise.train.Recipe;
import lanewise.train.WeightsDigest;
import lanewise.train.data.Batch;
import lanewise.train.data.ImageSplits;
import lanewise.train.data.Loader;
import lanewise.train.data.SyntheticImages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * JVMs that are told to be other machines, with narrower vectors, without a fused multiply-add, with another compiler or object layout, end with the
 * same weights.
 */
class OtherMachinesTest {
  /** A few steps; prints the level and the digest of the weights. */
  static final class Run {
    private Run() {}

    public static void main(String[] arguments) {
      System.out.println("run " + KernelLevel.current().label() + " " + train());
    }

    static String train() {
      ImageSplits data = SyntheticImages.splits(Rng.seed(8), 60, 10);
      Loader batches = Loader.of(data.train(), 25, data.normalization());
      Layer model = new NotebookCnn().init(Rng.seed(4));
      var optimizer = Recipe.ONE_CYCLE.optimizer(model.parameters(), 2e-2);
      var scheduler = Recipe.ONE_CYCLE.scheduler(optimizer, 2e-2, batches.size());
      for (Batch batch : batches) {
        try (var _ = Scope.open()) {
          Variable loss = crossEntropy(model.forward(Variable.of(batch.images())), batch.labels());
          optimizer.zeroGrad();
          loss.backward();
          optimizer.step();
          scheduler.step();
        }
      }
      return WeightsDigest.of(model);
    }
  }

  @ParameterizedTest
  @CsvSource({
      "-XX:UseAVX=2",
      "-XX:UseAVX=0",
      "-XX:-UseFMA",
      "-XX:TieredStopAtLevel=1",
      "-XX:-UseSuperWord",
      "-XX:+UseCompactObjectHeaders",
      "-Dlanewise.kernels=scalar"
  })
  void options_changeNoBit(String option) throws Exception {
    assertEquals(Run.train(), run(option).split(" ")[2], option);
  }

  @Test
  void withoutAFusedMultiplyAddInHardware_theKernelsAreScalar() throws Exception {
    assertEquals("scalar", run("-XX:-UseFMA").split(" ")[1]);
  }

  private static String run(String option) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m",
        "-XX:+IgnoreUnrecognizedVMOptions", "--add-modules", "jdk.incubator.vector", option, "-cp", System.getProperty("java.class.path"),
        Run.class.getName()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), out);
    return out.lines().filter(line -> line.startsWith("run ")).findFirst().orElseThrow(() -> new AssertionError(out));
  }
}
