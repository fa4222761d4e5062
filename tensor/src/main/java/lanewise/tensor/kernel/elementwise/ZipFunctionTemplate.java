package lanewise.tensor.kernel.elementwise;

import java.lang.invoke.MethodHandles;
import lanewise.tensor.kernel.template.Templates;

/** The scalar form of a {@link ZipFormula}; specialised by {@link Templates}, the call replaced by the formula. */
final class ZipFunctionTemplate implements ZipOp.Function {
  private static final ZipOp OP = ((ZipFormula.FunctionRecipe) Templates.data(MethodHandles.lookup()).recipe()).op();

  @Override
  public float apply(float x, float y) {
    return OP.apply(x, y);
  }
}
