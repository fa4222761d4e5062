package lanewise.tensor.kernel.elementwise;

import java.lang.invoke.MethodHandles;
import lanewise.tensor.kernel.template.Templates;

/** The scalar form of a {@link MapFormula}; specialised by {@link Templates}, the call replaced by the formula. */
final class MapFunctionTemplate implements MapOp.Function {
  private static final MapOp OP = ((MapFormula.FunctionRecipe) Templates.data(MethodHandles.lookup()).recipe()).op();

  @Override
  public float apply(float x) {
    return OP.apply(x);
  }
}
