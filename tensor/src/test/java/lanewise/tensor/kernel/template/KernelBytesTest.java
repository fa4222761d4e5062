package lanewise.tensor.kernel.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.InvokeInstruction;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorSpecies;
import org.junit.jupiter.api.Test;

/** What is added to a template's instructions so that C2 compiles a kernel well. */
class KernelBytesTest {
  private static final int FREQ_INLINE_SIZE = 325;

  @Test
  void loopsBehindTheBoundary_areTooLargeToBeInlined() throws IOException {
    byte[] kernel = CallBoundary.around(bytes(OneWidth.class));

    assertTrue(size(kernel, "run") > FREQ_INLINE_SIZE, size(kernel, "run") + " bytes");
  }

  @Test
  void functionsOfVectorsAndOfNumbers_remainAsTheyAre() throws IOException {
    byte[] before = bytes(Functions.class);
    byte[] kernel = CallBoundary.around(before);

    for (String method : new String[] {"twice", "columns", "helper", "<init>"}) {
      assertEquals(size(before, method), size(kernel, method), method);
    }
  }

  @Test
  void everyOperationOnAVector_isCalledOnItsClass() throws IOException {
    byte[] kernel = ExactVectors.in(bytes(OneWidth.class), 256);

    assertEquals(2, casts(kernel, "run"), "add and intoArray, but not the static fromArray");
    assertEquals(0, casts(kernel, "columns"));
  }

  @Test
  void intsAndLongs_areCastToo() throws IOException {
    byte[] kernel = ExactVectors.in(bytes(IntsAndLongs.class), 256);

    assertEquals(4, casts(kernel, "run"));
  }

  @Test
  void kernelOfSeveralSpecies_orWithFunctionsOfVectors_isLeftAsItIs() throws IOException {
    for (Class<?> type : new Class<?>[] {TwoWidths.class, Functions.class}) {
      byte[] template = bytes(type);

      assertSame(template, ExactVectors.in(template, 256), type.getName());
    }
  }

  private static byte[] bytes(Class<?> type) throws IOException {
    String name = type.getName();
    try (InputStream in = type.getResourceAsStream(name.substring(name.lastIndexOf('.') + 1) + ".class")) {
      return in.readAllBytes();
    }
  }

  private static CodeModel code(byte[] bytes, String method) {
    return ClassFile.of().parse(bytes).methods().stream().filter(m -> m.methodName().equalsString(method)).findFirst().orElseThrow().code()
        .orElseThrow();
  }

  private static int size(byte[] bytes, String method) {
    return ((CodeAttribute) code(bytes, method)).codeLength();
  }

  private static long casts(byte[] bytes, String method) {
    return code(bytes, method).elementStream().filter(e -> e instanceof InvokeInstruction call && call.name().equalsString("cast")).count();
  }

  /** A template. */
  static final class OneWidth {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_256;

    public void run(float[] x, int n) {
      for (int i = 0; i < n; i += S.length()) {
        FloatVector.fromArray(S, x, i).add(1).intoArray(x, i);
      }
    }

    public int columns() {
      return S.length();
    }
  }

  /** A template of two element types. */
  static final class IntsAndLongs {
    private static final VectorSpecies<Integer> S = IntVector.SPECIES_256;
    private static final VectorSpecies<Long> T = LongVector.SPECIES_256;

    public void run(int[] x, long[] y) {
      IntVector.fromArray(S, x, 0).add(1).intoArray(x, 0);
      LongVector.fromArray(T, y, 0).add(1).intoArray(y, 0);
    }
  }

  /** A template whose methods hand vectors to each other. */
  static final class Functions {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_256;

    public FloatVector twice(FloatVector x) {
      return x.add(x);
    }

    public int columns() {
      return S.length();
    }

    static float helper(float[] x) {
      return x[0];
    }
  }

  /** A template whose vectors differ. */
  static final class TwoWidths {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_256;
    private static final VectorSpecies<Float> T = FloatVector.SPECIES_128;

    public void run(float[] x) {
      FloatVector.fromArray(S, x, 0).intoArray(x, 0);
      FloatVector.fromArray(T, x, 0).intoArray(x, 0);
    }
  }
}
