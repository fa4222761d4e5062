package lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AdviceTest {
  private static final Speed ONE = new Speed(1, 200, 10, 12, 150, 140, 11);
  private static final Speed TWO = new Speed(2, 390, 18, 20, 290, 270, 19);

  private static Findings findings(List<String> features, Map<String, String> flags, String kernels, int bits, int threads, long heap,
      String collector, double load) {
    return new Findings("25.0.3", "vm", "home", "Linux amd64", "cpu", 2, 8L << 30, features, flags, kernels, "some reason", bits, threads, heap,
        collector, load);
  }

  private static Findings good() {
    return findings(List.of("avx512f"), Map.of("MaxVectorSize", "64"), "simd512", 512, 2, 2L << 30, "Copy, MarkSweepCompact", 0.3);
  }

  private static void assertAdvised(String expected, Findings f, Speed... speeds) {
    List<String> advice = Advice.of(f, List.of(speeds));
    assertEquals(1, advice.size(), advice::toString);
    assertTrue(advice.getFirst().contains(expected), advice::toString);
  }

  @Test
  void whereAllIsWell_nothingIsToBeChanged() {
    assertEquals(List.of("nothing to change"), Advice.of(good(), List.of(ONE, TWO)));
    assertEquals(List.of("nothing to change"), Advice.of(good(), List.of()));
  }

  @Test
  void scalarKernelsAreNamedWithTheReason() {
    assertAdvised("many times slower: some reason", findings(List.of(), Map.of(), "scalar", 0, 2, 2L << 30, "Copy", 0));
  }

  @Test
  void vectorsNarrowerThanTheProcessorsAreNamedWithTheFlag() {
    assertAdvised("-XX:UseAVX=3", findings(List.of("avx512f"), Map.of("MaxVectorSize", "32"), "simd256", 256, 2, 2L << 30, "Copy", 0));
    assertAdvised("256 of 512 bits", findings(List.of("avx512f"), Map.of("MaxVectorSize", "64"), "simd256", 256, 2, 2L << 30, "Copy", 0));
  }

  @Test
  void tooFewAndTooManyThreadsAreNamed() {
    assertAdvised("1 of 2 processors", findings(List.of(), Map.of(), "simd512", 512, 1, 2L << 30, "Copy", 0));
    assertAdvised("3 threads share 2", findings(List.of(), Map.of(), "simd512", 512, 3, 2L << 30, "Copy", 0));
  }

  @Test
  void aSmallHeapAndAHungryCollectorAreNamed() {
    assertAdvised("-Xmx1g", findings(List.of(), Map.of(), "simd512", 512, 2, 100L << 20, "Copy", 0));
    assertAdvised("-XX:+UseSerialGC", findings(List.of(), Map.of(), "simd512", 512, 2, 2L << 30, "G1 Young Generation, G1 Old Generation", 0));
  }

  @Test
  void figuresThatDoNotFitAreExplained() {
    assertAdvised("other processes", findings(List.of(), Map.of(), "simd512", 512, 2, 2L << 30, "Copy", 3.5), ONE, TWO);
    assertAdvised("little more than one", good(), ONE, new Speed(2, 210, 10, 12, 150, 140, 11));
    assertAdvised("far below the ceiling", good(), new Speed(1, 200, 10, 12, 50, 40, 11), TWO);
  }
}
