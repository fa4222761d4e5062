package lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import lanewise.lrsched.ChainedScheduler;
import lanewise.lrsched.ConstantLR;
import lanewise.lrsched.CosineAnnealingLR;
import lanewise.lrsched.CosineAnnealingWarmRestartsLR;
import lanewise.lrsched.CyclicLR;
import lanewise.lrsched.ExponentialLR;
import lanewise.lrsched.LambdaLR;
import lanewise.lrsched.LinearLR;
import lanewise.lrsched.LrScheduler;
import lanewise.lrsched.MultiStepLR;
import lanewise.lrsched.MultiplicativeLR;
import lanewise.lrsched.OneCycleLR;
import lanewise.lrsched.PolynomialLR;
import lanewise.lrsched.ReduceLROnPlateau;
import lanewise.lrsched.SWALR;
import lanewise.lrsched.Schedule;
import lanewise.lrsched.SequentialLR;
import lanewise.lrsched.SequentialPlateauLR;
import lanewise.lrsched.StepLR;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tables of docs/schedules-migration.md. */
class MigrationTest {
  @TempDir private Path folder;

  /** Left cell to middle cell. */
  private static Map<String, String> rows() throws Exception {
    List<String> lines = Files.readAllLines(Path.of("..", "docs", "schedules-migration.md"));
    return lines.stream().filter(l -> l.startsWith("| ") && !l.startsWith("| ---") && !l.contains(" | ours | "))
        .map(l -> l.split(" \\| "))
        .peek(cells -> assertEquals(3, cells.length, cells[0]))
        .collect(Collectors.toMap(cells -> cells[0].substring(2), cells -> cells[1].replaceAll("^`|`$", "")));
  }

  @Test
  void everyLineOfTheTablesMakesASchedule() throws Exception {
    Map<String, String> rows = rows();
    List<String> codes = rows.values().stream().filter(c -> !c.startsWith("new ")).toList();
    assertTrue(codes.size() > 50, "lines: " + codes.size());
    List<Schedule> schedules = CodeLines.schedules(codes, folder);
    for (int i = 0; i < codes.size(); i++) {
      double first = schedules.get(i).at(0, 0.1);
      assertTrue(first >= 0 && Double.isFinite(schedules.get(i).at(20, 0.1)), codes.get(i));
    }
  }

  @Test
  void everyLineOfTheTablesOfClassesMakesAScheduler() throws Exception {
    List<String> codes = rows().values().stream().filter(c -> c.startsWith("new ")).toList();
    assertTrue(codes.size() > 20, "lines: " + codes.size());
    List<Object> made = CodeLines.schedulers(codes, folder);
    for (int i = 0; i < codes.size(); i++) {
      assertEquals(codes.get(i).substring(4, codes.get(i).indexOf('(')), made.get(i).getClass().getSimpleName());
    }
    List<Class<?>> named = List.of(LambdaLR.class, MultiplicativeLR.class, StepLR.class, MultiStepLR.class, ConstantLR.class, LinearLR.class,
        ExponentialLR.class, PolynomialLR.class, CosineAnnealingLR.class, CosineAnnealingWarmRestartsLR.class, CyclicLR.class, OneCycleLR.class,
        SequentialLR.class, SequentialPlateauLR.class, ChainedScheduler.class, ReduceLROnPlateau.class, SWALR.class, LrScheduler.class);
    assertEquals(Set.copyOf(named), made.stream().map(Object::getClass).collect(Collectors.toSet()));
  }

  @Test
  void theLinesForDjlGiveItsTrackersValues() throws Exception {
    Map<String, String> rows = rows();
    List<String> names = List.of(
        "`FactorTracker` base 0.1, factor 0.95",
        "`PolynomialDecayTracker` base 0.1, end 1e-4, 100 steps, power 2",
        "`CosineTracker` base 0.1, final 0.01, 100 updates",
        "`MultiFactorTracker` base 0.1, steps 30 and 80, factor 0.5",
        "`LinearTracker` base 0.1, slope -0.001, 100 updates",
        "`WarmUpTracker`, mode `CONSTANT`, 10 steps at 0.02");
    List<Schedule> ours = CodeLines.schedules(names.stream().map(rows::get).toList(), folder);
    for (int n = 0; n <= 200; n++) {
      int update = n;
      double factor = 0.1 * Math.pow(0.95, update);
      double polynomial = (0.1 - 1e-4) * Math.pow(1 - Math.min(update, 100) / 100.0, 2) + 1e-4;
      double cosine = update > 100 ? 0.01 : 0.01 + 0.045 * (1 + Math.cos(Math.PI * update / 100));
      double multi = 0.1 * Math.pow(0.5, IntStream.of(30, 80).filter(s -> update > s).count());
      double linear = 0.1 - 0.001 * Math.min(update, 100);
      double warm = update < 10 ? 0.02 : 0.05 * (1 + Math.cos(Math.PI * (update - 10) / 100));
      double[] theirs = {factor, polynomial, cosine, multi, linear, warm};
      for (int i = 0; i < theirs.length; i++) {
        assertEquals(theirs[i], ours.get(i).at(update, 7), 1e-9, names.get(i) + " at " + update);
      }
    }
  }
}
