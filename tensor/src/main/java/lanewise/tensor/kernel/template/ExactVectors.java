package lanewise.tensor.kernel.template;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicConstantDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Tells the compiler the class of every vector of floats, ints and longs in a kernel; masks and shuffles stay as they are. For the API's methods and
 * for loops a vector is a {@code FloatVector}, an {@code IntVector} or a {@code LongVector}; which class that is C2 learns when it has inlined the
 * operation that made it, but what the next operation on it calls it decides before. Then it goes by what it has seen inside the API's methods, in all
 * kernels together: where these work on vectors of different widths it provides for each of them, and the vector remains an object that is
 * allocated in every turn of the loop.
 *
 * <p>So the vector that an operation is called on is cast to the class that belongs to the width of the kernel, a constant. It costs nothing: the
 * casts are gone once the operations are inlined.
 */
final class ExactVectors {
  /** With more operations a method with a loop has too many values for the first compiler, which then gives it up, and with it the second one. */
  private static final int MOST_IN_A_LOOP = 64;
  private static final String API = "jdk.incubator.vector.";
  private static final Set<ClassDesc> VECTORS = Set.of(ClassDesc.of(API + "FloatVector"), ClassDesc.of(API + "IntVector"),
      ClassDesc.of(API + "LongVector"));
  private static final DirectMethodHandleDesc TYPE = MethodHandleDesc.ofMethod(DirectMethodHandleDesc.Kind.STATIC,
      Widths.class.describeConstable().orElseThrow(), "vectorType",
      MethodTypeDesc.of(ConstantDescs.CD_Class, ConstantDescs.CD_Class, ConstantDescs.CD_int));
  private static final ClassDesc SPECIES = ClassDesc.of(API + "VectorSpecies");
  private static final MethodTypeDesc CAST = MethodTypeDesc.of(ConstantDescs.CD_Object, ConstantDescs.CD_Object);

  private ExactVectors() {}

  /**
   * The kernel with its casts. As it is where it has several species of one element type, or hands vectors from method to method: larger methods
   * would not be inlined there. In the largest loops there are no casts either. Floats, ints and longs have to be of the kernel's width.
   */
  static byte[] in(byte[] kernel, int bits) {
    ClassFile format = ClassFile.of();
    ClassModel model = format.parse(kernel);
    List<String> species = model.fields().stream().filter(f -> f.fieldTypeSymbol().equals(SPECIES))
        .map(f -> f.findAttribute(Attributes.signature()).orElseThrow().signature().stringValue()).toList();
    if (Set.copyOf(species).size() != species.size() || model.methods().stream().anyMatch(ExactVectors::namesVectors)) {
      return kernel;
    }
    return format.transformClass(model, ClassTransform.transformingMethodBodies(ExactVectors::suits, (code, element) -> {
      if (isOperation(element)) {
        InvokeInstruction call = (InvokeInstruction) element;
        castReceiver(code, call.owner().asSymbol(), call.typeSymbol(), bits);
      }
      code.with(element);
    }));
  }

  private static boolean namesVectors(MethodModel method) {
    return VECTORS.stream().anyMatch(v -> method.methodType().stringValue().contains(v.descriptorString()));
  }

  private static boolean suits(MethodModel method) {
    Set<Label> passed = new HashSet<>();
    boolean loops = false;
    int operations = 0;
    for (CodeElement element : method.code().orElseThrow()) {
      if (element instanceof LabelTarget target) {
        passed.add(target.label());
      }
      loops |= element instanceof BranchInstruction branch && passed.contains(branch.target());
      operations += isOperation(element) ? 1 : 0;
    }
    return !loops || operations <= MOST_IN_A_LOOP;
  }

  private static boolean isOperation(CodeElement element) {
    return element instanceof InvokeInstruction call && call.opcode() == Opcode.INVOKEVIRTUAL && VECTORS.contains(call.owner().asSymbol());
  }

  /** Takes the operands from the stack and puts them back, the vector in front as what it is. */
  private static void castReceiver(CodeBuilder code, ClassDesc vector, MethodTypeDesc call, int bits) {
    DynamicConstantDesc<?> type = DynamicConstantDesc.ofNamed(ConstantDescs.BSM_INVOKE, ConstantDescs.DEFAULT_NAME, ConstantDescs.CD_Class, TYPE,
        vector, bits);
    code.block(block -> {
      TypeKind[] kinds = call.parameterList().stream().map(TypeKind::from).toArray(TypeKind[]::new);
      int[] slots = Arrays.stream(kinds).mapToInt(block::allocateLocal).toArray();
      for (int i = slots.length - 1; i >= 0; i--) {
        block.storeLocal(kinds[i], slots[i]);
      }
      block.loadConstant(type).swap().invokevirtual(ConstantDescs.CD_Class, "cast", CAST).checkcast(vector);
      for (int i = 0; i < slots.length; i++) {
        block.loadLocal(kinds[i], slots[i]);
      }
    });
  }
}
