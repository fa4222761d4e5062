package lanewise.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import lanewise.lrsched.Schedule;
import lanewise.lrsched.plot.Plot;
import lanewise.lrsched.text.ScheduleSyntaxException;
import lanewise.lrsched.text.ScheduleText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code schedules}: pictures and tables of learning-rate schedules. */
@Command(
    name = "schedules",
    description = {
      "Draw learning-rate schedules.",
      "",
      "With --out, all schedules that there are: a picture for each and one page with all of them. Otherwise the schedules given as text,"
          + " as a table or a picture on "
          + "standard output.",
      "",
      "  ./lanewise schedules --out pictures",
      "  ./lanewise schedules 'linear(0.1,1,100) then cosine(900)' --base 0.01 --steps 1000 --svg",
      "  ./lanewise schedules 'step(30) * warmup_constant(5)' 'one_cycle(0.1, 100, pct_start=0.25)' --csv"
    },
    footer = {
      "",
      "A text is a schedule with its arguments, by place or by name; 'then' puts schedules one after the other, '*' multiplies them, and"
          + " operations follow behind a dot: "
          + "cosine(50).repeat(3).clamp(1e-5, 1). --list shows all schedules and operations with their arguments.",
      "Exit status: 0 done; 2 a text or an option cannot be used, nothing was written."
    })
final class SchedulesCommand implements Callable<Integer> {
  static final long MAX_STEPS = 100_000_000;
  private static final long DEFAULT_STEPS = 1000;
  private static final int BAD_INPUT = 2;

  @Parameters(paramLabel = "SCHEDULE", arity = "0..*", description = "Schedules as text, each a curve or a column.")
  private List<String> texts = new ArrayList<>();

  @Option(names = "--out", paramLabel = "DIR", converter = Values.Place.class,
      description = "Write the pictures of all schedules and the page index.html into this folder;"
      + " it is made if needed.")
  private Optional<Path> out;

  @Option(names = "--list", description = "Show the schedules and operations that a text may use.")
  private boolean list;

  @Option(names = "--base", paramLabel = "RATE", converter = Values.BaseRate.class, description = "Base rate, finite and >= 0. Default: 1.")
  private Optional<Double> base;

  @Option(names = "--steps", paramLabel = "N", converter = Values.LastStep.class,
      description = "Last step, 1..100000000. Default: the natural length of the longest schedule,"
      + " else 1000.")
  private Optional<Long> steps;

  @Option(names = "--csv", description = "Print a table: step, rate, momentum where it is cycled. The default.")
  private boolean csv;

  @Option(names = "--svg", description = "Print a picture.")
  private boolean svg;

  @Option(names = "--log", description = "Draw with a logarithmic axis.")
  private boolean log;

  @Option(names = "--title", paramLabel = "TEXT", description = "Title of the picture.")
  private Optional<String> title;

  @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help and exit.")
  private boolean help;

  private final Environment environment;

  SchedulesCommand(Environment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    if ((out.isPresent() ? 1 : 0) + (list ? 1 : 0) + (texts.isEmpty() ? 0 : 1) != 1) {
      throw new BadInput("allowed: either schedules as text, or --out DIR, or --list; see ./lanewise schedules --help");
    }
    boolean shaped = base.isPresent() || steps.isPresent() || csv || svg || log || title.isPresent();
    if (texts.isEmpty() && shaped) {
      throw new BadInput("--base, --steps, --csv, --svg, --log and --title belong to a schedule given as text");
    }
    if (list) {
      ScheduleText.usage().forEach(environment.out()::println);
      return 0;
    }
    if (out.isPresent()) {
      writeGallery(out.get());
      return 0;
    }
    try {
      print(plot());
      return 0;
    } catch (ScheduleSyntaxException e) {
      // Its message has several lines, and they have to stay where they are.
      environment.err().println("lanewise: " + e.getMessage());
      return BAD_INPUT;
    } catch (IllegalArgumentException e) {
      throw new BadInput(e.getMessage(), e);
    }
  }

  private Plot plot() {
    require(!csv || !svg, "--csv and --svg", "one of them");
    require(!log || svg, "--log without --svg", "--svg --log");
    require(title.isEmpty() || svg, "--title without --svg", "--svg --title TEXT");
    List<Schedule> schedules = texts.stream().map(ScheduleText::parse).toList();
    long length = schedules.stream().mapToLong(s -> s.length().orElse(0)).max().orElse(0);
    long last = steps.orElse(length == 0 || length > MAX_STEPS ? DEFAULT_STEPS : length);
    Plot plot = Plot.of(texts.getFirst(), schedules.getFirst(), last);
    for (int i = 1; i < schedules.size(); i++) {
      plot = plot.and(texts.get(i), schedules.get(i));
    }
    plot = plot.base(base.orElse(1.0)).title(title.orElse(texts.size() == 1 ? texts.getFirst() : ""));
    return log ? plot.logScale() : plot;
  }

  private void print(Plot plot) {
    try {
      if (svg) {
        environment.out().append(plot.svg());
      } else {
        // A step without a value shows before anything is printed.
        plot.writeCsv(Writer.nullWriter());
        plot.writeCsv(environment.out());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void writeGallery(Path folder) {
    Map<String, String> files = Gallery.files();
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new BadInput("--out " + folder + " is a file; allowed: a folder");
    }
    try {
      Files.createDirectories(folder);
      for (Map.Entry<String, String> file : files.entrySet()) {
        Files.writeString(folder.resolve(file.getKey()), file.getValue());
      }
    } catch (IOException e) {
      throw new BadInput("--out " + folder + " cannot be written (" + Failures.reason(e) + "); allowed: a folder with write permission", e);
    }
  }

  private static void require(boolean allowed, String given, String range) {
    if (!allowed) {
      throw new BadInput(given + "; allowed: " + range);
    }
  }
}
