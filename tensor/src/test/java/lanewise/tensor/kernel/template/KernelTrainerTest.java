package lanewise.tensor.kernel.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import lanewise.tensor.kernel.Levels;
import lanewise.tensor.kernel.Probes;
import lanewise.tensor.kernel.Values;
import lanewise.tensor.kernel.elementwise.Scaling;
import lanewise.tensor.kernel.elementwise.ZipOp;
import lanewise.tensor.kernel.functions.Arithmetic;
import org.junit.jupiter.api.Test;

/** Kernels before and after they are compiled; a process of its own for each run, since the tests' own one has the warm-up switched off. */
class KernelTrainerTest {
  private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

  /** Asks for a kernel before and after its training and prints which form it is and what it computes. */
  static final class Probe {
    private Probe() {}

    public static void main(String[] args) {
      AtomicInteger told = new AtomicInteger();
      KernelTrainer.whenAllFast(told::incrementAndGet);
      ZipOp.Kernel early = new Arithmetic.Multiply().kernel();
      System.out.println("at first " + form(early) + " " + digest(early));
      System.out.println("awaited " + KernelTrainer.await(MINUTE) + " told " + told + " left behind " + KernelTrainer.leftBehind());
      ZipOp.Kernel late = new Arithmetic.Multiply().kernel();
      System.out.println("later " + form(late) + " " + digest(late));
      System.out.println("the first one " + form(early) + " " + digest(early));
      System.out.println("known " + (new Arithmetic.Multiply().kernel() == late));
    }

    private static String form(Object kernel) {
      return kernel instanceof Switch ? "switch" : kernel.getClass().isHidden() ? "vector" : "twin";
    }

    private static int digest(ZipOp.Kernel kernel) {
      float[] x = Values.normal(new Random(1), 300);
      float[] z = new float[300];
      kernel.run(x, 1, x, 2, z, 3, 290);
      return java.util.Arrays.hashCode(z);
    }
  }

  private static List<String> lines(Class<?> probe, String... options) throws Exception {
    return Probes.run(probe, options).lines().filter(line -> !line.contains("incubator")).toList();
  }

  @Test
  void aKernelIsASwitchAtFirst_andItsVectorFormOnceThatIsCompiled() throws Exception {
    List<String> lines = lines(Probe.class, "--add-modules", "jdk.incubator.vector");
    int digest = Probe.digest(Levels.scalar(() -> new Arithmetic.Multiply().kernel()));
    assertEquals(List.of("at first switch " + digest, "awaited true told 1 left behind 0", "later vector " + digest, "the first one switch " + digest,
        "known true"), lines);
  }

  @Test
  void switchedOffOrForced_aKernelIsItsVectorFormFromTheFirstCallOn() throws Exception {
    for (String option : new String[] {"-Dlanewise.warmup=off", "-Dlanewise.kernels=simd128"}) {
      List<String> lines = lines(Probe.class, "--add-modules", "jdk.incubator.vector", option);
      assertTrue(lines.getFirst().startsWith("at first vector "), lines::toString);
      assertEquals("awaited true told 0 left behind 0", lines.get(1));
    }
  }

  @Test
  void withoutTheModule_thereIsNothingToTrain() throws Exception {
    List<String> lines = lines(Probe.class);
    assertTrue(lines.stream().anyMatch(line -> line.startsWith("at first twin ")), lines::toString);
    assertTrue(lines.contains("awaited true told 0 left behind 0"), lines::toString);
  }

  /** The recipe of {@link Scaling} but for its exercise. */
  interface ScalingOnly extends Exercised<Scaling> {
    @Override
    default Scaling scalar() {
      return new Scaling.ScalingRecipe().scalar();
    }

    @Override
    default Class<?> template() {
      return new Scaling.ScalingRecipe().template();
    }

    @Override
    default MethodHandles.Lookup lookup() {
      return new Scaling.ScalingRecipe().lookup();
    }
  }

  /** A kernel whose exercise fails. */
  static final class FailingProbe {
    private FailingProbe() {}

    record FailingRecipe() implements ScalingOnly {
      @Override
      public int exercise(Scaling kernel, Exercise data) {
        throw new IllegalStateException("tired");
      }
    }

    public static void main(String[] args) {
      Scaling kernel = Templates.kernel(new FailingRecipe());
      System.out.println("awaited " + KernelTrainer.await(MINUTE) + " left behind " + KernelTrainer.leftBehind());
      float[] y = new float[2];
      kernel.run(3, new float[] {1, 2}, 0, y, 0, 2);
      System.out.println("result " + y[0] + " " + y[1] + " " + (Templates.kernel(new FailingRecipe()) instanceof Switch));
    }
  }

  @Test
  void aKernelWhoseExerciseFails_staysWithItsTwinIsCountedAndALineSaysSo() throws Exception {
    String out = Probes.run(FailingProbe.class, "--add-modules", "jdk.incubator.vector");
    assertTrue(out.contains("awaited true left behind 1") && out.contains("result 3.0 6.0 true"), out);
    assertTrue(out.contains("stays with its scalar twin, because its vector form failed: FailingRecipe[]") && out.contains("tired"), out);
  }

  /** A kernel whose vector form never is fast enough: an exercise of no float takes longer than no time. */
  static final class SlowProbe {
    private SlowProbe() {}

    record SlowRecipe() implements ScalingOnly {
      @Override
      public int exercise(Scaling kernel, Exercise data) {
        return 0;
      }
    }

    public static void main(String[] args) {
      Scaling kernel = (Scaling) new Trainee<>(new SlowRecipe(), 128, TimeUnit.MILLISECONDS.toNanos(1)).kernel();
      System.out.println("awaited " + KernelTrainer.await(MINUTE) + " left behind " + KernelTrainer.leftBehind());
      float[] y = new float[2];
      kernel.run(3, new float[] {1, 2}, 0, y, 0, 2);
      System.out.println("result " + y[0] + " " + y[1]);
    }
  }

  @Test
  void aKernelThatDoesNotBecomeFastInTime_staysWithItsTwinIsCountedAndALineSaysSo() throws Exception {
    String out = Probes.run(SlowProbe.class, "--add-modules", "jdk.incubator.vector");
    assertTrue(out.contains("awaited true left behind 1") && out.contains("result 3.0 6.0"), out);
    assertTrue(out.contains("does not become fast: SlowRecipe[]"), out);
  }

  /** The thread ends with an error that nobody expected, and somebody waits. */
  static final class DyingProbe {
    private DyingProbe() {}

    record DyingRecipe() implements ScalingOnly {
      @Override
      public int exercise(Scaling kernel, Exercise data) {
        throw new IllegalStateException("tired");
      }

      @Override
      public String toString() {
        throw new IllegalStateException("speechless");
      }
    }

    public static void main(String[] args) {
      float[] y = new float[2];
      Templates.kernel(new DyingRecipe()).run(3, new float[] {1, 2}, 0, y, 0, 2);
      System.out.println("awaited " + KernelTrainer.await(MINUTE) + " left behind " + KernelTrainer.leftBehind() + " result " + y[0] + " " + y[1]);
      ZipOp.Kernel early = new Arithmetic.Multiply().kernel();
      System.out.println("next awaited " + KernelTrainer.await(MINUTE) + " " + (early != new Arithmetic.Multiply().kernel()));
    }
  }

  @Test
  void whenTheThreadDies_nobodyWaitsForItAndTheNextKernelGetsAnother() throws Exception {
    String out = Probes.run(DyingProbe.class, "--add-modules", "jdk.incubator.vector");
    assertTrue(out.contains("speechless"), out);
    assertTrue(out.contains("awaited true left behind 1 result 3.0 6.0"), out);
    assertTrue(out.contains("next awaited true true"), out);
  }

  @Test
  void anUnknownValueOfTheProperty_isNamedWithTheAllowedOnes() throws Exception {
    String out = Probes.run(Probe.class, "--add-modules", "jdk.incubator.vector", "-Dlanewise.warmup=maybe");
    assertTrue(out.contains("property lanewise.warmup is 'maybe'; allowed: on, off"), out);
    assertFalse(Probes.run(Probe.class, "--add-modules", "jdk.incubator.vector", "-Dlanewise.warmup=off").contains("allowed"));
  }
}
