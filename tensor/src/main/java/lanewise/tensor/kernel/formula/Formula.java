package lanewise.tensor.kernel.formula;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeElement;
import java.lang.classfile.instruction.InvokeInstruction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * A function of floats, written once: the source of the scalar twin and of the vector form, which therefore cannot differ.
 *
 * <p>{@link #into} replaces the calls of an operator in the byte code of a template by the formula itself, scalar or vector as the call has it: the
 * compiler sees one loop without a call that it could refuse to inline.
 */
public final class Formula {
  private final int inputs;
  private final Lane result;
  private final int size;
  private final List<Mask> guards = new ArrayList<>();

  private Formula(int inputs, Lane result) {
    this.inputs = inputs;
    this.result = result;
    Set<Term> terms = new HashSet<>();
    collectGuards(result, terms);
    size = terms.size();
  }

  private void collectGuards(Term term, Set<Term> seen) {
    if (seen.add(term)) {
      if (term.operation() == Operation.GUARD) {
        guards.add((Mask) term.arguments().get(1));
      }
      term.arguments().forEach(t -> collectGuards(t, seen));
    }
  }

  /** Number of terms. */
  public int size() {
    return size;
  }

  /** True where some arguments are left to the scalar twin: the template asks {@code fits} for each vector. */
  public boolean isGuarded() {
    return !guards.isEmpty();
  }

  /** A formula of one input. */
  public static Formula ofOne(Function<Lane, Lane> f) {
    return new Formula(1, f.apply(Lane.input(0)));
  }

  /** A formula of two inputs. */
  public static Formula ofTwo(OfTwo f) {
    return new Formula(2, f.apply(Lane.input(0), Lane.input(1)));
  }

  /** A function of two lanes. */
  public interface OfTwo {
    /** The formula of x and y. */
    Lane apply(Lane x, Lane y);
  }

  /**
   * The template with this formula in the place of every call of {@code apply} of an operator, or of its nested {@code Lanes}.
   *
   * @param template the bytes of a class
   * @param operator name of the interface whose {@code apply} takes and returns floats
   */
  public byte[] into(byte[] template, String operator) {
    String scalar = operator.replace('.', '/');
    ClassFile format = ClassFile.of();
    return format.transformClass(format.parse(template), ClassTransform.transformingMethodBodies((code, element) -> {
      if (calls(element, "apply", scalar)) {
        write(new ScalarCode(code, inputs));
      } else if (calls(element, "apply", scalar + "$Lanes")) {
        write(new VectorCode(code, inputs));
      } else if (calls(element, "fits", scalar + "$Lanes")) {
        VectorCode target = new VectorCode(code, inputs);
        target.dropReceiver();
        target.allSet(guards);
      } else {
        code.with(element);
      }
    }));
  }

  private static boolean calls(CodeElement element, String method, String owner) {
    return element instanceof InvokeInstruction call && call.name().equalsString(method) && call.owner().name().equalsString(owner);
  }

  private void write(Code target) {
    target.dropReceiver();
    target.result(result);
  }
}
