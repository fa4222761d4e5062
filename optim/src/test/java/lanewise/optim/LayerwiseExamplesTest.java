package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import lanewise.autograd.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The worked examples of LARS and LAMB. */
class LayerwiseExamplesTest {
  /** Vector and matrix of the published worked examples: parameters after steps 1, 2 and 8. */
  static Stream<Arguments> examples() {
    var lars = LARS.options().weightDecay(0.1).momentum(0.9);
    var lamb = LAMB.options().lr(0.01);
    float[] vector = {1, -2, .5f};
    float[][] three = {{.1f, -.2f, .3f}, {-.4f, .5f, 0}, {.25f, .25f, -1}, {0, -.1f, .2f}, {1, .3f, -.05f}};
    float[] matrix = {1, -2, .5f, .25f, -.75f, 1.5f};
    float[][] six = {{.1f, -.2f, .3f, -.4f, .5f, 0}, {.25f, .25f, -1, 0, -.1f, .2f}, {1, .3f, -.05f, .6f, -.7f, .8f}};
    return Stream.of(
        Arguments.of(lars, vector, three, new double[] {.9992404082, -1.998480816, .4986707144, .9993470877, -1.997904063, .4973430221, .9868662976,
            -1.987790178, .4923174693}),
        Arguments.of(lamb, vector, three, new double[] {.986793339, -1.986662513, .486858632, .9996954531, -1.996576709, .4710154563, .9488716876,
            -2.099000113, .5212891172}),
        Arguments.of(lars, matrix, six, new double[] {.9994447182, -1.998889436, .4990282568, .2510411534, -.7511799739, 1.499583539, .9982165381,
            -1.997994238, .5001313613, .2519259361, -.7518774338, 1.498480268, .9742840464, -1.989163833, .5077162337, .2546940795, -.751638486,
            1.47756963}),
        Arguments.of(lamb, matrix, six, new double[] {.9871899709, -1.987063074, .487253303, .2626515827, -.7625881724, 1.49980975, .9698451961,
            -1.988936262, .4962178525, .2747218593, -.7719237557, 1.486081107, .8557112604, -2.021225378, .5428824544, .2937460771, -.782938467,
            1.384590186}));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void theParametersFollowThePublishedRule(OptimizerOptions options, float[] initial, float[][] gradients, double[] expected) {
    Parameter p = Trial.parameter(initial);
    Optimizer optimizer = options.build(List.of(p));
    int row = 0;
    for (int t = 1; t <= 8; t++) {
      Trial.gradient(p, gradients[(t - 1) % gradients.length]);
      optimizer.step();
      if (t == 1 || t == 2 || t == 8) {
        for (int i = 0; i < initial.length; i++) {
          assertEquals(expected[row++], p.value().get(i), 1e-6, "step " + t + ", element " + i);
        }
      }
    }
  }
}
