package lanewise.tensor.kernel.formula;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/** Writes the byte code of a formula into a method that is being built: each term once, into a local variable of its own. */
abstract class Code {
  final CodeBuilder code;
  private final Map<Term, Integer> slots = new IdentityHashMap<>();
  private final Map<Integer, Integer> constants = new HashMap<>();
  private final int[] inputs;

  /**
   * Code for a formula whose inputs lie on the operand stack, the last one on top.
   *
   * @param inputs how many
   */
  Code(CodeBuilder code, int inputs) {
    this.code = code;
    this.inputs = new int[inputs];
    for (int i = inputs - 1; i >= 0; i--) {
      this.inputs[i] = store(kind(Lane.class));
    }
  }

  /** What a local variable for a term of this class holds. */
  abstract TypeKind kind(Class<? extends Term> type);

  /** Pushes what the term needs and leaves its value on the stack; its arguments are in their variables already. */
  abstract void operation(Term term);

  /** Pushes a constant. */
  abstract void constant(float value);

  /** Removes the operator that was called from the stack. */
  final void dropReceiver() {
    code.pop();
  }

  /** Computes a term, and all that it needs, and leaves it on the stack. */
  final void result(Term term) {
    push(term);
  }

  /** Pushes the arguments of a term. */
  final void pushArguments(Term term) {
    term.arguments().forEach(this::push);
  }

  /** Leaves the value of a term on the stack. */
  final void push(Term term) {
    code.loadLocal(kind(term.getClass()), slot(term));
  }

  /** The variable of an input. */
  final int inputSlot(int index) {
    return inputs[index];
  }

  private int slot(Term term) {
    return switch (term.operation()) {
      case INPUT -> inputs[(Integer) term.constant()];
      case CONSTANT -> constantSlot((Float) term.constant());
      default -> {
        Integer known = slots.get(term);
        if (known == null) {
          term.arguments().forEach(this::slot);
          operation(term);
          known = store(kind(term.getClass()));
          slots.put(term, known);
        }
        yield known;
      }
    };
  }

  private int constantSlot(float value) {
    Integer known = constants.get(Float.floatToRawIntBits(value));
    if (known == null) {
      constant(value);
      known = store(kind(Lane.class));
      constants.put(Float.floatToRawIntBits(value), known);
    }
    return known;
  }

  private int store(TypeKind kind) {
    int slot = code.allocateLocal(kind);
    code.storeLocal(kind, slot);
    return slot;
  }
}
