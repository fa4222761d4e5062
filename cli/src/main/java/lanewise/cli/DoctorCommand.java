package lanewise.cli;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import lanewise.tensor.Workers;
import lanewise.tensor.io.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code doctor}: what Lanewise finds on this machine, how fast it is, and what to change. */
@Command(
    name = "doctor",
    description = {
      "Show the JDK, the processor's features that it uses, the kernels, threads and memory; measure how much of the processor's and the memory's "
          + "ceiling is reached, two seconds and more, and some more for compiling the kernels; say what to change."
    },
    footer = {"", "Exit status: 0 done; 2 an option or a property cannot be used."})
final class DoctorCommand implements Callable<Integer> {
  @Option(names = "--threads", paramLabel = "N", converter = Values.Threads.class,
      description = "Threads of the speed check beside one thread, 1..256. Default: the number of processors.")
  private Optional<Integer> threads;

  @Option(names = "--no-speed", description = "Leave the speed check out.")
  private boolean noSpeed;

  @Option(names = "--json", description = "Print one JSON object instead of text.")
  private boolean json;

  @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help and exit.")
  private boolean help;

  private final Environment environment;

  DoctorCommand(Environment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    int before = Properties.value(Workers::threads);
    Findings findings = Findings.ofProcess(threads.orElse(before));
    List<Speed> speeds = noSpeed ? List.of() : Speed.measure(findings.threads());
    List<String> advice = Advice.of(findings, speeds);
    if (json) {
      Map<String, Object> all = findings.json();
      all.put("speed", speeds.stream().map(Speed::json).toList());
      all.put("advice", advice);
      environment.out().println(Json.write(all));
    } else {
      print(findings, speeds, advice);
    }
    return 0;
  }

  private void print(Findings f, List<Speed> speeds, List<String> advice) {
    line("java     %s, %s, %s", f.java(), f.vm(), f.home());
    line("system   %s, %s, %d processors, %.1f GB memory", f.system(), f.processor(), f.processors(), f.memory() / 1e9);
    line("features %s", f.features().isEmpty() ? "not known" : String.join(" ", f.features()));
    line("flags    %s", f.flags().isEmpty() ? "not known"
        : f.flags().entrySet().stream().map(flag -> flag.getKey() + "=" + flag.getValue()).collect(Collectors.joining(" ")));
    line("kernels  %s (%s), vectors of %d bits", f.kernels(), f.reason(), f.vectorBits());
    line("threads  %d", f.threads());
    line("heap     at most %.1f GB, collector %s", f.heap() / 1e9, f.collector());
    for (Speed s : speeds) {
      line("speed    %d thread%s: multiply-add %.0f GFLOP/s, memory %.1f GB/s copied and %.1f GB/s in a triad;", s.threads(),
          s.threads() == 1 ? "" : "s", s.fma(), s.copy(), s.triad());
      line("         product 512x512x512 %.0f GFLOP/s (%.0f %%), convolution 64 to 64 channels 3x3 %.0f GFLOP/s (%.0f %%),", s.product(),
          100 * s.product() / s.fma(), s.convolution(), 100 * s.convolution() / s.fma());
      line("         a sum of two arrays %.1f GB/s (%.0f %% of the triad)", s.sum(), 100 * s.sum() / s.triad());
    }
    advice.forEach(a -> line("advice   %s", a));
  }

  private void line(String format, Object... values) {
    environment.out().println(String.format(Locale.ROOT, format, values));
  }
}
