package lanewise.tensor.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a class with a main method in a process of its own. */
public final class Probes {
  private static final int MOST_MINUTES = 15;

  private Probes() {}

  /** What the process printed, with line feeds; fails unless it ends well, and within a quarter of an hour. */
  public static String run(Class<?> main, String... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m"));
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.onExit().orTimeout(MOST_MINUTES, TimeUnit.MINUTES).exceptionally(late -> process.destroyForcibly());
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), out);
    return out.replace(System.lineSeparator(), "\n");
  }
}
