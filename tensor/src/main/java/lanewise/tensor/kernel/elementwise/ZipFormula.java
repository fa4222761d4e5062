package lanewise.tensor.kernel.elementwise;

import java.lang.invoke.MethodHandles;
import lanewise.tensor.kernel.formula.Formula;
import lanewise.tensor.kernel.formula.Lane;
import lanewise.tensor.kernel.template.Recipe;
import lanewise.tensor.kernel.template.Templates;

/**
 * An operator of two inputs that is written once, as a formula. {@link #of} is called when a kernel is made, never for an element: the formula
 * becomes the byte code of both forms. Formulas compose: the {@code of} of one may call that of another, and the result is one pass.
 */
public interface ZipFormula extends ZipOp {
  /** The formula of x and y. */
  Lane of(Lane x, Lane y);

  @Override
  default float apply(float x, float y) {
    return function().apply(x, y);
  }

  @Override
  default Function function() {
    return Templates.kernel(new FunctionRecipe(this), 0);
  }

  @Override
  default Lanes lanes() {
    return Templates.kernel(new LanesRecipe(this));
  }

  /** The formula itself. */
  default Formula formula() {
    return Formula.ofTwo(this::of);
  }

  /** True where some arguments are left to the scalar function. */
  default boolean isGuarded() {
    return formula().isGuarded();
  }

  /** The template with this formula in the place of the calls of a {@link ZipOp} or its lanes. */
  default byte[] into(byte[] template) {
    return formula().into(template, ZipOp.class.getName());
  }

  /** The scalar function as a class of its own. */
  record FunctionRecipe(ZipFormula op) implements Recipe<Function> {
    @Override
    public Function scalar() {
      return (Function) Templates.copy(ZipFunctionTemplate.class, lookup(), new Templates.Data(this, 0), op::into);
    }

    @Override
    public Class<?> template() {
      return ZipFunctionTemplate.class;
    }

    @Override
    public MethodHandles.Lookup lookup() {
      return MethodHandles.lookup();
    }
  }

  /** The vector function as a class of its own, for templates that call it. */
  record LanesRecipe(ZipFormula op) implements Recipe<Lanes> {
    @Override
    public Lanes scalar() {
      throw new IllegalStateException("the lanes of " + op + " at the scalar level");
    }

    @Override
    public Class<?> template() {
      return ZipLanesTemplate.class;
    }

    @Override
    public MethodHandles.Lookup lookup() {
      return MethodHandles.lookup();
    }

    @Override
    public byte[] edit(byte[] template) {
      return op.into(template);
    }
  }
}
