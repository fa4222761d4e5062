package lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import lanewise.tensor.KernelLevel;
import lanewise.tensor.Workers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {
  @TempDir private Path folder;

  @Test
  void textHasALineForEachFinding() {
    Terminal terminal = new Terminal(folder);
    assertEquals(0, terminal.run("doctor", "--no-speed"));
    List<String> starts = terminal.out().lines().map(line -> line.substring(0, 8).strip()).distinct().toList();
    assertEquals(List.of("java", "system", "features", "flags", "kernels", "threads", "heap", "advice"), starts);
    assertTrue(terminal.out().contains("java     " + System.getProperty("java.version")), terminal::out);
    assertTrue(terminal.out().contains("kernels  " + KernelLevel.current().label() + " ("), terminal::out);
    assertEquals(List.of(), terminal.errLines());
  }

  @Test
  void jsonIsOneObjectWithTheSpeedOfOneThreadAndOfSeveral() throws Exception {
    int before = Workers.threads();
    Terminal terminal = new Terminal(folder);
    assertEquals(0, terminal.run("doctor", "--json", "--threads", 2));
    JsonNode found = new ObjectMapper().readTree(terminal.out());
    assertEquals(System.getProperty("java.home"), found.get("home").asText());
    assertEquals(Runtime.getRuntime().availableProcessors(), found.get("processors").asInt());
    assertEquals(Runtime.getRuntime().maxMemory(), found.get("heapBytes").asLong());
    assertEquals(KernelLevel.current().bits(), found.get("vectorBits").asInt());
    assertEquals(2, found.get("threads").asInt());
    assertEquals(2, found.get("speed").size());
    for (int i = 0; i < 2; i++) {
      JsonNode speed = found.get("speed").get(i);
      assertEquals(i + 1, speed.get("threads").asInt());
      for (String name : List.of("fmaGflops", "copyGBs", "triadGBs", "productGflops", "convolutionGflops", "sumGBs")) {
        assertTrue(speed.get(name).asDouble() > 0, name);
      }
    }
    assertTrue(found.get("advice").size() >= 1);
    assertEquals(before, Workers.threads(), "the check leaves the number of threads as it was");
  }

  @Test
  void threadsOutOfRangeAreRefused() {
    Terminal terminal = new Terminal(folder);
    assertEquals(2, terminal.run("doctor", "--threads", 0));
    assertEquals(List.of("lanewise: Invalid value for option '--threads': '0'; allowed: a whole number, 1..256; see ./lanewise doctor --help"),
        terminal.errLines());
  }
}
