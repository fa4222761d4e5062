package lanewise.tensor.kernel.formula;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.Collections;
import java.util.List;
import lanewise.tensor.kernel.Fma;

/** The scalar form of a formula: floats, ints, and ints that are 0 or 1 for masks. */
final class ScalarCode extends Code {
  private static final ClassDesc F = ConstantDescs.CD_float;
  private static final ClassDesc I = ConstantDescs.CD_int;
  private static final ClassDesc D = ConstantDescs.CD_double;
  private static final ClassDesc FLOAT = Float.class.describeConstable().orElseThrow();
  private static final ClassDesc MATH = Math.class.describeConstable().orElseThrow();
  private static final ClassDesc OUR_FMA = Fma.class.describeConstable().orElseThrow();

  ScalarCode(CodeBuilder code, int inputs) {
    super(code, inputs);
  }

  @Override
  TypeKind kind(Class<? extends Term> type) {
    return type == Lane.class ? TypeKind.FLOAT : TypeKind.INT;
  }

  @Override
  void constant(float value) {
    code.loadConstant(value);
  }

  @Override
  void operation(Term t) {
    if (t.operation() != Operation.GUARD) {
      pushArguments(t);
    }
    switch (t.operation()) {
      case GUARD -> rare(t);
      case ADD -> code.fadd();
      case SUB -> code.fsub();
      case MUL -> code.fmul();
      case DIV -> code.fdiv();
      case FMA -> code.invokestatic(OUR_FMA, "fma", MethodTypeDesc.of(F, F, F, F));
      case SQRT -> code.f2d().invokestatic(MATH, "sqrt", MethodTypeDesc.of(D, D)).d2f();
      case ABS -> code.invokestatic(MATH, "abs", MethodTypeDesc.of(F, F));
      case NEG -> code.fneg();
      case BLEND -> code.ifThenElse(Opcode.IFNE, set -> set.swap().pop(), clear -> clear.pop());
      case MUL_WHERE -> code.ifThenElse(Opcode.IFNE, set -> set.fmul(), clear -> clear.pop());
      case LT -> truth(code.fcmpg(), Opcode.IFLT);
      case LE -> truth(code.fcmpg(), Opcode.IFLE);
      case EQ -> truth(code.fcmpl(), Opcode.IFEQ);
      case NE -> truth(code.fcmpl(), Opcode.IFNE);
      case IS_ZERO -> truth(code, Opcode.IFEQ);
      case BOTH, AND -> code.iand();
      case EITHER, OR -> code.ior();
      case NOT -> truth(code, Opcode.IFEQ);
      case TO_BITS -> code.invokestatic(FLOAT, "floatToRawIntBits", MethodTypeDesc.of(I, F));
      case AS_FLOAT -> code.invokestatic(FLOAT, "intBitsToFloat", MethodTypeDesc.of(F, I));
      case TO_FLOAT -> code.i2f();
      case ADD_BITS -> code.iadd();
      case ADD_BITS_C -> code.loadConstant(number(t)).iadd();
      case SUB_BITS -> code.isub();
      case AND_C -> code.loadConstant(number(t)).iand();
      case XOR -> code.ixor();
      case SHL -> code.loadConstant(number(t)).ishl();
      case SHR -> code.loadConstant(number(t)).ishr();
      case ADD_WHERE -> code.ineg().loadConstant(number(t)).iand().iadd();
      default -> throw new IllegalStateException("not an operation: " + t.operation());
    }
  }

  private void rare(Term t) {
    Lane.Rare rare = (Lane.Rare) t.constant();
    List<Term> from = t.arguments();
    push(from.get(1));
    code.ifThenElse(Opcode.IFNE, _ -> push(from.get(0)), other -> {
      from.subList(2, from.size()).forEach(this::push);
      other.invokestatic(rare.owner(), rare.name(), MethodTypeDesc.of(F, Collections.nCopies(from.size() - 2, F)));
    });
  }

  private static int number(Term t) {
    return (Integer) t.constant();
  }

  private static void truth(CodeBuilder code, Opcode condition) {
    code.ifThenElse(condition, yes -> yes.iconst_1(), no -> no.iconst_0());
  }
}
