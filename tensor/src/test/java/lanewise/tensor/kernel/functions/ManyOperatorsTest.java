package lanewise.tensor.kernel.functions;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import lanewise.tensor.KernelLevel;
import lanewise.tensor.kernel.Levels;
import lanewise.tensor.kernel.Probes;
import lanewise.tensor.kernel.Values;
import lanewise.tensor.kernel.elementwise.MapOp;
import lanewise.tensor.kernel.elementwise.ZipOp;
import lanewise.tensor.kernel.template.Ladder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * All operators alive in one process, warmed up one after the other in several orders: none of them allocates in the end. A compiler that has once
 * decided not to inline an operator somewhere shows here.
 */
class ManyOperatorsTest {
  static List<KernelLevel> levels() {
    return Levels.simd();
  }

  @ParameterizedTest
  @MethodSource("levels")
  void inAnyOrderOfWarmingUp_noOperatorAllocates(KernelLevel level) throws Exception {
    for (String seed : new String[] {"1", "2"}) {
      String out = Probes.run(Probe.class, "--add-modules", "jdk.incubator.vector", "-D" + Ladder.PROPERTY + "=" + level.label(), "-Dseed=" + seed);
      List<String> lines = out.lines().filter(line -> line.contains(" bytes")).toList();
      assertEquals(List.of(), lines, level.label() + ", order " + seed);
      assertEquals(Operators.maps().count() + Operators.zips().count(), out.lines().filter(line -> line.endsWith(" quiet")).count(), out);
    }
  }

  /** Warms every operator up, in an order that the property says, then measures each. */
  static final class Probe {
    private static final int N = 259;
    private static final int CALLS = 60;
    private static final int MOST_ROUNDS = 3000;
    private static final int QUIET_ROUNDS = 4;
    private static final float[] X = Values.normal(new Random(1), N + 8);
    private static final float[] Y = Values.normal(new Random(2), N + 8);
    private static final float[] Z = new float[N + 8];

    private Probe() {}

    public static void main(String[] args) {
      List<Runnable> kernels = new ArrayList<>();
      List<String> names = new ArrayList<>();
      Operators.maps().forEach(op -> {
        MapOp.Kernel kernel = op.kernel();
        kernels.add(() -> kernel.run(X, 3, Z, 1, N));
        names.add(op.toString());
      });
      Operators.zips().forEach(op -> {
        ZipOp.Kernel kernel = op.kernel();
        kernels.add(() -> kernel.run(X, 3, Y, 1, Z, 2, N));
        names.add(op.toString());
      });
      List<Integer> order = new ArrayList<>();
      for (int i = 0; i < kernels.size(); i++) {
        order.add(i);
      }
      Collections.shuffle(order, new Random(Long.getLong("seed")));
      order.forEach(i -> quiet(kernels.get(i)));
      // All are alive and warm now; what was quiet has to be quiet still.
      order.forEach(i -> System.out.println(names.get(i) + (quiet(kernels.get(i)) ? " quiet" : " allocates bytes")));
    }

    private static boolean quiet(Runnable kernel) {
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      int quiet = 0;
      for (int round = 0; round < MOST_ROUNDS && quiet < QUIET_ROUNDS; round++) {
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < CALLS; i++) {
          kernel.run();
        }
        long bytes = threads.getCurrentThreadAllocatedBytes() - before;
        quiet = bytes < 8L * CALLS ? quiet + 1 : 0;
      }
      return quiet == QUIET_ROUNDS;
    }
  }
}
