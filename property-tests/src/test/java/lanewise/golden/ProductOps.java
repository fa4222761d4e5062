package lanewise.golden;

import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import lanewise.autograd.Functions;
import lanewise.autograd.Variable;

/** Products of matrices and vectors. */
final class ProductOps implements OpFamily {
  @Override
  public Map<String, Consumer<OpCase>> operations() {
    return Map.of("matmul", c -> c.check(c.input().matmul(c.input("other"))), "linear", c -> c.check(linear(c)));
  }

  @Override
  public Optional<String> leftOut(OpCase c) {
    boolean matrices = c.rank("input") == 2 && (!c.has("other") || c.rank("other") == 2);
    return OpFamily.because(!matrices, "products of vectors and batches");
  }

  private static Variable linear(OpCase c) {
    return c.has("bias") ? Functions.linear(c.input(), c.input("weight"), c.input("bias")) : Functions.linear(c.input(), c.input("weight"));
  }
}
