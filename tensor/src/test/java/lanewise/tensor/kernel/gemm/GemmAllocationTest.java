package lanewise.tensor.kernel.gemm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import lanewise.tensor.KernelLevel;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.Levels;
import lanewise.tensor.kernel.Probes;
import lanewise.tensor.kernel.Quiet;
import lanewise.tensor.kernel.Values;
import lanewise.tensor.kernel.template.Ladder;
import lanewise.tensor.ops.Epilogue;
import lanewise.tensor.ops.MatMul;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A product into a given tensor allocates nothing once it is compiled, on any path: the scalar twins and the widest
 * vectors, each in a process of its own, as in {@code AllocationTest}. */
class GemmAllocationTest {
  private static final int WARM_UPS = 8000;

  static List<KernelLevel> levels() {
    List<KernelLevel> all = Levels.all();
    return List.of(all.getFirst(), all.getLast());
  }

  @ParameterizedTest
  @MethodSource("levels")
  void afterWarmUp_aProductAllocatesNothing(KernelLevel level) throws Exception {
    String out = Probes.run(Probe.class, "--add-modules", "jdk.incubator.vector", "-D" + Ladder.PROPERTY + "=" + level.label(),
        "-Dlanewise.threads=1");
    List<String> lines = out.lines().filter(Quiet::isBytes).toList();
    assertEquals(Probe.products().size(), lines.size(), out);
    for (String line : lines) {
      assertTrue(Quiet.bytes(line) < Quiet.MOST_BYTES, level + ": " + line);
    }
  }

  /** Calls products of all kinds until they are quiet and prints the bytes of a call. */
  static final class Probe {
    private Probe() {}

    public static void main(String[] args) {
      Map<String, Runnable> products = products();
      for (int i = 0; i < WARM_UPS; i++) {
        products.values().forEach(Runnable::run);
      }
      Quiet.print(products);
    }

    static Map<String, Runnable> products() {
      Random random = new Random(1);
      Map<String, Runnable> all = new LinkedHashMap<>();
      Epilogue none = Epilogue.none();
      all.put("plain", product(random, 1, 21, 37, 18, false, false, none));
      all.put("left transposed", product(random, 1, 21, 37, 18, true, false, none));
      all.put("right transposed", product(random, 1, 21, 37, 18, false, true, none));
      all.put("one row", product(random, 1, 1, 70, 9, false, false, none));
      all.put("one column", product(random, 1, 40, 1, 9, false, false, none));
      all.put("few columns", product(random, 1, 40, 3, 9, false, false, none));
      all.put("in chunks", product(random, 1, 150, 130, 70, false, false, none));
      all.put("everything after it", product(random, 1, 13, 20, 7, false, false,
          none.alpha(2).beta(0.5f).bias(Values.normalTensor(random, 20)).relu()));
      all.put("batch", product(random, 3, 5, 20, 7, false, false, none));
      return all;
    }

    private static Runnable product(Random random, int batch, int m, int n, int k, boolean transposeA, boolean transposeB, Epilogue epilogue) {
      Tensor a = matrices(random, batch, transposeA ? k : m, transposeA ? m : k);
      Tensor b = matrices(random, batch, transposeB ? n : k, transposeB ? k : n);
      Tensor c = matrices(random, batch, m, n);
      return batch == 1 ? () -> MatMul.multiplyInto(c, a, transposeA, b, transposeB, epilogue)
          : () -> MatMul.batchedInto(c, a, transposeA, b, transposeB, epilogue);
    }

    private static Tensor matrices(Random random, int batch, int rows, int columns) {
      return batch == 1 ? Values.normalTensor(random, rows, columns) : Values.normalTensor(random, batch, rows, columns);
    }
  }
}
