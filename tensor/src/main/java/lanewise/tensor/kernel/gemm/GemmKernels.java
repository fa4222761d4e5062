package lanewise.tensor.kernel.gemm;

import java.lang.invoke.MethodHandles;
import java.util.concurrent.atomic.AtomicReferenceArray;
import lanewise.tensor.kernel.template.Exercise;
import lanewise.tensor.kernel.template.Exercised;
import lanewise.tensor.kernel.template.Ladder;
import lanewise.tensor.kernel.template.Switch;
import lanewise.tensor.kernel.template.Templates;

/** The kernels of matrix products as one: what one of them packs another reads, so that they are all vector forms, or all scalar twins. */
public interface GemmKernels {
  /** The kernels that are to be used from now on to the end of a product. */
  GemmSet form();

  /** The kernels of the level in force. */
  static GemmSet current() {
    int bits = Ladder.level().bits();
    GemmKernels kernels = Known.BY_WIDTH.get(bits / 128);
    if (kernels == null || kernels instanceof Switch) {
      kernels = Templates.kernel(new KernelsRecipe(), bits);
      Known.BY_WIDTH.set(bits / 128, kernels);
    }
    return kernels.form();
  }

  /** What was made so far: asking again makes no garbage. */
  final class Known {
    private static final AtomicReferenceArray<GemmKernels> BY_WIDTH = new AtomicReferenceArray<>(5);

    private Known() {}
  }

  /** All kernels of a width. */
  record KernelsRecipe() implements Exercised<GemmKernels> {
    @Override
    public GemmKernels scalar() {
      return () -> GemmSet.of(0);
    }

    @Override
    public Class<?> template() {
      return GemmKernelsTemplate.class;
    }

    @Override
    public MethodHandles.Lookup lookup() {
      return MethodHandles.lookup();
    }

    @Override
    public int exercise(GemmKernels kernels, Exercise data) {
      return kernels.form().exercise(data);
    }
  }
}
