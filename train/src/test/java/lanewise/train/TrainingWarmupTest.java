package lanewise.train;

import static lanewise.nn.Losses.crossEntropy;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import lanewise.autograd.Variable;
import lanewise.lrsched.LrScheduler;
import lanewise.nn.Layer;
import lanewise.optim.Optimizer;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Rng;
import lanewise.tensor.Scope;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;

class TrainingWarmupTest {
  /** Trains some steps, with or without a warm-up before, and prints the digest of the weights. */
  static final class Probe {
    private Probe() {}

    public static void main(String[] args) {
      if (args[0].equals("warm")) {
        TrainingWarmup.run(new NotebookCnn(), Recipe.ONE_CYCLE, 40, 10, 1, 28, 28);
      }
      System.out.println("digest " + digest());
    }

    static String digest() {
      Rng rng = Rng.seed(5);
      Layer model = new NotebookCnn().init(rng);
      Optimizer optimizer = Recipe.ONE_CYCLE.optimizer(model.parameters(), 0.01);
      LrScheduler scheduler = Recipe.ONE_CYCLE.scheduler(optimizer, 0.01, 3);
      for (int i = 0; i < 3; i++) {
        try (var _ = Scope.open()) {
          Tensor images = rng.normal(0, 1, 40, 1, 28, 28);
          Variable loss = crossEntropy(model.forward(Variable.of(images)), LongTensor.of(new long[40], 40));
          optimizer.zeroGrad();
          loss.backward();
          optimizer.step();
          scheduler.step();
        }
      }
      return WeightsDigest.of(model);
    }
  }

  private static String run(String warm) throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command = List.of(java, "--add-modules", "jdk.incubator.vector", "-cp", System.getProperty("java.class.path"),
        Probe.class.getName(), warm);
    Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), out);
    return out.strip();
  }

  @Test
  void trainingIsTheSameWithAndWithoutWarmupAndOnVectorsFromTheFirstCallOn() throws Exception {
    String here = "digest " + Probe.digest();
    assertEquals(here, run("warm"));
    assertEquals(here, run("cold"));
  }
}
