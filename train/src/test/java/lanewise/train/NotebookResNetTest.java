package lanewise.train;

import static lanewise.nn.Losses.crossEntropy;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import lanewise.autograd.Parameter;
import lanewise.autograd.Variable;
import lanewise.nn.Layer;
import lanewise.optim.AdamW;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Rng;
import lanewise.tensor.Scope;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NotebookResNetTest {
  private final Layer model = new NotebookResNet().init(Rng.seed(5));

  private static int count(Layer model) {
    return model.parameters().stream().mapToInt(p -> p.value().size()).sum();
  }

  @Test
  void has321438Parameters() {
    assertEquals(321_438, count(model));
  }

  @ParameterizedTest
  @CsvSource({"0, 1848", "1, 3664", "2, 14496", "3, 57664", "4, 230016", "5, 13750"})
  void aBlockHasTheNotebooksNumberOfThem(int block, int parameters) {
    assertEquals(parameters, model.namedParameters().entrySet().stream().filter(e -> e.getKey().startsWith(block + "."))
        .mapToInt(e -> e.getValue().value().size()).sum());
  }

  @Test
  void takesGreyImagesToTenLogits() {
    assertEquals(Shape.of(3, 10), model.forward(Tensor.zeros(3, 1, 28, 28)).shape());
  }

  @ParameterizedTest
  @CsvSource({"1.main.conv_a.conv.weight, 0.1, 72", "2.main.conv_b.conv.weight, 0, 288", "4.main.conv_b.conv.weight, 0, 1152"})
  void theConvolutionsOfTheMainPathAreKaimingNormalWithTheirOwnLeak(String name, double leak, int fanIn) {
    float[] w = model.namedParameters().get(name).value().toArray();
    double expected = Math.sqrt(2 / (1 + leak * leak) / fanIn);
    double measured = Math.sqrt(IntStream.range(0, w.length).mapToDouble(i -> (double) w[i] * w[i]).sum() / w.length);
    assertEquals(expected, measured, 4 * expected / Math.sqrt(2.0 * w.length), "four standard errors");
  }

  @Test
  void everyParameterLearnsAndTheLossOfABatchFalls() {
    Rng rng = Rng.seed(7);
    Tensor images = rng.normal(0, 1, 70, 1, 28, 28);
    LongTensor labels = LongTensor.of(IntStream.range(0, 70).mapToLong(i -> i * 7 % 10).toArray(), 70);
    AdamW optimizer = new AdamW(model.parameters(), AdamW.options().lr(1e-2));
    float[] losses = new float[6];
    for (int t = 0; t < losses.length; t++) {
      try (var _ = Scope.open()) {
        Variable loss = crossEntropy(model.forward(Variable.of(images)), labels);
        losses[t] = loss.value().item();
        optimizer.zeroGrad();
        loss.backward();
        for (Parameter p : model.parameters()) {
          assertTrue(p.hasGrad());
        }
        optimizer.step();
      }
    }
    assertTrue(losses[losses.length - 1] < losses[0] / 2, losses[0] + " to " + losses[losses.length - 1]);
  }
}
