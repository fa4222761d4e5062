package lanewise.golden;

import java.util.Map;
import java.util.function.Consumer;
import lanewise.autograd.Functions;
import lanewise.autograd.MatrixProducts;
import lanewise.autograd.Variable;

/** Products of matrices and vectors. */
final class ProductOps implements OpFamily {
  @Override
  public Map<String, Consumer<OpCase>> operations() {
    return Map.of("matmul", c -> c.check(c.input().matmul(c.input("other"))),
        "linear", c -> c.check(linear(c)),
        "bmm", c -> c.check(MatrixProducts.bmm(c.input(), c.input("mat2"))),
        "outer", c -> c.check(MatrixProducts.outer(c.input(), c.input("vec2"))),
        "dot", c -> c.check(MatrixProducts.dot(c.input(), c.input("tensor"))));
  }

  private static Variable linear(OpCase c) {
    return c.has("bias") ? Functions.linear(c.input(), c.input("weight"), c.input("bias")) : Functions.linear(c.input(), c.input("weight"));
  }
}
