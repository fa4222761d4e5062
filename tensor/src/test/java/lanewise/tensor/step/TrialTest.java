package lanewise.tensor.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import lanewise.tensor.KernelLevel;
import lanewise.tensor.kernel.Levels;
import lanewise.tensor.kernel.template.Exercise;
import lanewise.tensor.kernel.template.Exercised;
import lanewise.tensor.kernel.template.Exercises;
import lanewise.tensor.kernel.template.Ladder;
import lanewise.tensor.kernel.template.Templates;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the background tries rules out with until their vector form is compiled. */
class TrialTest {
  private static final int TURNS = 50;
  private final KernelLevel level = KernelLevel.current();

  /** Rules with a trial, and how many combinations of flags each has. */
  static Stream<Arguments> rules() {
    return Stream.of(Arguments.of(new AdadeltaStep(), 2), Arguments.of(new AdamStep(), 64), Arguments.of(new AdamaxStep(), 4),
        Arguments.of(new LionStep(), 4), Arguments.of(new MomentumStep(), 8), Arguments.of(new RmspropStep(), 32),
        Arguments.of(new SgdStep(), 64));
  }

  @AfterEach
  void restore() {
    Ladder.force(level);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void vectorFormAndTwin_computeTheSameFiniteNumbers(ElementwiseStep<?> rule, int combinations) {
    for (KernelLevel simd : Levels.simd()) {
      Ladder.force(simd);
      for (int flags = 0; flags < combinations; flags++) {
        assertInstanceOf(Exercised.class, rule.kernels.form(flags));
        check((Exercised<?>) rule.kernels.form(flags), simd.bits());
      }
    }
  }

  private static <K> void check(Exercised<K> form, int bits) {
    Exercise expected = Exercises.untouched();
    Exercise actual = Exercises.untouched();
    K vector = Templates.kernel(form, bits);
    for (int turn = 0; turn < TURNS; turn++) {
      int floats = form.exercise(form.scalar(), expected);
      assertTrue(floats >= Exercise.FLOATS);
      assertEquals(floats, form.exercise(vector, actual));
    }
    for (int i = 0; i < 4; i++) {
      assertArrayEquals(expected.out(i), actual.out(i), () -> form + " at " + bits);
      for (float x : actual.out(i)) {
        assertTrue(Float.isFinite(x), () -> form + ": " + x);
      }
    }
  }
}
