package lanewise.tensor.kernel.template;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.reflect.AccessFlag;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Makes the calls of a kernel calls. C2 would take a small kernel into its callers, and a caller that takes in several soon exceeds what C2 inlines
 * in one method: then single operations on vectors become calls, and each of them allocates its vectors in the middle of a loop. Behind a boundary a
 * kernel is compiled once, by itself, whoever calls it.
 *
 * <p>Nothing in the language says so, but C2 does not inline large methods: a table that is never used makes them large.
 */
final class CallBoundary {
  /** Bytes of a method that C2 does not inline into a hot caller (FreqInlineSize is 325). */
  private static final int TOO_LARGE_TO_INLINE = 330;
  private static final String VECTORS = "jdk.incubator.vector";

  private CallBoundary() {}

  /** The class with its loops out of their callers' reach: the public methods that work on arrays or objects, but not those on vectors. */
  static byte[] around(byte[] kernel) {
    ClassFile format = ClassFile.of();
    return format.transformClass(format.parse(kernel),
        ClassTransform.transformingMethodBodies(CallBoundary::isLoop, enlarging()));
  }

  private static CodeTransform enlarging() {
    return new CodeTransform() {
      @Override
      public void atStart(CodeBuilder code) {
        enlarge(code);
      }

      @Override
      public void accept(CodeBuilder code, CodeElement element) {
        code.with(element);
      }
    };
  }

  private static boolean isLoop(MethodModel method) {
    return method.flags().has(AccessFlag.PUBLIC) && !method.flags().has(AccessFlag.STATIC) && !method.methodName().equalsString("<init>")
        && method.methodTypeSymbol().parameterList().stream().anyMatch(p -> !p.isPrimitive())
        && method.methodTypeSymbol().parameterList().stream().noneMatch(CallBoundary::isVector);
  }

  private static boolean isVector(ClassDesc type) {
    return type.packageName().equals(VECTORS);
  }

  /** A jump in front of all, by a table of this size and always to the same place: the compilers see through it. */
  static void enlarge(CodeBuilder code) {
    Label begin = code.newLabel();
    List<SwitchCase> cases = IntStream.range(0, TOO_LARGE_TO_INLINE / Integer.BYTES).mapToObj(i -> SwitchCase.of(i, begin)).toList();
    code.iconst_0().tableswitch(begin, cases).labelBinding(begin);
  }
}
