package lanewise.tensor.kernel.elementwise;

import java.lang.invoke.MethodHandles;
import lanewise.tensor.kernel.formula.Formula;
import lanewise.tensor.kernel.formula.Lane;
import lanewise.tensor.kernel.template.Exercise;
import lanewise.tensor.kernel.template.Exercised;
import lanewise.tensor.kernel.template.Recipe;
import lanewise.tensor.kernel.template.Templates;

/**
 * An operator of one input that is written once, as a formula. {@link #of} is called when a kernel is made, never for an element: the formula
 * becomes the byte code of both forms. Formulas compose: the {@code of} of one may call that of another, and the result is one pass.
 */
public interface MapFormula extends MapOp {
  /** The formula of x. */
  Lane of(Lane x);

  @Override
  default float apply(float x) {
    return function().apply(x);
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
    return Formula.ofOne(this::of);
  }

  /** True where some arguments are left to the scalar function. */
  default boolean isGuarded() {
    return formula().isGuarded();
  }

  /** The kernel at the level in force for arrays that do not fit into the caches. */
  default Kernel streams() {
    Formula f = formula();
    return f.isGuarded() || f.size() < StreamsRecipe.LONG ? kernel() : Templates.kernel(new StreamsRecipe(this));
  }

  /** The template with this formula in the place of the calls of a {@link MapOp} or its lanes. */
  default byte[] into(byte[] template) {
    return formula().into(template, MapOp.class.getName());
  }

  /** The scalar function as a class of its own. */
  record FunctionRecipe(MapFormula op) implements Recipe<Function> {
    @Override
    public Function scalar() {
      return (Function) Templates.copy(MapFunctionTemplate.class, lookup(), new Templates.Data(this, 0), op::into);
    }

    @Override
    public Class<?> template() {
      return MapFunctionTemplate.class;
    }

    @Override
    public MethodHandles.Lookup lookup() {
      return MethodHandles.lookup();
    }
  }

  /** The vector function as a class of its own, for templates that call it. */
  record LanesRecipe(MapFormula op) implements Recipe<Lanes> {
    @Override
    public Lanes scalar() {
      throw new IllegalStateException("the lanes of " + op + " at the scalar level");
    }

    @Override
    public Class<?> template() {
      return MapLanesTemplate.class;
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

  /** The loop over four quarters at once. */
  record StreamsRecipe(MapFormula op) implements Exercised<Kernel> {
    /** Terms of a formula for which it pays. */
    private static final int LONG = 16;

    @Override
    public Kernel scalar() {
      return new MapRecipe(op).scalar();
    }

    @Override
    public Class<?> template() {
      return MapStreamsTemplate.class;
    }

    @Override
    public MethodHandles.Lookup lookup() {
      return MethodHandles.lookup();
    }

    @Override
    public byte[] edit(byte[] template) {
      return op.into(template);
    }

    @Override
    public int exercise(Kernel kernel, Exercise data) {
      kernel.run(data.in(0), 1, data.out(0), 2, 4 * 64 + 3);
      kernel.run(data.in(0), 1, data.out(0), 2, 4 * 33);
      return Effort.of(op) * 2 * (4 * 64 + 3 + 4 * 33);
    }
  }
}
