package lanewise.tensor.io;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import lanewise.tensor.AnyTensor;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Random texts and tensors. */
final class IoArbitraries {
  private static final String AWKWARD = "a.0_\"\\/\b\f\n\r\t\u0000\u001f\u007fé\u2028\ud7ff\ue000\uffff";

  private IoArbitraries() {}

  /** Texts with all that needs an escape, several bytes in UTF-8, or two chars. */
  static Arbitrary<String> texts() {
    Arbitrary<String> characters = Arbitraries.oneOf(
        Arbitraries.of(AWKWARD.chars().mapToObj(c -> String.valueOf((char) c)).toList()),
        Arbitraries.integers().between(0x10000, Character.MAX_CODE_POINT).map(Character::toString),
        Arbitraries.chars().filter(c -> !Character.isSurrogate(c)).map(String::valueOf));
    return characters.list().ofMaxSize(8).map(l -> String.join("", l));
  }

  /** Named tensors of both kinds, with all bit patterns; of rank 0 to 4, some empty. */
  static Arbitrary<Map<String, AnyTensor>> tensors() {
    return Arbitraries.maps(texts(), tensor()).ofMaxSize(5).map(LinkedHashMap::new);
  }

  private static Arbitrary<AnyTensor> tensor() {
    Arbitrary<int[]> shapes = Arbitraries.integers().between(0, 5).array(int[].class).ofMaxSize(4);
    return Combinators.combine(shapes, Arbitraries.longs(), Arbitraries.of(true, false)).as((shape, seed, isFloat) -> {
      Random random = new Random(seed);
      if (!isFloat) {
        return LongTensor.of(random.longs(Shape.of(shape).size()).toArray(), shape);
      }
      float[] values = new float[Shape.of(shape).size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = Float.intBitsToFloat(random.nextInt());
      }
      return Tensor.of(values, shape);
    });
  }
}
