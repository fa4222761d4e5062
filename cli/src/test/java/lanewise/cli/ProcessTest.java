package lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only a process of its own can show: exit statuses, and properties that are read once. */
class ProcessTest {
  @TempDir private Path folder;

  private record Ended(int status, List<String> out, List<String> err) {}

  /** Runs {@code train --json} with these JVM options; the JVM's own line about the incubator module is left out. */
  private Ended train(List<String> jvmOptions, String... arguments) throws IOException, InterruptedException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command = new ArrayList<>(List.of(java, "-cp", System.getProperty("java.class.path")));
    command.addAll(jvmOptions);
    command.addAll(List.of(Main.class.getName(), "train", "--json", folder.resolve("run.json").toString()));
    command.addAll(List.of(arguments));
    Path out = folder.resolve("out.txt");
    Path err = folder.resolve("err.txt");
    ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().put("XDG_CACHE_HOME", folder.toString());
    builder.environment().remove("LANEWISE_DATA");
    int status = builder.start().waitFor();
    List<String> complaints = Files.readAllLines(err).stream().filter(line -> !line.contains("incubator modules")).toList();
    return new Ended(status, Files.readAllLines(out), complaints);
  }

  private void assertRefused(String expected, Ended ended) {
    assertEquals(new Ended(2, List.of(), List.of(expected)), ended);
    assertFalse(Files.exists(folder.resolve("run.json")), "something was written");
  }

  @Test
  void unknownKernelLevelIsRefusedWithTheListOfLevels() throws IOException, InterruptedException {
    assertRefused("lanewise: property lanewise.kernels is 'simd1024'; allowed: scalar, simd128, simd256, simd512",
        train(List.of("--add-modules", "jdk.incubator.vector", "-Dlanewise.kernels=simd1024")));
  }

  @Test
  void kernelLevelWithoutTheIncubatorModuleIsRefusedWithTheRemedy() throws IOException, InterruptedException {
    assertRefused("lanewise: kernels simd256 cannot be had: the module jdk.incubator.vector is not there; "
        + "start java with --add-modules jdk.incubator.vector", train(List.of("-Dlanewise.kernels=simd256")));
  }

  @Test
  void threadsPropertyOutOfRangeIsRefused() throws IOException, InterruptedException {
    assertRefused("lanewise: property lanewise.threads is '0'; allowed: 1..256", train(List.of("-Dlanewise.kernels=scalar", "-Dlanewise.threads=0")));
  }

  @Test
  void traceIsShownOnlyWhereItIsAskedFor() throws IOException, InterruptedException {
    String nowhere = folder.resolve("nowhere").toString();
    Ended plain = train(List.of("-Dlanewise.kernels=scalar"), "--data", nowhere);
    Ended traced = train(List.of("-Dlanewise.kernels=scalar", "-Dlanewise.debug.trace=true"), "--data", nowhere);
    assertEquals(2, plain.status());
    assertEquals(2, traced.status());
    assertEquals(1, plain.err().size());
    assertEquals(plain.err().getFirst(), traced.err().getFirst());
    assertTrue(traced.err().stream().anyMatch(line -> line.startsWith("\tat lanewise.cli.")));
  }

  @Test
  void runWithoutTheIncubatorModuleTrainsOnTheScalarTwins() throws IOException, InterruptedException {
    Path data = IdxFolder.write(Files.createDirectory(folder.resolve("data")));
    Ended ended = train(List.of(), "--data", data.toString(), "--epochs", "1", "--quiet");
    assertEquals(0, ended.status());
    assertTrue(ended.out().stream().anyMatch(line -> line.endsWith("kernels scalar")), ended.out()::toString);
    assertTrue(ended.err().stream().anyMatch(line -> line.contains("--add-modules jdk.incubator.vector")), ended.err()::toString);
    assertEquals(3, Files.readAllLines(folder.resolve("run.json")).size());
  }
}
