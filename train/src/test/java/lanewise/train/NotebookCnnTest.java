package lanewise.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import lanewise.autograd.Parameter;
import lanewise.nn.Layer;
import lanewise.tensor.Rng;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NotebookCnnTest {
  private final Layer model = new NotebookCnn().init(Rng.seed(5));

  private static int count(Layer model) {
    return model.parameters().stream().mapToInt(p -> p.value().size()).sum();
  }

  @Test
  void has30522Parameters() {
    assertEquals(30_522, count(model));
  }

  @Test
  void stateHasTheNamesOfTheGoldenFiles() {
    List<String> expected = new ArrayList<>();
    for (int block = 0; block < 5; block++) {
      expected.addAll(List.of(block + ".conv.weight", block + ".conv.bias"));
      if (block < 4) {
        for (String name : List.of("weight", "bias", "running_mean", "running_var", "num_batches_tracked")) {
          expected.add(block + ".norm." + name);
        }
      }
    }
    assertEquals(expected, List.copyOf(model.stateDict().keySet()));
  }

  @Test
  void takesGreyImagesToTenLogits() {
    assertEquals(Shape.of(3, 10), model.forward(Tensor.zeros(3, 1, 28, 28)).shape());
  }

  @ParameterizedTest
  @CsvSource({"0, 0.281439", "1, 0.165839", "2, 0.117266", "3, 0.082920", "4, 0.058633"})
  void convolutionWeightsHaveTheStandardDeviationOfTheNotebook(int block, double std) {
    float[] w = model.namedParameters().get(block + ".conv.weight").value().toArray();
    double squares = 0;
    for (float x : w) {
      squares += (double) x * x;
    }
    double measured = Math.sqrt(squares / w.length);
    assertEquals(std, measured, 4 * std / Math.sqrt(2.0 * w.length), "four standard errors");
  }

  @Test
  void biasesKeepTheUniformDefault() {
    Parameter bias = model.namedParameters().get("4.conv.bias");
    double bound = 1 / Math.sqrt(576);
    double largest = 0;
    for (float b : bias.value().toArray()) {
      largest = Math.max(largest, Math.abs(b));
    }
    assertTrue(largest > 0 && largest <= bound, "largest bias " + largest);
  }

  @Test
  void theSeedDecidesTheWeights() {
    assertEquals(WeightsDigest.of(model), WeightsDigest.of(new NotebookCnn().init(Rng.seed(5))));
    assertNotEquals(WeightsDigest.of(model), WeightsDigest.of(new NotebookCnn().init(Rng.seed(6))));
  }

  @Test
  void detachedStatisticsChangeTheOutputInTrainingOnly() {
    Layer detached = new NotebookCnn().detachedStats(true).init(Rng.seed(5));
    Tensor images = Rng.seed(1).normal(0, 1, 4, 1, 28, 28);
    model.eval();
    detached.eval();
    assertEquals(model.forward(images).toString(), detached.forward(images).toString());
    model.train();
    detached.train();
    assertNotEquals(model.forward(images).toString(), detached.forward(images).toString());
  }

  @Test
  void softmaxRegressionHas7850ParametersAndIsLinear() {
    Layer linear = new SoftmaxRegression().init(Rng.seed(1));
    assertEquals(7850, count(linear));
    assertEquals(List.of("linear.weight", "linear.bias"), List.copyOf(linear.stateDict().keySet()));
    assertEquals(Shape.of(2, 10), linear.forward(Tensor.zeros(2, 1, 28, 28)).shape());
  }
}
