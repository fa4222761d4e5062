package lanewise.tensor.kernel.formula;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import java.util.Locale;

/** The vector form of a formula, for the species of its first input. Names the Vector API without loading it. */
final class VectorCode extends Code {
  static final ClassDesc FLOATS = vectorApi("FloatVector");
  private static final ClassDesc INTS = vectorApi("IntVector");
  private static final ClassDesc VECTOR = vectorApi("Vector");
  private static final ClassDesc MASK = vectorApi("VectorMask");
  private static final ClassDesc SPECIES = vectorApi("VectorSpecies");
  private static final ClassDesc OPERATORS = vectorApi("VectorOperators");
  private static final ClassDesc BINARY = vectorApi("VectorOperators$Binary");
  private static final ClassDesc ASSOCIATIVE = vectorApi("VectorOperators$Associative");
  private static final ClassDesc COMPARISON = vectorApi("VectorOperators$Comparison");
  private static final ClassDesc CONVERSION = vectorApi("VectorOperators$Conversion");
  private static final ClassDesc I = ConstantDescs.CD_int;

  VectorCode(CodeBuilder code, int inputs) {
    super(code, inputs);
  }

  private static ClassDesc vectorApi(String name) {
    return ClassDesc.of("jdk.incubator.vector." + name);
  }

  @Override
  TypeKind kind(Class<? extends Term> type) {
    return TypeKind.REFERENCE;
  }

  @Override
  void constant(float value) {
    species();
    code.loadConstant(value).invokestatic(FLOATS, "broadcast", MethodTypeDesc.of(FLOATS, SPECIES, ConstantDescs.CD_float));
  }

  @Override
  void operation(Term t) {
    switch (t.operation()) {
      case GUARD -> argument(t, 0);
      case ADD, SUB, MUL, DIV -> floats(t, t.operation().name().toLowerCase(Locale.ROOT), VECTOR);
      case FMA -> floats(t, "fma", VECTOR, VECTOR);
      case SQRT, ABS, NEG -> floats(t, t.operation().name().toLowerCase(Locale.ROOT));
      case BLEND -> floats(t, "blend", VECTOR, MASK);
      case MUL_WHERE -> floats(t, "mul", VECTOR, MASK);
      case LT, LE, EQ, NE -> {
        argument(t, 0);
        operator(t.operation().name(), COMPARISON);
        argument(t, 1);
        code.invokevirtual(FLOATS, "compare", MethodTypeDesc.of(MASK, COMPARISON, VECTOR));
      }
      case IS_ZERO -> {
        argument(t, 0);
        operator("EQ", COMPARISON);
        code.iconst_0().invokevirtual(INTS, "compare", MethodTypeDesc.of(MASK, COMPARISON, I));
        species();
        code.invokevirtual(MASK, "cast", MethodTypeDesc.of(MASK, SPECIES));
      }
      case BOTH -> masks(t, "and", MASK);
      case EITHER -> masks(t, "or", MASK);
      case NOT -> masks(t, "not");
      case TO_BITS -> {
        pushArguments(t);
        code.invokevirtual(FLOATS, "reinterpretAsInts", MethodTypeDesc.of(INTS));
      }
      case AS_FLOAT -> {
        argument(t, 0);
        code.invokevirtual(INTS, "reinterpretAsFloats", MethodTypeDesc.of(FLOATS));
      }
      case TO_FLOAT -> {
        argument(t, 0);
        operator("I2F", CONVERSION);
        code.iconst_0().invokevirtual(INTS, "convert", MethodTypeDesc.of(VECTOR, CONVERSION, I)).checkcast(FLOATS);
      }
      case ADD_BITS -> ints(t, "ADD", ASSOCIATIVE);
      case SUB_BITS -> ints(t, "SUB", BINARY);
      case AND -> ints(t, "AND", ASSOCIATIVE);
      case OR -> ints(t, "OR", ASSOCIATIVE);
      case XOR -> ints(t, "XOR", ASSOCIATIVE);
      case ADD_BITS_C -> intsAndNumber(t, "ADD", ASSOCIATIVE);
      case AND_C -> intsAndNumber(t, "AND", ASSOCIATIVE);
      case SHL -> intsAndNumber(t, "LSHL", BINARY);
      case SHR -> intsAndNumber(t, "ASHR", BINARY);
      case ADD_WHERE -> {
        argument(t, 0);
        operator("ADD", ASSOCIATIVE);
        code.loadConstant((Integer) t.constant());
        argument(t, 1);
        argument(t, 0);
        code.invokevirtual(INTS, "species", MethodTypeDesc.of(SPECIES)).invokevirtual(MASK, "cast", MethodTypeDesc.of(MASK, SPECIES))
            .invokevirtual(INTS, "lanewise", MethodTypeDesc.of(INTS, BINARY, I, MASK));
      }
      default -> throw new IllegalStateException("not an operation: " + t.operation());
    }
  }

  /** Leaves on the stack whether all these masks are set in all lanes. */
  void allSet(List<Mask> masks) {
    Mask all = masks.stream().reduce(Mask::and).orElseThrow();
    result(all);
    code.invokevirtual(MASK, "allTrue", MethodTypeDesc.of(ConstantDescs.CD_boolean));
  }

  private void argument(Term t, int i) {
    push(t.arguments().get(i));
  }

  private void species() {
    code.aload(inputSlot(0)).invokevirtual(FLOATS, "species", MethodTypeDesc.of(SPECIES));
  }

  private void operator(String name, ClassDesc type) {
    code.getstatic(OPERATORS, name, type);
  }

  private void floats(Term t, String method, ClassDesc... parameters) {
    pushArguments(t);
    code.invokevirtual(FLOATS, method, MethodTypeDesc.of(FLOATS, parameters));
  }

  private void masks(Term t, String method, ClassDesc... parameters) {
    pushArguments(t);
    code.invokevirtual(MASK, method, MethodTypeDesc.of(MASK, parameters));
  }

  private void ints(Term t, String operator, ClassDesc type) {
    argument(t, 0);
    operator(operator, type);
    argument(t, 1);
    code.invokevirtual(INTS, "lanewise", MethodTypeDesc.of(INTS, BINARY, VECTOR));
  }

  private void intsAndNumber(Term t, String operator, ClassDesc type) {
    argument(t, 0);
    operator(operator, type);
    code.loadConstant((Integer) t.constant()).invokevirtual(INTS, "lanewise", MethodTypeDesc.of(INTS, BINARY, I));
  }
}
