package lanewise.examples;

import static org.junit.jupiter.api.Assertions.assertTrue;

import lanewise.tensor.Rng;
import lanewise.train.NotebookCnn;
import lanewise.train.data.ImageSplits;
import lanewise.train.data.SyntheticImages;
import org.junit.jupiter.api.Test;

class ExamplesTest {
  @Test
  void loopByHandReachesNineOfTenWithAFifthOfTheImages() {
    double accuracy = TrainByHand.train(4_000, 1_000);
    assertTrue(accuracy >= 0.9, () -> "accuracy " + accuracy);
  }

  @Test
  void softmaxRegressionStaysBelowTheNetworkOnTheBuiltInImages() {
    ImageSplits images = SyntheticImages.splits(Rng.seed(0), SyntheticImages.TRAIN_SIZE, 2_000);
    double linear = LinearOrConvolutional.linear(images, 2);
    double convolutional = LinearOrConvolutional.last("the notebook's CNN", images, new NotebookCnn(), 4, 5e-2).accuracy();
    assertTrue(linear <= 0.85, () -> "softmax regression " + linear);
    assertTrue(convolutional >= 0.95, () -> "CNN " + convolutional);
  }
}
