package lanewise.tensor.kernel.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.logging.ConsoleHandler;
import java.util.logging.Level;
import java.util.logging.Logger;
import lanewise.tensor.KernelLevel;
import lanewise.tensor.kernel.Levels;
import lanewise.tensor.kernel.Probes;
import org.junit.jupiter.api.Test;

class LadderTest {
  /** Prints the level, or the message of what went wrong. */
  static final class Probe {
    private Probe() {}

    public static void main(String[] args) {
      try {
        System.out.println("level " + KernelLevel.current().label());
        System.out.println("again " + KernelLevel.current().label());
      } catch (IllegalStateException e) {
        System.out.println("refused: " + e.getMessage());
      }
    }
  }

  /** The same with debug lines. */
  static final class DebugProbe {
    private DebugProbe() {}

    public static void main(String[] args) {
      Logger logger = Logger.getLogger("lanewise.tensor");
      ConsoleHandler console = new ConsoleHandler();
      console.setLevel(Level.ALL);
      logger.addHandler(console);
      logger.setLevel(Level.ALL);
      Probe.main(args);
    }
  }

  @Test
  void theLevelInForce_isLoggedAtDebugLevelOnce() throws Exception {
    String widest = KernelLevel.current().label();
    String chosen = Probes.run(DebugProbe.class, "--add-modules", "jdk.incubator.vector");
    assertTrue(chosen.contains("FINE: kernels: " + widest + "\n"), chosen);
    assertEquals(2, chosen.split("kernels: ", -1).length, chosen);
    String demanded = Probes.run(DebugProbe.class, "--add-modules", "jdk.incubator.vector", "-Dlanewise.kernels=" + widest);
    assertTrue(demanded.contains("FINE: kernels: " + widest + ", as demanded\n"), demanded);
    String scalar = Probes.run(DebugProbe.class, "-Dlanewise.kernels=scalar");
    assertTrue(scalar.contains("FINE: kernels: scalar, as demanded\n"), scalar);
  }

  @Test
  void withSimdAtHand_theWidestLevelIsInForce() {
    assertEquals(Math.min(512, Widths.preferredBits()), KernelLevel.current().bits());
  }

  @Test
  void aForcedLevel_isTheCurrentOne() {
    for (KernelLevel level : Levels.all()) {
      assertEquals(level, Levels.at(level, KernelLevel::current));
    }
  }

  @Test
  void labelsAndWidths_areThoseOfReceiptsAndProperties() {
    assertEquals("scalar", KernelLevel.SCALAR.label());
    assertEquals("simd128", KernelLevel.SIMD128.label());
    assertEquals("simd256", KernelLevel.SIMD256.label());
    assertEquals("simd512", KernelLevel.SIMD512.label());
    assertEquals(0, KernelLevel.SCALAR.bits());
    assertEquals(512, KernelLevel.SIMD512.bits());
  }

  @Test
  void property_forcesEveryLevelThatTheMachineHas() throws Exception {
    int widest = KernelLevel.current().bits();
    for (KernelLevel level : Levels.all().stream().filter(l -> l.bits() <= widest).toList()) {
      String out = probe("--add-modules", "jdk.incubator.vector", "-Dlanewise.kernels=" + level.label());
      assertTrue(out.contains("level " + level.label() + "\n"), out);
    }
  }

  @Test
  void propertyWithAnUnknownLevel_isRefusedWithTheAllowedOnes() throws Exception {
    String out = probe("--add-modules", "jdk.incubator.vector", "-Dlanewise.kernels=avx9");
    assertTrue(out.contains("refused: property lanewise.kernels is 'avx9'; allowed: scalar, simd128, simd256, simd512"), out);
  }

  @Test
  void propertyWithVectorsWiderThanTheMachines_isRefused() throws Exception {
    String out = probe("--add-modules", "jdk.incubator.vector", "-XX:+IgnoreUnrecognizedVMOptions", "-XX:UseAVX=2", "-XX:UseSVE=0",
        "-Dlanewise.kernels=simd512");
    assertTrue(out.contains("refused: ") && out.contains("simd512") && out.contains("at most"), out);
  }

  @Test
  void propertyDemandingSimdWithoutTheModule_isRefusedAndNamesTheFlag() throws Exception {
    String out = probe("-Dlanewise.kernels=simd256");
    assertTrue(out.contains("refused: ") && out.contains("--add-modules jdk.incubator.vector"), out);
  }

  @Test
  void withoutTheModule_theScalarTwinRunsAndOneLineNamesTheFlag() throws Exception {
    String out = probe();
    assertTrue(out.contains("level scalar\n") && out.contains("again scalar\n"), out);
    assertEquals(2, out.split("--add-modules jdk.incubator.vector", -1).length, out);
  }

  @Test
  void scalarThatWasAskedFor_isNotLogged() throws Exception {
    String out = probe("-Dlanewise.kernels=scalar");
    assertTrue(out.contains("level scalar\n"), out);
    assertFalse(out.contains("because"), out);
  }

  @Test
  void withoutTheCompiler_theScalarTwinRunsAndTheLineSaysWhy() throws Exception {
    for (String option : new String[] {"-Xint", "-XX:TieredStopAtLevel=1"}) {
      String out = probe("--add-modules", "jdk.incubator.vector", option);
      assertTrue(out.contains("level scalar\n"), out);
      assertTrue(out.contains("without the C2 compiler"), out);
    }
  }

  private static String probe(String... options) throws IOException, InterruptedException {
    return Probes.run(Probe.class, options);
  }
}
