package lanewise.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import lanewise.autograd.AttentionFunctions;
import lanewise.autograd.Parameter;
import lanewise.autograd.Variable;
import lanewise.tensor.Tensor;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The gradients of attention, that of its mask included, agree with central differences in double. */
class AttentionGradientTest {
  @Property(tries = 60, seed = "1", shrinking = ShrinkingMode.OFF)
  void queryKeyValueAndMask(@ForAll @IntRange(min = 1, max = 3) int batch, @ForAll @IntRange(min = 1, max = 5) int length,
      @ForAll @IntRange(min = 1, max = 6) int places, @ForAll @IntRange(min = 1, max = 4) int width, @ForAll long seed) {
    Random random = new Random(seed);
    int outputs = 1 + random.nextInt(4);
    double scale = random.nextBoolean() ? 0.3 : 1 / Math.sqrt(width);
    int[][] masks = {{length, places}, {batch, length, places}, {1, 1, places}, {batch, length, 1}, {places}, {1}};
    Tensor mask = Doubles.normal(random, masks[random.nextInt(masks.length)]);
    GradientCheck.check(random, p -> AttentionFunctions.scaledDotProductAttention(p[0], p[1], p[2], p[3], OptionalDouble.of(scale)),
        e -> attention(e[0], e[1], e[2], e[3], scale), Doubles.normal(random, batch, length, width), Doubles.normal(random, batch, places, width),
        Doubles.normal(random, batch, places, outputs), mask);
  }

  @Test
  void aMaskWithAGradient_givesTheResultAndGradientsOfAConstantOne() {
    Random random = new Random(2);
    Tensor mask = Doubles.normal(random, 3, 4);
    Parameter[] first = inputs(3);
    Parameter[] second = inputs(3);
    Parameter variable = new Parameter(mask);
    Variable y = AttentionFunctions.scaledDotProductAttention(first[0], first[1], first[2], Optional.of(mask), false, OptionalDouble.empty());
    Variable z = AttentionFunctions.scaledDotProductAttention(second[0], second[1], second[2], variable, OptionalDouble.empty());
    assertArrayEquals(y.value().toArray(), z.value().toArray());
    Tensor up = Doubles.normal(random, 2, 3, 2);
    y.backward(up);
    z.backward(up);
    for (int i = 0; i < 3; i++) {
      assertArrayEquals(first[i].grad().toArray(), second[i].grad().toArray());
    }
  }

  @Test
  void whatIsConstant_getsNoGradientAndChangesNoOther() {
    Tensor up = Doubles.normal(new Random(4), 2, 3, 2);
    Tensor mask = Doubles.normal(new Random(5), 3, 4);
    Parameter[] all = with(up, mask, 15);
    for (int wanted = 1; wanted < 15; wanted++) {
      Parameter[] some = with(up, mask, wanted);
      for (int i = 0; i < 4; i++) {
        if ((wanted >> i & 1) == 0) {
          assertFalse(some[i].hasGrad(), "input " + i + " of " + wanted);
        } else {
          assertArrayEquals(all[i].grad().toArray(), some[i].grad().toArray(), "input " + i + " of " + wanted);
        }
      }
    }
  }

  /** The inputs after a pass backwards in which only those of the set bits were variables with a gradient. */
  private static Parameter[] with(Tensor up, Tensor mask, int wanted) {
    Parameter[] three = inputs(6);
    Parameter[] p = {three[0], three[1], three[2], new Parameter(mask)};
    Variable[] v = new Variable[4];
    for (int i = 0; i < 4; i++) {
      v[i] = (wanted >> i & 1) == 1 ? p[i] : Variable.of(p[i].value());
    }
    AttentionFunctions.scaledDotProductAttention(v[0], v[1], v[2], v[3], OptionalDouble.empty()).backward(up);
    return p;
  }

  private static Parameter[] inputs(long seed) {
    Random random = new Random(seed);
    return new Parameter[] {new Parameter(Doubles.normal(random, 2, 3, 5)), new Parameter(Doubles.normal(random, 2, 4, 5)),
        new Parameter(Doubles.normal(random, 2, 4, 2))};
  }

  /** softmax(scale Q K^T + mask) V by its definition. */
  private static Doubles attention(Doubles query, Doubles key, Doubles value, Doubles mask, double scale) {
    int batch = query.dim(0);
    int length = query.dim(1);
    int places = key.dim(1);
    int width = query.dim(2);
    int outputs = value.dim(2);
    Doubles y = Doubles.zeros(batch, length, outputs);
    for (int b = 0; b < batch; b++) {
      for (int l = 0; l < length; l++) {
        double[] weights = new double[places];
        double sum = 0;
        for (int s = 0; s < places; s++) {
          double score = mask.data()[place(mask, b, l, s)];
          for (int i = 0; i < width; i++) {
            score += scale * query.data()[(b * length + l) * width + i] * key.data()[(b * places + s) * width + i];
          }
          weights[s] = Math.exp(score);
          sum += weights[s];
        }
        for (int s = 0; s < places; s++) {
          for (int o = 0; o < outputs; o++) {
            y.data()[(b * length + l) * outputs + o] += weights[s] / sum * value.data()[(b * places + s) * outputs + o];
          }
        }
      }
    }
    return y;
  }

  /** Where a mask that is expanded to [B, L, S] has an element. */
  private static int place(Doubles mask, int... at) {
    int index = 0;
    for (int k = 0; k < mask.shape().length; k++) {
      int size = mask.dim(k);
      index = index * size + (size == 1 ? 0 : at[at.length - mask.shape().length + k]);
    }
    return index;
  }
}
