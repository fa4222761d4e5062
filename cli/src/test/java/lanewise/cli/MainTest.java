package lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
  @TempDir private Path folder;

  @Test
  void helpNamesTheCommands() {
    Terminal terminal = new Terminal(folder);
    assertEquals(0, terminal.run("--help"));
    assertTrue(terminal.out().startsWith("Usage: ./lanewise [-hV] COMMAND"), terminal::out);
    assertTrue(Pattern.compile("\n  train +Train").matcher(terminal.out()).find(), terminal::out);
  }

  @Test
  void helpOfTrainNamesEveryOptionAndTheWayToTheData() {
    Terminal terminal = new Terminal(folder);
    assertEquals(0, terminal.run("train", "--help"));
    for (String name : List.of("--data=DIR", "--recipe=NAME", "--epochs=N", "--batch-size=N", "--lr=RATE", "--seed=N", "--threads=N", "--json=FILE",
        "--quiet", "--help", "LANEWISE_DATA", "LANEWISE_JAVA_OPTS")) {
      assertTrue(terminal.out().contains(name), () -> name + " is missing in\n" + terminal.out());
    }
    assertTrue(terminal.errLines().isEmpty());
  }

  @Test
  void versionNamesLanewiseAndJava() {
    Terminal terminal = new Terminal(folder);
    assertEquals(0, terminal.run("--version"));
    assertEquals(2, terminal.out().lines().count());
    assertTrue(terminal.out().startsWith("lanewise "));
    assertTrue(terminal.out().contains("Java " + Runtime.version()));
  }
}
