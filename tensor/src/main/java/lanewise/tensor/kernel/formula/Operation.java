package lanewise.tensor.kernel.formula;

/** What a {@link Term} does; each has a scalar and a vector form, see {@link ScalarCode} and {@link VectorCode}. */
enum Operation {
  INPUT, CONSTANT, GUARD, ADD, SUB, MUL, DIV, FMA, SQRT, ABS, NEG, BLEND, MUL_WHERE,
  LT, LE, EQ, NE, IS_ZERO, BOTH, EITHER, NOT,
  TO_BITS, AS_FLOAT, TO_FLOAT, ADD_BITS, ADD_BITS_C, SUB_BITS, AND, AND_C, OR, XOR, SHL, SHR, ADD_WHERE
}
