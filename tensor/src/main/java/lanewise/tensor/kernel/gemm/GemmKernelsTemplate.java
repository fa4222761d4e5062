package lanewise.tensor.kernel.gemm;

import java.lang.invoke.MethodHandles;
import lanewise.tensor.kernel.template.Templates;

/** The vector forms of all kernels of matrix products; specialised by {@link Templates}. */
final class GemmKernelsTemplate implements GemmKernels {
  private static final int BITS = Templates.data(MethodHandles.lookup()).bits();

  @Override
  public GemmSet form() {
    return GemmSet.of(BITS);
  }
}
