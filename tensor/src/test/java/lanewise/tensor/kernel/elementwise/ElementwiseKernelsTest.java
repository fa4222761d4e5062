package lanewise.tensor.kernel.elementwise;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import lanewise.tensor.kernel.Levels;
import lanewise.tensor.kernel.Values;
import lanewise.tensor.kernel.functions.Operators;
import lanewise.tensor.kernel.template.Templates;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Vector forms of the elementwise operators give the bits of their scalar twins and touch nothing beside their result. */
class ElementwiseKernelsTest {
  private static final int[] LENGTHS = IntStream.concat(IntStream.rangeClosed(0, 35), IntStream.of(63, 64, 65, 127, 128, 129, 130, 1000)).toArray();

  static Stream<MapOp> maps() {
    return Operators.maps();
  }

  static Stream<ZipOp> zips() {
    return Operators.zips();
  }

  @ParameterizedTest
  @MethodSource("maps")
  void vectorsOfOneInput_equalTheTwin(MapOp op) {
    Random random = new Random(1);
    for (int n : LENGTHS) {
      float[] x = Values.special(random, n + 8, 3);
      Levels.compare(op + " of " + n, () -> Values.normal(new Random(n), n + 9), y -> op.kernel().run(x, 3, y, 5, n));
    }
  }

  @ParameterizedTest
  @MethodSource("maps")
  void vectorsOfOneInput_mayOverwriteIt(MapOp op) {
    Random random = new Random(2);
    for (int n : new int[] {1, 16, 67}) {
      float[] x = Values.special(random, n + 8, 3);
      Levels.compare(op + " of " + n, x::clone, y -> op.kernel().run(y, 4, y, 4, n));
    }
  }

  static Stream<MapFormula> formulas() {
    return maps().filter(op -> op instanceof MapFormula).map(op -> (MapFormula) op);
  }

  @ParameterizedTest
  @MethodSource("formulas")
  void quartersOfLargeArrays_equalTheTwin(MapFormula op) {
    Random random = new Random(9);
    for (int n : new int[] {0, 1, 15, 16, 63, 64, 65, 127, 128, 259, 1000}) {
      float[] x = Values.special(random, n + 8, 3);
      Levels.compare(op + " of " + n, () -> Values.normal(new Random(n), n + 9), y -> op.streams().run(x, 3, y, 5, n));
      Levels.compare(op + " over " + n, x::clone, y -> op.streams().run(y, 4, y, 4, n));
    }
  }

  @ParameterizedTest
  @MethodSource("formulas")
  void loops_areShortEnoughToBeCompiled(MapFormula op) throws IOException {
    for (Class<?> template : List.of(MapTemplate.class, MapStreamsTemplate.class)) {
      try (InputStream in = template.getResourceAsStream(template.getSimpleName() + ".class")) {
        ClassFile.of().parse(op.into(in.readAllBytes())).methods().forEach(m -> m.findAttribute(Attributes.code())
            .ifPresent(code -> assertTrue(code.codeLength() < 8000, op + ": " + code.codeLength() + " bytes in " + template)));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("zips")
  void vectorsOfTwoInputs_equalTheTwin(ZipOp op) {
    Random random = new Random(3);
    for (int n : LENGTHS) {
      float[] x = Values.special(random, n + 8, 3);
      float[] y = Values.special(random, n + 8, 3);
      Levels.compare(op + " of " + n, () -> Values.normal(new Random(n), n + 9), z -> op.kernel().run(x, 3, y, 8, z, 5, n));
    }
  }

  @ParameterizedTest
  @MethodSource("zips")
  void vectorsOfTwoInputs_mayOverwriteEither(ZipOp op) {
    Random random = new Random(4);
    for (int n : new int[] {1, 16, 67}) {
      float[] x = Values.special(random, n + 8, 3);
      Levels.compare(op + " over the first of " + n, () -> Values.special(new Random(n), n + 8, 3), y -> op.kernel().run(y, 4, x, 1, y, 4, n));
      Levels.compare(op + " over the second of " + n, () -> Values.special(new Random(n), n + 8, 3), y -> op.kernel().run(x, 1, y, 4, y, 4, n));
    }
  }

  @ParameterizedTest
  @MethodSource("maps")
  void vectorsOfAnyBitPattern_equalTheTwin(MapOp op) {
    Random random = new Random(6);
    for (int block = 0; block < 24; block++) {
      float[] x = Values.patterns(random, 1024);
      Levels.compare(op + ", block " + block, () -> new float[1024], y -> op.kernel().run(x, 0, y, 0, 1024));
    }
  }

  @ParameterizedTest
  @MethodSource("zips")
  void vectorsOfTwoAnyBitPatterns_equalTheTwin(ZipOp op) {
    Random random = new Random(7);
    for (int block = 0; block < 24; block++) {
      float[] x = Values.patterns(random, 1024);
      float[] y = block % 2 == 0 ? Values.patterns(random, 1024) : Values.normal(random, 1024);
      Levels.compare(op + ", block " + block, () -> new float[1024], z -> op.kernel().run(x, 0, y, 0, z, 0, 1024));
    }
  }

  @ParameterizedTest
  @MethodSource("zips")
  void vectorsAndANumberOnEitherSide_equalTheTwin(ZipOp op) {
    Random random = new Random(8);
    for (int n : new int[] {0, 1, 15, 16, 17, 67, 130}) {
      float[] x = Values.special(random, n + 8, 3);
      for (float number : new float[] {-1.7f, 0, 2, Float.NaN, Float.NEGATIVE_INFINITY, 1e-40f}) {
        Levels.compare(op + " of " + n + " and " + number, () -> Values.normal(new Random(n), n + 9), z -> op.kernel().run(x, 3, number, z, 5, n));
        Levels.compare(op + " of " + number + " and " + n, () -> Values.normal(new Random(n), n + 9), z -> op.kernel().run(number, x, 3, z, 5, n));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {-1.7f, 0, 1e-40f, Float.POSITIVE_INFINITY})
  void vectorsTimesANumber_equalTheTwin(float factor) {
    Random random = new Random(5);
    for (int n : LENGTHS) {
      float[] x = Values.special(random, n + 8, 3);
      Levels.compare(factor + " times " + n, () -> Values.normal(new Random(n), n + 9), y -> Scaling.kernel().run(factor, x, 3, y, 5, n));
    }
  }

  static Stream<MapOp> activations() {
    return maps().filter(op -> !(op instanceof MapFormula));
  }

  @ParameterizedTest
  @MethodSource("activations")
  void scaleShiftAndActivation_equalTheTwin(MapOp op) {
    Random random = new Random(5);
    for (int period : new int[] {1, 3, 16, 260}) {
      float[] scale = Values.normal(random, period + 2);
      float[] shift = Values.special(random, period + 2, 9);
      for (int n : new int[] {0, period, 3 * period, 5 * period + period / 2}) {
        float[] x = Values.special(random, n + 8, 5);
        Levels.compare(op + " of " + n + ", period " + period, () -> new float[n + 9],
            y -> Templates.kernel(new AffineKernel.AffineRecipe(op)).run(x, 3, y, 5, n, scale, 1, shift, 2, period));
      }
    }
  }
}
