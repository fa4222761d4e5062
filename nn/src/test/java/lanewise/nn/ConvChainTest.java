package lanewise.nn;

import static lanewise.nn.Layers.batchNorm2d;
import static lanewise.nn.Layers.conv2d;
import static lanewise.nn.Layers.flatten;
import static lanewise.nn.Layers.generalReLU;
import static lanewise.nn.Layers.maxPool2d;
import static lanewise.nn.Layers.relu;
import static lanewise.nn.Layers.sequential;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import lanewise.autograd.NoGrad;
import lanewise.autograd.Variable;
import lanewise.tensor.Rng;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;

class ConvChainTest {
  private static final Shape IMAGES = Shape.of(2, 3, 12, 12);

  private static List<Layer> layers(Blueprint... parts) {
    List<Layer> all = new ArrayList<>();
    for (Blueprint part : parts) {
      Layer layer = part.init(Rng.seed(all.size()));
      layer.eval();
      all.add(layer);
    }
    return all;
  }

  private static int length(List<Layer> layers) {
    return ConvChain.at(layers, 0, IMAGES).layers();
  }

  @Test
  void convolutionsWithRectifiersAndNormalisations_areOneChain() {
    assertEquals(8, length(layers(conv2d(3, 4, 3), relu(), batchNorm2d(4), conv2d(4, 5, 3), batchNorm2d(5), generalReLU(0.1f), conv2d(5, 6, 3),
        conv2d(6, 6, 1), flatten())));
    assertEquals(2, length(layers(conv2d(3, 4, 3), relu(), maxPool2d(2), conv2d(4, 5, 3))));
    assertEquals(4, length(layers(conv2d(3, 4, 3), relu(), batchNorm2d(4), relu(), relu())));
    assertEquals(0, length(layers(relu(), conv2d(3, 4, 3))));
  }

  @Test
  void whatDoesNotFit_endsTheChain() {
    assertEquals(1, length(layers(conv2d(3, 4, 3), conv2d(5, 4, 3))));
    assertEquals(1, length(layers(conv2d(3, 4, 3), batchNorm2d(5))));
    assertEquals(1, length(layers(conv2d(3, 4, 9), conv2d(4, 4, 5))));
    assertEquals(0, length(layers(conv2d(2, 4, 3))));
    assertEquals(1, length(layers(conv2d(3, 4, 3), generalReLU(0.1f).sub(0.2f))));
    assertEquals(0, ConvChain.at(layers(conv2d(3, 4, 3)), 0, Shape.of(3, 12, 12)).layers());
    assertEquals(0, ConvChain.at(layers(conv2d(3, 4, 3)), 0, Shape.of(0, 3, 12, 12)).layers());
  }

  @Test
  void aNormalisationInTrainingMode_isNoPartOfAChain() {
    List<Layer> layers = layers(conv2d(3, 4, 3), conv2d(4, 4, 3), relu(), batchNorm2d(4));
    assertEquals(4, length(layers));
    layers.getLast().train();
    assertEquals(1, length(layers));
    layers.getFirst().train();
    assertEquals(1, length(layers));
  }

  @Test
  void anErrorInsideASequential_isThatOfTheLayer() {
    Layer model = sequential(conv2d(3, 4, 3), conv2d(5, 4, 3)).init(Rng.seed(1));
    model.eval();
    String text = assertThrows(IllegalArgumentException.class, () -> model.forward(Tensor.zeros(2, 3, 12, 12))).getMessage();
    assertEquals("input of shape [2, 4, 10, 10]; this convolution takes [N, 5, H, W]", text);
  }

  @Test
  void oneImageWithoutABatch_givesTheResultOfABatchOfOne() {
    Layer model = sequential(conv2d(3, 4, 3), relu(), maxPool2d(2), conv2d(4, 5, 3)).init(Rng.seed(1));
    Tensor image = Rng.seed(2).normal(0, 1, 3, 12, 12);
    Tensor expected = model.forward(image.reshape(1, 3, 12, 12));
    assertEquals(Shape.of(5, 3, 3), model.forward(image).shape());
    assertArrayEquals(expected.toArray(), model.forward(image).toArray());
    assertEquals(Shape.of(5, 3, 3), model.forward(Variable.of(image)).shape());
  }

  @Test
  void anEmptyBatch_givesAnEmptyResult() {
    Layer model = sequential(conv2d(3, 4, 3), relu(), batchNorm2d(4), conv2d(4, 5, 3)).init(Rng.seed(1));
    model.eval();
    assertEquals(Shape.of(0, 5, 8, 8), model.forward(Tensor.zeros(0, 3, 12, 12)).shape());
    try (var _ = NoGrad.open()) {
      assertEquals(Shape.of(0, 5, 8, 8), model.forward(Variable.of(Tensor.zeros(0, 3, 12, 12))).shape());
    }
  }
}
