package lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import lanewise.lrsched.LambdaSchedule;
import lanewise.lrsched.LrScheduler;
import lanewise.lrsched.Multiplicative;
import lanewise.lrsched.ReduceLROnPlateau;
import lanewise.lrsched.Schedule;
import lanewise.lrsched.text.ScheduleText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GalleryTest {
  private static final Path DOCS = Path.of("..", "docs");
  private static final Path PICTURES = DOCS.resolve("images/schedules");
  private static final List<Exhibit> EXHIBITS = Gallery.exhibits().toList();

  @TempDir private Path folder;

  @Test
  void thePicturesInTheDocsAreThoseOfTheCommand() throws IOException {
    for (Exhibit e : EXHIBITS) {
      Path file = PICTURES.resolve(e.id() + ".svg");
      assertTrue(Files.exists(file), () -> file + " is missing; make it with ./lanewise schedules --out docs/images/schedules");
      assertEquals(e.svg(), Files.readString(file), () -> file + " is out of date; make it with ./lanewise schedules --out docs/images/schedules");
    }
    try (Stream<Path> files = Files.list(PICTURES)) {
      Set<String> pictures = files.map(f -> f.getFileName().toString()).filter(f -> f.endsWith(".svg")).collect(Collectors.toSet());
      assertEquals(EXHIBITS.stream().map(e -> e.id() + ".svg").collect(Collectors.toSet()), pictures);
    }
  }

  @Test
  void thePageInTheDocsShowsEveryScheduleAsTheGalleryDoes() throws IOException {
    String page = Files.readString(DOCS.resolve("schedules.md"));
    for (Exhibit e : EXHIBITS) {
      String picture = "](images/schedules/" + e.id() + ".svg)";
      List<String> parts = List.of("### " + e.title() + "\n", picture, e.formula(), e.parameters(), e.use(), "Schedule s = " + e.code() + ";");
      for (String part : parts) {
        assertTrue(page.contains(part), () -> "docs/schedules.md lacks: " + part);
      }
    }
  }

  @Test
  void namesAndTitlesAreDistinct() {
    assertEquals(EXHIBITS.size(), EXHIBITS.stream().map(Exhibit::id).distinct().count());
    assertEquals(EXHIBITS.size(), EXHIBITS.stream().map(Exhibit::title).distinct().count());
  }

  @Test
  void theGalleryShowsEverySchedule() {
    String drawn = EXHIBITS.stream().flatMap(e -> e.curves().stream()).map(Exhibit.Curve::schedule)
        .filter(s -> !(s instanceof LambdaSchedule) && !(s instanceof Multiplicative)).map(ScheduleText::print).collect(Collectors.joining(" "));
    Set<String> absent = ScheduleText.usage().stream().filter(u -> !u.startsWith(".")).map(u -> u.substring(0, u.indexOf('(') + 1))
        .filter(name -> !drawn.contains(name)).collect(Collectors.toCollection(TreeSet::new));
    assertEquals(Set.of("join(", "product("), absent, "sequences and products are drawn in their short form");
  }

  @Test
  void everyCodeLineMakesTheFirstCurve() throws Exception {
    List<Schedule> made = CodeLines.schedules(EXHIBITS.stream().map(Exhibit::code).toList(), folder);
    for (int i = 0; i < made.size(); i++) {
      Schedule drawn = EXHIBITS.get(i).curves().getFirst().schedule();
      Schedule coded = made.get(i);
      if (drawn instanceof LambdaSchedule || drawn instanceof Multiplicative) {
        assertTrue(IntStream.range(0, 50).allMatch(t -> Math.abs(coded.at(t) - drawn.at(t)) < 1e-12), EXHIBITS.get(i).code());
      } else {
        assertEquals(drawn, coded, EXHIBITS.get(i).id());
      }
    }
  }

  @Test
  void everySchedulerOfThePageHasTheRatesOfItsSchedule() throws Exception {
    Matcher lines = Pattern.compile("\nSchedule s = (.*);\nvar scheduler = (.*);\n").matcher(Files.readString(DOCS.resolve("schedules.md")));
    List<String> schedules = new ArrayList<>();
    List<String> schedulers = new ArrayList<>();
    while (lines.find()) {
      schedules.add(lines.group(1));
      schedulers.add(lines.group(2).replace("optimizer, s)", "optimizer, " + lines.group(1) + ")"));
    }
    assertEquals(EXHIBITS.stream().map(Exhibit::code).toList(), schedules);
    List<Schedule> drawn = CodeLines.schedules(schedules, folder);
    List<Object> made = CodeLines.schedulers(schedulers, Files.createDirectory(folder.resolve("schedulers")));
    Logger.getLogger("lanewise.lrsched").setUseParentHandlers(false);
    for (int i = 0; i < made.size(); i++) {
      if (made.get(i) instanceof LrScheduler scheduler) {
        for (long t : new long[] {0, 7, 60}) {
          scheduler.step(t);
          assertEquals(drawn.get(i).at(t, scheduler.baseLrs().getFirst()), scheduler.getLastLr().getFirst(), 1e-15, schedulers.get(i));
        }
      } else {
        ReduceLROnPlateau scheduler = (ReduceLROnPlateau) made.get(i);
        for (int t = 1; t <= 30; t++) {
          scheduler.step(1);
          assertEquals(drawn.get(i).at(t, 0.1), scheduler.getLastLr().getFirst(), 1e-17, "after " + t);
        }
      }
    }
    Logger.getLogger("lanewise.lrsched").setUseParentHandlers(true);
  }

  @Test
  void thePageHoldsEveryPictureAndRefersToNothingOutside() {
    String page = Gallery.files().get("index.html");
    assertTrue(EXHIBITS.stream().allMatch(e -> page.contains(e.svg()) && page.contains("<article id=\"" + e.id() + "\">")));
    assertFalse(page.replace("xmlns=\"http://www.w3.org/2000/svg\"", "").matches("(?s).*(https?:|src=|<script|<link|@import).*"));
    Matcher links = Pattern.compile("href=\"([^\"]*)\"").matcher(page);
    int count = 0;
    while (links.find()) {
      assertTrue(page.contains("id=\"" + links.group(1).substring(1) + "\""), links.group(1));
      count++;
    }
    assertEquals(EXHIBITS.size(), count);
  }
}
