package lanewise.tensor.kernel.random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lanewise.tensor.KernelLevel;
import lanewise.tensor.kernel.Levels;
import lanewise.tensor.kernel.Probes;
import lanewise.tensor.kernel.Quiet;
import lanewise.tensor.kernel.template.Ladder;
import lanewise.tensor.kernel.template.Templates;
import org.junit.jupiter.api.Test;

/**
 * Random numbers of all widths in one process, the narrow ones first: each kernel allocates nothing, although the types that C2 has seen inside the
 * Vector API's methods speak for another width. Without isolation the last one was seen to allocate in two of four processes.
 */
class WidthsAllocationTest {
  @Test
  void kernelsOfSeveralWidths_allocateNothing() throws Exception {
    KernelLevel widest = Levels.all().getLast();
    assumeTrue(widest.bits() == 512, "256 bits are the least for random numbers, and one width provokes nothing");
    String out = Probes.run(Probe.class, "--add-modules", "jdk.incubator.vector", "-D" + Ladder.PROPERTY + "=" + widest.label());
    List<String> lines = out.lines().filter(Quiet::isBytes).toList();
    assertEquals(Probe.kernels(widest).size(), lines.size(), out);
    for (String line : lines) {
      assertTrue(Quiet.bytes(line) < Quiet.MOST_BYTES, line);
    }
  }

  /** Prints the bytes of a call. */
  static final class Probe {
    private static final float[] Y = new float[1024];

    private Probe() {}

    public static void main(String[] args) {
      Quiet.print(kernels(Ladder.level()));
    }

    static Map<String, Runnable> kernels(KernelLevel level) {
      Map<String, Runnable> all = new LinkedHashMap<>();
      for (int bits = 256; bits <= level.bits(); bits *= 2) {
        Philox philox = Templates.kernel(new Philox.PhiloxRecipe(), bits);
        all.put("uniform floats by " + bits, () -> philox.fill(7, 1, 2, Y, 3, 135));
        Normals normals = Templates.kernel(new Normals.NormalsRecipe(), bits);
        all.put("normal floats by " + bits, () -> normals.fill(7, 1, 2, 3, 4, Y, 3, 541));
      }
      return all;
    }
  }
}
