package lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lanewise.lrsched.Schedules;
import lanewise.lrsched.plot.Plot;
import lanewise.lrsched.text.ScheduleText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchedulesCommandTest {
  private static final String WARMUP_AND_COSINE = "linear(0.1,1,100) then cosine(900)";

  @TempDir private Path folder;

  private String output(Object... arguments) {
    Terminal terminal = new Terminal(folder);
    assertEquals(0, terminal.run(arguments), () -> terminal.errLines().toString());
    assertEquals(List.of(), terminal.errLines());
    return terminal.out();
  }

  private List<String> complaint(Object... arguments) {
    Terminal terminal = new Terminal(folder);
    assertEquals(2, terminal.run(arguments));
    assertEquals("", terminal.out());
    return terminal.errLines();
  }

  @Test
  void csvIsTheTableOfTheSchedule() {
    Plot plot = Plot.of(Schedules.linear(0.1, 1, 100).then(Schedules.cosine(900)), 1000).base(0.01);
    assertEquals(plot.csv(), output("schedules", WARMUP_AND_COSINE, "--base", 0.01, "--steps", 1000, "--csv"));
    assertEquals(1002, plot.csv().lines().count());
  }

  @Test
  void svgIsThePictureTitledByItsText() {
    Plot plot = Plot.of(WARMUP_AND_COSINE, Schedules.linear(0.1, 1, 100).then(Schedules.cosine(900)), 1000).base(0.01).title(WARMUP_AND_COSINE);
    assertEquals(plot.svg(), output("schedules", WARMUP_AND_COSINE, "--base", 0.01, "--steps", 1000, "--svg"));
    assertEquals(plot.title("A title").logScale().svg(),
        output("schedules", "--svg", "--log", "--title", "A title", "--steps", 1000, "--base", 0.01, WARMUP_AND_COSINE));
  }

  @Test
  void withoutStepsTheNaturalLengthIsTaken() {
    assertEquals(1002, output("schedules", WARMUP_AND_COSINE).lines().count());
    assertEquals(12, output("schedules", "one_cycle(0.1, 10)").lines().count());
    assertEquals(1002, output("schedules", "exponential(0.99)").lines().count());
    assertEquals(1002, output("schedules", "exponential(0.99).lasting(1000000000000)").lines().count());
  }

  @Test
  void severalTextsAreSeveralColumns() {
    assertEquals("step,constant(0.5),step(1)\n0,0.5,1.0\n1,0.5,0.1\n", output("schedules", "constant(0.5)", "step(1)", "--steps", 1));
  }

  @Test
  void listShowsAllSchedulesAndOperations() {
    assertEquals(ScheduleText.usage(), output("schedules", "--list").lines().toList());
  }

  @Test
  void aTextThatIsNoScheduleIsShownWithACaretUnderTheCharacter() {
    assertEquals(List.of("lanewise: no schedule cosin; near: cosine", "linear(0.1,1,100) then cosin(900)", "                       ^"),
        complaint("schedules", "linear(0.1,1,100) then cosin(900)", "--csv"));
    assertEquals(
        List.of("lanewise: one_cycle: pctStart 2.0; allowed: 0.0..1.0", "one_cycle(0.1, 100, pct_start=2)", "                              ^"),
        complaint("schedules", "step(3)", "one_cycle(0.1, 100, pct_start=2)", "--svg"));
  }

  @Test
  void aScheduleThatEndsBeforeTheLastStepIsRefusedBeforeAnythingIsPrinted() {
    List<String> lines = complaint("schedules", "one_cycle(0.1, 10)", "--steps", 20);
    assertEquals(1, lines.size());
    assertTrue(lines.getFirst().startsWith("lanewise: step 11 of a 1cycle of 10 steps; allowed: 0..10."), lines.getFirst());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "--steps | 0         | a whole number, 1..100000000",
    "--steps | 100000001 | a whole number, 1..100000000",
    "--steps | few       | a whole number, 1..100000000",
    "--base  | -1        | a finite number >= 0",
    "--base  | NaN       | a finite number >= 0",
    "--base  | Infinity  | a finite number >= 0",
    "--base  | much      | a finite number >= 0",
  })
  void aValueOutOfRangeIsNamedWithWhatIsAllowed(String option, String value, String allowed) {
    List<String> lines = complaint("schedules", "step(3)", option, value);
    assertEquals(1, lines.size());
    assertTrue(lines.getFirst().contains(option) && lines.getFirst().contains("'" + value + "'; allowed: " + allowed), lines.getFirst());
  }

  @Test
  void optionsThatDoNotGoTogetherAreRefused() {
    assertEquals(List.of("lanewise: --csv and --svg; allowed: one of them"), complaint("schedules", "step(3)", "--csv", "--svg"));
    assertEquals(List.of("lanewise: --log without --svg; allowed: --svg --log"), complaint("schedules", "step(3)", "--log"));
    assertEquals(List.of("lanewise: --title without --svg; allowed: --svg --title TEXT"), complaint("schedules", "step(3)", "--title", "a"));
    assertEquals(List.of("lanewise: scale LOG, and no value is positive; allowed: LINEAR"), complaint("schedules", "constant(0)", "--svg", "--log"));
    List<String> either = List.of("lanewise: allowed: either schedules as text, or --out DIR, or --list; see ./lanewise schedules --help");
    assertEquals(either, complaint("schedules"));
    assertEquals(either, complaint("schedules", "step(3)", "--out", folder.resolve("pictures")));
    assertEquals(either, complaint("schedules", "--list", "--out", folder.resolve("pictures")));
    assertEquals(List.of("lanewise: --base, --steps, --csv, --svg, --log and --title belong to a schedule given as text"),
        complaint("schedules", "--out", folder.resolve("pictures"), "--svg"));
    assertFalse(Files.exists(folder.resolve("pictures")));
  }

  @Test
  void outWritesEveryPictureAndThePage() throws IOException {
    Path pictures = folder.resolve("a/b");
    assertEquals("", output("schedules", "--out", pictures));
    Set<String> expected = Gallery.exhibits().map(e -> e.id() + ".svg").collect(Collectors.toSet());
    expected.add("index.html");
    try (Stream<Path> files = Files.list(pictures)) {
      assertEquals(expected, files.map(f -> f.getFileName().toString()).collect(Collectors.toSet()));
    }
    for (Exhibit e : Gallery.exhibits().toList()) {
      assertEquals(e.svg(), Files.readString(pictures.resolve(e.id() + ".svg")));
    }
  }

  @Test
  void outThatIsAFileIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "kept");
    assertEquals(List.of("lanewise: --out " + file + " is a file; allowed: a folder"), complaint("schedules", "--out", file));
    Path below = file.resolve("pictures");
    List<String> lines = complaint("schedules", "--out", below);
    assertEquals(1, lines.size());
    assertTrue(lines.getFirst().startsWith("lanewise: --out " + below + " cannot be written ("), lines.getFirst());
    assertEquals("kept", Files.readString(file));
  }
}
